import { applyEdits, type TextEdit } from '../document/edit';
import { plainText } from '../document/render';
import type { AppliedFix, Finding } from './finding';
import { touches } from './fixing';
import { PieceTable, type AttributedEdit } from './pieces';

/** Fixes that a person can take or leave together, whatever becomes of the other choices. */
export type Choice = readonly AppliedFix[];

export interface Choices {
  readonly choices: readonly Choice[];
  /** In the text that the choices were made for, in its order and without placeholders; those at one place keep their order. */
  readonly edits: readonly ChosenEdit[];
}

/** An edit that belongs to a choice, by its index. */
export interface ChosenEdit extends TextEdit {
  readonly choice: number;
}

/** Each pass does what the one before it had no room for. */
const MOST_PASSES = 20;

/**
 * What `choose` picks for those findings of a text that are meant, each applied on top of the others, as choices between which a
 * person can pick. Fixes that only make sense together (the second limit below the `deploy:` that the first one makes) are one
 * choice. What comes into view only by a fix is left alone.
 */
export function choicesIn(
  text: string,
  findingsOf: (text: string) => readonly Finding[],
  isMeant: (found: Finding) => boolean,
  choose: (found: Finding) => AppliedFix | undefined,
): Choices {
  const table = new PieceTable(text);
  const fixes: AppliedFix[] = [];
  const wanted = new Map<string, string>();
  for (const found of findingsOf(text).filter(isMeant)) {
    const fix = choose(found);
    if (fix) wanted.set(keyOf(found), newTextOf(fix));
  }
  const done = new Set<string>();
  /** For each finding the fixes that were in the way of its own. */
  const waitedFor = new Map<string, Set<number>>();
  let current = text;
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const edits: AttributedEdit[] = [];
    for (const found of findingsOf(current)) {
      const key = keyOf(found);
      if (!wanted.has(key) || done.has(key)) continue;
      const fix = choose(found);
      if (!fix) continue;
      const inTheWay = edits.filter((other) => fix.edits.some((edit) => touches(edit, other.edit)));
      const others = waitedFor.get(key) ?? new Set();
      waitedFor.set(key, others);
      for (const other of inTheWay) others.add(other.fix);
      if (inTheWay.length > 0) continue;
      done.add(key);
      // What reads differently than it would without the others builds upon them.
      const needs = newTextOf(fix) === wanted.get(key) ? undefined : [...others];
      edits.push(...fix.edits.map((edit) => ({ edit: plain(edit), fix: fixes.length, needs })));
      fixes.push(fix);
    }
    if (edits.length === 0) break;
    current = applyEdits(
      current,
      edits.map(({ edit }) => edit),
    );
    table.apply(edits);
  }
  const { groups, edits } = table.groups();
  return {
    choices: groups.map((indices) => indices.flatMap((at) => fixes[at] ?? [])),
    edits: edits.map(({ edit, group }) => ({ ...edit, choice: group })),
  };
}

/** The same finding in the next version of the text. */
function keyOf({ rule, subject = '', message }: Finding): string {
  return `${rule.id} ${subject} ${message}`;
}

function newTextOf({ edits }: AppliedFix): string {
  return edits.map(({ newText }) => newText).join('\0');
}

function plain({ range, newText }: TextEdit): TextEdit {
  return { range, newText: plainText(newText) };
}
