import type { Edits } from '../../document/edit';
import { lineBreakOf, lineStart, nextLine, type Token } from '../../document/text';
import type { Instruction } from './instruction';

export function replace({ document, range }: Token, newText: string): Edits {
  return [{ document, range, newText }];
}

/** Takes an instruction away with the lines it stands on; comments above it stay. */
export function deleteInstruction({ document, range }: Instruction): Edits {
  const start = lineStart(document.text, range.start);
  return [{ document, range: { start, end: nextLine(document.text, range.end) }, newText: '' }];
}

/** Adds lines in front of an instruction, indented like it. */
export function insertAbove({ document, range }: Instruction, lines: readonly string[]): Edits {
  const { text } = document;
  const start = lineStart(text, range.start);
  const margin = text.slice(start, range.start).replace('\uFEFF', '');
  const newText = lines.map((line) => margin + line + lineBreakOf(text)).join('');
  const at = range.start - margin.length;
  return [{ document, range: { start: at, end: at }, newText }];
}

/** Adds lines behind an instruction, indented like it. */
export function insertBelow({ document, range }: Instruction, lines: readonly string[]): Edits {
  const { text } = document;
  const margin = text.slice(lineStart(text, range.start), range.start).replace('\uFEFF', '');
  const newText = lines.map((line) => lineBreakOf(text) + margin + line).join('');
  return [{ document, range: { start: range.end, end: range.end }, newText }];
}
