import type { Token } from '../../document/text';
import type { Entry, ScalarView } from '../../document/view';
import { appendText, insertKeyAfter, replacePart, type Edits } from '../../document/edit';
import { OneLine } from '../../document/render';
import { Expansion, ScalarPart, type Part } from './expansion';
import { isShell } from '../../shell';
import type { ComposeService } from './model';

/** A word of `entrypoint` or `command`. */
export interface CommandWord extends Part {
  readonly holder: Entry;
}

class WrittenWord extends ScalarPart implements CommandWord {
  constructor(
    scalar: ScalarView,
    readonly holder: Entry,
    expansion: Expansion,
    { start, end }: Span,
    text?: string,
  ) {
    super(scalar, expansion, start, end, text);
  }
}

/**
 * The words that the container is started with: `entrypoint`, then `command`. A text is split as Compose splits it, and so is the
 * script behind `sh -c`, in which operators of the shell are words like any other.
 */
export function commandLineOf(service: ComposeService): readonly CommandWord[] {
  return service.once('commandLine', () => [...wordsAt(service, 'entrypoint'), ...wordsAt(service, 'command')]);
}

/** The words of one of the two alone. */
export function wordsAt(service: ComposeService, key: 'entrypoint' | 'command'): readonly CommandWord[] {
  return service.once(key === 'command' ? 'words of command' : 'words of entrypoint', () => readWords(service, key));
}

/** The words of the test of the health check. */
export function testWords(service: ComposeService): readonly CommandWord[] {
  return readWords(service, 'healthcheck', 'test');
}

