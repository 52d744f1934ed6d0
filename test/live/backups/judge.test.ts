import { describe, expect, it } from 'vitest';
import type { BackupReading, BackupRun } from '../../../client/src/live/backups/reading';
import { NO_PAST } from '../../../client/src/live/backups/reading';
import {
  DAY,
  daysAgo,
  HOUR,
  jobOf,
  messagesOf,
  MINUTE,
  MONTH,
  NOW,
  readingOf,
  runAt,
  runsOf,
  SLOT,
  statusOf,
} from './support';

function failedAt(startedAt: number, changes: Partial<BackupRun> = {}): BackupRun {
  return runAt(startedAt, { exit: 'database', exitCode: 1, bytes: undefined, ...changes });
}

describe('thirty days of daily backups', () => {
  it('meet 99 % when all thirty came', () => {
    const status = statusOf([readingOf(MONTH)]);
    expect(messagesOf(status)).toBe('');
    expect(status.state).toBe('healthy');
    expect(status.figures).toMatchObject({ slotsObserved: 30, slotsSucceeded: 30, coverage: 1, failuresInARow: 0 });
    expect(status.notes[0]).toBe(
      '30/30 backups came in time (100 %); 30 of the 30 slots of the last 30 days were watched. 99 % allows no miss at one backup a day.',
    );
  });

  it('do not meet it when one is missing, and say why', () => {
    const status = statusOf([readingOf(MONTH.filter((_, day) => day !== 12))]);
    expect(status.state).toBe('degraded');
    expect(status.concerns[0]?.message).toMatch(
      /^29 of 30 backups came in time \(96\.6 %\), and 99 % are promised for 30 days, which allows no miss at one backup a day\./,
    );
    expect(status.figures.slots.filter(({ outcome }) => outcome === 'missed')).toEqual([
      { at: SLOT - 12 * DAY, outcome: 'missed' },
    ]);
  });

  it('are unhealthy below 95 %', () => {
    const status = statusOf([readingOf(MONTH.filter((_, day) => day !== 12 && day !== 20))]);
    expect(status.state).toBe('unhealthy');
    expect(messagesOf(status)).toContain('28 of 30 backups came in time (93.3 %)');
  });

  it('count a late one as a miss', () => {
    const late = MONTH.map((run, day) => (day === 3 ? runAt(SLOT - 3 * DAY + 58 * MINUTE) : run));
    expect(statusOf([readingOf(late)]).figures.slotsSucceeded).toBe(29);
    const inTime = MONTH.map((run, day) => (day === 3 ? runAt(SLOT - 3 * DAY + 55 * MINUTE) : run));
    expect(statusOf([readingOf(inTime)]).figures.slotsSucceeded).toBe(30);
  });

  it('count a slot once, however many runs it had', () => {
    const more = [failedAt(SLOT - 2 * DAY, { endedAt: SLOT - 2 * DAY + 1000 }), runAt(SLOT - DAY + 30 * MINUTE)];
    expect(statusOf([readingOf([...MONTH, ...more])]).figures).toMatchObject({ slotsObserved: 30, slotsSucceeded: 30 });
  });

  it('say how many misses another pace allows', () => {
    const job = jobOf({ schedule: { kind: 'cron', expression: '0 * * * *', timeZone: 'UTC' }, rpoMs: 2 * HOUR });
    const runs = daysAgo(0, 719).map((hour) => runAt(NOW - HOUR - hour * HOUR));
    const status = statusOf([readingOf(runs.filter((_, hour) => hour !== 5 && hour !== 9))], { job });
    expect(status.state).toBe('healthy');
    expect(status.notes[0]).toContain('99 % allows 7 misses at 720 backups in 30 days');
  });
});

