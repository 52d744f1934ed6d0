/** From when on a list of backups is a whole one. */
import type { BackupJob } from '../../../../../server/src/protocol';
import { cronSlots, whyNotFollowed } from '../schedule';

const DAY_MS = 86_400_000;
const WINDOW_MS = 90 * DAY_MS;
/** Of thinned-out backups two may stand side by side by chance: the last of a week and the first of a month. */
const SIDE_BY_SIDE = 3;

/**
 * Rotation thins out what is old: one a day for a week, then one a week. Where several stand side by side in the plan nothing was
 * thinned out, and newer ones are not thinned out either: a gap after that is a miss.
 * @param ends of backups, in any order
 * @returns undefined where that cannot be told
 */
export function coverageOf(ends: readonly number[], { schedule, graceMs }: BackupJob, now: number): number | undefined {
  if (!schedule || whyNotFollowed(schedule) !== undefined) return undefined;
  const sorted = [...ends].filter((end) => end > now - WINDOW_MS && end <= now).sort((a, b) => a - b);
  if (schedule.kind === 'every') {
    const longest = schedule.intervalMs + graceMs;
    return oldestOfSeries(sorted, (end, index) => index > 0 && end - (sorted[index - 1] as number) <= longest);
  }
  const slots = cronSlots(schedule, now - WINDOW_MS, now);
  let next = 0;
  const filled = slots.map((slot) => {
    while ((sorted[next] ?? Infinity) < slot) next++;
    return (sorted[next] ?? Infinity) <= slot + graceMs;
  });
  return oldestOfSeries(slots, (_, index) => filled[index] === true && (index === 0 || filled[index - 1] === true));
}

/** The first of the oldest values that follow each other. @param follows whether one follows the one before it */
function oldestOfSeries(
  values: readonly number[],
  follows: (value: number, index: number) => boolean,
): number | undefined {
  let length = 1;
  for (const [index, value] of values.entries()) {
    length = follows(value, index) ? length + 1 : 1;
    if (length === SIDE_BY_SIDE) return values[index - SIDE_BY_SIDE + 1];
  }
  return undefined;
}
