/**
 * Takes shell text apart into commands and words, and no further: enough to see which programs are called with what. It knows quotes,
 * comments, separators, redirections and command substitutions. It follows no branches, functions or here documents, and so whoever
 * asks must leave alone what is not plain; rules that judge how a script is written will need a parser of the whole grammar.
 */

/** Stands for what only the running shell knows: a variable that nobody sets here, the output of a command. */
export const UNKNOWN = '\uFFFC';

/** Values of variables by name; they may hold `UNKNOWN`. */
export type ShellVariables = ReadonlyMap<string, string>;

export interface ShellCommand {
  /** Without quotes; variables are still written out, command substitutions are `UNKNOWN`. */
  readonly words: readonly string[];
  /** Where its output goes, by `>` or `>>`. */
  readonly output: string | undefined;
  /** Its output goes to the command behind it. */
  readonly isPiped: boolean;
}

/** Every command of a text in the order in which it ends; those inside a substitution stand behind the one they are part of. */
export function commandsIn(text: string): ShellCommand[] {
  return new Reader(text, 0).read();
}

/** Nobody nests substitutions deeper than this. */
const DEEPEST = 10;

class Reader {
  private readonly commands: ShellCommand[] = [];
  /** Those inside the command that is being read. */
  private nested: ShellCommand[] = [];
  private words: string[] = [];
  /** Undefined between two words: an empty word in quotes is one too. */
  private word: string | undefined;
  private output: string | undefined;
  private redirection: 'output' | 'other' | undefined;
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly depth: number,
  ) {}

  read(): ShellCommand[] {
    while (this.at < this.text.length) this.step(this.text.charAt(this.at));
    this.endCommand(false);
    return this.commands;
  }

  private step(char: string): void {
    const rest = this.text.slice(this.at, this.at + 2);
    if (char === '\\') {
      // A line that goes on.
      if (rest !== '\\\n') this.add(this.text.charAt(this.at + 1));
      this.at += 2;
    } else if (char === "'") {
      const end = this.endOf("'", this.at + 1);
      this.add(this.text.slice(this.at + 1, end));
      this.at = end + 1;
    } else if (char === '"') this.readDouble();
    else if (rest === '$(' || char === '`') this.readSubstitution();
    else if (rest === '${') this.readBraces();
    else if (char === '#' && this.word === undefined) this.at = this.endOf('\n', this.at);
    else if (/[ \t]/.test(char)) {
      this.endWord();
      this.at++;
    } else if (char === '>' || char === '<') this.readRedirection(char);
    else if (/[\n;|&(){}]/.test(char) && !this.isBraceInWord(char)) {
      const isPipe = char === '|' && rest !== '||';
      this.endCommand(isPipe);
      this.at += rest === '||' || rest === '&&' || rest === '|&' ? 2 : 1;
    } else {
      this.add(char);
      this.at++;
    }
  }

  /** `{` and `}` group commands only as words of their own. */
  private isBraceInWord(char: string): boolean {
    return (
      /[{}]/.test(char) && (this.word !== undefined || !/^[{}](?:\s|;|$)/.test(this.text.slice(this.at, this.at + 2)))
    );
  }

  private readDouble(): void {
    this.at++;
    this.add('');
    while (this.at < this.text.length && this.text.charAt(this.at) !== '"') {
      const char = this.text.charAt(this.at);
      if (char === '\\') {
        const next = this.text.charAt(this.at + 1);
        // Before other characters the backslash stays.
        this.add(/["\\$`]/.test(next) ? next : next === '\n' ? '' : `\\${next}`);
        this.at += 2;
      } else if (char === '`' || this.text.startsWith('$(', this.at)) this.readSubstitution();
      else {
        this.add(char);
        this.at++;
      }
    }
    this.at++;
  }

  /** `$(…)` and backticks: what they run counts, what they print nobody knows. */
  private readSubstitution(): void {
    const isTick = this.text.charAt(this.at) === '`';
    const start = this.at + (isTick ? 1 : 2);
    const end = isTick ? this.endOf('`', start) : this.closing(start, '(', ')');
    if (this.depth < DEEPEST)
      for (const one of new Reader(this.text.slice(start, end), this.depth + 1).read()) this.nested.push(one);
    this.add(UNKNOWN);
    this.at = end + 1;
  }

  private readBraces(): void {
    const end = this.closing(this.at + 2, '{', '}');
    this.add(this.text.slice(this.at, end + 1));
    this.at = end + 1;
  }

  private readRedirection(char: string): void {
    const descriptor = /^\d+$/.test(this.word ?? '') ? this.word : undefined;
    if (descriptor === undefined) this.endWord();
    else this.word = undefined;
    const sign = /^(?:>>|>\||>&|<<<|<<-?|<&|<>|[<>])/.exec(this.text.slice(this.at))?.[0] ?? char;
    this.at += sign.length;
    const isOutput = (sign === '>' || sign === '>>' || sign === '>|') && (descriptor ?? '1') === '1';
    this.redirection = isOutput ? 'output' : 'other';
  }

  /** Where a character stands next; the end of the text where it does not. */
  private endOf(char: string, from: number): number {
    const end = this.text.indexOf(char, from);
    return end < 0 ? this.text.length : end;
  }

  private closing(from: number, open: string, close: string): number {
    let depth = 1;
    for (let at = from; at < this.text.length; at++) {
      const char = this.text.charAt(at);
      if (char === open) depth++;
      else if (char === close && --depth === 0) return at;
    }
    return this.text.length;
  }

  private add(text: string): void {
    this.word = (this.word ?? '') + text;
  }

  private endWord(): void {
    if (this.word === undefined) return;
    if (this.redirection === 'output') this.output = this.word;
    else if (this.redirection === undefined) this.words.push(this.word);
    this.redirection = undefined;
    this.word = undefined;
  }

  private endCommand(isPiped: boolean): void {
    this.endWord();
    if (this.words.length > 0 || this.output !== undefined)
      this.commands.push({ words: this.words, output: this.output, isPiped });
    this.commands.push(...this.nested);
    this.nested = [];
    this.words = [];
    this.output = undefined;
    this.redirection = undefined;
  }
}

/** Fills in variables: `$NAME`, `${NAME}`, and the default of `${NAME:-default}` where nobody sets it. All else becomes `UNKNOWN`. */
export function expandWord(word: string, variables: ShellVariables): string {
  return word.replace(
    /\$(?:\{([A-Za-z_]\w*)(?:(:?[-?])([^{}]*))?\}|([A-Za-z_]\w*)|\{[^}]*\}|[@*#?$!\d-])/g,
    (...match) => {
      const [, braced, sign, fallback, bare] = match as (string | undefined)[];
      const value = variables.get(braced ?? bare ?? '');
      if (value !== undefined && (value !== '' || !sign?.startsWith(':'))) return value;
      return sign?.endsWith('-') ? expandWord(fallback ?? '', variables) : UNKNOWN;
    },
  );
}

/** The variables that a text sets for itself, on top of others; the last value that is written counts. */
export function assignmentsIn(commands: readonly ShellCommand[], outside: ShellVariables): Map<string, string> {
  const variables = new Map(outside);
  for (const { words } of commands) {
    const isDeclaration = /^(?:export|readonly|local|declare)$/.test(words[0] ?? '');
    for (const word of isDeclaration ? words.slice(1) : words) {
      const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? [];
      if (name === undefined || value === undefined) {
        if (isDeclaration) continue;
        break;
      }
      // In front of a command it holds for that command alone, but then nobody else asks for it.
      variables.set(name, expandWord(value, variables));
    }
  }
  return variables;
}
