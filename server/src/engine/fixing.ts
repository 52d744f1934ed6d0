import { diffLines } from 'diff';
import { applyEdits, type TextEdit } from '../document/edit';
import { plainText } from '../document/render';
import type { AppliedFix, Finding } from './finding';

/** Each pass may uncover the next finding; a text that keeps changing beyond this many passes is left as it is then. */
const MOST_PASSES = 40;

export interface FixResult {
  readonly text: string;
  /** What was applied, in order. */
  readonly applied: readonly { readonly rule: string; readonly title: string }[];
}

/**
 * Applies the fixes that `choose` picks until none is left. Fixes that touch the same place wait for the next pass, so that two
 * fixes which both make a `deploy:` never make two. Placeholders become their plain texts.
 */
export function fixAll(
  text: string,
  findingsOf: (text: string) => readonly Finding[],
  choose: (found: Finding) => AppliedFix | undefined,
): FixResult {
  const applied: { rule: string; title: string }[] = [];
  const seen = new Set([text]);
  let current = text;
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const edits: TextEdit[] = [];
    const taken: FixResult['applied'][number][] = [];
    for (const found of findingsOf(current)) {
      const fix = choose(found);
      if (!fix || fix.edits.some((edit) => edits.some((other) => touches(edit, other)))) continue;
      edits.push(...fix.edits);
      taken.push({ rule: found.rule.id, title: fix.title });
    }
    if (edits.length === 0) break;
    const next = applyEdits(
      current,
      edits.map(({ range, newText }) => ({ range, newText: plainText(newText) })),
    );
    // Fixes that undo each other would go round for ever.
    if (seen.has(next)) break;
    seen.add(next);
    current = next;
    applied.push(...taken);
  }
  return { text: current, applied };
}

/** The first fix that may be applied without a person looking at it. */
export function safeFix(found: Finding): AppliedFix | undefined {
  const { fixes } = found.rule;
  // Making the edits of thousands of findings takes its time; a rule that lists no fixes brings them with the finding.
  if (fixes.length > 0 && fixes.every(({ kind }) => kind !== 'safe')) return undefined;
  const [first] = found.fixes();
  return first?.kind === 'safe' ? first : undefined;
}

/** Line-wise edits that turn one text into another and leave equal lines alone. */
export function minimalEdits(before: string, after: string): TextEdit[] {
  const edits: TextEdit[] = [];
  let at = 0;
  let pending: { start: number; end: number; newText: string } | undefined;
  for (const change of diffLines(before, after)) {
    if (!change.added && !change.removed) {
      if (pending) edits.push({ range: { start: pending.start, end: pending.end }, newText: pending.newText });
      pending = undefined;
      at += change.value.length;
      continue;
    }
    pending ??= { start: at, end: at, newText: '' };
    if (change.added) pending.newText += change.value;
    else {
      at += change.value.length;
      pending.end = at;
    }
  }
  if (pending) edits.push({ range: { start: pending.start, end: pending.end }, newText: pending.newText });
  return edits;
}

/** Whether two edits of one text cannot be made at once: which of them would come first is not said. */
export function touches(a: TextEdit, b: TextEdit): boolean {
  if (a.range.start === a.range.end && b.range.start === b.range.end) return a.range.start === b.range.start;
  return a.range.start <= b.range.end && b.range.start <= a.range.end;
}
