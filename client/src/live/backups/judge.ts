/** From what is known of a job to what a team has to know of it. The gravest concern decides; nothing old or unread is ever healthy. */
import type { BackupExit, BackupJob } from '../../../../server/src/protocol';
import { bytesText, durationText } from '../services/words';
import { EXIT_BRIEFS, EXIT_REMEDIES, EXIT_TEXTS } from './exits';
import { insightOf, whyWorthless, type Insight } from './figures';
import { merge, moreTrusted, type MergedBackups } from './merge';
import { coverageNotes, shareText, slotsConcern } from './objective';
import type { BackupPast, BackupReading, BackupRun } from './reading';
import { nextSlot, whyNotFollowed } from './schedule';
import type { BackupConcern, BackupState, BackupStatus } from './status';

/** What was read longer ago says nothing about the present. */
const STALE_MS = 15 * 60_000;
const SKEW_MS = 2 * 60_000;
const LIST_IS_LATE_MS = 60_000;
const TOO_MANY_FAILURES = 3;
const LEAST_SIZE_RATIO = 0.5;
const MOST_SIZE_RATIO = 2;
/** A backup that grows has room for the next one. */
const NEEDED_FREE_RATIO = 1.5;
const LONGEST_DURATION_SHARE = 0.5;

const GRAVITY: Readonly<Record<BackupState, number>> = { healthy: 0, unknown: 1, degraded: 2, unhealthy: 3 };

type Concerns = readonly BackupConcern[];

/** @param now milliseconds since 1970, on our clock */
export function judge(job: BackupJob, readings: readonly BackupReading[], past: BackupPast, now: number): BackupStatus {
  const merged = merge(readings, past);
  const insight = insightOf(job, merged, now);
  const concerns = [
    ...ageConcerns(job, insight, merged, now),
    ...lostConcerns(insight, merged, now),
    ...worthless(job, insight),
    ...failureConcerns(insight, now),
    ...storeConcerns(merged),
    ...slotsConcern(job, insight.figures),
    ...sizeConcerns(insight),
    ...spaceConcerns(insight),
    ...timingConcerns(insight),
    ...restoreConcerns(job, merged, now),
    ...clockConcerns(insight, merged, now),
    ...sourceConcerns(job, merged, now),
  ].sort((a, b) => GRAVITY[b.state] - GRAVITY[a.state]);
  const { best } = merged;
  return {
    state: concerns[0]?.state ?? 'healthy',
    concerns,
    notes: [...coverageNotes(job, insight.figures), ...restoreNotes(job, merged), ...sourceNotes(merged)],
    figures: insight.figures,
    source: best?.source,
    readAt: best?.readAt,
  };
}

function ageConcerns(job: BackupJob, insight: Insight, merged: MergedBackups, now: number): Concerns {
  // What cannot be read at all says nothing about its age.
  if (!merged.best) return [];
  const { ageMs } = insight.figures;
  if (ageMs === undefined) return neverConcerns(job, insight, merged, now);
  if (ageMs <= job.rpoMs + job.graceMs) return [];
  const message = `The last good backup ended ${durationText(ageMs)} ago, and the oldest it may be is ${durationText(job.rpoMs)}: whatever was written since is lost if the disk fails now. Run the backup by hand and read what it says.`;
  const brief = `${durationText(ageMs)} old, at most ${durationText(job.rpoMs)}`;
  return [{ state: 'unhealthy', brief, message }];
}

function neverConcerns(job: BackupJob, insight: Insight, { best, watched }: MergedBackups, now: number): Concerns {
  const { lastSeenSuccess, finished, figures } = insight;
  if (lastSeenSuccess?.endedAt !== undefined) {
    const message = `There is no good backup any more: the last one was of ${durationText(now - lastSeenSuccess.endedAt)} ago, and ${best?.source ?? 'its place'} does not have it. Find out what moved or deleted it, and make a new one now.`;
    return [{ state: 'unhealthy', brief: 'no good one is left', message }];
  }
  const missed = figures.slots.filter(({ outcome }) => outcome === 'missed' || outcome === 'failed').length;
  const since = watched[0]?.from ?? now;
  const isOverdue = missed > 0 || now - since > job.rpoMs + job.graceMs;
  if (isOverdue || finished.length > 0) {
    const due = missed === 0 ? '' : `, and ${missed} ${missed === 1 ? 'was' : 'were'} due`;
    const message = `No good backup was ever made${due}: there is nothing to restore from. Run it by hand and read what it says.`;
    return [{ state: 'unhealthy', brief: 'never made', message }];
  }
  const next = job.schedule && !whyNotFollowed(job.schedule) ? nextSlot(job.schedule, now, undefined) : undefined;
  const when = next === undefined ? '' : ` The next one is due in ${durationText(next - now)}.`;
  const message = `No backup has been made yet.${when} To be sure now, run it by hand.`;
  return [{ state: 'unknown', brief: 'none made yet', message }];
}

