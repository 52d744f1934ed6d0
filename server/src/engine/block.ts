import type { TextRange } from '../document/text';

/** The lines of the block that begins below a line: its first line and everything indented deeper. */
export function blockBelow(text: string, lineStarts: readonly number[], line: number): TextRange {
  const lineText = (index: number): string =>
    text.slice(lineStarts[index] ?? text.length, lineStarts[index + 1] ?? text.length);
  let first = line + 1;
  while (first < lineStarts.length && /^\s*(?:#|$)/.test(lineText(first))) first++;
  const head = lineText(first);
  const indent = leading(head);
  const isItem = /^\s*-(?:\s|$)/.test(head);
  let last = first;
  for (let next = first + 1; next < lineStarts.length; next++) {
    const body = lineText(next);
    if (/^\s*(?:#|$)/.test(body)) continue;
    const deeper = leading(body) > indent;
    // A sequence may stand at the very column of the key it belongs to.
    const belongs = leading(body) === indent && !isItem && /^\s*-(?:\s|$)/.test(body);
    if (!deeper && !belongs) break;
    last = next;
  }
  return { start: lineStarts[first] ?? text.length, end: lineStarts[last + 1] ?? text.length };
}

function leading(line: string): number {
  return line.length - line.trimStart().length;
}
