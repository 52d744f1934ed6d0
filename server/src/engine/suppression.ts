import { lineAt, lineStart, nextLine, type TextRange } from '../document/text';
import { beginsWithin, type AppliedFix, type Finding } from './finding';
import { rulesFor, type Silence } from './format';
import { nearest } from './nearest';
import type { OpenedFile } from './open';
import { UNUSED_SUPPRESSION } from './ownRules';
import { commentSilences, silencedByPeers } from './peerSuppression';
import type { Rule } from './rule';
import { activeRules, type ActiveRule, type Settings } from './settings';
import { NOTHING_AROUND, type Surroundings } from './surroundings';

/** `# holdfast-ignore <rule>[, <rule>] -- reason`, on the line, above a block, or (`-file`) for the whole file. */
export interface Suppression {
  readonly scope: 'line' | 'block' | 'file';
  readonly rules: readonly { readonly id: string; readonly range: TextRange }[];
  readonly reason: string;
  /** The comment, from `#` to the end of its line. */
  readonly range: TextRange;
  /** What it silences; for a block without the comment itself. */
  readonly covers: TextRange;
}

/** A byte order mark may stand in front of the first one. */
const COMMENT = /(^\uFEFF?|[ \t])#[ \t]*holdfast-ignore(-file)?(?=[ \t]|$)([^\r\n]*)/gm;

/** Reads every suppression comment of a file. */
export function suppressionsOf({ parsed, comments }: OpenedFile): Suppression[] {
  const { text, lineStarts } = parsed;
  if (!text.includes('holdfast-ignore')) return [];
  return [...text.matchAll(COMMENT)].map((match) => {
    const start = match.index + (match[1]?.length ?? 0);
    const end = match.index + match[0].length;
    const rest = match[3] ?? '';
    const [list = '', ...reason] = rest.split(/\s--(?:\s|$)/);
    const at = end - rest.length;
    const rules = [...list.matchAll(/[^\s,]+/g)].map(({ 0: id, index }) => ({
      id,
      range: { start: at + index, end: at + index + id.length },
    }));
    const line = lineAt(lineStarts, start);
    const lineStartOffset = lineStarts[line] ?? 0;
    const isAlone = text.slice(lineStartOffset, start).trim() === '';
    const lineEndOffset = lineStarts[line + 1] ?? text.length;
    const scope = match[2] ? 'file' : isAlone ? 'block' : 'line';
    const covers =
      scope === 'file'
        ? { start: 0, end: text.length }
        : scope === 'line'
          ? { start: lineStartOffset, end: lineEndOffset }
          : comments.blockBelow(line);
    return { scope, rules, reason: reason.join(' -- ').trim(), range: { start, end }, covers };
  });
}

/** What a run over a file found, and what is known about how far it could look. */
export interface Judgement {
  readonly findings: readonly Finding[];
  /** Found, but shown from a stricter preset on. */
  readonly hidden: readonly Finding[];
  readonly active: readonly ActiveRule[];
  /** Rules that threw. */
  readonly failed: ReadonlySet<string>;
  readonly surroundings: Surroundings;
  readonly settings: Settings;
}

/** Drops what is suppressed, by our comments or by those of other tools, and reports suppressions that silence nothing. */
export function applySuppressions(file: OpenedFile, judgement: Judgement): Finding[] {
  const { text, lineStarts } = file.parsed;
  const suppressions = suppressionsOf(file);
  const silences = [...commentSilences(text, lineStarts), ...unitSilences(file)];
  const used = new Set<number>();
  const isSuppressed = (found: Finding): boolean => {
    const by = suppressions
      .filter(({ covers }) => beginsWithin(found, covers, text.length))
      .flatMap(({ rules }) => rules.filter(({ id }) => matches(id, found.rule.id)));
    for (const { range } of by) used.add(range.start);
    return by.length > 0;
  };
  judgement.hidden.forEach(isSuppressed);
  const remaining = judgement.findings.filter(
    (found) => !isSuppressed(found) && !silencedByPeers(found, silences, text.length),
  );
  if (suppressions.length === 0) return remaining;
  const [unusedRule] = activeRules([UNUSED_SUPPRESSION], judgement.settings);
  if (!unusedRule || !isFullyRead(file)) return remaining;
  const unused = suppressions.flatMap((one) => unusedIn(file, one, used, judgement));
  return [...remaining, ...unused.map((found) => ({ ...found, severity: unusedRule.severity }))];
}

