/** Which places in the plan of a job were filled. Slots count, not runs: a run that never came is a failure, too. */
import type { BackupJob } from '../../../../server/src/protocol';
import type { BackupRun, Span } from './reading';
import { cronSlots, whyNotFollowed } from './schedule';
import type { Slot } from './status';

export interface SlotsInput {
  readonly runs: readonly BackupRun[];
  /** Ends of good backups, in order. */
  readonly successes: readonly number[];
  /** In order, without overlaps. */
  readonly watched: readonly Span[];
}

/** The slots with `from < at <= now`, oldest first; none without a schedule that can be followed. */
export function slotsOf(job: BackupJob, input: SlotsInput, from: number, now: number): Slot[] {
  const { schedule, graceMs } = job;
  if (!schedule || whyNotFollowed(schedule) !== undefined) return [];
  const places =
    schedule.kind === 'cron'
      ? filled(cronSlots(schedule, from, now), input.successes, graceMs)
      : intervals(schedule.intervalMs, graceMs, input, from, now);
  return places.map(({ at, isFilled, isWatched }) => ({
    at,
    outcome: isFilled ? 'success' : isWatched ? outcomeWithout(at, graceMs, input, now) : 'not observed',
  }));
}

interface Place {
  readonly at: number;
  readonly isFilled: boolean;
  /** False where nobody can have seen it fail. */
  readonly isWatched: boolean;
}

/** One backup fills one slot, the oldest that it can: where slots are closer than the grace it cannot stand for several. */
function filled(slots: readonly number[], successes: readonly number[], graceMs: number): Place[] {
  let next = firstFrom(successes, slots[0] ?? Infinity);
  return slots.map((at) => {
    while ((successes[next] ?? Infinity) < at) next++;
    const isFilled = (successes[next] ?? Infinity) <= at + graceMs;
    if (isFilled) next++;
    return { at, isFilled, isWatched: true };
  });
}

/**
 * With an interval each success says when the next one is due, so that a loop whose runs take some time does not drift away. A time of
 * watching that begins between two successes begins anew: there may have been one just before.
 */
function intervals(
  intervalMs: number,
  graceMs: number,
  { successes, watched }: SlotsInput,
  from: number,
  now: number,
): Place[] {
  const before = successes.findLast((end) => end <= from);
  let last = before ?? Math.min(watched[0]?.from ?? Infinity, successes[0] ?? Infinity);
  if (last === Infinity) return [];
  const places: Place[] = [];
  let due = last + intervalMs;
  const passUntil = (time: number, isWatched: boolean): void => {
    for (; due + graceMs < time; due += intervalMs) places.push({ at: due, isFilled: false, isWatched });
  };
  const missUntil = (time: number): void => {
    for (const span of watched) {
      if (span.to <= last || span.from >= time) continue;
      if (span.from > last) {
        passUntil(span.from, false);
        due = Math.max(due, span.from + intervalMs);
      }
      passUntil(Math.min(span.to, time), true);
      last = span.to;
    }
    passUntil(time, false);
  };
  for (const end of successes.slice(firstFrom(successes, from + 1))) {
    missUntil(end);
    places.push({ at: Math.min(due, end), isFilled: true, isWatched: true });
    due = end + intervalMs;
    last = end;
  }
  missUntil(now);
  if (due <= now) places.push({ at: due, isFilled: false, isWatched: true });
  return places.filter(({ at }) => at > from && at <= now);
}

function outcomeWithout(at: number, graceMs: number, { runs, watched }: SlotsInput, now: number): Slot['outcome'] {
  const end = at + graceMs;
  if (now <= end) return 'open';
  const failed = failuresWithin(runs, at, end);
  // From a failure on it is enough to know what came after it.
  const begin = Math.min(end, ...failed);
  if (!isWatched(watched, failed.length > 0 ? begin : at, end)) return 'not observed';
  return failed.length > 0 ? 'failed' : 'missed';
}

function failuresWithin(runs: readonly BackupRun[], from: number, to: number): number[] {
  const result: number[] = [];
  for (let index = firstEndFrom(runs, from); index < runs.length; index++) {
    const end = runs[index]?.endedAt;
    if (end === undefined || end > to) break;
    result.push(end);
  }
  return result;
}

function isWatched(watched: readonly Span[], from: number, to: number): boolean {
  return watched.some((span) => span.from <= from && span.to >= to);
}

/** Index of the first time that is not before; times are in order. */
function firstFrom(times: readonly number[], time: number): number {
  return firstIndex(times.length, (index) => (times[index] as number) >= time);
}

function firstEndFrom(runs: readonly BackupRun[], time: number): number {
  return firstIndex(runs.length, (index) => (runs[index]?.endedAt ?? Infinity) >= time);
}

function firstIndex(length: number, isReached: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isReached(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
