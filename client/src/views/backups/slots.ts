/** The slots of a job as words and marks that anybody can read. */
import type { BackupFigures, Slot } from '../../live/backups/status';
import { minuteOf } from '../services/words';

/** Each outcome has a mark of its own: colours are lost on many eyes. */
const MARKS: Readonly<Record<Slot['outcome'], string>> = {
  success: '■',
  failed: '✖',
  missed: '□',
  open: '…',
  'not observed': '·',
};

const WORDS: Readonly<Record<Slot['outcome'], string>> = {
  success: 'made',
  failed: 'failed',
  missed: 'missed',
  open: 'still due',
  'not observed': 'not observed',
};

const LONGEST_LIST = 10;

/** `29 of 30 made · 1 missed`; undefined without a schedule. */
export function slotsText({ slots, slotsObserved, slotsSucceeded }: BackupFigures): string | undefined {
  if (slots.length === 0) return undefined;
  const count = (outcome: Slot['outcome']): number => slots.filter((slot) => slot.outcome === outcome).length;
  const bad = (['failed', 'missed'] as const).filter((outcome) => count(outcome) > 0);
  return [
    slotsObserved === 0 ? 'none observed yet' : `${slotsSucceeded} of ${slotsObserved} made`,
    ...bad.map((outcome) => `${count(outcome)} ${WORDS[outcome]}`),
  ].join(' · ');
}

/** What share of 30 days is known at all. */
export function coverageText({ slots, slotsObserved }: BackupFigures): string | undefined {
  const due = slots.filter(({ outcome }) => outcome !== 'open').length;
  return due === 0 ? undefined : `${slotsObserved} of ${due} slots of the last 30 days were observed`;
}

/** Oldest first, seven to a line for daily slots, then what the marks mean and when something went wrong. */
export function timeline(slots: readonly Slot[]): string {
  const marks = slots.map(({ outcome }) => MARKS[outcome]);
  const lines: string[] = [];
  for (let at = 0; at < marks.length; at += ROW) lines.push(marks.slice(at, at + ROW).join(' '));
  const outcomes = [...new Set(slots.map(({ outcome }) => outcome))];
  const legend = outcomes.map((outcome) => `${MARKS[outcome]} ${WORDS[outcome]}`).join('  ');
  return ['```text', ...lines, '```', legend, ...misses(slots)].join('\n');
}

const ROW = 30;

function misses(slots: readonly Slot[]): string[] {
  const bad = slots.filter(({ outcome }) => outcome === 'missed' || outcome === 'failed');
  if (bad.length === 0) return [];
  const shown = bad.slice(-LONGEST_LIST).map(({ at, outcome }) => `- ${minuteOf(at)}: ${WORDS[outcome]}`);
  const rest = bad.length - shown.length;
  return ['', ...(rest > 0 ? [`- and ${rest} before`] : []), ...shown];
}