/** While a file is half typed its findings come and go: nothing can be said about what is suppressed in it. */
function isFullyRead({ parsed }: OpenedFile): boolean {
  return parsed.documents.every(({ document }) => document.problems.length === 0);
}

function unusedIn(file: OpenedFile, one: Suppression, used: ReadonlySet<number>, judgement: Judgement): Finding[] {
  const { text } = file.parsed;
  if (one.rules.length === 0) {
    const message =
      'This suppression names no rule, so it silences nothing. Name one: `# holdfast-ignore <rule> -- reason`.';
    return [unusedSuppression(message, one.range, [deletion(text, one, one.range)])];
  }
  return one.rules.flatMap(({ id, range }) => {
    if (used.has(range.start)) return [];
    const fixes = [deletion(text, one, range)];
    const inForce = judgement.active.filter(({ rule }) => matches(id, rule.id));
    if (inForce.length > 0) {
      const message = `Nothing here is found by ${id} any more: the suppression can go.`;
      return inForce.every(({ rule }) => couldLook(rule, judgement)) ? [unusedSuppression(message, range, fixes)] : [];
    }
    const known = rulesFor(file.format).map((rule) => rule.id);
    // A rule that is switched off may find something elsewhere.
    if (known.some((other) => matches(id, other))) return [];
    const guess = nearest(id, known);
    const message = `No rule for ${file.format.title} is called ${id}.${guess ? ` Did you mean ${guess}?` : ''}`;
    return [unusedSuppression(message, range, guess ? [correction(range, guess), ...fixes] : fixes)];
  });
}

/** Whether a rule saw everything it needs to see, so that its silence means something. */
function couldLook(rule: Rule, { failed, surroundings }: Judgement): boolean {
  return !failed.has(rule.id) && !(rule.crossFile && surroundings === NOTHING_AROUND);
}

function unusedSuppression(message: string, range: TextRange, fixes: readonly AppliedFix[]): Finding {
  const { severity } = UNUSED_SUPPRESSION;
  return { rule: UNUSED_SUPPRESSION, severity, message, range, related: [], subject: undefined, fixes: () => fixes };
}

function deletion(text: string, one: Suppression, range: TextRange): AppliedFix {
  return {
    kind: 'safe',
    title: 'Delete the suppression',
    edits: [{ range: removal(text, one, range), newText: '' }],
    files: [],
  };
}

/** Not `safe`: with the right name it begins to hide findings. */
function correction(range: TextRange, id: string): AppliedFix {
  return { kind: 'review', title: `Change to ${id}`, edits: [{ range, newText: id }], files: [] };
}

/** One rule of several goes alone; the last one takes the comment along, and its line where nothing else stands there. */
function removal(text: string, one: Suppression, range: TextRange): TextRange {
  const index = one.rules.findIndex((rule) => rule.range === range);
  const next = one.rules[index + 1];
  const previous = one.rules[index - 1];
  if (index >= 0 && next) return { start: range.start, end: next.range.start };
  if (previous) return { start: previous.range.end, end: range.end };
  const start = lineStart(text, one.range.start);
  const before = text.slice(start, one.range.start);
  if (before.trim() !== '') return { start: start + before.trimEnd().length, end: one.range.end };
  return { start: start + (before.startsWith('\uFEFF') ? 1 : 0), end: nextLine(text, one.range.end) };
}

function unitSilences(file: OpenedFile): Silence[] {
  return file.units.flatMap((unit) =>
    (unit.silences?.() ?? []).map(({ peers, range }) => ({
      peers,
      range: { start: range.start + unit.start, end: range.end + unit.start },
    })),
  );
}

function matches(pattern: string, id: string): boolean {
  return pattern === id || (pattern.endsWith('/*') && id.startsWith(pattern.slice(0, -1)));
}
