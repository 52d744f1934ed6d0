import type { TextRange } from '../document/text';
import type { ShellList } from './nodes';

/** Stands for what only the running shell knows: a variable that nobody sets here, the output of a command. */
export const UNKNOWN = '\uFFFC';

/** Values of variables by name; they may hold `UNKNOWN`. */
export type ShellVariables = ReadonlyMap<string, string>;

export const NO_VARIABLES: ShellVariables = new Map();

interface PartBase {
  readonly range: TextRange;
  /** Inside quotes of either kind: the shell neither splits it nor looks for files of that name. */
  readonly isQuoted: boolean;
  /** As written, without the quotes around it. */
  readonly written: string;
}

export type WordPart =
  | (PartBase & { readonly kind: 'text'; readonly text: string })
  | (PartBase & {
      readonly kind: 'variable';
      /** `?`, `1` and `@` too. */
      readonly name: string;
      /** What stands between name and operand: `:-`, `%`, `##` …; empty for the value alone. */
      readonly operator: string;
      /** Of `${NAME:-operand}`; undefined for all other operators. */
      readonly fallback: ShellWord | undefined;
    })
  | (PartBase & { readonly kind: 'command'; readonly list: ShellList })
  /** Arithmetic, `<(…)`, an array. */
  | (PartBase & { readonly kind: 'unknown' });

/** A word of a shell text. Quotes are taken off; what only the running shell knows is a part of its own. */
export class ShellWord {
  constructor(
    /** As written, quotes included. */
    readonly text: string,
    readonly range: TextRange,
    readonly parts: readonly WordPart[],
  ) {}

  /** The text of a word that is known without running anything. */
  get plain(): string | undefined {
    let plain = '';
    for (const part of this.parts) {
      if (part.kind !== 'text') return undefined;
      plain += part.text;
    }
    return plain;
  }

  /** The text without quotes; variables and the like stay as they are written. */
  get unquoted(): string {
    return this.parts.map((part) => (part.kind === 'text' ? part.text : part.written)).join('');
  }

  /** Without the first characters, which are plain text: the value of `--file=$NAME`. */
  from(length: number): ShellWord {
    const [first, ...rest] = this.parts;
    if (first?.kind !== 'text') return this;
    const range = { start: this.range.start + length, end: this.range.end };
    const start = { start: first.range.start + length, end: first.range.end };
    const text = first.text.slice(length);
    return new ShellWord(this.text.slice(length), range, [
      ...(text ? [{ ...first, range: start, text }] : []),
      ...rest,
    ]);
  }

  /** With variables filled in: `$NAME`, `${NAME}`, and the default of `${NAME:-default}` where nobody sets it. All else is `UNKNOWN`. */
  value(variables: ShellVariables = NO_VARIABLES): string {
    return this.parts.map((part) => valueOfPart(part, variables)).join('');
  }

  /** The names of all variables in it, those in defaults and in commands inside it not included. */
  get variables(): readonly string[] {
    return this.parts.flatMap((part) => (part.kind === 'variable' ? part.name : []));
  }
}

function valueOfPart(part: WordPart, variables: ShellVariables): string {
  if (part.kind === 'text') return part.text;
  if (part.kind !== 'variable') return UNKNOWN;
  const { name, operator, fallback } = part;
  if (operator !== '' && !/^:?[-?=]$/.test(operator)) return UNKNOWN;
  const value = variables.get(name);
  if (value !== undefined && (value !== '' || !operator.startsWith(':'))) return value;
  return fallback?.value(variables) ?? UNKNOWN;
}
