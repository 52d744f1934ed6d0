/** Restores of real dumps into throw-away containers on a real engine. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CannotRehearse,
  REHEARSAL_LABEL,
  rehearseRestore,
  type RehearsalResult,
} from '../../../client/src/live/backups/restore/rehearsal';
import { DockerEngine } from '../../../client/src/live/docker';
import { SYSTEM_CLOCK } from '../../../client/src/live/docker/clock';
import { DEBIAN_DEADLINE_MS, importDebianImages, whyNoDebianImages } from '../../rig/debianImages';
import { Dockerd, IDLE, whyNoDocker } from '../../rig/docker';
import { socketEndpoint } from '../support/watching';

const reason = (await whyNoDocker()) ?? (await whyNoDebianImages());
if (reason) console.warn(`Tests that restore real dumps are SKIPPED: ${reason}`);

const REHEARSAL_MS = 120_000;
const ROWS = 1_234;

describe.skipIf(reason)('a rehearsed restore', () => {
  let dockerd: Dockerd;
  let engine: DockerEngine;
  let folder: string;
  let database: string;
  let dump: Buffer;

  beforeAll(async () => {
    dockerd = await Dockerd.start();
    await importDebianImages(dockerd);
    await dockerd.importBusybox('busybox:test');
    engine = new DockerEngine(() => socketEndpoint(dockerd.socket));
    folder = await mkdtemp(join(tmpdir(), 'holdfast-rehearsal-'));
    database = await serve('database', 'postgres:15');
    await untilReady(database, ['pg_isready', '-q']);
    await psql(`CREATE ROLE shop; CREATE TABLE orders AS SELECT generate_series(1, ${ROWS}) AS id;
      ALTER TABLE orders OWNER TO shop; CREATE TABLE "Strange ""name" (a int); GRANT SELECT ON orders TO shop;`);
    await program(['sh', '-c', 'pg_dump -f /tmp/plain postgres && pg_dump -Fc -f /tmp/custom postgres']);
    await program(['sh', '-c', 'pg_dumpall -f /tmp/cluster']);
    dump = await fromContainer('/tmp/plain');
  }, DEBIAN_DEADLINE_MS);

  afterAll(async () => {
    await engine?.close();
    await dockerd?.dispose();
    if (folder) await rm(folder, { recursive: true });
  });

  /** What an image runs by itself. */
  async function serve(name: string, image: string): Promise<string> {
    const body = { Image: image, HostConfig: { NetworkMode: 'none' } };
    const { Id: id } = (await dockerd.api('POST', `/containers/create?name=${name}`, body)) as { Id: string };
    await dockerd.api('POST', `/containers/${id}/start`);
    return id;
  }

  async function untilReady(id: string, command: readonly string[]): Promise<void> {
    while ((await engine.exec(id, command)).exitCode !== 0);
  }

  async function program(command: readonly string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await engine.exec(database, command);
    if (exitCode !== 0) throw new Error(stderr);
    return stdout;
  }

  function psql(sql: string): Promise<string> {
    return program(['psql', '-q', '-v', 'ON_ERROR_STOP=1', '-c', sql]);
  }

  async function fromContainer(path: string): Promise<Buffer> {
    return Buffer.from((await program(['base64', '-w0', path])).trim(), 'base64');
  }

  /** @param content what stands in the file of the backup */
  async function rehearse(name: string, content: Buffer | string, container = database): Promise<RehearsalResult> {
    // Readable for its owner alone, as it should be.
    await writeFile(join(folder, name), content, { mode: 0o600 });
    return start(name, container, new AbortController().signal);
  }

  function start(
    path: string,
    container: string,
    signal: AbortSignal,
    report: (step: string) => void = () => {},
  ): Promise<RehearsalResult> {
    const mounted = { type: 'bind', source: folder, path } as const;
    return rehearseRestore({
      ...{ engine, clock: SYSTEM_CLOCK, container, imageKind: undefined, dump: mounted, signal, report },
    });
  }

  /** Of every state, by name. */
  async function leftovers(): Promise<string[]> {
    return (await engine.list()).filter(({ labels }) => REHEARSAL_LABEL in labels).map(({ name }) => name);
  }

  it(
    'of a good dump counts its tables and rows',
    async () => {
      const result = await rehearse('good.sql.gz', gzipSync(dump));
      expect(result).toMatchObject({ isSuccess: true, tables: 2, rows: ROWS });
      expect(result.message).toBe(`Restored 2 tables and ${ROWS} rows.`);
      expect(result.durationMs).toBeGreaterThan(0);
      expect(await leftovers()).toEqual([]);
    },
    REHEARSAL_MS,
  );

  it(
    'takes what pg_restore reads, and whole clusters',
    async () => {
      expect(await rehearse('custom.dump', await fromContainer('/tmp/custom'))).toMatchObject({ rows: ROWS });
      expect(await rehearse('cluster.sql', await fromContainer('/tmp/cluster'))).toMatchObject({ rows: ROWS });
    },
    REHEARSAL_MS,
  );

  it.each([
    ['is cut in the middle', () => dump.subarray(0, dump.length / 2), /ends too early/],
    ['is a gzip cut in the middle', () => gzipSync(dump).subarray(0, 900), /unexpected end of file/],
    [
      'is a custom dump cut in the middle',
      async () => (await fromContainer('/tmp/custom')).subarray(0, 3_000),
      /fails/,
    ],
    ['is the gzip of nothing', () => gzipSync(''), /The dump is empty/],
    ['is of another program', () => Buffer.from('28b52ffd', 'hex'), /other than gzip/],
  ])(
    'of a dump that %s fails and leaves nothing',
    async (_, content, message) => {
      const result = await rehearse('bad', await content());
      expect(result).toMatchObject({ isSuccess: false, message: expect.stringMatching(message) as string });
      expect(await leftovers()).toEqual([]);
    },
    REHEARSAL_MS,
  );

  it(
    'of a dump without a row fails',
    async () => {
      await program(['sh', '-c', 'createdb empty && pg_dump -f /tmp/empty empty']);
      const result = await rehearse('empty.sql', await fromContainer('/tmp/empty'));
      expect(result).toMatchObject({ isSuccess: false, message: expect.stringContaining('holds nothing') as string });
    },
    REHEARSAL_MS,
  );

  it(
    'that is given up leaves nothing',
    async () => {
      await writeFile(join(folder, 'again.sql'), dump);
      for (const step of ['Starting', 'Restoring', 'Counting']) {
        const given = new AbortController();
        const running = start('again.sql', database, given.signal, (now) => {
          if (now.startsWith(step)) given.abort();
        });
        await expect(running).rejects.toThrow();
        expect(await leftovers()).toEqual([]);
      }
    },
    REHEARSAL_MS,
  );

  it(
    'removes what a killed editor has left, and nothing younger',
    async () => {
      for (const [name, age] of [
        ['old', 3 * 3_600_000],
        ['young', 60_000],
      ] as const)
        await dockerd.run(name, {
          ...IDLE,
          Image: 'busybox:test',
          Labels: { [REHEARSAL_LABEL]: String(Date.now() - age) },
          HostConfig: { NetworkMode: 'none' },
        });
      await rehearse('good.sql', dump);
      expect(await leftovers()).toEqual(['young']);
      await dockerd.remove('young');
    },
    REHEARSAL_MS,
  );

  it(
    'of Redis counts its keys, and says why it does not start with half of them',
    async () => {
      const cache = await serve('cache', 'redis:7');
      await untilReady(cache, ['redis-cli', 'ping']);
      const save =
        'for i in 1 2 3; do redis-cli set "key $i" "$(head -c 600 /dev/urandom | base64)"; done; redis-cli save';
      await engine.exec(cache, ['sh', '-c', save]);
      const { stdout } = await engine.exec(cache, ['base64', '-w0', '/tmp/dump.rdb']);
      const rdb = Buffer.from(stdout.trim(), 'base64');
      expect(await rehearse('dump.rdb', rdb, cache)).toMatchObject({ isSuccess: true, message: 'Restored 3 keys.' });
      expect(await readFile(join(folder, 'dump.rdb'))).toEqual(rdb);
      const half = await rehearse('half.rdb', rdb.subarray(0, rdb.length / 2), cache);
      expect(half).toMatchObject({ isSuccess: false, message: expect.stringContaining('does not start') as string });
      expect(await leftovers()).toEqual([]);
    },
    REHEARSAL_MS,
  );

  it('of what nobody can restore says so', async () => {
    const other = await dockerd.run('other', { ...IDLE, Image: 'busybox:test', HostConfig: { NetworkMode: 'none' } });
    await expect(rehearse('x', 'x', other)).rejects.toThrow(CannotRehearse);
  });
});
