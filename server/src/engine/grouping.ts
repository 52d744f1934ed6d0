import { SEVERITIES, type Severity } from './rule';
import type { Finding } from './finding';
import type { TextRange } from '../document/text';

/** What the editor and the text format show as one: a single finding, or all that one service or container lacks. */
export interface FindingGroup {
  /** The most serious first; never empty. */
  readonly findings: readonly [Finding, ...Finding[]];
  readonly severity: Severity;
  readonly message: string;
  readonly range: TextRange;
}

/** Puts absent-key findings about the same subject together; everything else stays alone. Keeps the order of first appearance. */
export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const [index, found] of findings.entries()) {
    const key = found.subject ? `${found.subject} ${found.range.start}` : `alone ${index}`;
    const members = groups.get(key);
    if (members) members.push(found);
    else groups.set(key, [found]);
  }
  return [...groups.values()].map((members) => {
    const [first, ...others] = members.sort((a, b) => rank(a.severity) - rank(b.severity));
    const sorted: readonly [Finding, ...Finding[]] = [first ?? members[0], ...others];
    return { findings: sorted, severity: sorted[0].severity, range: sorted[0].range, message: messageOf(sorted) };
  });
}

/** The last part of a subject, as people call it: `services.api.v2` is "api.v2", `Deployment/shop.web` is "web". */
export function subjectName({ subject = '' }: Finding): string {
  return subject.replace(/^(?:[^/]*?\.|.*\/.*\.)/, '');
}

function messageOf(findings: readonly [Finding, ...Finding[]]): string {
  if (findings.length === 1) return findings[0].message;
  return `"${subjectName(findings[0])}" has no ${list(findings.map(({ rule }) => rule.grouped ?? rule.summary))}.`;
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}
