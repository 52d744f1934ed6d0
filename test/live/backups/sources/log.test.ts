import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { logTold, readLog } from '../../../../client/src/live/backups/sources/log';
import { temporaryFolder } from '../../support/temporary';
import { jobOf, MINUTE, SLOT } from '../support';
import { questionOf } from './support';

function at(time: number): string {
  return new Date(time).toISOString();
}

function start(run: string, time: number, more: object = {}): string {
  return JSON.stringify({ event: 'start', run, job: 'pg-daily', time: at(time), ...more });
}

function end(run: string, begun: number, exit: number, more: object = {}): string {
  const times = { start: at(begun), time: at(begun + MINUTE) };
  return JSON.stringify({ event: 'end', run, job: 'pg-daily', ...times, exit, ...more });
}

function told(...lines: string[]) {
  return logTold(lines.join('\n'), jobOf(), (text) => text.replaceAll('hunter2', '•••'));
}

describe('the log of the wrapper', () => {
  it('tells how runs ended', () => {
    const success = { bytes: 5000, sha256: 'abc', file: 'db.sql.gz' };
    const { runs, coversSince } = told(
      start('1', SLOT),
      end('1', SLOT, 0, success),
      start('2', SLOT + 5 * MINUTE),
      end('2', SLOT + 5 * MINUTE, 2, { message: 'no space for hunter2' }),
    );
    expect(runs).toEqual([
      { startedAt: SLOT, endedAt: SLOT + MINUTE, exit: 'success', exitCode: 0, bytes: 5000, name: 'db.sql.gz' },
      {
        ...{ startedAt: SLOT + 5 * MINUTE, endedAt: SLOT + 6 * MINUTE, exit: 'disk full', exitCode: 2 },
        ...{ bytes: undefined, message: 'no space for •••' },
      },
    ]);
    expect(coversSince).toBe(SLOT);
  });

  it('tells runs of one second apart, in their order', () => {
    const quick = ['1', '2', '3'].flatMap((run) => [
      start(run, SLOT),
      end(run, SLOT, run === '3' ? 0 : 1, { start: at(SLOT), time: at(SLOT) }),
    ]);
    const { runs } = told(...quick);
    expect(runs.map(({ exit }) => exit)).toEqual(['database', 'database', 'success']);
    const times = runs.flatMap(({ startedAt = 0, endedAt = 0 }) => [startedAt, endedAt]);
    expect(times).toEqual([0, 1, 2, 3, 4, 5].map((millisecond) => SLOT + millisecond));
  });

  it('tells which of the backups beside it are gone, or are not what they were', async () => {
    const path = temporaryFolder();
    const line = (run: string, minute: number, more: object): string =>
      end(run, SLOT + minute * MINUTE, 0, { bytes: 5, file: `${run}.sql`, free: 7, ...more });
    const log = [line('1', 0, { beside: true }), line('2', 5, { beside: true }), line('3', 10, { beside: true })];
    writeFileSync(join(path, 'log.jsonl'), [...log, line('4', 15, {})].join('\n'));
    writeFileSync(join(path, '2.sql'), '12345');
    writeFileSync(join(path, '3.sql'), '123');
    const { runs, freeBytes } = await readLog({ kind: 'log', path: 'log.jsonl' }, questionOf({ path }));
    const found = runs.map(({ name, isGone, path: place, content }) => ({ name, isGone, place, content }));
    expect(found).toEqual([
      { name: '1.sql', isGone: true, place: undefined, content: undefined },
      { name: '2.sql', isGone: undefined, place: join(path, '2.sql'), content: undefined },
      {
        ...{ name: '3.sql', isGone: undefined, place: join(path, '3.sql') },
        content: { isComplete: false, reason: 'it has 3 B and had 5 B when it was made' },
      },
      // It was put somewhere else, where nobody here can look.
      { name: '4.sql', isGone: undefined, place: undefined, content: undefined },
    ]);
    expect(freeBytes).toBeGreaterThan(7);
    writeFileSync(join(path, 'log.jsonl'), line('4', 15, {}));
    expect((await readLog({ kind: 'log', path: 'log.jsonl' }, questionOf({ path }))).freeBytes).toBe(7);
  });

  it('tells of one that goes on, and of one that was killed', () => {
    const { runs } = told(start('1', SLOT), start('2', SLOT + 5 * MINUTE));
    expect(runs).toMatchObject([
      { startedAt: SLOT, endedAt: SLOT, exit: 'killed' },
      { startedAt: SLOT + 5 * MINUTE, endedAt: undefined, exit: undefined },
    ]);
  });

  it('tells of one that gave up because another one was going on', () => {
    const { runs } = told(end('1', SLOT, 75, { event: 'skip' }));
    expect(runs).toMatchObject([{ exit: 'failure', exitCode: 75, isOverlap: true }]);
  });

  it('may be cut, and may hold what others wrote', () => {
    const { runs } = told('', 'hello', '[]', '{"time":3}', end('1', SLOT, 0), '{"event":"start","ti');
    expect(runs).toHaveLength(1);
    const ofPipeline = JSON.stringify({ time: SLOT / 1000, exit: 0, bytes: 7 });
    expect(told(ofPipeline).runs).toMatchObject([{ endedAt: SLOT, exit: 'success', bytes: 7 }]);
  });

  it('may hold several jobs', () => {
    const other = JSON.stringify({ event: 'end', job: 'other', time: at(SLOT), exit: 1 });
    expect(told(other, end('1', SLOT, 0)).runs).toHaveLength(1);
    const third = JSON.stringify({ event: 'end', job: 'third', time: at(SLOT), exit: 1 });
    expect(() => told(other, third)).toThrow('The log tells of other, third and not of pg-daily.');
  });

  it('tells when old backups cannot be deleted', () => {
    const failed = end('1', SLOT, 0, { rotation: 'failed' });
    expect(told(failed).storeWarning).toContain('could not be deleted');
    expect(told(failed, end('2', SLOT + MINUTE, 0)).storeWarning).toBeUndefined();
  });

  it('is read together with the part that was put aside', async () => {
    const path = temporaryFolder();
    writeFileSync(join(path, 'log.jsonl.1'), end('1', SLOT, 0));
    writeFileSync(join(path, 'log.jsonl'), end('2', SLOT + 5 * MINUTE, 0));
    const { runs, coversSince } = await readLog({ kind: 'log', path: 'log.jsonl' }, questionOf({ path }));
    expect(runs).toHaveLength(2);
    expect(coversSince).toBe(SLOT + MINUTE);
  });

  it('that does not exist says what to do', async () => {
    const question = questionOf({ path: temporaryFolder() });
    await expect(readLog({ kind: 'log', path: 'log.jsonl' }, question)).rejects.toMatchObject({
      message: 'The log log.jsonl does not exist.',
      remedy: expect.stringContaining('run the backup by hand') as string,
    });
  });
});