/** A rotation that deletes the new ones instead of the old ones, before all of them are gone. */
function lostConcerns(
  { lastSuccess, lastSeenSuccess }: Insight,
  { listing, best }: MergedBackups,
  now: number,
): Concerns {
  const [kept, seen] = [lastSuccess?.endedAt, lastSeenSuccess?.endedAt];
  if (kept === undefined || seen === undefined || seen <= kept) return [];
  const isGone = lastSeenSuccess?.isGone === true;
  // One that ends while all of this is read may be in the log and not yet in the list.
  if (!isGone && (!listing || listing.readAt - seen < LIST_IS_LATE_MS)) return [];
  const which = lastSeenSuccess?.name === undefined ? '' : ` (${lastSeenSuccess.name})`;
  const place = (isGone ? best : listing)?.source ?? 'its place';
  const message = `The newest backup${which} was made ${durationText(now - seen)} ago and is not there any more (${place}): the newest that is left is ${durationText(now - kept)} old. Find out what moves or deletes new ones, and make another one now.`;
  return [{ state: 'degraded', brief: 'the newest is gone', message }];
}

/** A newest backup that holds nothing, whatever its program said about it. */
function worthless({ minimumBytes }: BackupJob, { finished }: Insight): Concerns {
  const newest = new Map<string, BackupRun>();
  for (const run of finished.filter(({ exit }) => exit === 'success')) {
    // One that says nothing of its kind stands for all.
    if (newest.has('') || (run.type === undefined && newest.size > 0)) break;
    if (!newest.has(run.type ?? '')) newest.set(run.type ?? '', run);
  }
  return [...newest.values()].flatMap((run): Concerns => {
    const why = whyWorthless(run, minimumBytes);
    if (why === undefined) return [];
    const which = `The newest backup${run.name === undefined ? '' : ` (${run.name})`}`;
    const brief =
      why === 'content'
        ? 'the newest is cut short'
        : run.bytes === 0
          ? 'the newest is empty'
          : `the newest has only ${bytesText(run.bytes ?? 0)}`;
    const message =
      why === 'content'
        ? `${which} is not complete: ${run.content?.reason ?? 'its end is missing'}. Do not count on it; run the backup again and see why it was cut short.`
        : run.bytes === 0
          ? `${which} is empty. Its program failed without saying so: run it by hand and read what it says.`
          : `${which} has ${bytesText(run.bytes ?? 0)} and should have ${bytesText(minimumBytes)} at least: it holds next to nothing. Run it by hand and read what it says.`;
    return [{ state: 'unhealthy', brief, message }];
  });
}

function failureConcerns({ figures, finished, vanished }: Insight, now: number): Concerns {
  const last = finished.find(({ isOverlap }) => isOverlap !== true);
  const concerns: BackupConcern[] = [];
  if (vanished?.startedAt !== undefined && vanished.startedAt > (last?.endedAt ?? 0))
    concerns.push({
      ...{ state: 'degraded', brief: 'the last run never ended' },
      message: `A run began ${durationText(now - vanished.startedAt)} ago and never said how it ended: it was killed, or it hangs. Look for its process, then run it again.`,
    });
  const exit = last?.exit;
  if (!last || exit === undefined || exit === 'success') return concerns;
  const isLasting = exit !== 'incomplete' && figures.failuresInARow >= TOO_MANY_FAILURES;
  const which = isLasting ? `The last ${figures.failuresInARow} runs failed: the newest` : 'The last run';
  const { freeBytes, bytes } = figures;
  const hasNoRoom = exit === 'disk full' && freeBytes !== undefined && bytes !== undefined && freeBytes < bytes;
  concerns.push({
    state: isLasting || hasNoRoom ? 'unhealthy' : 'degraded',
    brief: isLasting ? `the last ${figures.failuresInARow} runs failed` : EXIT_BRIEFS[exit],
    message: `${which} ${whatHappened(exit, last)} ${
      hasNoRoom
        ? `${bytesText(freeBytes)} are free and the last backup has ${bytesText(bytes)}: the next one fails, too, unless you make room.`
        : EXIT_REMEDIES[exit]
    }`,
  });
  return concerns;
}

