import type { TextRange } from './text';

type Style = 'plain' | 'single' | 'double' | 'literal' | 'folded';

/** Where each UTF-16 unit of a decoded text begins and ends in the source. */
export interface SourceOffsets {
  /** One more than units: the last is the place behind the text. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Undefined when decoding here does not give the same text as the parser, so that a caller never points at a wrong place. */
export function sourceOffsets(
  source: string,
  range: TextRange,
  style: Style,
  decoded: string,
): SourceOffsets | undefined {
  const decoder = new Decoder(source);
  if (style === 'literal' || style === 'folded') decoder.block(range, style, decoded);
  else decoder.flow(range, style);
  if (!decoder.text.startsWith(decoded)) return undefined;
  const { starts, ends, end } = decoder;
  return { starts: [...starts.slice(0, decoded.length), starts[decoded.length] ?? end], ends };
}

const ESCAPE_LENGTHS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};

/** Decodes a scalar once more, this time remembering where every character came from (YAML 1.2.2, chapters 7.3 and 8.1). */
class Decoder {
  text = '';
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  /** Where the scalar's content ends in the source. */
  end = 0;

  constructor(private readonly source: string) {}

  flow(range: TextRange, style: Style): void {
    const quoted = style === 'plain' ? 0 : 1;
    const end = range.end - quoted;
    this.end = end;
    let foldable = 0; // how many of the last characters are white space that a line break swallows
    let i = range.start + quoted;
    while (i < end) {
      const char = this.source.charAt(i);
      if (char === '\n' || char === '\r') {
        this.drop(foldable);
        foldable = 0;
        i = this.fold(i, end);
      } else if (style === 'double' && char === '\\') {
        i = this.escape(i, end);
        foldable = 0;
      } else if (style === 'single' && char === "'") {
        this.emit("'", i, i + 2);
        i += 2;
        foldable = 0;
      } else {
        this.emit(char, i, i + 1);
        foldable = char === ' ' || char === '\t' ? foldable + 1 : 0;
        i++;
      }
    }
  }

  block(range: TextRange, style: Style, decoded: string): void {
    this.end = range.end;
    const lines = this.linesOf(range, leadingSpaces(decoded.split('\n').find((line) => line.trim() !== '') ?? ''));
    if (style === 'literal') {
      for (const line of lines) {
        this.emitRange(line.start, line.end);
        this.emit('\n', line.end, line.end);
      }
      return;
    }
    let breaks = 0;
    let previous: BlockLine | undefined;
    for (const line of lines) {
      if (line.start === line.end) {
        breaks++;
        continue;
      }
      const at = previous?.end ?? line.start;
      const isKept = previous?.indented === true || line.indented;
      if (!previous) this.emit('\n'.repeat(breaks), at, at);
      else if (isKept) this.emit('\n'.repeat(breaks + 1), at, at);
      else this.emit(breaks === 0 ? ' ' : '\n'.repeat(breaks), at, at);
      this.emitRange(line.start, line.end);
      previous = line;
      breaks = 0;
    }
    const at = previous?.end ?? range.end;
    this.emit('\n'.repeat(breaks + 1), at, at);
  }

  /** A line break inside a quoted or plain scalar: one becomes a space, n become n - 1 line feeds. Gives the next offset. */
  private fold(at: number, end: number): number {
    let breaks = 0;
    let i = at;
    while (i < end) {
      const char = this.source.charAt(i);
      if (char === '\r' && this.source.charAt(i + 1) === '\n') i++;
      if (char === '\n' || char === '\r') breaks++;
      else if (char !== ' ' && char !== '\t') break;
      i++;
    }
    this.emit(breaks === 1 ? ' ' : '\n'.repeat(breaks - 1), at, i);
    return i;
  }

  private escape(at: number, end: number): number {
    const char = this.source.charAt(at + 1);
    if (char === '\n' || char === '\r') {
      let i = at + (this.source.startsWith('\r\n', at + 1) ? 3 : 2);
      while (i < end && (this.source.charAt(i) === ' ' || this.source.charAt(i) === '\t')) i++;
      return i;
    }
    const digits = ESCAPE_LENGTHS[char];
    if (digits === undefined) {
      this.emit(ESCAPES[char] ?? char, at, at + 2);
      return at + 2;
    }
    const code = Number.parseInt(this.source.slice(at + 2, at + 2 + digits), 16);
    const next = at + 2 + digits;
    this.emit(code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '', at, next);
    return next;
  }

  private linesOf(range: TextRange, decodedIndent: number): BlockLine[] {
    const lines: BlockLine[] = [];
    let indent: number | undefined;
    let start = this.behindBreak(range.start, range.end);
    while (start < range.end) {
      let end = start;
      while (end < range.end && this.source.charAt(end) !== '\n' && this.source.charAt(end) !== '\r') end++;
      const line = this.source.slice(start, end);
      const spaces = leadingSpaces(line);
      if (indent === undefined && line.trim() !== '') indent = Math.max(0, spaces - decodedIndent);
      const content = start + Math.min(spaces, indent ?? spaces);
      lines.push({ start: content, end, indented: /^[ \t]/.test(this.source.slice(content, end)) });
      start = this.behindBreak(end, range.end);
    }
    return lines;
  }

  /** The offset behind the next line break at or after `at`. */
  private behindBreak(at: number, end: number): number {
    let i = at;
    while (i < end && this.source.charAt(i) !== '\n' && this.source.charAt(i) !== '\r') i++;
    return this.source.startsWith('\r\n', i) ? i + 2 : i + 1;
  }

  /** Every unit of `text` stands for the whole of the source range. */
  private emit(text: string, start: number, end: number): void {
    this.text += text;
    for (let i = 0; i < text.length; i++) {
      this.starts.push(start);
      this.ends.push(end);
    }
  }

  /** The source range as it is, unit by unit. */
  private emitRange(start: number, end: number): void {
    this.text += this.source.slice(start, end);
    for (let i = start; i < end; i++) {
      this.starts.push(i);
      this.ends.push(i + 1);
    }
  }

  private drop(count: number): void {
    if (count === 0) return;
    this.text = this.text.slice(0, -count);
    this.starts.length -= count;
    this.ends.length -= count;
  }
}

interface BlockLine {
  readonly start: number;
  readonly end: number;
  /** Indented deeper than the block: folding leaves its line breaks alone. */
  readonly indented: boolean;
}

function leadingSpaces(line: string): number {
  return line.length - line.replace(/^ +/, '').length;
}
