/** The figures of a job, from what its sources and its past tell. All times are on our clock. */
import type { BackupJob } from '../../../../server/src/protocol';
import type { MergedBackups } from './merge';
import type { BackupRun } from './reading';
import { intervalAround, nextSlot, whyNotFollowed } from './schedule';
import { slotsOf } from './slots';
import type { BackupFigures, Slot } from './status';

const DAY_MS = 86_400_000;
export const WINDOW_MS = 30 * DAY_MS;
/** Clocks differ by a little; what ends later than this has a wrong time. */
const FUTURE_MS = 5 * 60_000;
/** A size is compared with the median of so many before it. */
const COMPARED_SIZES = 7;
/** Of fewer nobody knows what is usual. */
const LEAST_SIZES = 3;
/** For trends: what was long ago is no trend. */
const NEWEST_RUNS = 5;
const COMPARED_DURATIONS = 3;

/** What is known of a job besides the figures that are shown. */
export interface Insight {
  readonly figures: BackupFigures;
  /** Finished, the newest first; none from the future. */
  readonly finished: readonly BackupRun[];
  readonly lastSuccess: BackupRun | undefined;
  /** Of all that were ever seen, also where nothing of it is left. */
  readonly lastSeenSuccess: BackupRun | undefined;
  readonly fromFuture: readonly BackupRun[];
  readonly overlap: boolean;
  /** Began so long ago that it cannot be going on. */
  readonly vanished: BackupRun | undefined;
  /** The time of a run as a share of the interval. */
  readonly durationShare: number | undefined;
}

export function isGood(run: BackupRun, { minimumBytes }: BackupJob): boolean {
  return run.exit === 'success' && whyWorthless(run, minimumBytes) === undefined;
}

/** Why there is nothing to restore in what was called a success. */
export function whyWorthless({ bytes, content }: BackupRun, minimumBytes: number): 'size' | 'content' | undefined {
  if (bytes !== undefined && (bytes === 0 || bytes < minimumBytes)) return 'size';
  return content && !content.isComplete ? 'content' : undefined;
}

export function insightOf(job: BackupJob, merged: MergedBackups, now: number): Insight {
  const latest = now + FUTURE_MS;
  const inTime = merged.runs.filter(({ endedAt, startedAt }) => (endedAt ?? startedAt ?? 0) <= latest);
  const finished = inTime.filter(({ endedAt }) => endedAt !== undefined).reverse();
  const good = finished.filter((run) => isGood(run, job));
  const kept = merged.kept.filter((run) => (run.endedAt ?? Infinity) <= latest && isGood(run, job));
  const lastSuccess = kept.at(-1);
  const open = inTime.filter(({ endedAt }) => endedAt === undefined);
  const isAlive = ({ startedAt = 0 }: BackupRun): boolean => now - startedAt <= longestRun(job, now);
  const running = open.filter(isAlive);
  const successes = good.flatMap(({ endedAt }) => (endedAt === undefined ? [] : [endedAt])).reverse();
  const { watched } = merged;
  const slots = slotsOf(job, { runs: inTime, successes, watched }, now - WINDOW_MS, now);
  const lastTest = merged.restoreTests.filter(({ endedAt }) => endedAt <= latest).at(-1);
  const free = merged.readable.find(({ freeBytes }) => freeBytes !== undefined)?.freeBytes;
  return {
    figures: {
      ageMs: lastSuccess?.endedAt === undefined ? undefined : Math.max(0, now - lastSuccess.endedAt),
      lastSuccessAt: lastSuccess?.endedAt,
      lastRunAt: newestOf([...running, ...finished.slice(0, 1)]),
      bytes: lastSuccess?.bytes,
      sizeRatio: lastSuccess && sizeRatio(lastSuccess, good),
      failuresInARow: failuresInARow(finished, job),
      slots,
      ...counted(slots),
      isRunning: running.length > 0,
      freeBytes: free,
      lastRestoreTestAt: lastTest?.endedAt,
      restoreDurationMs: lastTest?.isSuccess === true ? lastTest.durationMs : undefined,
    },
    finished,
    lastSuccess,
    lastSeenSuccess: good[0],
    fromFuture: merged.runs.filter(({ endedAt, startedAt }) => (endedAt ?? startedAt ?? 0) > latest),
    overlap: overlaps(job, finished, running, now),
    vanished: open.findLast((run) => !isAlive(run)),
    durationShare: durationShare(job, finished, now),
  };
}

