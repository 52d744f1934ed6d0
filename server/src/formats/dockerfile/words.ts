import type { TextRange, TextSource, Token } from '../../document/text';

/** A word of an instruction; its range includes quotes. */
export interface Word extends Token {
  /** Without quotes and escapes. */
  readonly text: string;
  /** As written, but for line breaks. */
  readonly raw: string;
}

/** `--name` or `--name=value` in front of the arguments. */
export interface Flag extends Word {
  readonly name: string;
  readonly value: string | undefined;
}

/** One `NAME=value` of ENV, ARG or LABEL. */
export interface Property {
  readonly name: string;
  readonly nameToken: Token;
  /** Undefined for an ARG without default. */
  readonly value: string | undefined;
  /** The value; the name where there is none. */
  readonly valueToken: Token;
  readonly token: Token;
}

/**
 * The words of an instruction, separated by blanks outside quotes.
 *
 * @param lines as `continuedLines` makes them
 * @param start the offset of `lines` in the document
 */
export function wordsIn(document: TextSource, lines: string, start: number, escape: string): Word[] {
  const words: Word[] = [];
  let word: { text: string; from: number } | undefined;
  let quote = '';
  const end = (at: number): void => {
    if (word) {
      const raw = lines.slice(word.from, at).replaceAll('\\\n', '');
      words.push({ document, range: { start: start + word.from, end: start + at }, text: word.text, raw });
    }
    word = undefined;
    quote = '';
  };
  let lastInk = 0;
  for (let at = 0; at < lines.length; at++) {
    const character = lines.charAt(at);
    if (character === '\\' && lines[at + 1] === '\n') {
      at++;
      continue;
    }
    if (/\s/.test(character) && quote === '') {
      end(lastInk);
      continue;
    }
    word ??= { text: '', from: at };
    lastInk = at + 1;
    if (character === quote) quote = '';
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (character === escape && quote !== "'" && at + 1 < lines.length) {
      at++;
      lastInk = at + 1;
      word.text += lines.charAt(at);
    } else word.text += character;
  }
  end(lastInk);
  return words;
}

/** The strings of a list in JSON form; undefined where the text is none, as lists in single quotes are not. */
export function jsonStrings(document: TextSource, lines: string, start: number): Word[] | undefined {
  const text = lines.replaceAll('\\\n', '  ');
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(values) || !values.every((one) => typeof one === 'string')) return undefined;
  const literals = [...text.matchAll(/"(?:[^"\\]|\\.)*"/g)];
  return values.flatMap((value, index) => {
    const literal = literals[index];
    if (!literal) return [];
    const range = { start: start + literal.index, end: start + literal.index + literal[0].length };
    return [{ document, range, text: value, raw: literal[0] }];
  });
}

export function flagOf(word: Word): Flag | undefined {
  const match = /^--([\w-]+)(?:=(.*))?$/s.exec(word.text);
  return match ? { ...word, name: match[1] ?? '', value: match[2] } : undefined;
}

/** `NAME=value …`, `NAME` of an ARG, and the old form `ENV NAME value of several words`. */
export function propertiesOf(keyword: string, words: readonly Word[]): Property[] {
  const [first, second] = words;
  const last = words.at(-1);
  if (first && second && last && keyword !== 'ARG' && !first.raw.includes('=')) {
    const { document } = first;
    const range = { start: second.range.start, end: last.range.end };
    const value = words
      .slice(1)
      .map(({ raw }) => raw)
      .join(' ');
    const token = { document, range: { start: first.range.start, end: range.end } };
    return [{ name: first.text, nameToken: first, value, valueToken: { document, range }, token }];
  }
  return words.map((word) => {
    const equals = word.raw.indexOf('=');
    if (equals < 0) return { name: word.text, nameToken: word, value: undefined, valueToken: word, token: word };
    const at = word.text.indexOf('=');
    const { document, range } = word;
    const part = (start: number, end: number): Token & { range: TextRange } => ({ document, range: { start, end } });
    return {
      name: word.text.slice(0, at),
      nameToken: part(range.start, range.start + equals),
      value: word.text.slice(at + 1),
      valueToken: part(range.start + equals + 1, range.end),
      token: word,
    };
  });
}
