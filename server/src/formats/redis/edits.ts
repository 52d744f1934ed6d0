import type { Edits } from '../../document/edit';
import { lineStart, nextLine } from '../../document/text';
import type { Directive } from './document';

/** Takes a directive away with its line. */
export function deleteDirective({ key: { document }, range }: Directive): Edits {
  const start = lineStart(document.text, range.start);
  const from = start === 0 && document.text.startsWith('\uFEFF') ? 1 : start;
  return [{ document, range: { start: from, end: nextLine(document.text, range.end) }, newText: '' }];
}

/** Writes another directive in the place of one. */
export function replaceDirective({ key: { document }, range }: Directive, newText: string): Edits {
  return [{ document, range, newText }];
}
