import type { TextEdit } from '../document/edit';
import { indentationOf, placeholder } from '../document/render';
import { startOfScalarAround } from '../document/locate';
import { lineAt, lineBreakOf } from '../document/text';
import { beginsWithin, type Finding } from '../engine/finding';
import { suppressionsOf } from '../engine/suppression';
import type { OpenedFile } from '../engine/open';

const REASON = 'reason';

/**
 * Writes `# holdfast-ignore <rule>[, <rule>] -- reason` above the line of findings that begin at one place, or adds their rules to
 * the comment that is there.
 */
export function suppressHere(file: OpenedFile, findings: readonly [Finding, ...Finding[]]): TextEdit[] {
  const { text, lineStarts } = file.yaml;
  const [found] = findings;
  const rules = findings.map(({ rule }) => rule.id).join(', ');
  const start = lineStarts[lineAt(lineStarts, startOfScalarIn(file, found.range.start))] ?? 0;
  const existing = suppressionsOf(text, lineStarts).find(
    ({ scope, covers }) => scope !== 'file' && covers.start === start && beginsWithin(found, covers, text.length),
  );
  const last = existing?.rules.at(-1);
  if (last) return [{ range: { start: last.range.end, end: last.range.end }, newText: `, ${rules}` }];
  const indent = indentationOf(text, start + (/^[ \t]*/.exec(text.slice(start))?.[0].length ?? 0));
  const comment = `${indent}# holdfast-ignore ${rules} -- ${placeholder(REASON)}${lineBreakOf(text)}`;
  return [{ range: { start, end: start }, newText: comment }];
}

/** A comment cannot stand inside a scalar of several lines, so it goes above the key or item that the scalar belongs to. */
function startOfScalarIn({ yaml }: OpenedFile, offset: number): number {
  // Several documents begin at the same place where only the parser could tell their borders.
  const begin = yaml.documents.findLast(({ start }) => start <= offset)?.start ?? 0;
  const starts = yaml.documents
    .filter(({ start }) => start === begin)
    .map(({ document }) => begin + startOfScalarAround(document, offset - begin));
  return Math.min(offset, ...starts);
}

/** Writes `# holdfast-ignore-file <rule> -- reason` at the top of the file, below a byte order mark. */
export function suppressInFile(file: OpenedFile, found: Finding): TextEdit[] {
  const { text } = file.yaml;
  const at = text.startsWith('\uFEFF') ? 1 : 0;
  const comment = `# holdfast-ignore-file ${found.rule.id} -- ${placeholder(REASON)}${lineBreakOf(text)}`;
  return [{ range: { start: at, end: at }, newText: comment }];
}