describe('slots that nobody watched', () => {
  it('are not counted, and the share that was watched is told', () => {
    const status = statusOf([readingOf(runsOf(0, 1, 2), { coversSince: SLOT - 3 * DAY + HOUR })]);
    expect(status.state).toBe('healthy');
    expect(status.figures).toMatchObject({ slotsObserved: 3, slotsSucceeded: 3, coverage: 0.1 });
    expect(status.notes[0]).toMatch(/^3\/3 backups came in time \(100 %\); 3 of the 30 slots/);
  });

  it('leave a hole between two times of watching', () => {
    const past = { ...NO_PAST, watched: [{ from: SLOT - 10 * DAY, to: SLOT - 8 * DAY + 2 * HOUR }] };
    const only = { ...readingOf(runsOf(0)), coversSince: SLOT - HOUR };
    const { figures } = statusOf([only], { past });
    expect(figures.slots.filter(({ outcome }) => outcome === 'missed').map(({ at }) => at)).toEqual([
      SLOT - 10 * DAY,
      SLOT - 9 * DAY,
      SLOT - 8 * DAY,
    ]);
    expect(figures.slotsObserved).toBe(4);
  });

  it('are misses where a source of the last run only tells that nothing came since', () => {
    const reading = readingOf(runsOf(3), { kind: 'promql' });
    delete (reading as { coversSince?: number }).coversSince;
    expect(statusOf([reading]).figures).toMatchObject({ slotsObserved: 4, slotsSucceeded: 1 });
  });
});

describe('the age of the last success', () => {
  it('counts from its end, not from the last attempt', () => {
    const status = statusOf([readingOf([...runsOf(1), failedAt(SLOT)])]);
    expect(status.figures.ageMs).toBe(NOW - (SLOT - DAY + 5 * MINUTE));
    expect(status.figures.lastRunAt).toBe(SLOT + 5 * MINUTE);
  });

  it('may be as old as RPO and grace together, and no older', () => {
    const end = SLOT + 5 * MINUTE;
    const ages = [27 * HOUR, 27 * HOUR + 1].map((age) =>
      statusOf([readingOf(MONTH, { readAt: end + age })], { now: end + age }).concerns.filter(
        ({ state }) => state === 'unhealthy',
      ),
    );
    expect(ages[0]).toEqual([]);
    expect(ages[1]?.[0]?.message).toMatch(/^The last good backup ended 27 h ago, and the oldest it may be is 26 h/);
  });

  it('is all that is judged without a schedule', () => {
    const job = jobOf({ schedule: undefined });
    const status = statusOf([readingOf(runsOf(1))], { job, now: SLOT });
    expect(status.state).toBe('healthy');
    expect(status.figures).toMatchObject({ slots: [], coverage: undefined });
    expect(status.notes[0]).toContain('only the age of the last backup is judged');
    expect(statusOf([readingOf(runsOf(2))], { job }).state).toBe('unhealthy');
  });
});

describe('a job that never had a success', () => {
  it('is unhealthy once a slot has passed', () => {
    const status = statusOf([readingOf([], { coversSince: SLOT - 2 * DAY })]);
    expect(status.state).toBe('unhealthy');
    expect(messagesOf(status)).toContain(
      'No good backup was ever made, and 3 were due: there is nothing to restore from.',
    );
  });

  it('is unknown before that', () => {
    const status = statusOf([readingOf([], { coversSince: NOW - HOUR })]);
    expect(status.state).toBe('unknown');
    expect(messagesOf(status)).toContain('No backup has been made yet. The next one is due in 14 h.');
    expect(status.notes[0]).toContain('No slot was watched yet');
  });

  it('is unhealthy when it was tried', () => {
    expect(statusOf([readingOf([failedAt(NOW - HOUR)], { coversSince: NOW - HOUR })]).state).toBe('unhealthy');
  });

  it('is told from one whose backups are gone', () => {
    const log = readingOf(MONTH);
    const folder = readingOf([], { kind: 'files', source: 'files ./backups', coversSince: NOW - HOUR });
    const status = statusOf([log, folder]);
    expect(status.state).toBe('unhealthy');
    expect(messagesOf(status)).toContain('There is no good backup any more');
  });
});