/** A run without an end that began longer ago has been killed, and nobody was left to say so. */
function longestRun({ schedule, rpoMs }: BackupJob, now: number): number {
  const interval = schedule && !whyNotFollowed(schedule) ? intervalAround(schedule, now) : undefined;
  return Math.max(rpoMs, interval ?? 0);
}

function newestOf(runs: readonly BackupRun[]): number | undefined {
  const times = runs.flatMap(({ endedAt, startedAt }) => endedAt ?? startedAt ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}

function counted(slots: readonly Slot[]): Pick<BackupFigures, 'slotsObserved' | 'slotsSucceeded' | 'coverage'> {
  const closed = slots.filter(({ outcome }) => outcome !== 'open');
  const slotsObserved = closed.filter(({ outcome }) => outcome !== 'not observed').length;
  return {
    slotsObserved,
    slotsSucceeded: closed.filter(({ outcome }) => outcome === 'success').length,
    coverage: closed.length === 0 ? undefined : slotsObserved / closed.length,
  };
}

/** @param good the newest first */
function sizeRatio(last: BackupRun, good: readonly BackupRun[]): number | undefined {
  const before = good.filter(
    ({ endedAt = 0, type, bytes }) => bytes !== undefined && type === last.type && endedAt < (last.endedAt ?? 0),
  );
  const sizes = before.slice(0, COMPARED_SIZES).flatMap(({ bytes }) => bytes ?? []);
  if (last.bytes === undefined || sizes.length < LEAST_SIZES) return undefined;
  const usual = median(sizes);
  return usual > 0 ? last.bytes / usual : undefined;
}

function failuresInARow(finished: readonly BackupRun[], job: BackupJob): number {
  const attempts = finished.filter(({ isOverlap }) => isOverlap !== true);
  const end = attempts.findIndex((run) => run.exit === 'incomplete' || isGood(run, job));
  return end < 0 ? attempts.length : end;
}

/** Whether one begins while another goes on: seen in the newest runs, or with the next slot already open. */
function overlaps(
  { schedule }: BackupJob,
  finished: readonly BackupRun[],
  running: readonly BackupRun[],
  now: number,
): boolean {
  const newest = [...running, ...finished.slice(0, NEWEST_RUNS)];
  if (running.length > 1 || newest.some(({ isOverlap }) => isOverlap === true)) return true;
  const first = running[0]?.startedAt;
  if (schedule?.kind === 'cron' && first !== undefined && !whyNotFollowed(schedule)) {
    const next = nextSlot(schedule, first, undefined);
    if (next !== undefined && next <= now) return true;
  }
  return newest.some((run) =>
    newest.some(
      (other) =>
        run !== other &&
        run.type === other.type &&
        run.startedAt !== undefined &&
        other.startedAt !== undefined &&
        run.startedAt >= other.startedAt &&
        run.startedAt < (other.endedAt ?? now),
    ),
  );
}

function durationShare({ schedule }: BackupJob, finished: readonly BackupRun[], now: number): number | undefined {
  const interval = schedule && !whyNotFollowed(schedule) ? intervalAround(schedule, now) : undefined;
  const durations = finished
    .filter(({ exit }) => exit === 'success')
    .flatMap(({ startedAt, endedAt }) =>
      startedAt === undefined || endedAt === undefined ? [] : [endedAt - startedAt],
    )
    .slice(0, COMPARED_DURATIONS);
  if (interval === undefined || durations.length < COMPARED_DURATIONS) return undefined;
  return median(durations) / interval;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
}
