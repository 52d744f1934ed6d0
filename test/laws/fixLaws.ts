import { parseYaml } from '../../server/src/document/parse';
import { applyEdits } from '../../server/src/document/edit';
import { plainText } from '../../server/src/document/render';
import { SEVERITIES, type Severity } from '../../server/src/engine/rule';
import type { AppliedFix, Finding } from '../../server/src/engine/finding';

export interface Violation {
  readonly rule: string;
  readonly fix: string;
  readonly law: string;
  /** One-based. */
  readonly line: number;
}

/**
 * Holds every fix of every finding of a text against the laws: the result parses, the finding is gone, nothing as serious has
 * come, whole-line comments and line ends stay. Gives what is broken.
 *
 * @param problems counts what cannot be read in a text
 */
export function violations(
  text: string,
  lint: (text: string) => readonly Finding[],
  problems: (text: string) => number = yamlProblems,
): Violation[] {
  const findings = lint(text);
  return findings.flatMap((found) =>
    found.fixes().flatMap((fix) =>
      brokenLaws(text, findings, found, fix, lint, problems).map((law) => ({
        rule: found.rule.id,
        fix: fix.title,
        law,
        line: text.slice(0, found.range.start).split('\n').length,
      })),
    ),
  );
}

function brokenLaws(
  text: string,
  before: readonly Finding[],
  found: Finding,
  fix: AppliedFix,
  lint: (text: string) => readonly Finding[],
  problems: (text: string) => number,
): string[] {
  const broken: string[] = [];
  let result: string;
  try {
    result = plainText(applyEdits(text, fix.edits));
  } catch (error) {
    return [`its edits cannot be applied: ${String(error)}`];
  }
  if (result === text) return ['it changes nothing'];
  for (const { range, newText } of fix.edits) {
    if (range.start < 0 || range.end > text.length || range.start > range.end)
      broken.push('an edit is outside of the text');
    const gone = text.slice(range.start, range.end).match(/^[ \t]*#.*$/gm) ?? [];
    if (gone.some((comment) => !newText.includes(comment.trim()))) broken.push(`a comment is lost: ${gone[0]}`);
  }
  if (text.startsWith('\uFEFF') && !result.startsWith('\uFEFF')) broken.push('the byte order mark is lost');
  if (problems(result) > problems(text)) broken.push('the result does not parse');
  const loneFeeds = (of: string): boolean => /(^|[^\r])\n/.test(of);
  if (text.includes('\r\n') && !loneFeeds(text) && loneFeeds(result)) broken.push('line ends are mixed');

  const after = lint(result);
  const atLeast = SEVERITIES.slice(0, SEVERITIES.indexOf(found.severity) + 1);
  // Gone, or less serious than it was: a socket behind a proxy is still a socket.
  if (count(after, found.rule.id, atLeast) >= count(before, found.rule.id, atLeast))
    broken.push('the finding is still there');
  for (const id of new Set(after.map(({ rule }) => rule.id))) {
    // What was there before and only weighs more now has not come: once there is a health check, not waiting for it is worse.
    const hasCome = count(after, id) > count(before, id) && count(after, id, atLeast) > count(before, id, atLeast);
    if (hasCome) broken.push(`${id} has come`);
  }
  return broken;
}

function count(findings: readonly Finding[], id: string, severities: readonly Severity[] = SEVERITIES): number {
  return findings.filter(({ rule, severity }) => rule.id === id && severities.includes(severity)).length;
}

function yamlProblems(text: string): number {
  return parseYaml('laws', text).documents.reduce((sum, { document }) => sum + document.problems.length, 0);
}