function whatHappened(exit: Exclude<BackupExit, 'success'>, { exitCode, message }: BackupRun): string {
  const code = exitCode === undefined ? '' : ` (exit code ${exitCode})`;
  return `${EXIT_TEXTS[exit]}${code}${message === undefined ? '' : `: ${message.replace(/[.:\s]+$/, '')}`}.`;
}

function storeConcerns({ readable }: MergedBackups): Concerns {
  return readable.flatMap(({ storeProblem, storeWarning, source }): Concerns => [
    ...(storeProblem === undefined
      ? []
      : [
          {
            ...({ state: 'unhealthy', brief: storeProblem } as const),
            message: `${storeProblem} (${source}). Until that is mended nobody knows whether anything can be restored.`,
          } as const,
        ]),
    ...(storeWarning === undefined
      ? []
      : [{ state: 'degraded', brief: storeWarning, message: `${storeWarning} (${source}).` } as const]),
  ]);
}

function sizeConcerns({ figures: { sizeRatio } }: Insight): Concerns {
  if (sizeRatio === undefined || (sizeRatio >= LEAST_SIZE_RATIO && sizeRatio <= MOST_SIZE_RATIO)) return [];
  const message =
    sizeRatio < LEAST_SIZE_RATIO
      ? `The last backup has only ${shareText(sizeRatio)} of the usual size: data may be missing. Compare what is in it with the one before.`
      : `The last backup has ${shareText(sizeRatio)} of the usual size: see what has grown, before the disk is full.`;
  return [{ state: 'degraded', brief: `${shareText(sizeRatio)} of the usual size`, message }];
}

function spaceConcerns({ figures: { freeBytes, bytes } }: Insight): Concerns {
  if (freeBytes === undefined || bytes === undefined || freeBytes >= NEEDED_FREE_RATIO * bytes) return [];
  const message = `Only ${bytesText(freeBytes)} are free where backups go, and the last one has ${bytesText(bytes)}: the next one may not fit. Make room, or keep fewer of them.`;
  return [{ state: 'degraded', brief: `only ${bytesText(freeBytes)} free`, message }];
}

function timingConcerns({ overlap, durationShare }: Insight): Concerns {
  const concerns: BackupConcern[] = [];
  if (overlap)
    concerns.push({
      ...{ state: 'degraded', brief: 'runs overlap' },
      message:
        'A run began while another was still going on: they slow each other down and may spoil each other. Give it a lock, or more time between the runs.',
    });
  if (durationShare !== undefined && durationShare > LONGEST_DURATION_SHARE)
    concerns.push({
      ...{ state: 'degraded', brief: 'runs take too long' },
      message: `A run takes ${shareText(durationShare)} of the time until the next one: soon they overlap. Back up less often, or find out what has become slow.`,
    });
  return concerns;
}

function restoreConcerns(job: BackupJob, { restoreTests }: MergedBackups, now: number): Concerns {
  const tests = restoreTests.filter(({ endedAt }) => endedAt <= now + SKEW_MS);
  const last = tests.at(-1);
  const passed = tests.findLast(({ isSuccess }) => isSuccess);
  const concerns: BackupConcern[] = [];
  if (last && !last.isSuccess)
    concerns.push({
      ...{ state: 'unhealthy', brief: 'restore test failed' },
      message: `The last restore test failed ${durationText(now - last.endedAt)} ago: ${last.message.replace(/[.\s]+$/, '')}. Until one passes, do not count on these backups.`,
    });
  const { restoreTestEveryMs, rtoMs } = job;
  if (restoreTestEveryMs !== undefined && !passed)
    concerns.push({
      ...{ state: 'degraded', brief: 'restore never tested' },
      message: `No restore was ever tested, and one is wanted every ${durationText(restoreTestEveryMs)}: rehearse one.`,
    });
  else if (restoreTestEveryMs !== undefined && passed && now - passed.endedAt > restoreTestEveryMs)
    concerns.push({
      ...{ state: 'degraded', brief: `restore tested ${durationText(now - passed.endedAt)} ago` },
      message: `The last restore test that passed was ${durationText(now - passed.endedAt)} ago, and one is wanted every ${durationText(restoreTestEveryMs)}: rehearse one.`,
    });
  if (rtoMs !== undefined && passed && passed.durationMs > rtoMs)
    concerns.push({
      ...{ state: 'degraded', brief: 'restore takes too long' },
      message: `The last restore took ${durationText(passed.durationMs)}, and ${durationText(rtoMs)} were promised (RTO): make it faster, or promise less.`,
    });
  return concerns;
}

