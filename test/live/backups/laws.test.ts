/** What has to hold whatever happened: found out by trying a lot of it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BackupExit, BackupSourceKind } from '../../../server/src/protocol';
import type { BackupPast, BackupReading, BackupRun, PastRun } from '../../../client/src/live/backups/reading';
import type { BackupState } from '../../../client/src/live/backups/status';
import { DAY, HOUR, jobOf, MINUTE, NOW, readingOf, statusOf } from './support';

const GRAVITY: Readonly<Record<BackupState, number>> = { healthy: 0, unknown: 1, degraded: 2, unhealthy: 3 };

const KINDS = ['exec', 'promql', 'files', 'volume', 'gocron', 'log', 'container'] as const satisfies BackupSourceKind[];
const FAILURES = ['database', 'disk full', 'killed', 'failure', 'incomplete'] as const satisfies BackupExit[];

/** Never closer than two minutes to another one, so that each is a run of its own; nothing of the hour before now. */
const minute = fc.integer({ min: 30, max: (20 * DAY) / MINUTE / 4 }).map((quarter) => NOW - quarter * 4 * MINUTE);

function run(end: number, exit: BackupExit): BackupRun {
  const bytes = exit === 'success' ? 100_000 : undefined;
  return { startedAt: end - MINUTE, endedAt: end, exit, bytes, name: `backup-${end}` };
}

const anyRun = fc.tuple(
  minute,
  fc.oneof({ weight: 3, arbitrary: fc.constant('success' as const) }, fc.constantFrom(...FAILURES)),
);
const runs = fc
  .uniqueArray(anyRun, { maxLength: 40, selector: ([end]) => end })
  .map((all) => all.map(([end, exit]) => run(end, exit)));

const reading = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    runs,
    readAt: fc.integer({ min: 0, max: 30 }).map((minutes) => NOW - minutes * MINUTE),
    covered: fc.option(fc.integer({ min: 0, max: 25 }), { nil: undefined }),
    problem: fc.option(fc.constant({ message: 'No answer' }), { nil: undefined, freq: 6 }),
  })
  .map(({ kind, runs: all, readAt, covered, problem }): BackupReading => {
    const whole = readingOf(problem ? [] : all, { kind, readAt, problem, coversSince: NOW - (covered ?? 0) * DAY });
    if (covered === undefined) delete (whole as { coversSince?: number }).coversSince;
    return whole;
  });

const past = fc
  .record({
    all: runs,
    kind: fc.constantFrom(...KINDS),
    days: fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { maxLength: 3 }),
  })
  .map(({ all, kind, days }): BackupPast => {
    const watched = days.map(([a, b]) => ({ from: NOW - Math.max(a, b) * DAY, to: NOW - Math.min(a, b) * DAY }));
    return { runs: all.map((one): PastRun => ({ ...one, kind })), watched, restoreTests: [] };
  });

const job = fc
  .record({
    schedule: fc.constantFrom(
      undefined,
      { kind: 'cron', expression: '0 2 * * *', timeZone: 'Europe/Paris' } as const,
      { kind: 'cron', expression: '0 */6 * * *', timeZone: 'UTC' } as const,
      { kind: 'every', intervalMs: DAY } as const,
    ),
    rpoMs: fc.integer({ min: 1, max: 7 * 24 }).map((hours) => hours * HOUR),
    sla: fc.constantFrom(0.9, 0.99, 1),
  })
  .map(jobOf);

const situation = fc.record({ job, readings: fc.array(reading, { maxLength: 3 }), past });

describe('the status of a backup', () => {
  it('is no worse for one more success', () => {
    fc.assert(
      fc.property(job, fc.constantFrom(...KINDS), runs, minute, fc.nat(25), (one, kind, all, end, days) => {
        const added = run(end, 'success');
        const isFree = all.every(({ endedAt = 0 }) => Math.abs(endedAt - end) > 2 * MINUTE);
        fc.pre(isFree);
        const before = readingOf(all, { kind, coversSince: NOW - days * DAY });
        const after = { ...before, runs: [...all, added] };
        const [without, withIt] = [before, after].map((value) => statusOf([value], { job: one }));
        // To learn of a success that is too old is worse than to know nothing.
        if (without?.state === 'unknown') return;
        expect(GRAVITY[withIt?.state ?? 'unhealthy']).toBeLessThanOrEqual(GRAVITY[without?.state ?? 'healthy']);
        expect(withIt?.figures.ageMs ?? Infinity).toBeLessThanOrEqual(without?.figures.ageMs ?? Infinity);
      }),
      { numRuns: 300 },
    );
  });

  it('is no better for time that passes without a success', () => {
    fc.assert(
      fc.property(
        situation,
        fc.integer({ min: 1, max: 9 * 24 * 60 }),
        ({ job: one, readings, past: before }, minutes) => {
          const now = statusOf(readings, { job: one, past: before });
          const later = statusOf(readings, { job: one, past: before, now: NOW + minutes * MINUTE });
          expect(GRAVITY[later.state]).toBeGreaterThanOrEqual(GRAVITY[now.state]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('does not depend on the order of runs and readings, nor on what is told twice', () => {
    fc.assert(
      fc.property(situation, ({ job: one, readings, past: before }) => {
        const mirrored = readings
          .map((value) => ({ ...value, runs: [...value.runs, ...value.runs].reverse() }))
          .reverse();
        const again = {
          ...before,
          runs: [...before.runs, ...before.runs].reverse(),
          watched: [...before.watched].reverse(),
        };
        expect(statusOf(mirrored, { job: one, past: again })).toEqual(statusOf(readings, { job: one, past: before }));
      }),
      { numRuns: 200 },
    );
  });

  it('is healthy only with a success that is young enough, read lately', () => {
    let healthy = 0;
    fc.assert(
      fc.property(situation, ({ job: one, readings, past: before }) => {
        const status = statusOf(readings, { job: one, past: before });
        if (status.state !== 'healthy') return;
        healthy++;
        expect(status.figures.ageMs).toBeLessThanOrEqual(one.rpoMs + one.graceMs);
        expect(NOW - (status.readAt ?? 0)).toBeLessThanOrEqual(15 * MINUTE);
        const told = [...readings.flatMap((value) => value.runs), ...before.runs];
        expect(told.some(({ endedAt, exit }) => exit === 'success' && endedAt === status.figures.lastSuccessAt)).toBe(
          true,
        );
      }),
      { numRuns: 1000 },
    );
    expect(healthy).toBeGreaterThan(0);
  });

  it('always tells how much was watched', () => {
    fc.assert(
      fc.property(situation, ({ job: one, readings, past: before }) => {
        const { notes, figures } = statusOf(readings, { job: one, past: before });
        expect(notes[0]).toMatch(one.schedule ? /watched/ : /only the age/);
        expect(figures.slotsSucceeded).toBeLessThanOrEqual(figures.slotsObserved);
        expect(figures.ageMs ?? 0).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 200 },
    );
  });
});
