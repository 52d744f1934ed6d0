import type { TextRange, Token } from '../../document/text';
import type { ScalarView } from '../../document/view';
import type { Variables } from '../../engine/composeProject';
import { NO_VARIABLES, valueOf, variablesOf } from './interpolation';

/** Stands in an expanded text for a variable without default; no written text holds this character. */
export const UNKNOWN = '\uFFFC';

interface Character {
  readonly char: string;
  /** Where it is written: inside a default that is the default's own text. */
  readonly start: number;
  readonly end: number;
  /** The outermost variable it came out of, or the character itself. */
  readonly outerStart: number;
  readonly outerEnd: number;
}

/**
 * A text with its variables and defaults filled in, which remembers where every character of it is written. What nobody knows is one
 * `UNKNOWN`; the value of a variable is written in another file. Offsets into the expanded text are turned back into offsets into the written one.
 */
export class Expansion {
  readonly text: string;
  /** Undefined for a text without variables, nearly all: there every character is written where it stands. */
  private readonly characters: readonly Character[] | undefined;

  constructor(written: string, variables: Variables = NO_VARIABLES) {
    this.characters = written.includes('$') ? expand(written, 0, variables) : undefined;
    this.text = this.characters ? this.characters.map(({ char }) => char).join('') : written;
  }

  /** Where a part is written; undefined when it is pieced together from several places. An empty part is the place behind `start - 1`. */
  writtenRange(start: number, end: number): TextRange | undefined {
    const { characters } = this;
    if (!characters) return { start, end };
    const part = characters.slice(start, end);
    const [first] = part;
    if (!first) {
      const before = characters[start - 1];
      const behind = characters[start];
      const at = before?.end ?? behind?.start ?? 0;
      return { start: at, end: at };
    }
    const isWhole = part.every((one, index) => index === 0 || part[index - 1]?.end === one.start);
    return isWhole ? { start: first.start, end: part.at(-1)?.end ?? first.end } : undefined;
  }

  /** Like `writtenRange`, but a variable is taken whole, so that text put in front of it or behind it stays outside. */
  outerRange(start: number, end: number): TextRange {
    const { characters } = this;
    if (!characters) return { start, end };
    const first = characters[start];
    const last = characters[end - 1];
    if (!first || !last || start >= end) {
      const at = characters[start - 1]?.outerEnd ?? first?.outerStart ?? 0;
      return { start: at, end: at };
    }
    return { start: first.outerStart, end: last.outerEnd };
  }
}

/** A part of a scalar that has a meaning of its own: a host port, a mount source. */
export interface Part {
  /** With defaults filled in; holds `UNKNOWN` where a variable has none. */
  readonly text: string;
  readonly isKnown: boolean;
  readonly token: Token;
  readonly scalar: ScalarView;
  /** Where the text itself is written, in `scalar.text`; undefined when it comes from several places. */
  readonly written: TextRange | undefined;
  /** The same with whole variables, in `scalar.text`. */
  readonly outer: TextRange;
}

/** A part of a scalar; `start` and `end` count in the expanded text. Most parts are only read: where they stand is worked out when asked. */
export class ScalarPart implements Part {
  constructor(
    readonly scalar: ScalarView,
    private readonly expansion: Expansion,
    private readonly start: number,
    private readonly end: number,
    readonly text = expansion.text.slice(start, end),
  ) {}

  get isKnown(): boolean {
    return !this.text.includes(UNKNOWN);
  }

  get token(): Token {
    const { start, end } = this.outer;
    return this.scalar.partToken(start, end);
  }

  get written(): TextRange | undefined {
    return this.expansion.writtenRange(this.start, this.end);
  }

  get outer(): TextRange {
    return this.expansion.outerRange(this.start, this.end);
  }
}

export function partOf(scalar: ScalarView, expansion: Expansion, start: number, end: number): Part {
  return new ScalarPart(scalar, expansion, start, end);
}

/** A whole scalar as one part. */
export function wholePart(scalar: ScalarView, variables: Variables = NO_VARIABLES): Part {
  const expansion = new Expansion(scalar.text, variables);
  return new WholePart(scalar, expansion, 0, expansion.text.length);
}

class WholePart extends ScalarPart {
  override get token(): Token {
    return this.scalar;
  }
}

function expand(written: string, offset: number, variables: Variables): Character[] {
  const characters: Character[] = [];
  const add = (from: number, to: number): void => {
    for (let at = from; at < to; at++) {
      const start = offset + at;
      const isEscaped = written.startsWith('$$', at);
      const end = start + (isEscaped ? 2 : 1);
      characters.push({ char: written.charAt(at), start, end, outerStart: start, outerEnd: end });
      if (isEscaped) at++;
    }
  };
  let at = 0;
  for (const variable of variablesOf(written)) {
    const { start, end, behind } = variable;
    add(at, start);
    const value = valueOf(variable, variables);
    const inner =
      value === 'behind' && behind
        ? expand(behind.text, offset + behind.start, variables)
        : Array.from(value && value !== 'behind' ? value.text : UNKNOWN, (char) => {
            return { char, start: offset + start, end: offset + end };
          });
    for (const one of inner) characters.push({ ...one, outerStart: offset + start, outerEnd: offset + end });
    at = end;
  }
  add(at, written.length);
  return characters;
}
