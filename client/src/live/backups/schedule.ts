/**
 * When a backup is due. Cron expressions are followed on the clock of their wall and then put on the line of time: a moment that a night
 * of changing clocks leaves out is no slot, for some crons run it later and some not at all, and one that it holds twice is one slot.
 */
import { Cron } from 'croner';
import type { BackupSchedule } from '../../../../server/src/protocol';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** No zone is further away from UTC. */
const FURTHEST_OFFSET_MS = 15 * HOUR_MS;
/** For the slot before a given one: expressions of one day in a year, and of February 29. */
const LOOK_BACK_MS = [2 * DAY_MS, 40 * DAY_MS, 400 * DAY_MS, 9 * 366 * DAY_MS];

type CronSchedule = Extract<BackupSchedule, { kind: 'cron' }>;

/** Why nobody can follow it, in words for a person; undefined for a schedule that has slots. */
export function whyNotFollowed(schedule: BackupSchedule): string | undefined {
  if (schedule.kind === 'every') return schedule.intervalMs > 0 ? undefined : 'The interval has to be longer than 0.';
  try {
    wallClock(schedule.expression);
  } catch {
    return `"${schedule.expression}" is no cron expression: it takes five fields, such as "0 2 * * *", or @daily.`;
  }
  try {
    offsetAt(schedule.timeZone, 0);
  } catch {
    return `There is no time zone "${schedule.timeZone}": it takes a name such as Europe/Paris.`;
  }
  return nextOf(schedule, 0) === undefined ? `"${schedule.expression}" never comes.` : undefined;
}

/** Slots of a cron expression, oldest first, with `from < slot <= to`. Milliseconds since 1970. */
export function cronSlots(schedule: CronSchedule, from: number, to: number): readonly number[] {
  if (to <= from) return [];
  const known = knownSlots(schedule);
  if (known.to <= known.from || from < known.from || from > known.to) {
    known.slots = slotsAfresh(schedule, from, to);
    known.from = from;
    known.to = to;
  } else if (to > known.to) {
    known.slots = [...known.slots.filter((at) => at > from), ...slotsAfresh(schedule, known.to, to)];
    known.from = from;
    known.to = to;
  }
  return known.slots.filter((at) => at > from && at <= to);
}

/** @param lastSuccess from which an interval counts; @returns undefined where that is not known, and for what never comes */
export function nextSlot(schedule: BackupSchedule, after: number, lastSuccess: number | undefined): number | undefined {
  if (schedule.kind === 'cron') return nextOf(schedule, after);
  if (lastSuccess === undefined) return undefined;
  const passed = Math.max(0, Math.floor((after - lastSuccess) / schedule.intervalMs));
  return lastSuccess + (passed + 1) * schedule.intervalMs;
}

/** Milliseconds between the slot before and the slot after a moment; undefined for what never comes again. */
export function intervalAround(schedule: BackupSchedule, at: number): number | undefined {
  if (schedule.kind === 'every') return schedule.intervalMs;
  const next = nextOf(schedule, at);
  if (next === undefined) return undefined;
  for (const lookBack of LOOK_BACK_MS) {
    let previous: number | undefined;
    let slot = nextOf(schedule, at - lookBack);
    // Few steps where slots are far apart; where they are close the first look back has to be short.
    for (let steps = 0; slot !== undefined && slot <= at && steps < MOST_STEPS; steps++) {
      previous = slot;
      slot = nextOf(schedule, slot);
    }
    if (previous !== undefined && slot !== undefined) return slot - previous;
  }
  return undefined;
}

const MOST_STEPS = 3_000;

interface KnownSlots {
  from: number;
  to: number;
  slots: readonly number[];
}

/** A month of an expression that comes every few minutes takes a quarter of a second, and is asked for again and again. */
const KNOWN = new Map<string, KnownSlots>();
const MOST_KNOWN = 100;

function knownSlots({ expression, timeZone }: CronSchedule): KnownSlots {
  const key = `${timeZone} ${expression}`;
  const known = KNOWN.get(key) ?? { from: 0, to: 0, slots: [] };
  KNOWN.delete(key);
  KNOWN.set(key, known);
  for (const oldest of KNOWN.keys()) {
    if (KNOWN.size <= MOST_KNOWN) break;
    KNOWN.delete(oldest);
  }
  return known;
}

function slotsAfresh(schedule: CronSchedule, from: number, to: number): number[] {
  const slots: number[] = [];
  for (let slot = nextOf(schedule, from); slot !== undefined && slot <= to; slot = nextOf(schedule, slot))
    slots.push(slot);
  return slots;
}

function nextOf({ expression, timeZone }: CronSchedule, after: number): number | undefined {
  const cron = wallClock(expression);
  let wall: Date | null = new Date(after + offsetAt(timeZone, after) - 1);
  for (;;) {
    wall = cron.nextRun(wall);
    if (!wall) return undefined;
    const at = momentOf(wall.getTime(), timeZone);
    if (at !== undefined && at > after) return at;
  }
}

const CRONS = new Map<string, Cron>();

/** Follows a clock that never changes: with a zone of its own the library takes ten times as long. */
function wallClock(expression: string): Cron {
  const known = CRONS.get(expression);
  if (known) return known;
  if (CRONS.size >= MOST_KNOWN) CRONS.clear();
  const cron = new Cron(expression, { utcOffset: 0, paused: true, mode: '5-part' });
  CRONS.set(expression, cron);
  return cron;
}

/** The first moment at which the clock on the wall shows it; undefined where it never does. @param wall as if the wall were in UTC */
function momentOf(wall: number, timeZone: string): number | undefined {
  const offsets = [offsetAt(timeZone, wall - FURTHEST_OFFSET_MS), offsetAt(timeZone, wall + FURTHEST_OFFSET_MS)];
  return offsets
    .map((offset) => wall - offset)
    .filter((at, index) => offsetAt(timeZone, at) === offsets[index])
    .sort((a, b) => a - b)[0];
}

const QUARTER_MS = HOUR_MS / 4;
const OFFSETS = new Map<string, Map<number, number>>();
const FORMATS = new Map<string, Intl.DateTimeFormat>();
/** Quarters of an hour of a few months. */
const MOST_OFFSETS = 20_000;

/** Milliseconds that clocks there are ahead of UTC. Offsets change at full quarters of an hour. @throws RangeError for an unknown zone */
function offsetAt(timeZone: string, at: number): number {
  if (timeZone === 'UTC') return 0;
  const quarter = Math.floor(at / QUARTER_MS);
  let known = OFFSETS.get(timeZone);
  if (!known || known.size > MOST_OFFSETS) OFFSETS.set(timeZone, (known = new Map()));
  let offset = known.get(quarter);
  if (offset === undefined) known.set(quarter, (offset = offsetAfresh(timeZone, quarter * QUARTER_MS)));
  return offset;
}

function offsetAfresh(timeZone: string, at: number): number {
  let format = FORMATS.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    FORMATS.set(timeZone, format);
  }
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const part = (type: string): number => parts.get(type as Intl.DateTimeFormatPartTypes) ?? 0;
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return wall - at;
}