describe('what the last runs did', () => {
  it.each<[BackupRun['exit'], number | undefined, string]>([
    ['database', 1, 'could not read the database (exit code 1)'],
    ['disk full', 2, 'found the disk full (exit code 2)'],
    ['killed', 137, 'was ended from outside (exit code 137)'],
    ['failure', 75, 'failed (exit code 75)'],
    ['incomplete', 3, 'could not read all of the data (exit code 3)'],
  ])('makes one %s degraded while the last success is young', (exit, exitCode, words) => {
    const failed = runAt(SLOT + 10 * MINUTE, { exit, ...(exitCode !== undefined && { exitCode }), bytes: undefined });
    const status = statusOf([readingOf([...MONTH, failed])]);
    expect(status.state).toBe('degraded');
    expect(status.concerns[0]?.message).toContain(`The last run ${words}.`);
  });

  it('makes three failures in a row unhealthy', () => {
    const failures = [10, 20, 30].map((minute) => failedAt(SLOT + minute * MINUTE, { message: 'password wrong.' }));
    const two = statusOf([readingOf([...MONTH, ...failures.slice(1)])]);
    expect(two.state).toBe('degraded');
    const three = statusOf([readingOf([...MONTH, ...failures])]);
    expect(three.state).toBe('unhealthy');
    expect(three.figures.failuresInARow).toBe(3);
    expect(messagesOf(three)).toContain(
      'The last 3 runs failed: the newest could not read the database (exit code 1): password wrong.',
    );
  });

  it('makes a full disk unhealthy when the next one cannot fit', () => {
    const full = runAt(SLOT + 10 * MINUTE, { exit: 'disk full', exitCode: 2, bytes: undefined });
    const status = statusOf([readingOf([...MONTH, full], { freeBytes: 90_000 })]);
    expect(status.state).toBe('unhealthy');
    expect(messagesOf(status)).toContain('88 KiB are free and the last backup has 98 KiB');
  });

  it('shows a run that never ended as killed once it cannot be going on', () => {
    const begun = { startedAt: SLOT + HOUR, endedAt: undefined, exit: undefined, bytes: undefined };
    const young = statusOf([readingOf([...MONTH, begun])]);
    expect(young.figures.isRunning).toBe(true);
    const later = SLOT + HOUR + 27 * HOUR;
    const old = statusOf([readingOf([...MONTH, begun, runAt(SLOT + 30 * MINUTE)], { readAt: later })], { now: later });
    expect(old.figures.isRunning).toBe(false);
    expect(messagesOf(old)).toContain('never said how it ended');
  });

  it('shows runs that overlap', () => {
    const slow = runAt(SLOT - HOUR, { endedAt: SLOT + MINUTE });
    expect(messagesOf(statusOf([readingOf([...MONTH, slow])]))).toContain('while another was still going on');
    const gaveUp = failedAt(SLOT + MINUTE, { isOverlap: true, exit: 'failure' });
    const status = statusOf([readingOf([...MONTH, gaveUp])]);
    expect(messagesOf(status)).toContain('while another was still going on');
    expect(status.figures.failuresInARow).toBe(0);
    const stillGoing = { startedAt: SLOT - 10 * HOUR, endedAt: undefined, exit: undefined, bytes: undefined };
    expect(messagesOf(statusOf([readingOf([...runsOf(...daysAgo(1, 29)), stillGoing])]))).toContain(
      'while another was still going on',
    );
  });

  it('shows runs that take most of the time there is', () => {
    const job = jobOf({ schedule: { kind: 'cron', expression: '0 * * * *', timeZone: 'UTC' }, rpoMs: 3 * HOUR });
    const runs = daysAgo(1, 40).map((hour) => runAt(NOW - hour * HOUR, { endedAt: NOW - hour * HOUR + 40 * MINUTE }));
    const status = statusOf([readingOf(runs, { coversSince: NOW - 39 * HOUR })], { job });
    expect(messagesOf(status)).toBe(
      'degraded: A run takes 66.6 % of the time until the next one: soon they overlap. Back up less often, or find out what has become slow.',
    );
  });
});

