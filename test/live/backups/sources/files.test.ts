import { chmodSync, linkSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { isBackupName, seriesOf } from '../../../../client/src/live/backups/sources/fileNames';
import { readFiles } from '../../../../client/src/live/backups/sources/files';
import { temporaryFolder } from '../../support/temporary';
import { DAY, daysAgo, MINUTE, SLOT } from '../support';
import { questionOf } from './support';

const DUMP = `--\n-- PostgreSQL database dump\n--\n${'INSERT INTO t VALUES (1);\n'.repeat(100)}--\n-- PostgreSQL database dump complete\n--\n\n`;

function put(path: string, writtenAt: number, content: string | Buffer = DUMP): void {
  writeFileSync(path, content);
  utimesSync(path, writtenAt / 1000, writtenAt / 1000);
}

function look(path: string, glob: string) {
  return readFiles({ kind: 'files', glob }, questionOf({ path }));
}

describe('backups in a folder', () => {
  it('are those that the glob names, with time, size and whether they are whole', async () => {
    const root = temporaryFolder();
    mkdirSync(join(root, 'backups/old'), { recursive: true });
    put(join(root, 'backups/db-2026-06-15.sql.gz'), SLOT + MINUTE, gzipSync(DUMP));
    put(join(root, 'backups/db-2026-06-14.sql'), SLOT - DAY, DUMP.slice(0, 500));
    put(join(root, 'backups/old/db-2025.sql.gz'), SLOT - DAY);
    put(join(root, 'backups/readme.md'), SLOT);
    const told = await look(root, './backups/*.{sql,sql.gz}');
    expect(told.runs).toHaveLength(2);
    expect(told.runs.find(({ name }) => name === 'db-2026-06-15.sql.gz')).toMatchObject({
      ...{ startedAt: undefined, endedAt: SLOT + MINUTE, exit: 'success', bytes: gzipSync(DUMP).length },
      ...{ type: 'db-#.sql.gz', name: 'db-2026-06-15.sql.gz', content: { isComplete: true } },
    });
    const half = told.runs.find(({ name }) => name === 'db-2026-06-14.sql');
    expect(half?.content).toMatchObject({ isComplete: false });
    expect(told.freeBytes).toBeGreaterThan(0);
    expect((await look(root, 'backups/**/*.sql.gz')).runs).toHaveLength(2);
    expect((await look(join(root, 'backups'), '../backups/*.sql')).runs).toHaveLength(1);
  });

  it('count once, under however many names', async () => {
    const root = temporaryFolder();
    for (const folder of ['last', 'daily', 'weekly']) mkdirSync(join(root, folder));
    put(join(root, 'last/db-20260615-020000.sql.gz'), SLOT);
    linkSync(join(root, 'last/db-20260615-020000.sql.gz'), join(root, 'daily/db-20260615.sql.gz'));
    linkSync(join(root, 'last/db-20260615-020000.sql.gz'), join(root, 'weekly/db-202625.sql.gz'));
    symlinkSync('db-20260615-020000.sql.gz', join(root, 'last/db-latest.sql.gz'));
    const { runs } = await look(root, '*/*.sql.gz');
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({ endedAt: SLOT });
  });

  it('are not done before the link to the last one leads to them', async () => {
    const root = temporaryFolder();
    put(join(root, 'db-20260614-020000.sql.gz'), SLOT - DAY);
    put(join(root, 'db-20260615-020000.sql.gz'), SLOT);
    put(join(root, 'other-20260615-020000.sql.gz'), SLOT);
    symlinkSync('db-20260614-020000.sql.gz', join(root, 'db-latest.sql.gz'));
    const { runs } = await look(root, '*.sql.gz');
    expect(runs.map(({ name, endedAt }) => [name, endedAt])).toEqual([
      ['db-20260614-020000.sql.gz', SLOT - DAY],
      ['db-20260615-020000.sql.gz', undefined],
      ['other-20260615-020000.sql.gz', SLOT],
    ]);
  });

  it('may be one file by its name, a folder, or a link that is not there yet', async () => {
    const root = temporaryFolder();
    put(join(root, 'shop [1].sql'), SLOT);
    put(join(root, 'other.sql'), SLOT);
    symlinkSync('shop [1].sql', join(root, 'latest'));
    const namesIn = async (glob: string) => (await look(root, glob)).runs.map(({ name }) => name);
    expect(await namesIn('shop [1].sql')).toEqual(['shop [1].sql']);
    expect(await namesIn('latest')).toEqual(['latest']);
    expect(await namesIn('.')).toHaveLength(2);
    expect(await namesIn('none-yet.sql')).toEqual([]);
  });

  it('are no half-written files, nor what lies beside them', async () => {
    const root = temporaryFolder();
    for (const name of ['a.sql.part', 'b.sql.tmp', '.hidden.sql', 'c.sql.sha256', 'd.sql~', 'backup.log', 'e.sql'])
      put(join(root, name), SLOT);
    expect((await look(root, '*')).runs.map(({ name }) => name)).toEqual(['e.sql']);
  });

  it('cover the time in which rotation left none out', async () => {
    const root = temporaryFolder();
    for (const day of [...daysAgo(0, 6), 14, 21, 28]) put(join(root, `db-${day}.sql`), SLOT - day * DAY + MINUTE);
    expect((await look(root, '*')).coversSince).toBe(SLOT - 6 * DAY);
  });

  it('that are not there were not there since the folder was last changed', async () => {
    const root = temporaryFolder();
    utimesSync(root, (SLOT - 3 * DAY) / 1000, (SLOT - 3 * DAY) / 1000);
    const told = await look(root, '*.sql');
    expect(told).toMatchObject({ runs: [], coversSince: SLOT - 3 * DAY });
  });

  it('in a folder that does not exist are unreadable, with what to do', async () => {
    await expect(look(temporaryFolder(), 'backups/*.sql')).rejects.toMatchObject({
      message: expect.stringMatching(/^The folder .*backups does not exist\.$/) as string,
      remedy: expect.stringContaining('relative to the folder of the file') as string,
    });
  });

  // The superuser may read every folder.
  it.skipIf(process.getuid?.() === 0)('in a folder that may not be read are unreadable', async () => {
    const root = temporaryFolder();
    chmodSync(root, 0o000);
    await expect(look(root, '*.sql')).rejects.toMatchObject({
      message: expect.stringContaining('may not be read by your user') as string,
    });
    chmodSync(root, 0o700);
  });

  it('are not looked for on another machine', async () => {
    const question = questionOf();
    const context = { ...question.context, folder: 'vscode-vfs://github/x' };
    await expect(readFiles({ kind: 'files', glob: '*' }, { ...question, context })).rejects.toThrow(
      'not on this machine',
    );
  });

  it('are left when nobody waits any more', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    const question = { ...questionOf({ path: temporaryFolder() }), signal };
    await expect(readFiles({ kind: 'files', glob: '*' }, question)).rejects.toThrow('enough');
  });
});

describe('names', () => {
  it.each([
    ['shop-2026-06-15T02:00:00Z.sql.gz', 'shop-#.sql.gz'],
    ['shop-20260615-020000.sql.gz', 'shop-#.sql.gz'],
    ['shop-latest.sql.gz', 'shop-#.sql.gz'],
    ['shop_2026.06.15.dump', 'shop_#.dump'],
    ['greatest.sql', 'greatest.sql'],
  ])('%s is one of %s', (name, series) => {
    expect(seriesOf(name)).toBe(series);
    expect(isBackupName(name)).toBe(true);
  });
});
