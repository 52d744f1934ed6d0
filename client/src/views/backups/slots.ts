/** The slots of a job in words, and as a picture of which the words tell everything, too. */
import type { BackupFigures, Slot } from '../../live/backups/status';
import { dayOf, minuteOf } from '../services/words';

type Outcome = Slot['outcome'];

/** Each outcome has a shape of its own, in the picture and in its legend: colours are lost on many eyes. */
const MARKS: Readonly<Record<Outcome, string>> = {
  success: '■',
  failed: '✖',
  missed: '□',
  open: '○',
  'not observed': '·',
};

const WORDS: Readonly<Record<Outcome, string>> = {
  success: 'made',
  failed: 'failed',
  missed: 'missed',
  open: 'still due',
  'not observed': 'not observed',
};

/** Of a day with several slots the first of these that it has is shown. */
const WORST_FIRST: readonly Outcome[] = ['failed', 'missed', 'open', 'not observed', 'success'];

const LONGEST_LIST = 5;
/** More of them are shown by the day. */
const MOST_CELLS = 60;
/** Thirty days touch so many. */
const ROW = 31;
/** Pixels. */
const STEP = 14;
const SIZE = 10;

/** `29 of 30 made · 1 missed`; undefined without a schedule. */
export function slotsText({ slots, slotsObserved, slotsSucceeded }: BackupFigures): string | undefined {
  if (slots.length === 0) return undefined;
  const count = (outcome: Outcome): number => slots.filter((slot) => slot.outcome === outcome).length;
  const bad = (['failed', 'missed'] as const).filter((outcome) => count(outcome) > 0);
  return [
    slotsObserved === 0 ? 'none observed yet' : `${slotsSucceeded} of ${slotsObserved} made`,
    ...bad.map((outcome) => `${count(outcome)} ${WORDS[outcome]}`),
  ].join(' · ');
}

/** Markdown: a picture with the oldest slot first, what its marks mean, and when something went wrong. */
export function timeline(figures: BackupFigures): string {
  const { slots } = figures;
  const [first] = slots;
  const last = slots.at(-1);
  if (!first || !last) return '';
  const isByDay = slots.length > MOST_CELLS;
  const cells = isByDay ? byDay(slots) : slots.map(({ outcome }) => outcome);
  const outcomes = WORST_FIRST.filter((outcome) => cells.includes(outcome)).reverse();
  const span = `${dayOf(first.at)} – ${dayOf(last.at)}`;
  const legend = outcomes.map((outcome) => `${MARKS[outcome]} ${WORDS[outcome]}`).join(' &nbsp; ');
  return [
    `![${slotsText(figures)}, ${span}](${picture(cells)})`,
    `${span}${isByDay ? ', the worst of each day' : ''} &nbsp; ${legend}`,
    ...misses(slots),
  ].join('\n\n');
}

function byDay(slots: readonly Slot[]): Outcome[] {
  const days = new Map<string, Set<Outcome>>();
  for (const { at, outcome } of slots) {
    const day = new Date(at).toDateString();
    days.set(day, (days.get(day) ?? new Set()).add(outcome));
  }
  return [...days.values()].map((outcomes) => WORST_FIRST.find((outcome) => outcomes.has(outcome)) ?? 'not observed');
}

function misses(slots: readonly Slot[]): string[] {
  const bad = slots.filter(({ outcome }) => outcome === 'missed' || outcome === 'failed');
  if (bad.length === 0) return [];
  const shown = bad.slice(-LONGEST_LIST).map(({ at, outcome }) => `${minuteOf(at)} ${WORDS[outcome]}`);
  const rest = bad.length - shown.length;
  return [[...(rest > 0 ? [`${rest} before`] : []), ...shown].join(' · ')];
}

// ---- the picture ----

/** Seen on light and on dark: no theme reaches into a picture. */
const GREEN = '#388a34';
const RED = '#d13438';
const GREY = '#8a8a8a';

/** Each is drawn into a square of `SIZE` with its corner at the place that it begins with. */
const SHAPES: Readonly<Record<Outcome, { readonly path: string; readonly style: string }>> = {
  success: { path: 'h10v10h-10z', style: `fill="${GREEN}"` },
  failed: { path: 'l10 10m-10 0l10 -10', style: `fill="none" stroke="${RED}" stroke-width="3"` },
  missed: { path: 'm1 1h8v8h-8z', style: `fill="none" stroke="${RED}" stroke-width="2"` },
  open: {
    path: 'm1 5a4 4 0 1 0 8 0a4 4 0 1 0 -8 0',
    style: `fill="none" stroke="${GREY}" stroke-width="2"`,
  },
  'not observed': { path: 'm3.5 3.5h3v3h-3z', style: `fill="${GREY}"` },
};

function picture(cells: readonly Outcome[]): string {
  const paths = [...new Set(cells)].map((outcome) => {
    const { path, style } = SHAPES[outcome];
    const drawn = cells.map((cell, index) =>
      cell === outcome ? `M${2 + (index % ROW) * STEP} ${2 + Math.floor(index / ROW) * STEP}${path}` : '',
    );
    return `<path ${style} d="${drawn.join('')}"/>`;
  });
  const width = Math.min(cells.length, ROW) * STEP + STEP - SIZE;
  const height = Math.ceil(cells.length / ROW) * STEP + STEP - SIZE;
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${paths.join('')}</svg>`;
  return `data:image/svg+xml;base64,${Buffer.from(drawing).toString('base64')}`;
}