describe('what the newest backup holds', () => {
  it.each<[string, Partial<BackupRun>, string]>([
    ['nothing', { bytes: 0 }, 'is empty'],
    ['the gzip of nothing', { bytes: 20 }, 'has 20 B and should have 1 KiB at least'],
    ['half a dump', { content: { isComplete: false, reason: 'its last line is missing' } }, 'is not complete'],
  ])('is worthless when it holds %s', (_, changes, words) => {
    const status = statusOf([readingOf([...runsOf(...daysAgo(1, 29)), runAt(SLOT, changes)])]);
    expect(status.state).toBe('unhealthy');
    expect(messagesOf(status)).toContain(words);
    expect(status.figures.lastSuccessAt).toBe(SLOT - DAY + 5 * MINUTE);
    expect(status.figures.slotsSucceeded).toBe(29);
  });

  it('is compared with the median of seven of its type', () => {
    const others = runsOf(...daysAgo(1, 29)).flatMap((run, day) => [
      { ...run, type: 'full' },
      runAt(SLOT - (day + 1) * DAY + 20 * MINUTE, { bytes: 2_000, type: 'incr' }),
    ]);
    const withLast = (bytes: number, type: string) => statusOf([readingOf([...others, runAt(SLOT, { bytes, type })])]);
    expect(withLast(50_000, 'full').state).toBe('healthy');
    expect(withLast(49_000, 'full').concerns).toEqual([
      {
        ...{ state: 'degraded', brief: '49 % of the usual size' },
        message: expect.stringContaining('only 49 % of the usual size') as string,
      },
    ]);
    expect(withLast(201_000, 'full').state).toBe('degraded');
    expect(withLast(2_000, 'incr').state).toBe('healthy');
    expect(withLast(2_000, 'diff').figures.sizeRatio).toBeUndefined();
  });

  it('needs room for the next one', () => {
    expect(statusOf([readingOf(MONTH, { freeBytes: 150_000 })]).state).toBe('healthy');
    const status = statusOf([readingOf(MONTH, { freeBytes: 149_000 })]);
    expect(status.state).toBe('degraded');
    expect(messagesOf(status)).toContain('the next one may not fit');
  });
});

describe('tests of a restore', () => {
  const passed = { endedAt: NOW - 10 * DAY, durationMs: HOUR, isSuccess: true, message: '12 tables' };
  const failed = { ...passed, endedAt: NOW - DAY, isSuccess: false, message: 'no table' };

  it.each([
    ['never and not wanted', [], {}, 'healthy', ''],
    [
      'never and wanted',
      [],
      { restoreTestEveryMs: 30 * DAY },
      'degraded',
      'No restore was ever tested, and one is wanted',
    ],
    ['in time', [passed], { restoreTestEveryMs: 30 * DAY, rtoMs: HOUR }, 'healthy', ''],
    [
      'too long ago',
      [passed],
      { restoreTestEveryMs: 9 * DAY },
      'degraded',
      'was 10 d ago, and one is wanted every 9 d',
    ],
    ['too slow', [passed], { rtoMs: HOUR - 1 }, 'degraded', 'were promised (RTO)'],
    ['failed', [passed, failed], {}, 'unhealthy', 'The last restore test failed 24 h ago: no table.'],
    ['mended', [failed, { ...passed, endedAt: NOW - HOUR }], {}, 'healthy', ''],
  ])('%s', (_, restoreTests, changes, state, words) => {
    const status = statusOf([readingOf(MONTH, { restoreTests })], { job: jobOf(changes) });
    expect(status.state).toBe(state);
    expect(messagesOf(status)).toContain(words);
  });

  it('that nobody made or wants is worth a note', () => {
    expect(statusOf([readingOf(MONTH)]).notes).toContain(
      'No restore was ever tested: a backup is worth what can be restored from it.',
    );
  });
});

