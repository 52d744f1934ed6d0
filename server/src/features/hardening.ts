import { hasPlaceholder } from '../document/render';
import type { AppliedFix, Finding } from '../engine/finding';
import { fixAll } from '../engine/fixing';
import type { FindingGroup } from '../engine/grouping';
import type { Settings } from '../engine/settings';

/** Checks a changed text under the same circumstances, or with other settings, for fixes that build on each other. */
export type Recheck = (text: string, settings?: Settings) => readonly Finding[];

/** Applies what the group's findings offer, one upon the other, and nothing that only comes into view by it. */
export function harden(text: string, { findings }: FindingGroup, recheck: Recheck): string {
  const members = new Set(findings.map(({ rule, subject }) => `${rule.id} ${subject}`));
  return fixAll(
    text,
    (of) => recheck(of),
    (one) => (members.has(`${one.rule.id} ${one.subject}`) ? hardening(one) : undefined),
  ).text;
}

/** What a combined "harden" applies: the first fix of a finding, unless it leaves something to complete. */
export function hardening(found: Finding): AppliedFix | undefined {
  const [first] = found.fixes();
  return first && !first.edits.some(({ newText }) => hasPlaceholder(newText)) ? first : undefined;
}
