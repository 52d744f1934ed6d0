import { lineEnd, lineStart, type TextRange } from './text';
import { WrittenMap, type Entry, type YamlView } from './view';

/** Where an entry's value ends, without trailing comments and blank lines. */
export function entryEnd(entry: Entry): number {
  const { document, range } = entry.key;
  if (entry.aliased || !entry.value || entry.value.document !== document)
    return lineContentEnd(document.text, range.end);
  return contentEnd(
    document.text,
    { start: range.start, end: Math.max(entry.value.range.end, range.end) },
    entry.value,
  );
}

/** The end of what is written in a range: block collections and block scalars reach into the white space behind them. */
export function contentEnd(text: string, range: TextRange, value?: YamlView): number {
  if (value?.kind === 'scalar' && (value.style === 'literal' || value.style === 'folded')) {
    // A kept block scalar (`|+`) owns the blank lines behind it.
    const header = text.slice(value.range.start, lineEnd(text, value.range.start));
    if (header.includes('+')) return trimBreak(text, range.end);
    return trimWhiteSpace(text, range);
  }
  if (value?.kind === 'map' && value instanceof WrittenMap && !value.flow) {
    const last = value.ownEntries.at(-1);
    if (last)
      return Math.max(entryEnd(last), trimComments(text, { start: last.key.range.start, end: value.range.end }));
  }
  return trimComments(text, range);
}

export function trimBreak(text: string, end: number): number {
  if (text.charAt(end - 1) !== '\n') return end;
  return text.charAt(end - 2) === '\r' ? end - 2 : end - 1;
}

function trimWhiteSpace(text: string, range: TextRange): number {
  let end = range.end;
  while (end > range.start && /\s/.test(text.charAt(end - 1))) end--;
  return end;
}

/** The value of an item, unless it is an alias: then it is written elsewhere. */
export function writtenAt(item: YamlView | undefined, range: TextRange): YamlView | undefined {
  return item?.range.start === range.start ? item : undefined;
}

/** Takes white space and whole comments off the end of a range. */
function trimComments(text: string, range: TextRange): number {
  let end = trimWhiteSpace(text, range);
  for (;;) {
    const start = Math.max(lineStart(text, end), range.start);
    const comment = /(?:^|[ \t])#[^'"]*$/.exec(text.slice(start, end));
    if (!comment) return end;
    end = trimWhiteSpace(text, { start: range.start, end: start + comment.index });
    if (end <= range.start) return range.start;
  }
}

function lineContentEnd(text: string, offset: number): number {
  const end = lineEnd(text, offset);
  return trimComments(text, { start: offset, end });
}

/** Offset of the `-` that introduces the item starting at `offset`. */
export function dashOf(text: string, offset: number): number {
  return text.lastIndexOf('-', offset - 1);
}
