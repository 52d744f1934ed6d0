/** What looks well and is not: backups that are old, hollow, gone, in each other's way or from another time. */
import { rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DUMP, JOB, Place } from './place';
import { AHEAD_MS, INSIDE } from './rig';
import {
  bad,
  DAY,
  halfWay,
  HOUR,
  inShort,
  MINUTE,
  MISSED_TODAY,
  only,
  overdue,
  SCENARIO_MS,
  type Stage,
} from './support';

const OVERLAP =
  'degraded: A run began while another was still going on: they slow each other down and may spoil each other. Give it a lock, or more time between the runs.';

export function appearances(stage: () => Stage): void {
  const placeOf = (name: string): Promise<Place> => Place.make(stage().rig, name, { from: stage().before });

  it(
    'a good backup is healthy, whichever way one looks at it, until it gets too old',
    async () => {
      const { rig } = stage();
      const place = await placeOf('good');
      expect(await place.run({ at: place.timeOf(0) })).toEqual({ exitCode: 0, stderr: '' });
      const [newest = ''] = place.backups().slice(-1);
      const { size } = await stat(join(place.folder, newest));
      const sources = { ...place.sources, ...place.volume('db') };
      const seen = await place.look(sources);
      for (const [id, one] of Object.entries(seen)) {
        expect(inShort(one), id).toEqual({ state: 'healthy', said: [], exit: 0 });
        expect(one.status.figures).toMatchObject({
          bytes: size,
          failuresInARow: 0,
          slotsObserved: 4,
          slotsSucceeded: 4,
        });
        expect(Math.abs((one.status.figures.lastSuccessAt ?? 0) - place.timeOf(0))).toBeLessThan(MINUTE);
      }
      const program = await rig.holdfast(sources);
      expect(program.code).toBe(0);
      expect(program.stdout).toContain('3 of 3 ok');

      await place.look(place.sources, Date.now(), place.history);
      const ended = seen['by-log']?.status.figures.lastSuccessAt ?? 0;
      const inGrace = await place.look(place.sources, rig.slot + DAY + 59 * MINUTE);
      expect(Object.values(inGrace).map(({ state }) => state)).toEqual(['healthy', 'healthy']);
      const missed = MISSED_TODAY.replace('3 of 4', '4 of 5').replace('75 %', '80 %');
      const tooOld =
        'unhealthy: The last good backup ended 27 h ago, and the oldest it may be is 26 h: whatever was written since is lost if the disk fails now. Run the backup by hand and read what it says.';
      const overdueTomorrow = await bad(place, { at: ended + 26 * HOUR });
      const tomorrow = await bad(place, { at: ended + 27 * HOUR + MINUTE });
      for (const id of ['by-log', 'by-files']) {
        expect(inShort(overdueTomorrow[id])).toEqual({ state: 'unhealthy', said: [missed], exit: 1 });
        expect(inShort(tomorrow[id])).toEqual({ state: 'unhealthy', said: [tooOld, missed], exit: 1 });
      }
    },
    SCENARIO_MS,
  );

  it(
    'no run for two days is seen by our clock as well, and in a container',
    async () => {
      const { rig } = stage();
      const place = await Place.make(rig, 'old');
      await place.fill(5, 2);
      const sources = { ...place.sources, ...place.volume('db') };
      const seen = await bad(place, { sources });
      for (const [id, one] of Object.entries(seen))
        expect(one.said[0], id).toMatch(
          /^unhealthy: The last good backup ended 2 d ago, and the oldest it may be is 26 h/,
        );
      expect(await rig.holdfast(sources)).toMatchObject({
        ...{ code: 1, stdout: expect.stringContaining('0 of 3 ok') as string },
      });
    },
    SCENARIO_MS,
  );

  it.each([
    [
      'half a dump behind a pipe that hides the failure',
      `${DUMP} | gzip >"$file"`,
      'is not complete: the line at the end that says so is missing: it was cut short. Do not count on it; run the backup again and see why it was cut short.',
    ],
    [
      'nothing behind such a pipe',
      `${DUMP} --table=nowhere | gzip >"$file"`,
      'has 20 B and should have 1 KiB at least: it holds next to nothing. Run it by hand and read what it says.',
    ],
    [
      'an empty file',
      `${DUMP} --table=nowhere >"$file"`,
      'is empty. Its program failed without saying so: run it by hand and read what it says.',
    ],
  ])(
    'another script leaves %s',
    async (what, script, words) => {
      const { rig } = stage();
      const place = await placeOf(`naive-${words.length}`);
      const name = `${JOB}-later.sql.gz`;
      const text = `file=${INSIDE}/naive-${words.length}/${name}; ${script}`;
      const open = what.startsWith('half') ? await rig.closeGate() : undefined;
      const ended = rig.engine.exec(rig.database, ['sh', '-c', text], { environment: { PGPASSFILE: '/tmp/right' } });
      if (open) {
        await place.written(name);
        await rig.inside('pkill', '-KILL', '-x', 'pg_dump');
        expect((await ended).exitCode).toBe(0);
        await open();
      }
      await ended;
      const seen = await bad(place, { sources: { ...only(place, 'by-files'), ...place.volume('db') } });
      for (const [id, one] of Object.entries(seen))
        expect(inShort(one), id).toEqual({
          ...{ state: 'unhealthy', said: [`unhealthy: The newest backup (${name}) ${words}`], exit: 1 },
        });
    },
    SCENARIO_MS,
  );

  it(
    'a backup that was good is cut short afterwards',
    async () => {
      const place = await placeOf('rotten');
      expect((await place.run()).exitCode).toBe(0);
      const [name = ''] = place.backups().slice(-1);
      await truncate(join(place.folder, name), 400 << 10);
      const seen = await bad(place);
      const after = 'Do not count on it; run the backup again and see why it was cut short.';
      expect(seen['by-files']?.said).toEqual([
        `unhealthy: The newest backup (${name}) is not complete: the compressed file ends too early. ${after}`,
      ]);
      expect(seen['by-log']?.said[0]).toMatch(
        new RegExp(
          `^unhealthy: The newest backup .${name}. is not complete: it has 400 KiB and had 8\\d\\d KiB when it was made\\. ${after}$`,
        ),
      );
    },
    SCENARIO_MS,
  );

  it(
    'two runs overlap: the second gives up, and the first is whole',
    async () => {
      const { rig } = stage();
      const place = await placeOf('overlap');
      const { ended, open } = await halfWay(rig, place);
      expect(await place.run()).toEqual({
        ...{ exitCode: 75, stderr: 'Backup pg-daily failed with 75: Another run is going on\n' },
      });
      const sources = only(place, 'by-log');
      expect(inShort((await bad(place, { sources }))['by-log'])).toEqual({
        state: 'degraded',
        said: [OVERLAP],
        exit: 1,
      });
      await open();
      expect(await ended).toMatchObject({ exitCode: 0 });
      const after = (await bad(place, { sources }))['by-log'];
      expect(inShort(after)).toEqual({ state: 'degraded', said: [OVERLAP], exit: 1 });
      expect(after?.status.figures).toMatchObject({ failuresInARow: 0, isRunning: false });
      expect(place.backups()).toHaveLength(4);
    },
    SCENARIO_MS,
  );

  it(
    'rotation may not delete any more, until the disk fills up',
    async () => {
      const { rig } = stage();
      const place = await Place.make(rig, 'crowded', { script: { keep: 1 } });
      for (const day of [2, 1]) {
        expect((await place.run({ at: place.timeOf(day) })).exitCode).toBe(0);
        // In a folder where everybody may write and nobody may delete what is another's.
        await place.giveToRoot();
      }
      expect((await place.run({ at: place.timeOf(0) })).exitCode).toBe(0);
      expect(place.log().at(-1)).toMatchObject({ exit: 0, rotation: 'failed', kept: 3 });
      const seen = await bad(place);
      const room = expect.stringMatching(
        /^degraded: Only \d+ KiB are free where backups go, and the last one has 8\d\d KiB: the next one may not fit/,
      ) as string;
      expect(inShort(seen['by-log'])).toEqual({
        state: 'degraded',
        said: [
          'degraded: Old backups could not be deleted: the disk will fill up (log crowded/backup-log.jsonl).',
          room,
        ],
        exit: 1,
      });
      expect(inShort(seen['by-files'])).toEqual({ state: 'degraded', said: [room], exit: 1 });
    },
    SCENARIO_MS,
  );

  it(
    'something deletes the newest backup, then all of them',
    async () => {
      const { rig } = stage();
      const place = await placeOf('gone');
      expect((await place.run({ at: place.timeOf(0) })).exitCode).toBe(0);
      const healthy = await place.look(place.sources, Date.now(), place.history);
      expect(Object.values(healthy).map(({ state }) => state)).toEqual(['healthy', 'healthy']);
      const [newest = ''] = place.backups().slice(-1);
      await rm(join(place.folder, newest));
      const lost = (source: string): string =>
        `degraded: The newest backup (${newest}) was made 7 min ago and is not there any more (${source}): the newest that is left is 24 h old. Find out what moves or deletes new ones, and make another one now.`;
      // Half a minute apart from where the words change: a dump takes some seconds, or none.
      const at = rig.slot + 9.5 * MINUTE;
      const inEditor = await place.look(place.sources, at, place.history);
      expect(inShort(inEditor['by-log'])).toEqual({
        state: 'degraded',
        said: [lost('log gone/backup-log.jsonl')],
        exit: 1,
      });
      expect(inShort(inEditor['by-files'])).toEqual({
        state: 'degraded',
        said: [lost('files gone/*.sql.gz')],
        exit: 1,
      });
      const later = await bad(place, { at: overdue(rig) });
      expect(later['by-log']?.state).toBe('degraded');
      // Without a history a folder that lacks it is one in which it was never made.
      expect(inShort(later['by-files'])).toEqual({ state: 'unhealthy', said: [MISSED_TODAY], exit: 1 });

      for (const name of place.backups()) await rm(join(place.folder, name));
      const all = await bad(place, { at: overdue(rig) });
      expect(all['by-log']?.said[0]).toMatch(
        /^unhealthy: There is no good backup any more: the last one was of 1 h ago, and log gone\/backup-log.jsonl does not have it\. Find out what moved or deleted it, and make a new one now\.$/,
      );
      expect((await place.look(place.sources, overdue(rig), place.history))['by-files']?.said[0]).toContain(
        'There is no good backup any more',
      );
    },
    SCENARIO_MS,
  );

  it(
    'the clock of the script is three hours ahead, then three behind',
    async () => {
      const { rig } = stage();
      const ahead = await placeOf('ahead');
      expect((await ahead.run({ at: Date.now() + AHEAD_MS })).exitCode).toBe(0);
      const future =
        /^degraded: A backup claims to be from the future \(by (?:2|3) h\) and does not count: one of the clocks is wrong\. Set them by NTP\.$/;
      const sources = { ...ahead.sources, ...ahead.volume('db') };
      for (const [id, one] of Object.entries(await bad(ahead, { sources })))
        expect(inShort(one), id).toEqual({ state: 'degraded', said: [expect.stringMatching(future)], exit: 1 });

      const behind = await placeOf('behind');
      expect((await behind.run({ at: Date.now() - AHEAD_MS })).exitCode).toBe(0);
      for (const [id, one] of Object.entries(await bad(behind, { at: overdue(rig) })))
        expect(inShort(one), id).toEqual({ state: 'unhealthy', said: [MISSED_TODAY], exit: 1 });
    },
    SCENARIO_MS,
  );

  it(
    'the clock of a container is ahead: ages are right, and it is said',
    async () => {
      const { rig } = stage();
      const place = await Place.make(rig, 'shifted');
      await place.fill(3, 0, AHEAD_MS);
      const seen = (await bad(place, { sources: place.volume('ahead') }))['by-volume'];
      expect(inShort(seen)).toEqual({
        state: 'degraded',
        said: [
          expect.stringMatching(
            /^degraded: The clock of \/backups\/shifted in ahead is (?:2|3) h ahead of ours\. Ages take that into account, schedules do not: set both clocks by NTP\.$/,
          ),
        ],
        exit: 1,
      });
      expect(Math.abs((seen?.status.figures.lastSuccessAt ?? 0) - place.timeOf(0))).toBeLessThan(MINUTE);
    },
    SCENARIO_MS,
  );
}