function readWords(service: ComposeService, ...path: readonly string[]): CommandWord[] {
  const words: CommandWord[] = [];
  for (const { view, holder } of service.items(...path)) {
    if (view.kind !== 'scalar') continue;
    const expansion = new Expansion(view.text, service.file.variablesFor(view));
    const isScript = isBeforeScript(words);
    const isWord = holder.value?.kind === 'sequence' && !isScript;
    const span = { start: 0, end: expansion.text.length };
    if (isWord) words.push(new WrittenWord(view, holder, expansion, span));
    else words.push(...splitWord(view, holder, expansion, span));
  }
  return words;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Words between white space; what stands in quotes stays together, and is split where it is the script of a shell. */
function splitWord(scalar: ScalarView, holder: Entry, expansion: Expansion, { start, end }: Span): CommandWord[] {
  const words: CommandWord[] = [];
  const pattern = /(?:[^\s"']|"(?:[^"\\]|\\.)*"|'[^']*')+/gs;
  for (const match of expansion.text.slice(start, end).matchAll(pattern)) {
    const raw = match[0];
    const from = start + match.index;
    const isQuoted = /^(["'])[\s\S]*\1$/.test(raw) && raw.length > 1 && !raw.slice(1, -1).includes(raw.charAt(0));
    const span = isQuoted ? { start: from + 1, end: from + raw.length - 1 } : { start: from, end: from + raw.length };
    if (isQuoted && isBeforeScript(words)) words.push(...splitWord(scalar, holder, expansion, span));
    else {
      const text = isQuoted ? undefined : raw.replace(/["']/g, '');
      words.push(new WrittenWord(scalar, holder, expansion, span, text));
    }
  }
  return words;
}

/** Whether the next word is a text for a shell: behind `sh -c`, or behind a `-c` that the entrypoint's shell gets. */
function isBeforeScript(words: readonly CommandWord[]): boolean {
  const last = words.at(-1)?.text;
  if (last === undefined) return false;
  if (last === 'CMD-SHELL') return true;
  if (!/^-[a-z]*c$/.test(last)) return false;
  const before = words.slice(-4, -1);
  return before.length === 0 || before.some(({ text }) => isShell(text.slice(text.lastIndexOf('/') + 1)));
}

/** An option of the command line with its value: `--name=value`, or `--name` and the value behind it. */
export interface Option {
  readonly word: CommandWord;
  /** Undefined where the line ends behind the name, or the option stands for itself. */
  readonly value: string | undefined;
  readonly isKnown: boolean;
  /** The value where there is one, otherwise the name. */
  readonly token: Token;
  /** Replaces the value; undefined where it comes out of a variable. */
  readonly replace: (value: string) => Edits;
}

/** The option of one of these names that is given last, which is the one that counts. */
export function optionOf(words: readonly CommandWord[], ...names: readonly string[]): Option | undefined {
  for (let index = words.length - 1; index >= 0; index--) {
    const word = words[index];
    const name = word && names.find((one) => word.text === one || word.text.startsWith(`${one}=`));
    if (word && name !== undefined) return word.text === name ? detached(words, index, word) : attached(word, name);
  }
  return undefined;
}

function attached(word: CommandWord, name: string): Option {
  const { text, written, scalar, isKnown } = word;
  // Quotes inside the word move what stands behind them.
  const isAsWritten = written !== undefined && written.end - written.start === text.length;
  const range = isAsWritten ? { start: written.start + name.length + 1, end: written.end } : undefined;
  return {
    word,
    value: text.slice(name.length + 1),
    isKnown,
    token: range ? scalar.partToken(range.start, range.end) : word.token,
    replace: (value) => range && replacePart(scalar, range.start, range.end, value),
  };
}

function detached(words: readonly CommandWord[], index: number, word: CommandWord): Option {
  const next = words[index + 1];
  if (!next || /^--?[a-z]/i.test(next.text))
    return { word, value: undefined, isKnown: true, token: word.token, replace: () => undefined };
  return {
    word,
    value: next.text,
    isKnown: next.isKnown,
    token: next.token,
    replace: (value) => replaceWord(next, value),
  };
}

/** Replaces a word; undefined where it comes out of a variable. */
export function replaceWord({ written, scalar, outer }: CommandWord, text: string): Edits {
  const isVariable = written === undefined || written.start !== outer.start || written.end !== outer.end;
  return isVariable ? undefined : replacePart(scalar, written.start, written.end, text);
}

/** The words inside a word: programs that join their arguments take `--maxmemory 1gb` as one. */
export function wordsInside(service: ComposeService, word: CommandWord): readonly CommandWord[] {
  const { written, scalar, text, holder } = word;
  const isAsWritten = written !== undefined && written.end - written.start === text.length;
  if (!/\s/.test(text) || !isAsWritten) return [word];
  const expansion = new Expansion(scalar.text, service.file.variablesFor(scalar));
  return [...text.matchAll(/\S+/g)].map((match) => {
    const start = written.start + match.index;
    return new WrittenWord(scalar, holder, expansion, { start, end: start + match[0].length });
  });
}

/** Adds words at the end of the command; undefined where it is a script, or written in another file. */
export function appendArguments(service: ComposeService, words: readonly string[], program: readonly string[]): Edits {
  const command = service.get('command');
  if (!command) {
    const line = new OneLine([...program, ...words]);
    const image = service.entry.aliased ? undefined : service.own.get('image');
    if (service.get('entrypoint')) return undefined;
    return image ? insertKeyAfter(service.own, image, 'command', line) : service.insert(['command'], line);
  }
  const { value } = command;
  const line = commandLineOf(service);
  const isScript = line.some(({ text }, index) => SCRIPT.test(text) || isBeforeScript(line.slice(0, index)));
  if (command.aliased || isScript) return undefined;
  if (value?.kind === 'sequence') {
    const edits = words.map((word) => appendText(value, word));
    return edits.every((edit) => edit !== undefined) ? edits.flat() : undefined;
  }
  if (value?.kind !== 'scalar' || value.isNull) return undefined;
  const end = value.text.trimEnd().length;
  return replacePart(value, end, end, ` ${words.map(quoted).join(' ')}`);
}

/** What only a shell takes apart. */
const SCRIPT = /^(?:&&|\|\|?|;)$|[;&]$|\n/;

function quoted(word: string): string {
  return word === '' || /\s/.test(word) ? `"${word}"` : word;
}
