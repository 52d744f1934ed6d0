/** Thirty days of real runs held against what was promised, and what they made restored. */
import { expect, it } from 'vitest';
import { newestDump } from '../../../../client/src/live/backups/restore/place';
import { REHEARSAL_LABEL, rehearseRestore } from '../../../../client/src/live/backups/restore/rehearsal';
import { SYSTEM_CLOCK } from '../../../../client/src/live/docker/clock';
import { Place } from './place';
import { ROWS } from './rig';
import { bad, DAY, HOUR, inShort, MINUTE, only, overdue, SCENARIO_MS, type Stage } from './support';

const ALLOWED = '99 % allows no miss at one backup a day.';
const ONE_LESS =
  'degraded: 29 of 30 backups came in time (96.6 %), and 99 % are promised for 30 days, which allows no miss at one backup a day. A miss counts until it is 30 days old: see that none is added.';
/** Of the catalogue only: what is in a dump is no matter here, and how long it takes is. */
const SMALL = { command: ['pg_dump', '-h', '/tmp', '-U', 'postgres', '--schema-only', 'shop'], compress: false };

export function promises(stage: () => Stage): void {
  const monthOf = (name: string): Promise<Place> => Place.make(stage().rig, name, { script: SMALL });

  it(
    '30 of 30 keep a promise of 99 %, and 29 of 30 break it',
    async () => {
      const { rig } = stage();
      const place = await monthOf('month');
      await place.fill(29);
      const sources = only(place, 'by-log');
      const kept = (await place.look(sources, overdue(rig)))['by-log'];
      expect(inShort(kept)).toEqual({ state: 'healthy', said: [], exit: 0 });
      expect(kept?.status.figures).toMatchObject({ slotsObserved: 30, slotsSucceeded: 30, coverage: 1 });
      expect(kept?.status.notes[0]).toBe(
        `30/30 backups came in time (100 %); 30 of the 30 slots of the last 30 days were watched. ${ALLOWED}`,
      );
      const missed = (await bad(place, { sources, at: rig.slot + DAY + HOUR + MINUTE }))['by-log'];
      expect(inShort(missed)).toEqual({ state: 'degraded', said: [ONE_LESS], exit: 1 });
      expect(missed?.status.notes[0]).toBe(
        `29/30 backups came in time (96.6 %); 30 of the 30 slots of the last 30 days were watched. ${ALLOWED}`,
      );
    },
    SCENARIO_MS,
  );

  it(
    'one that failed twelve days ago breaks it, too',
    async () => {
      const { rig } = stage();
      const place = await monthOf('failed-month');
      await place.fill(29, 13);
      await place.rewrite({ ...SMALL, command: ['pg_dump', '-h', '/tmp', '-U', 'nobody', 'shop'] });
      expect((await place.run({ at: place.timeOf(12) })).exitCode).toBe(1);
      await place.rewrite(SMALL);
      await place.fill(11);
      const seen = (await bad(place, { sources: only(place, 'by-log'), at: overdue(rig) }))['by-log'];
      expect(inShort(seen)).toEqual({ state: 'degraded', said: [ONE_LESS], exit: 1 });
      expect(seen?.status.figures.slots.filter(({ outcome }) => outcome !== 'success')).toEqual([
        { at: rig.slot - 12 * DAY, outcome: 'failed' },
      ]);
    },
    SCENARIO_MS,
  );

  it.each(['by-log', 'by-files', 'by-volume'])(
    'the newest backup that is seen %s can be restored',
    async (id) => {
      const { rig, before } = stage();
      const sources = { ...before.sources, ...before.volume('db') };
      const seen = (await before.look({ [id]: sources[id] ?? '' }))[id];
      if (!seen) throw new Error('Nothing was seen.');
      const containersOf = async () => [await rig.engine.inspect(rig.database)];
      const { dump, run } = await newestDump(seen.job, seen.readings, containersOf, true);
      expect(run.name).toBe(before.backups().at(-1));
      const result = await rehearseRestore({
        ...{ engine: rig.engine, clock: SYSTEM_CLOCK, container: rig.database, imageKind: undefined, dump },
        signal: new AbortController().signal,
        report: () => undefined,
      });
      expect(result).toMatchObject({ isSuccess: true, tables: 1, rows: ROWS });
      expect((await rig.engine.list()).filter(({ labels }) => REHEARSAL_LABEL in labels)).toEqual([]);
    },
    SCENARIO_MS,
  );
}