describe('sources', () => {
  const unreadable: BackupReading = {
    ...readingOf([], { kind: 'files', source: 'files ./backups' }),
    problem: { message: 'Permission denied', remedy: 'Run it as another user.' },
  };

  it('that cannot be read leave the job unknown', () => {
    const status = statusOf([unreadable]);
    expect(status.state).toBe('unknown');
    expect(messagesOf(status)).toBe(
      'unknown: files ./backups cannot be read: Permission denied. Run it as another user.',
    );
  });

  it('that cannot be read keep a less trustworthy one from being healthy', () => {
    expect(statusOf([unreadable, readingOf(MONTH)]).state).toBe('unknown');
  });

  it('that are less trustworthy and cannot be read are worth a note', () => {
    const status = statusOf([readingOf(MONTH, { kind: 'exec' }), unreadable]);
    expect(status.state).toBe('healthy');
    expect(status.notes.join()).toContain('files ./backups cannot be read');
  });

  it('that were read long ago say so and are never healthy', () => {
    const status = statusOf([readingOf(MONTH, { readAt: NOW - 16 * MINUTE })]);
    expect(status.state).toBe('unknown');
    expect(messagesOf(status)).toContain('This is from 16 min ago (log of a test)');
    expect(statusOf([readingOf(MONTH, { readAt: NOW - 15 * MINUTE })]).state).toBe('healthy');
  });

  it('that do not exist or were never asked leave it unknown', () => {
    expect(statusOf([]).state).toBe('unknown');
    expect(messagesOf(statusOf([], { job: jobOf({ sources: [] }) }))).toContain('Nothing tells whether');
  });

  it('that tell of a broken store make it unhealthy', () => {
    const status = statusOf([readingOf(MONTH, { storeProblem: 'Pages with wrong checksums' })]);
    expect(status.state).toBe('unhealthy');
    expect(statusOf([readingOf(MONTH, { storeWarning: 'Old backups could not be deleted' })]).state).toBe('degraded');
  });
});

describe('clocks', () => {
  it('that differ are taken into account, and told', () => {
    const ahead = readingOf(
      MONTH.map((run) => ({
        ...run,
        startedAt: (run.startedAt ?? 0) + 3 * HOUR,
        endedAt: (run.endedAt ?? 0) + 3 * HOUR,
      })),
      { aheadMs: 3 * HOUR },
    );
    const status = statusOf([ahead]);
    expect(status.figures.ageMs).toBe(NOW - SLOT - 5 * MINUTE);
    expect(messagesOf(status)).toContain('degraded: The clock of log of a test is 3 h ahead of ours.');
  });

  it('put a backup into the future, which then does not count', () => {
    const status = statusOf([readingOf([...runsOf(...daysAgo(1, 29)), runAt(NOW + 2 * HOUR)])]);
    expect(status.state).not.toBe('healthy');
    expect(status.figures.ageMs).toBe(NOW - SLOT + DAY - 5 * MINUTE);
    expect(messagesOf(status)).toContain('claims to be from the future (by 2 h)');
    expect(statusOf([readingOf([runAt(NOW - 4 * MINUTE)])]).figures.ageMs).toBe(0);
  });
});

describe('an interval', () => {
  const job = jobOf({ schedule: { kind: 'every', intervalMs: DAY }, rpoMs: 26 * HOUR });

  it('counts from each success, so that a loop does not drift away', () => {
    const runs = daysAgo(0, 32).map((day) => runAt(NOW - HOUR - day * (DAY + 20 * MINUTE)));
    const status = statusOf([readingOf(runs)], { job });
    expect(status.state).toBe('healthy');
    expect(status.figures.slotsSucceeded).toBe(status.figures.slotsObserved);
  });

  it('notices every one that is missing', () => {
    const runs = daysAgo(0, 32).map((day) => runAt(NOW - HOUR - day * DAY));
    const { figures } = statusOf([readingOf(runs.filter((_, day) => day < 4 || day > 6))], { job });
    expect(figures.slots.filter(({ outcome }) => outcome === 'missed')).toHaveLength(3);
  });
});