function restoreNotes({ restoreTestEveryMs }: BackupJob, { restoreTests }: MergedBackups): string[] {
  if (restoreTests.length > 0 || restoreTestEveryMs !== undefined) return [];
  return ['No restore was ever tested: a backup is worth what can be restored from it.'];
}

function clockConcerns({ fromFuture }: Insight, { readable }: MergedBackups, now: number): Concerns {
  const concerns = readable.flatMap(({ aheadMs = 0, source }): Concerns => {
    if (Math.abs(aheadMs) <= SKEW_MS) return [];
    const way = aheadMs > 0 ? 'ahead of' : 'behind';
    const message = `The clock of ${source} is ${durationText(Math.abs(aheadMs))} ${way} ours. Ages take that into account, schedules do not: set both clocks by NTP.`;
    return [{ state: 'degraded', brief: `a clock is ${durationText(Math.abs(aheadMs))} off`, message }];
  });
  const furthest = Math.max(...fromFuture.map(({ endedAt, startedAt }) => endedAt ?? startedAt ?? now));
  if (fromFuture.length === 0) return concerns;
  const which = fromFuture.length === 1 ? 'A backup claims' : `${fromFuture.length} backups claim`;
  const message = `${which} to be from the future (by ${durationText(furthest - now)}) and ${fromFuture.length === 1 ? 'does' : 'do'} not count: one of the clocks is wrong. Set them by NTP.`;
  return [...concerns, { state: 'degraded', brief: 'backups from the future', message }];
}

function sourceConcerns(job: BackupJob, { best, unreadable }: MergedBackups, now: number): Concerns {
  if (job.sources.length === 0)
    return [
      {
        ...{ state: 'unknown', brief: 'nothing tells of it' },
        message: 'Nothing tells whether this backup runs: name a source for it, such as the files it writes.',
      },
    ];
  const concerns: BackupConcern[] = unreadable
    .filter((reading) => !best || moreTrusted(reading, best) || reading.kind === best.kind)
    .map(({ problem, source }) => ({
      ...{ state: 'unknown', brief: 'cannot be read', message: problemText(source, problem) },
    }));
  if (!best && unreadable.length === 0)
    concerns.push({ state: 'unknown', brief: 'not looked at yet', message: 'Nobody has looked yet: check it now.' });
  if (best && now - best.readAt > STALE_MS)
    concerns.push({
      ...{ state: 'unknown', brief: `last read ${durationText(now - best.readAt)} ago` },
      message: `This is from ${durationText(now - best.readAt)} ago (${best.source}): how it stands now is not known. Check it again.`,
    });
  const whyNot = job.schedule && whyNotFollowed(job.schedule);
  if (whyNot !== undefined) {
    const message = `Its schedule cannot be followed. ${whyNot}`;
    concerns.push({ state: 'unknown', brief: 'schedule cannot be followed', message });
  }
  return concerns;
}

function sourceNotes({ best, unreadable }: MergedBackups): string[] {
  return unreadable
    .filter((reading) => best && !moreTrusted(reading, best) && reading.kind !== best.kind)
    .map(({ problem, source }) => problemText(source, problem));
}

function problemText(source: string, problem: BackupReading['problem']): string {
  const remedy = problem?.remedy === undefined ? '' : ` ${problem.remedy}`;
  return `${source} cannot be read: ${(problem?.message ?? '').replace(/[.\s]+$/, '')}.${remedy}`;
}
