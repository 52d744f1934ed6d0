/** Runs that fail: what they end with, what their log says of it, and what a person reads. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Place } from './place';
import { bad, halfWay, HOUR, inShort, MISSED_TODAY, only, overdue, SCENARIO_MS, type Stage } from './support';

const CHECK_DATABASE = 'Check that the database is up and that user and password of the backup are right.';
const SEE_LOG = 'A time limit, too little memory or a restart of its container ends it: see its log.';

export function failures(stage: () => Stage): void {
  const placeOf = (name: string): Promise<Place> => Place.make(stage().rig, name, { from: stage().before });

  /** The last good backup is young enough; once that of today is overdue the folder alone tells it, too. */
  async function expectFailed(place: Place, message: string): Promise<void> {
    const { rig } = stage();
    expect(await place.parts()).toEqual([]);
    expect(place.backups()).toHaveLength(3);
    const soon = await bad(place, { sources: only(place, 'by-log') });
    expect(inShort(soon['by-log'])).toEqual({ state: 'degraded', said: [`degraded: ${message}`], exit: 1 });
    const later = await bad(place, { at: overdue(rig) });
    expect(inShort(later['by-log'])).toEqual({
      state: 'unhealthy',
      said: [MISSED_TODAY, `degraded: ${message}`],
      exit: 1,
    });
    expect(inShort(later['by-files'])).toEqual({ state: 'unhealthy', said: [MISSED_TODAY], exit: 1 });
  }

  it.each([
    ['the dump is killed', 'KILL', ['-x', 'pg_dump'], 137, ' (exit code 137).'],
    ['the script is ended', 'TERM', ['-f', 'ended/backup[.]sh'], 143, ' (exit code 143): Ended from outside.'],
  ])(
    '%s half-way',
    async (_, signal, processes, code, reason) => {
      const { rig } = stage();
      const place = await placeOf(code === 143 ? 'ended' : 'killed');
      const { ended, open } = await halfWay(rig, place);
      await rig.inside('pkill', `-${signal}`, ...processes);
      expect((await ended).exitCode).toBe(code);
      await open();
      expect(place.log().at(-1)).toMatchObject({ event: 'end', exit: code });
      await expectFailed(place, `The last run was ended from outside${reason} ${SEE_LOG}`);
    },
    SCENARIO_MS,
  );

  it(
    'everything is killed half-way, and nobody is left to say so',
    async () => {
      const { rig } = stage();
      const place = await placeOf('lost');
      const { ended, open } = await halfWay(rig, place);
      const begun = Date.now();
      await rig.inside('pkill', '-KILL', '-f', 'lost/backup[.]sh');
      await rig.inside('pkill', '-KILL', '-x', 'pg_dump');
      expect((await ended).exitCode).toBe(137);
      await open();
      expect(await place.parts()).toHaveLength(1);
      expect(place.log().at(-1)).toMatchObject({ event: 'start' });
      const later = await bad(place, { at: overdue(rig) });
      expect(inShort(later['by-log'])).toEqual({ state: 'unhealthy', said: [MISSED_TODAY], exit: 1 });
      expect(later['by-log']?.status.figures.isRunning).toBe(true);
      const tomorrow = await bad(place, { at: begun + 27 * HOUR });
      expect(tomorrow['by-log']?.said).toContain(
        'degraded: A run began 27 h ago and never said how it ended: it was killed, or it hangs. Look for its process, then run it again.',
      );
      expect(await place.run()).toEqual({ exitCode: 0, stderr: '' });
      expect(await place.parts()).toEqual([]);
      const mended = (await place.look())['by-log'];
      expect(mended?.status.figures).toMatchObject({ isRunning: false, slotsSucceeded: 4, slotsObserved: 4 });
      expect(inShort(mended)).toEqual({ state: 'healthy', said: [], exit: 0 });
    },
    SCENARIO_MS,
  );

  it(
    'the dump is empty although its program ends with 0',
    async () => {
      const place = await placeOf('empty');
      await place.rewrite({ command: ['true'] });
      expect(await place.run()).toEqual({
        ...{ exitCode: 1, stderr: 'Backup pg-daily failed with 1: Only 20 bytes were written\n' },
      });
      await expectFailed(
        place,
        `The last run could not read the database (exit code 1): Only 20 bytes were written. ${CHECK_DATABASE}`,
      );
    },
    SCENARIO_MS,
  );

  it(
    'the password is wrong, once and three times',
    async () => {
      const { rig } = stage();
      const place = await placeOf('password');
      const reason =
        'pg_dump: error: connection to server at 127.0.0.1, port 5432 failed: FATAL: password authentication failed for user dumper';
      const { exitCode, stderr } = await place.run({ password: 'wrong' });
      expect(exitCode).toBe(1);
      expect(stderr).toContain('password authentication failed');
      const said = (await place.look())['by-log']?.said[0] ?? '';
      const quoted = /exit code 1\): (.*)\. Check/.exec(said)?.[1] ?? '';
      expect(quoted.replaceAll('"', '').replaceAll(/\s+/g, ' ')).toBe(reason);
      await expectFailed(place, `The last run could not read the database (exit code 1): ${quoted}. ${CHECK_DATABASE}`);
      await place.run({ password: 'wrong' });
      await place.run({ password: 'wrong' });
      const third = await bad(place, { sources: only(place, 'by-log') });
      expect(inShort(third['by-log'])).toEqual({
        state: 'unhealthy',
        said: [
          `unhealthy: The last 3 runs failed: the newest could not read the database (exit code 1): ${quoted}. ${CHECK_DATABASE}`,
        ],
        exit: 1,
      });
      const shown = JSON.stringify([place.log(), third]);
      for (const secret of ['right-horse', 'wrong-horse']) expect(shown).not.toContain(secret);
      const program = await rig.holdfast(only(place, 'by-log'));
      expect(program.code).toBe(1);
      expect(program.stdout).toContain('✖ by-log  The last 3 runs failed');
    },
    SCENARIO_MS,
  );

  it(
    'a small disk is full: before, when and after',
    async () => {
      const { rig } = stage();
      const place = await Place.make(rig, 'small');
      expect((await place.run({ at: place.timeOf(1) })).exitCode).toBe(0);
      const room =
        /^degraded: Only (?:5|6)\d\d KiB are free where backups go, and the last one has 8\d\d KiB: the next one may not fit\. Make room, or keep fewer of them\.$/;
      const tight = await bad(place);
      for (const id of ['by-log', 'by-files'])
        expect(inShort(tight[id])).toEqual({ state: 'degraded', said: [expect.stringMatching(room)], exit: 1 });

      expect(await place.run()).toEqual({
        ...{
          exitCode: 2,
          stderr: expect.stringMatching(/^Backup pg-daily failed with 2: .*No space left on device/) as string,
        },
      });
      expect(place.log().at(-1)).toMatchObject({ event: 'end', exit: 2 });
      expect([await place.parts(), place.backups().length]).toEqual([[], 1]);
      const full = await bad(place);
      expect(full['by-log']?.state).toBe('unhealthy');
      expect(full['by-log']?.said[0]).toMatch(
        /^unhealthy: The last run found the disk full \(exit code 2\): .*No space left on device\. (?:5|6)\d\d KiB are free and the last backup has 8\d\d KiB: the next one fails, too, unless you make room\.$/,
      );
      expect(inShort(full['by-files'])).toEqual({ state: 'degraded', said: [expect.stringMatching(room)], exit: 1 });
      expect((await bad(place, { at: overdue(rig) }))['by-files']?.state).toBe('unhealthy');
    },
    SCENARIO_MS,
  );

  it(
    'a disk was full that has room again',
    async () => {
      const { rig } = stage();
      const place = await Place.make(rig, 'roomy');
      expect((await place.run({ at: place.timeOf(1) })).exitCode).toBe(0);
      const filler = join(place.folder, 'filler');
      await writeFile(filler, Buffer.alloc(4 << 20)).catch(() => undefined);
      expect((await place.run()).exitCode).toBe(2);
      await rm(filler);
      const seen = await bad(place, { sources: only(place, 'by-log') });
      expect(inShort(seen['by-log'])).toEqual({
        state: 'degraded',
        said: [
          expect.stringMatching(
            /^degraded: The last run found the disk full \(exit code 2\): .*No space left on device\. Make room where backups go, then run it again\.$/,
          ),
        ],
        exit: 1,
      });
    },
    SCENARIO_MS,
  );
}
