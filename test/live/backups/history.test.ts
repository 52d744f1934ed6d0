import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { BackupHistory } from '../../../client/src/live/backups/history';
import type { BackupReading } from '../../../client/src/live/backups/reading';
import { ManualClock } from '../support/manualClock';
import { temporaryFolder } from '../support/temporary';
import { DAY, HOUR, MINUTE, readingOf, runAt } from './support';

const KEY = { engine: 'engine', job: 'job' };
const WRITER = join(import.meta.dirname, 'historyWriter.mts');

function told(runs: BackupReading['runs'], changes: Partial<BackupReading> = {}): BackupReading {
  const reading = readingOf(runs, changes);
  if (!('coversSince' in changes)) delete (reading as { coversSince?: number }).coversSince;
  return reading;
}

function onlyFile(folder: string): string {
  const [name = '', ...more] = readdirSync(folder).filter((one) => one.endsWith('.jsonl'));
  expect(more).toEqual([]);
  return join(folder, name);
}

function linesOf(folder: string): string[] {
  return readFileSync(onlyFile(folder), 'utf8').split('\n').filter(Boolean);
}

describe('the history of backups', () => {
  it('keeps what was seen, also for another window', async () => {
    const folder = join(temporaryFolder(), 'deep', 'down');
    const clock = new ManualClock();
    const now = clock.now();
    const runs = [runAt(now - DAY), runAt(now - HOUR, { exit: 'database', exitCode: 1, message: 'no' })];
    const test = { endedAt: now - MINUTE, durationMs: 5, isSuccess: true, message: '3 tables' };
    const history = new BackupHistory(folder, { clock });
    expect((await history.load(KEY)).runs).toEqual([]);
    await history.remember(KEY, [told(runs, { readAt: now })]);
    await history.addRestoreTest(KEY, test);
    const past = await new BackupHistory(folder, { clock }).load(KEY);
    expect(past.runs).toMatchObject(runs.map((run) => ({ ...run, kind: 'log' })));
    expect(past.restoreTests).toEqual([test]);
    expect(past.watched).toEqual([{ from: now - HOUR + 5 * MINUTE, to: now }]);
    expect((await history.load({ ...KEY, engine: 'another' })).runs).toEqual([]);
    expect((await history.load({ ...KEY, job: '../../job' })).runs).toEqual([]);
  });

  it('writes nothing twice, and adds what is found out later', async () => {
    const folder = temporaryFolder();
    const clock = new ManualClock();
    const history = new BackupHistory(folder, { clock });
    const run = runAt(clock.now() - HOUR);
    const look = (value: typeof run) => history.remember(KEY, [told([value], { readAt: clock.now() })]);
    await look(run);
    const before = linesOf(folder).length;
    clock.jump(5 * MINUTE);
    await look(run);
    expect(linesOf(folder)).toHaveLength(before);
    const content = { isComplete: true };
    const past = await look({ ...run, content });
    expect(past.runs).toMatchObject([{ endedAt: run.endedAt, content }]);
    await look(run);
    expect(linesOf(folder)).toHaveLength(before + 1);
  });

  it('knows what was watched, and where it was not', async () => {
    const folder = temporaryFolder();
    const clock = new ManualClock();
    const begun = clock.now();
    const first = new BackupHistory(folder, { clock });
    for (let minutes = 0; minutes < 13 * 60; minutes += 5) {
      await first.remember(KEY, [told([runAt(begun - HOUR)], { readAt: clock.now() })]);
      clock.jump(5 * MINUTE);
    }
    const watched = (from: number, to: number) => ({ from, to });
    const end = clock.now() - 5 * MINUTE;
    expect((await first.load(KEY)).watched).toEqual([watched(begun - HOUR + 5 * MINUTE, end)]);
    expect(linesOf(folder).filter((line) => line.includes('watched'))).toHaveLength(3);
    await first.close();
    clock.jump(DAY);
    const second = new BackupHistory(folder, { clock });
    const run = runAt(clock.now() - HOUR);
    const past = await second.remember(KEY, [told([run], { readAt: clock.now() })]);
    expect(past.watched).toEqual([watched(begun - HOUR + 5 * MINUTE, end), watched(run.endedAt ?? 0, clock.now())]);
  });

  it('does not take a run for another one because a clock is measured anew', async () => {
    const folder = temporaryFolder();
    const clock = new ManualClock();
    const history = new BackupHistory(folder, { clock });
    const run = runAt(clock.now() + HOUR);
    await history.remember(KEY, [told([run], { readAt: clock.now(), aheadMs: 2 * HOUR + 700 })]);
    const past = await history.remember(KEY, [told([run], { readAt: clock.now(), aheadMs: 2 * HOUR - 900 })]);
    expect(past.runs.map(({ endedAt }) => endedAt)).toEqual([clock.now() - HOUR + 5 * MINUTE]);
  });

  it('survives a line that was cut, and lines of others', async () => {
    const folder = temporaryFolder();
    const clock = new ManualClock();
    const runs = [runAt(clock.now() - 3 * HOUR), runAt(clock.now() - 2 * HOUR), runAt(clock.now() - HOUR)];
    const remember = (count: number) =>
      new BackupHistory(folder, { clock }).remember(KEY, [told(runs.slice(0, count), { readAt: clock.now() })]);
    await remember(1);
    const path = onlyFile(folder);
    appendFileSync(path, '\n{"kind":"run","run":{"endedAt":"soon"}}\nnot json\n[]\n{"kind":"of tomorrow"}\n');
    await remember(2);
    truncateSync(path, statSync(path).size - 20);
    const past = await remember(3);
    expect(past.runs.map(({ endedAt }) => endedAt)).toEqual(runs.map(({ endedAt }) => endedAt));
  });

  it('removes what is older than 90 days, except the last success and the last restore', async () => {
    const folder = temporaryFolder();
    const clock = new ManualClock();
    const now = clock.now();
    const history = new BackupHistory(folder, { clock });
    const test = { endedAt: now - DAY, durationMs: 5, isSuccess: true, message: '' };
    const runs = [runAt(now - 2 * DAY), runAt(now - DAY), runAt(now - HOUR, { exit: 'failure' })];
    await history.remember(KEY, [told(runs, { readAt: now, restoreTests: [test] })]);
    await history.addRestoreTest(KEY, { ...test, endedAt: now, isSuccess: false });
    clock.jump(91 * DAY);
    await history.prune();
    const past = await history.load(KEY);
    expect(past.runs).toMatchObject([{ endedAt: runs[1]?.endedAt }]);
    expect(past.restoreTests).toEqual([test]);
    expect(linesOf(folder)).toHaveLength(2);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('is not removed while another window does so, and a lock that a crash has left is old after a minute', async () => {
    const folder = temporaryFolder();
    const clock = new ManualClock();
    const history = new BackupHistory(folder, { clock });
    await history.remember(KEY, [told([runAt(clock.now() - DAY, { exit: 'failure' })], { readAt: clock.now() })]);
    clock.jump(91 * DAY);
    const lock = join(folder, 'rewriting.lock');
    writeFileSync(lock, 'of somebody');
    await history.prune();
    expect(linesOf(folder)).toHaveLength(2);
    const old = (Date.now() - 2 * MINUTE) / 1000;
    utimesSync(lock, old, old);
    await history.prune();
    expect(linesOf(folder)).toEqual([]);
    expect(existsSync(lock)).toBe(false);
  });

  it('says when it cannot be written', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const history = new BackupHistory(join(file, 'folder'));
    await expect(history.remember(KEY, [told([runAt(Date.now() - HOUR)])])).rejects.toThrow(/ENOTDIR|ENOENT|EEXIST/);
  });
});

interface Writer {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<unknown>;
  /** The next line that it prints. */
  next(): Promise<string>;
}

function writer(...words: string[]): Writer {
  const child = spawn(process.execPath, ['--import', 'tsx', WRITER, ...words]);
  onTestFinished(() => void child.kill('SIGKILL'));
  child.stderr.pipe(process.stderr);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return { child, ended: once(child, 'close'), next: async () => String((await lines.next()).value) };
}

describe('a history that several processes write', () => {
  it('loses nothing when one is killed between writing a new file and putting it in place', async () => {
    const folder = temporaryFolder();
    const clock = new ManualClock();
    clock.jump(Date.now() - clock.now() - 91 * DAY);
    const old = new BackupHistory(folder, { clock });
    await old.remember(KEY, [told([runAt(clock.now() - HOUR, { exit: 'failure' })], { readAt: clock.now() })]);
    const recent = runAt(Date.now() - HOUR);
    await new BackupHistory(folder).addRestoreTest(KEY, { endedAt: 1, durationMs: 1, isSuccess: true, message: '' });
    const before = linesOf(folder);
    const { child, ended, next } = writer(folder, 'hang');
    expect(await next()).toBe('about to replace');
    child.kill('SIGKILL');
    await ended;
    expect(linesOf(folder)).toEqual(before);
    expect(readdirSync(folder).filter((name) => name.endsWith('.rewriting'))).toHaveLength(1);
    // The dead one still has the lock: writing goes on, and cleaning up later.
    const history = new BackupHistory(folder);
    const past = await history.remember(KEY, [told([recent], { readAt: Date.now() })]);
    expect(past.runs.map(({ endedAt }) => endedAt)).toContain(recent.endedAt);
    const lock = join(folder, 'rewriting.lock');
    const longAgo = (Date.now() - 2 * MINUTE) / 1000;
    utimesSync(lock, longAgo, longAgo);
    await history.prune();
    expect(readdirSync(folder)).toHaveLength(1);
    expect((await history.load(KEY)).runs.map(({ endedAt }) => endedAt)).toEqual([recent.endedAt]);
  });

  it('has every line of two that write at once while a third one cleans up', async () => {
    const folder = temporaryFolder();
    const cleaner = writer(folder, 'prune');
    expect(await cleaner.next()).toBe('begun');
    const writers = ['a', 'b'].map((name) => writer(folder, 'write', name, '60'));
    expect(await Promise.all(writers.map(({ next }) => next()))).toEqual(['done', 'done']);
    cleaner.child.stdin.write('end\n');
    expect(Number(await cleaner.next())).toBeGreaterThan(10);
    await Promise.all([cleaner, ...writers].map(({ ended }) => ended));
    const { runs } = await new BackupHistory(folder).load(KEY);
    expect(new Set(runs.map(({ name }) => name)).size).toBe(120);
  });
});
