import type { Edits } from '../../document/edit';
import { plainText } from '../../document/render';
import { lineBreakOf, lineStart, nextLine } from '../../document/text';
import type { DotenvFile, DotenvVariable } from './model';

/** Replaces a value, in quotes where it needs them. */
export function replaceValue({ file: { document }, value }: DotenvVariable, text: string): Edits {
  const { range, quote } = value;
  if (quote !== '') return [{ document, range, newText: text }];
  const isPlain = /^[\w./:@%+,=?&-]*$/.test(plainText(text));
  return [{ document, range, newText: isPlain ? text : `'${text}'` }];
}

/** Takes a variable away with the lines it stands on; comments above it stay. */
export function deleteVariable({ file: { document }, statement }: DotenvVariable): Edits {
  const start = lineStart(document.text, statement.range.start);
  // The byte order mark stays.
  const from = start === 0 && document.text.startsWith('\uFEFF') ? 1 : start;
  return [{ document, range: { start: from, end: nextLine(document.text, statement.range.end) }, newText: '' }];
}

/** Adds lines at the end of a file. */
export function appendLines({ document }: DotenvFile, lines: readonly string[]): Edits {
  const { text } = document;
  const lineBreak = lineBreakOf(text);
  const end = text.length;
  const isClosed = text === '' || /[\r\n]$/.test(text);
  const newText = isClosed
    ? lines.map((line) => line + lineBreak).join('')
    : lines.map((line) => lineBreak + line).join('');
  return [{ document, range: { start: end, end }, newText }];
}
