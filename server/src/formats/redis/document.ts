import type { ParsedDocument, ParsedFile, SyntaxProblem } from '../../document/parsed';
import { lineStartsOf, type TextRange, type Token } from '../../document/text';

/** Longer texts are no configurations. */
const LONGEST = 500_000;

/** One line of a configuration: https://redis.io/docs/latest/operate/oss_and_stack/management/config/ */
export interface Directive {
  /** In lower case: Redis does not tell capitals apart. */
  readonly name: string;
  readonly key: Token;
  /** Without quotes. */
  readonly words: readonly Word[];
  /** The line without the white space around it. */
  readonly range: TextRange;
}

export interface Word extends Token {
  readonly text: string;
}

export class RedisDocument implements ParsedDocument {
  readonly directives: readonly Directive[];
  readonly problems: readonly SyntaxProblem[];

  constructor(
    readonly source: string,
    readonly text: string,
    lineStarts: readonly number[],
  ) {
    const isReadable = text.length <= LONGEST;
    this.problems = isReadable ? [] : [TOO_LARGE];
    this.directives = isReadable ? lineStarts.flatMap((start, index) => this.read(start, lineStarts[index + 1])) : [];
  }

  /** All with a name. */
  named(...names: readonly string[]): readonly Directive[] {
    return this.directives.filter(({ name }) => names.includes(name));
  }

  private read(start: number, end = this.text.length): Directive[] {
    const line = this.text.slice(start, end).replace(/^\uFEFF/, ' ');
    const words = [...line.matchAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\S+/g)].map((match): Word => {
      const isQuoted = /^(["'])[\s\S]*\1$/.test(match[0]) && match[0].length > 1;
      const from = start + match.index + (isQuoted ? 1 : 0);
      const text = isQuoted ? match[0].slice(1, -1) : match[0];
      return { document: this, range: { start: from, end: from + text.length }, text };
    });
    const [key, ...values] = words;
    if (!key || key.text.startsWith('#')) return [];
    return [
      {
        name: key.text.toLowerCase(),
        key,
        words: values,
        range: { start: key.range.start, end: start + line.trimEnd().length },
      },
    ];
  }
}

const TOO_LARGE: SyntaxProblem = {
  message: `This file has more than ${LONGEST} characters and was not checked.`,
  range: { start: 0, end: 1 },
  tooLarge: true,
};

/** Never throws. */
export function parseRedis(source: string, text: string): ParsedFile<RedisDocument> {
  const lineStarts = lineStartsOf(text);
  return { source, text, lineStarts, documents: [{ start: 0, document: new RedisDocument(source, text, lineStarts) }] };
}
