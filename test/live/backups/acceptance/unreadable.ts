/** What cannot be looked at is unknown, and says what to do. */
import { chmod, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Place } from './place';
import type { Sources } from './rig';
import { bad, inShort, SCENARIO_MS, type Stage } from './support';

/** Whom nothing belongs to. */
const NOBODY = 65_534;
const RELATIVE = 'Check the glob: it is relative to the folder of the file that declares the backup.';

export function unreadable(stage: () => Stage): void {
  it(
    'a folder that only its owner may read',
    async () => {
      const { rig, before } = stage();
      const place = await Place.make(rig, 'private', { from: before });
      expect((await place.run({ at: place.timeOf(0) })).exitCode).toBe(0);
      // The backups are for their owner alone, and whoever may see the folder sees that they are there.
      await chmod(place.folder, 0o755);
      expect(await rig.holdfast(place.sources, NOBODY)).toMatchObject({ code: 0 });
      await chmod(place.folder, 0o700);
      const { code, stdout } = await rig.holdfast(place.sources, NOBODY);
      expect(code).toBe(3);
      const remedy =
        'may not be read by your user. Give your user the right to read it (its group, or chmod o+rX), or name another source.';
      expect(stdout).toContain('0 of 2 ok');
      expect(stdout).toContain(
        `… by-log    log private/backup-log.jsonl cannot be read: The log private/backup-log.jsonl ${remedy}`,
      );
      expect(stdout).toContain(
        `… by-files  files private/*.sql.gz cannot be read: The folder ${place.folder} ${remedy}`,
      );
    },
    SCENARIO_MS,
  );

  it(
    'a folder that is made by the script is one that others may look into',
    async () => {
      const { rig } = stage();
      const place = await Place.make(rig, 'made');
      await place.rewrite({ folder: '/backups/made/below', log: '/backups/made/below/backup-log.jsonl' });
      await rig.inside('env', 'PGPASSFILE=/tmp/right', 'sh', '/backups/made/backup.sh');
      const sources = {
        'by-log': '{ log: { path: made/below/backup-log.jsonl } }',
        'by-files': '{ files: { glob: "made/below/*.sql.gz" } }',
      };
      expect(await rig.holdfast(sources, NOBODY)).toMatchObject({ code: 0 });
    },
    SCENARIO_MS,
  );

  it(
    'a folder that is a file, one that leads to itself, and one that is not there',
    async () => {
      const { rig } = stage();
      const place = await Place.make(rig, 'broken');
      await writeFile(join(place.folder, 'file'), '');
      await symlink('loop', join(place.folder, 'loop'));
      const glob = (folder: string): string => `{ files: { glob: "broken/${folder}/*.sql.gz" } }`;
      const log = (folder: string): string => `{ log: { path: broken/${folder}/backup-log.jsonl } }`;
      const folders = ['file', 'loop', 'nowhere'];
      const sources: Sources = Object.fromEntries(
        folders.flatMap((name) => [
          [`files-${name}`, glob(name)],
          [`log-${name}`, log(name)],
        ]),
      );
      const seen = await bad(place, { sources });
      const problems: Readonly<Record<string, string>> = {
        file: 'cannot be: a part of its path is a file.',
        loop: 'cannot be read (ELOOP). See whether its disk is connected and well.',
        nowhere: 'does not exist.',
      };
      for (const folder of folders) {
        const isRemedied = folder !== 'loop';
        expect(inShort(seen[`files-${folder}`])).toEqual({
          state: 'unknown',
          said: [
            `unknown: files broken/${folder}/*.sql.gz cannot be read: The folder ${join(place.folder, folder)} ${problems[folder]}${isRemedied ? ` ${RELATIVE}` : ''}`,
          ],
          exit: 3,
        });
        expect(inShort(seen[`log-${folder}`])).toEqual({
          state: 'unknown',
          said: [
            `unknown: log broken/${folder}/backup-log.jsonl cannot be read: The log broken/${folder}/backup-log.jsonl ${problems[folder]}${isRemedied ? ' It is written by the first run: run the backup by hand.' : ''}`,
          ],
          exit: 3,
        });
      }
    },
    SCENARIO_MS,
  );

  it(
    'a folder that was taken away with everything in it',
    async () => {
      const { rig, before } = stage();
      const place = await Place.make(rig, 'unmounted', { from: before });
      await place.look(place.sources, Date.now(), place.history);
      await rm(place.folder, { recursive: true });
      const inEditor = await place.look(place.sources, Date.now(), place.history);
      for (const one of [...Object.values(await bad(place)), ...Object.values(inEditor)])
        expect(one).toMatchObject({ state: 'unknown', exit: 3 });
    },
    SCENARIO_MS,
  );

  it(
    'a folder in a container that was stopped, whose link still tells of the last backup',
    async () => {
      const { rig, before } = stage();
      const place = await Place.make(rig, 'resting', { from: before });
      expect((await place.run({ at: place.timeOf(0) })).exitCode).toBe(0);
      const [newest = ''] = place.backups().slice(-1);
      await rig.dockerd.api('POST', '/containers/shop-ahead-1/stop');
      const folder = (await bad(place, { sources: place.volume('ahead') }))['by-volume'];
      expect(inShort(folder)).toEqual({
        state: 'unknown',
        said: [
          'unknown: /backups/resting in ahead cannot be read: shop-ahead-1 is not running, so that /backups/resting cannot be listed. Start it, or name the link to the last backup, such as /backups/last/shop-latest.sql.gz.',
        ],
        exit: 3,
      });
      const link = { 'by-link': '{ volume: { service: ahead, path: /backups/resting/pg-daily-latest.sql.gz } }' };
      const seen = (await place.look(link))['by-link'];
      expect(inShort(seen)).toEqual({ state: 'healthy', said: [], exit: 0 });
      const { size } = await stat(join(place.folder, newest));
      expect(seen?.readings[0]?.runs).toMatchObject([
        { name: newest, bytes: size, path: `/backups/resting/${newest}` },
      ]);
      await rm(join(place.folder, newest));
      expect((await bad(place, { sources: link }))['by-link']).toMatchObject({
        said: [expect.stringContaining(`/backups/resting/${newest} does not exist in shop-ahead-1.`)],
        exit: 3,
      });
    },
    SCENARIO_MS,
  );

  // The last one: there is no engine after it.
  it(
    'a container while the engine is down',
    async () => {
      const { rig, before } = stage();
      const sources: Sources = {
        ...before.volume('db'),
        'by-exec': '{ exec: { service: db, argv: [restic, snapshots, --json], parser: restic } }',
        'by-page': '{ gocron: { service: db, port: 8080 } }',
        'by-exit': '{ container: { service: db } }',
      };
      const [good] = Object.values(await before.look(before.volume('db')));
      expect(good?.state).toBe('healthy');
      await before.look(sources, Date.now(), before.history);
      await rig.dockerd.kill();
      const seen = await bad(before, { sources });
      for (const [id, one] of Object.entries(seen)) {
        const { source } = one.readings[0] ?? {};
        expect(inShort(one), id).toEqual({
          state: 'unknown',
          said: [
            `unknown: ${source} cannot be read: Nothing answers at ${rig.dockerd.socket}. The engine has stopped or listens elsewhere. Start it, or check the address.`,
          ],
          exit: 3,
        });
      }
      const program = await rig.holdfast(sources);
      expect(program.code).toBe(3);
      expect(program.stdout).toContain('0 of 4 ok');
    },
    SCENARIO_MS,
  );
}
