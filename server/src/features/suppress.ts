import type { TextEdit } from '../document/edit';
import { indentationOf, placeholder } from '../document/render';
import { lineBreakOf } from '../document/text';
import { beginsWithin, type Finding } from '../engine/finding';
import { suppressionsOf } from '../engine/suppression';
import type { OpenedFile } from '../engine/open';

const REASON = 'reason';

/**
 * Writes `# holdfast-ignore <rule>[, <rule>] -- reason` above the line of findings that begin at one place, or adds their rules to
 * the comment that is there.
 */
export function suppressHere(file: OpenedFile, findings: readonly [Finding, ...Finding[]]): TextEdit[] {
  const { text } = file.parsed;
  const [found] = findings;
  const rules = findings.map(({ rule }) => rule.id).join(', ');
  const start = file.comments.above(found.range.start);
  const existing = suppressionsOf(file).find(
    ({ scope, covers }) => scope !== 'file' && covers.start === start && beginsWithin(found, covers, text.length),
  );
  const last = existing?.rules.at(-1);
  if (last) return [{ range: { start: last.range.end, end: last.range.end }, newText: `, ${rules}` }];
  const indent = indentationOf(text, start + (/^[ \t]*/.exec(text.slice(start))?.[0].length ?? 0));
  const comment = `${indent}# holdfast-ignore ${rules} -- ${placeholder(REASON)}${lineBreakOf(text)}`;
  return [{ range: { start, end: start }, newText: comment }];
}

/** Writes `# holdfast-ignore-file <rule> -- reason` at the top of the file. */
export function suppressInFile(file: OpenedFile, found: Finding): TextEdit[] {
  const { text } = file.parsed;
  const at = file.comments.top();
  const comment = `# holdfast-ignore-file ${found.rule.id} -- ${placeholder(REASON)}${lineBreakOf(text)}`;
  return [{ range: { start: at, end: at }, newText: comment }];
}
