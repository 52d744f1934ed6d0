import { describe, expect, it, onTestFinished } from 'vitest';
import type { BackupPast, BackupReading } from '../../../client/src/live/backups/reading';
import type { BackupStatus } from '../../../client/src/live/backups/status';
import { BackupWatch, keyOf } from '../../../client/src/live/backups/watch';
import type { DeclaredBackup } from '../../../server/src/protocol';
import { ManualClock } from '../support/manualClock';

const MINUTE = 60_000;
const NOTHING: BackupPast = { runs: [], watched: [], restoreTests: [] };

function job(id: string, line = 1): DeclaredBackup {
  const place = { line, character: 0 };
  return {
    ...{ id, stack: 'shop', origin: 'configuration', service: undefined, problem: undefined, protects: ['db'] },
    ...{ schedule: undefined, rpoMs: 10 * MINUTE, graceMs: 0, rtoMs: undefined, minimumBytes: 0, sla: 0.99 },
    ...{ restoreTestEveryMs: undefined, sources: [], exitCodes: {} },
    source: { uri: 'file:///holdfast.yaml', range: { start: place, end: place } },
  };
}

interface Call {
  readonly id: string;
  readonly signal: AbortSignal;
  answer(): void;
}

/** A watch whose readings are answered by the test. */
function watching(): {
  watch: BackupWatch;
  clock: ManualClock;
  calls: Call[];
  changes: () => number;
  next(): Promise<Call>;
} {
  const clock = new ManualClock();
  const calls: Call[] = [];
  let heard: (() => void) | undefined;
  let changes = 0;
  const watch = new BackupWatch({
    clock,
    read: ({ id }, signal) =>
      new Promise<BackupReading[]>((resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')));
        const reading = { kind: 'files', source: id, readAt: clock.now(), problem: undefined, runs: [] } as const;
        calls.push({ id, signal, answer: () => resolve([reading]) });
        heard?.();
      }),
    remember: () => Promise.resolve(NOTHING),
    // Good for as long as its promise says.
    judge: ({ rpoMs }, [reading], _past, now) => {
      const isLate = now - (reading?.readAt ?? 0) > rpoMs;
      return {
        state: isLate ? 'unhealthy' : 'healthy',
        concerns: [],
        figures: { ageMs: now },
      } as unknown as BackupStatus;
    },
    report: (error) => {
      throw error;
    },
  });
  watch.onChange(() => changes++);
  onTestFinished(() => watch.dispose());
  const next = async (): Promise<Call> => {
    while (calls.length === 0) await new Promise<void>((resolve) => (heard = resolve));
    return calls.shift() as Call;
  };
  return { watch, clock, calls, changes: () => changes, next };
}

/** Settled when a job has the state. */
function until(watch: BackupWatch, id: string, state: string | undefined): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      const one = watch.backups.find(({ job }) => job.id === id);
      if (one?.status?.state !== state || one?.isBeingRead) return;
      stop();
      resolve();
    };
    const stop = watch.onChange(look);
    look();
  });
}

describe('the watch over backups', () => {
  it('reads nothing before somebody looks, and stops when nobody does', async () => {
    const { watch, clock, calls, next } = watching();
    watch.declare([job('a')]);
    expect(calls).toHaveLength(0);
    watch.resume();
    const call = await next();
    watch.pause();
    expect(call.signal.aborted).toBe(true);
    expect(clock.pending).toBe(0);
    expect(watch.backups[0]?.status).toBeUndefined();
  });

  it('reads again every five minutes', async () => {
    const { watch, clock, next } = watching();
    watch.declare([job('a')]);
    watch.resume();
    (await next()).answer();
    await until(watch, 'a', 'healthy');
    clock.advance(5 * MINUTE);
    expect((await next()).id).toBe('a');
  });

  it('sees by itself that a backup gets too old', async () => {
    const { watch, clock, next, changes } = watching();
    watch.declare([job('a')]);
    watch.resume();
    (await next()).answer();
    await until(watch, 'a', 'healthy');
    const before = changes();
    clock.advance(4 * MINUTE);
    // Growing older is no news.
    expect(changes()).toBe(before);
    // The source does not answer any more.
    clock.advance(7 * MINUTE);
    expect(watch.backups[0]?.status?.state).toBe('unhealthy');
    expect(changes()).toBeGreaterThan(before);
  });

  it('keeps what it knows of a job that only moved, and forgets what it knew of one that changed', async () => {
    const { watch, next, calls } = watching();
    watch.declare([job('a')]);
    watch.resume();
    (await next()).answer();
    await until(watch, 'a', 'healthy');
    watch.declare([job('a', 7)]);
    expect(calls).toHaveLength(0);
    expect(watch.backups[0]?.job.source.range.start.line).toBe(7);
    watch.declare([{ ...job('a', 7), rpoMs: 1 }]);
    expect(watch.backups[0]?.status).toBeUndefined();
    (await next()).answer();
    await until(watch, 'a', 'healthy');
  });

  it('does not take the answer to another question', async () => {
    const { watch, next } = watching();
    watch.declare([job('a')]);
    watch.resume();
    const old = await next();
    watch.declare([{ ...job('a'), rpoMs: 1 }]);
    old.answer();
    const anew = await next();
    expect(watch.backups[0]?.status).toBeUndefined();
    anew.answer();
    await until(watch, 'a', 'healthy');
  });

  it('reads four at a time, and once for two who ask', async () => {
    const { watch, calls, next } = watching();
    watch.declare(['a', 'b', 'c', 'd', 'e', 'f'].map((id) => job(id)));
    const checked = watch.check();
    const first = [await next(), await next(), await next(), await next()];
    expect(first.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
    expect(calls).toHaveLength(0);
    for (const call of first) call.answer();
    for (const id of ['e', 'f']) {
      const call = await next();
      expect(call.id).toBe(id);
      call.answer();
    }
    await checked;
    const both = [watch.check([keyOf(job('a'))]), watch.check([keyOf(job('a'))])];
    (await next()).answer();
    // The second one asked after the first reading had begun.
    (await next()).answer();
    await Promise.all(both);
    expect(calls).toHaveLength(0);
  });
});
