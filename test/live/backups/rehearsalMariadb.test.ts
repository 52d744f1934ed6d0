/** Restores of dumps of a real MariaDB into throw-away containers on a real engine. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  REHEARSAL_LABEL,
  rehearseRestore,
  type RehearsalResult,
} from '../../../client/src/live/backups/restore/rehearsal';
import { DockerEngine } from '../../../client/src/live/docker';
import { SYSTEM_CLOCK } from '../../../client/src/live/docker/clock';
import { DEBIAN_DEADLINE_MS, whyNoDebianImages } from '../../rig/debianImages';
import { Dockerd, whyNoDocker } from '../../rig/docker';
import { importServers } from '../../rig/products/servers';
import { socketEndpoint } from '../support/watching';

const reason = (await whyNoDocker()) ?? (await whyNoDebianImages());
if (reason) console.warn(`Tests that restore dumps of MariaDB are SKIPPED: ${reason}`);

const REHEARSAL_MS = 120_000;
const ROWS = 1_234;
const PASSWORD = 'right-horse';
const LOGIN = { environment: { MYSQL_PWD: PASSWORD } };

/** As the image of that name does: root has the password of the variable, from wherever it comes. One statement a line. */
const START = `
{
  echo "ALTER USER root@localhost IDENTIFIED BY '$MARIADB_ROOT_PASSWORD';"
  echo "CREATE USER IF NOT EXISTS root@'%' IDENTIFIED BY '$MARIADB_ROOT_PASSWORD';"
  echo "GRANT ALL ON *.* TO root@'%' WITH GRANT OPTION;"
  [ -z "$MARIADB_DATABASE" ] || echo "CREATE DATABASE IF NOT EXISTS $MARIADB_DATABASE;"
} >/run/init.sql
mkdir -p /run/mysqld && chown mysql: /run/mysqld
exec mariadbd --user=mysql --bind-address=127.0.0.1 --skip-name-resolve --init-file=/run/init.sql
`;

describe.skipIf(reason)('a rehearsed restore of MariaDB', () => {
  let dockerd: Dockerd;
  let engine: DockerEngine;
  let folder: string;
  let database: string;
  let dump: string;

  beforeAll(async () => {
    dockerd = await Dockerd.start();
    await importServers(dockerd);
    await dockerd.derive('mariadb:11', 'mariadb:10', [`ENTRYPOINT ${JSON.stringify(['sh', '-c', START])}`]);
    engine = new DockerEngine(() => socketEndpoint(dockerd.socket));
    folder = await mkdtemp(join(tmpdir(), 'holdfast-rehearsal-'));
    const env = [`MARIADB_ROOT_PASSWORD=${PASSWORD}`, 'MARIADB_DATABASE=shop'];
    database = await dockerd.run('database', { Image: 'mariadb:11', Cmd: [], Env: env });
    while ((await engine.exec(database, ['mariadb', '-e', 'SELECT 1'], LOGIN)).exitCode !== 0);
    await program(
      'mariadb',
      'shop',
      '-e',
      `CREATE TABLE orders AS SELECT seq AS number, MD5(seq) AS token FROM seq_1_to_${ROWS};
       CREATE TABLE \`strange \`\`name\` (number INT); CREATE VIEW latest AS SELECT MAX(number) FROM orders;
       CREATE DATABASE other; CREATE TABLE other.notes AS SELECT 1 AS number;`,
    );
    dump = await program('mariadb-dump', '--single-transaction', 'shop');
  }, DEBIAN_DEADLINE_MS);

  afterAll(async () => {
    await engine?.close();
    await dockerd?.dispose();
    if (folder) await rm(folder, { recursive: true });
  }, 60_000);

  async function program(...command: readonly string[]): Promise<string> {
    const { exitCode, stdout, stderr, isTruncated } = await engine.exec(database, command, LOGIN);
    if (exitCode !== 0 || isTruncated) throw new Error(stderr || 'There is more than can be kept.');
    return stdout;
  }

  /** @param content what stands in the file of the backup */
  async function rehearse(name: string, content: Buffer | string): Promise<RehearsalResult> {
    await writeFile(join(folder, name), content, { mode: 0o600 });
    const result = await rehearseRestore({
      ...{ engine, clock: SYSTEM_CLOCK, container: database, imageKind: undefined },
      dump: { type: 'bind', source: folder, path: name },
      signal: new AbortController().signal,
      report: () => undefined,
    });
    const left = (await engine.list()).filter(({ labels }) => REHEARSAL_LABEL in labels);
    expect(left).toEqual([]);
    return result;
  }

  it(
    'of a good dump counts its tables and rows, packed or not',
    async () => {
      for (const [name, content] of [
        ['good.sql', dump],
        ['good.sql.gz', gzipSync(dump)],
      ] as const)
        expect(await rehearse(name, content)).toMatchObject({
          ...{ isSuccess: true, tables: 2, rows: ROWS, message: `Restored 2 tables and ${ROWS} rows.` },
        });
    },
    REHEARSAL_MS,
  );

  it(
    'takes dumps of several databases',
    async () => {
      const several = await program('mariadb-dump', '--single-transaction', '--databases', 'shop', 'other');
      expect(await rehearse('several.sql', several)).toMatchObject({ isSuccess: true, tables: 3, rows: ROWS + 1 });
    },
    REHEARSAL_MS,
  );

  it.each<[string, () => Buffer | string | Promise<string>, RegExp]>([
    ['is cut in the middle', () => dump.slice(0, dump.length / 2), /^The restore fails: The dump ends too early/],
    ['is a gzip cut in the middle', () => gzipSync(dump).subarray(0, 900), /unexpected end of file/],
    ['has a line that is broken', () => dump.replace('INSERT INTO', 'INSERT INFO'), /ERROR 1064/],
    ['is the gzip of nothing', () => gzipSync(''), /The dump is empty/],
    ['holds no row', () => program('mariadb-dump', '--no-data', 'shop'), /holds nothing: 2 tables and 0 rows/],
  ])(
    'of a dump that %s fails and leaves nothing',
    async (_, content, message) => {
      expect(await rehearse('bad', await content())).toMatchObject({
        ...{ isSuccess: false, message: expect.stringMatching(message) as string },
      });
    },
    REHEARSAL_MS,
  );
});
