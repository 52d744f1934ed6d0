/** Offsets are UTF-16 code units, zero-based; `end` is exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** A text, or one document of a text of several, that has not changed since it was read. */
export interface TextSource {
  /** The URI or path the text came from; only compared, never opened. */
  readonly source: string;
  readonly text: string;
}

/** A place that a finding can point at; the range counts from the start of `document`. */
export interface Token {
  readonly document: TextSource;
  readonly range: TextRange;
}

/** Zero-based, as the Language Server Protocol counts them; `character` in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Start offsets of every line; `\n`, `\r\n` and a lone `\r` end a line, as in the Language Server Protocol. */
export function lineStartsOf(text: string): number[] {
  const starts = [0];
  if (text.includes('\r')) {
    for (const match of text.matchAll(/\r\n?|\n/g)) starts.push(match.index + match[0].length);
  } else {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  }
  return starts;
}

/** The line (zero-based) that holds an offset: binary search over the line starts. */
export function lineAt(lineStarts: readonly number[], offset: number): number {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

export function positionAt(lineStarts: readonly number[], offset: number): Position {
  const line = lineAt(lineStarts, offset);
  return { line, character: offset - (lineStarts[line] ?? 0) };
}

/** Offset of the first character of the line that holds `offset`. */
export function lineStart(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && !isLineBreak(text.charCodeAt(start - 1))) start--;
  return start;
}

/** Offset of the line break (or the end of the text) that ends the line holding `offset`. */
export function lineEnd(text: string, offset: number): number {
  let end = offset;
  while (end < text.length && !isLineBreak(text.charCodeAt(end))) end++;
  return end;
}

/** Offset just behind the line break that ends the line holding `offset`. */
export function nextLine(text: string, offset: number): number {
  const end = lineEnd(text, offset);
  if (text.startsWith('\r\n', end)) return end + 2;
  return Math.min(end + 1, text.length);
}

/** The line break most used in the text; `\n` for a text of one line. */
export function lineBreakOf(text: string): '\n' | '\r\n' {
  const first = text.indexOf('\n');
  return first > 0 && text.charCodeAt(first - 1) === 13 ? '\r\n' : '\n';
}

export function contains(outer: TextRange, inner: TextRange): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function isLineBreak(code: number): boolean {
  return code === 10 || code === 13;
}
