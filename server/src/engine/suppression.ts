import { contains, lineAt, type TextRange } from '../document/text';
import { blockBelow } from './block';
import { nearest } from './nearest';
import type { Finding } from './finding';
import type { OpenedFile } from './open';
import { commentSilences, silencedByPeers } from './peerSuppression';
import { UNUSED_SUPPRESSION } from './ownRules';
import { activeRules, type ActiveRule, type Settings } from './settings';

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

const COMMENT = /(^|[ \t])#[ \t]*holdfast-ignore(-file)?(?=[ \t]|$)([^\r\n]*)/gm;

/** Reads every suppression comment of a text. */
export function suppressionsOf(text: string, lineStarts: readonly number[]): Suppression[] {
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
          : blockBelow(text, lineStarts, line);
    return { scope, rules, reason: reason.join(' -- ').trim(), range: { start, end }, covers };
  });
}

/** Drops what is suppressed, by our comments or by those of other tools, and reports suppressions that silence nothing. */
export function applySuppressions(
  file: OpenedFile,
  findings: readonly Finding[],
  active: readonly ActiveRule[],
  settings: Settings,
): Finding[] {
  const { text, lineStarts } = file.yaml;
  const suppressions = suppressionsOf(text, lineStarts);
  const silences = [...commentSilences(text, lineStarts), ...unitSilences(file)];
  const used = new Set<string>();
  const remaining = findings.filter((found) => {
    const by = suppressions.filter(
      (one) =>
        contains(one.covers, { start: found.range.start, end: found.range.start }) &&
        one.rules.some(({ id }) => matches(id, found.rule.id)),
    );
    for (const one of by)
      for (const { id, range } of one.rules) if (matches(id, found.rule.id)) used.add(`${range.start}`);
    return by.length === 0 && !silencedByPeers(found, silences);
  });
  const [unusedRule] = activeRules([UNUSED_SUPPRESSION], settings);
  if (!unusedRule) return remaining;
  const activeIds = new Set(active.map(({ rule }) => rule.id));
  const knownIds = new Set(file.format.rules.map(({ id }) => id));
  const unused = suppressions.flatMap((one) =>
    unusedIn(one, used, activeIds, knownIds).map((found) => ({ ...found, severity: unusedRule.severity })),
  );
  return [...remaining, ...unused];
}

function unusedIn(
  one: Suppression,
  used: ReadonlySet<string>,
  active: ReadonlySet<string>,
  known: ReadonlySet<string>,
): Finding[] {
  const make = (message: string, range: TextRange): Finding => ({
    rule: UNUSED_SUPPRESSION,
    severity: UNUSED_SUPPRESSION.severity,
    message,
    range,
    related: [],
    subject: undefined,
    fixes: () => [
      { kind: 'safe', title: 'Delete the suppression', edits: [{ range: removal(one, range), newText: '' }] },
    ],
  });
  if (one.rules.length === 0) {
    return [
      make(
        'This suppression names no rule, so it silences nothing. Name one: `# holdfast-ignore <rule> -- reason`.',
        one.range,
      ),
    ];
  }
  return one.rules.flatMap(({ id, range }) => {
    if (used.has(`${range.start}`)) return [];
    if (id.endsWith('/*') || active.has(id))
      return [make(`Nothing here is found by ${id} any more: the suppression can go.`, range)];
    // A rule that is switched off, or that belongs to another format, may be found under other settings: nothing to say.
    if (known.has(id)) return [];
    const guess = nearest(id, known);
    return [make(`No rule is called ${id}.${guess ? ` Did you mean ${guess}?` : ''}`, range)];
  });
}

/** One rule of several goes alone; the last one takes the comment along. */
function removal(one: Suppression, range: TextRange): TextRange {
  if (one.rules.length < 2) return one.range;
  const index = one.rules.findIndex((rule) => rule.range === range);
  const next = one.rules[index + 1];
  const previous = one.rules[index - 1];
  if (next) return { start: range.start, end: next.range.start };
  return previous ? { start: previous.range.end, end: range.end } : one.range;
}

function unitSilences(file: OpenedFile): ReturnType<typeof commentSilences> {
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
