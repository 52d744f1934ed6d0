/** Text, or a tab stop; `value` is there where the stop has a default or choices. */
type Node = string | { readonly stop: number; readonly value?: readonly Node[] };

const VARIABLE_START = /[A-Za-z_]/;

class SnippetParser {
  private offset = 0;

  constructor(private readonly text: string) {}

  /** Reads up to the end, or up to the brace that closes the placeholder around it. */
  nodes(insidePlaceholder: boolean): Node[] {
    const nodes: Node[] = [];
    while (this.offset < this.text.length) {
      const character = this.text.charAt(this.offset);
      if (character === '}' && insidePlaceholder) return nodes;
      if (character === '\\') nodes.push(this.escaped('$}\\'));
      else if (character === '$') nodes.push(this.dollar());
      else {
        nodes.push(character);
        this.offset++;
      }
    }
    if (insidePlaceholder) throw new Error('The snippet ends inside a placeholder');
    return nodes;
  }

  private escaped(special: string): string {
    const next = this.text.charAt(this.offset + 1);
    const isEscape = next !== '' && special.includes(next);
    this.offset += isEscape ? 2 : 1;
    return isEscape ? next : '\\';
  }

  private dollar(): Node {
    this.offset++;
    const braced = this.text.charAt(this.offset) === '{';
    const start = this.offset + (braced ? 1 : 0);
    const digits = /^\d+/.exec(this.text.slice(start))?.[0];
    if (digits === undefined) {
      if (VARIABLE_START.test(this.text.charAt(start))) {
        throw new Error(
          `Unescaped $ before "${this.text.slice(start, start + 20)}": the editor takes it for a variable`,
        );
      }
      return '$';
    }
    this.offset = start + digits.length;
    const stop = Number(digits);
    return braced ? this.placeholder(stop) : { stop };
  }

  private placeholder(stop: number): Node {
    const kind = this.text.charAt(this.offset++);
    if (kind === '}') return { stop };
    if (kind === '|') return { stop, value: [this.firstChoice()] };
    if (kind !== ':') throw new Error(`Tab stop ${stop} is neither closed nor followed by a default or choices`);
    const value = this.nodes(true);
    this.offset++;
    return { stop, value };
  }

  private firstChoice(): string {
    const choices = [''];
    while (this.offset < this.text.length) {
      if (this.text.startsWith('|}', this.offset)) {
        this.offset += 2;
        return choices[0] ?? '';
      }
      const character = this.text.charAt(this.offset);
      if (character === ',') {
        choices.push('');
        this.offset++;
        continue;
      }
      choices.push((choices.pop() ?? '') + (character === '\\' ? this.escaped(',|\\') : character));
      if (character !== '\\') this.offset++;
    }
    throw new Error('The snippet ends inside a list of choices');
  }
}

function collectDefaults(nodes: readonly Node[], defaults: Map<number, readonly Node[]>): void {
  for (const node of nodes) {
    if (typeof node === 'string' || !node.value) continue;
    if (!defaults.has(node.stop)) defaults.set(node.stop, node.value);
    collectDefaults(node.value, defaults);
  }
}

/**
 * The text that an editor inserts when every tab stop keeps its default (of choices: the first). A stop that is only
 * repeated mirrors the place that defines it. Variables are refused: our snippets use none, so an unescaped `$` that is
 * meant for a shell or for Compose would be lost in the editor.
 *
 * @see https://code.visualstudio.com/docs/editing/userdefinedsnippets#_snippet-syntax
 */
export function expandSnippet(body: string | readonly string[]): string {
  const nodes = new SnippetParser(typeof body === 'string' ? body : body.join('\n')).nodes(false);
  const defaults = new Map<number, readonly Node[]>();
  collectDefaults(nodes, defaults);

  const render = (node: Node, around: readonly number[]): string => {
    if (typeof node === 'string') return node;
    if (around.includes(node.stop)) throw new Error(`Tab stop ${node.stop} stands inside its own default`);
    const value = node.value ?? defaults.get(node.stop) ?? [];
    return value.map((inner) => render(inner, [...around, node.stop])).join('');
  };
  return nodes.map((node) => render(node, [])).join('');
}
