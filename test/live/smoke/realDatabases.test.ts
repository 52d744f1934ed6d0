import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SmokeResult } from '../../../client/src/live/smoke/result';
import type { BackupProbe, PersistenceProbe, SmokeProbe } from '../../../server/src/protocol';
import { DEBIAN_DEADLINE_MS, DEBIAN_IMAGES, importDebianImages, whyNoDebianImages } from '../../rig/debianImages';
import { whyNoDocker } from '../../rig/docker';
import { EngineStack } from './engineStack';
import { inShort, smokeTest } from './support';

const reason = (await whyNoDocker()) ?? (await whyNoDebianImages());
if (reason) console.warn(`Backups of real databases are NOT TESTED: ${reason}`);

const REDIS = ['redis-server', '--dir', '/tmp', '--port', '6379'];

describe.skipIf(reason)('real databases', { timeout: 120_000 }, () => {
  let stack: EngineStack;

  type Expected = Parameters<typeof smokeTest>[1];
  const look = (probe: SmokeProbe, expected?: Expected): Promise<SmokeResult> =>
    stack.result(smokeTest(probe, expected, { timeoutMs: 60_000, destructive: probe.kind === 'persistence' }), {
      allowsDestructive: true,
    });
  const backup = (service: string, over: Partial<BackupProbe> = {}): BackupProbe => ({
    ...{ kind: 'backup', service, full: true },
    ...over,
  });

  async function inside(service: string, ...argv: string[]): Promise<string> {
    const { stdout, stderr, exitCode } = await stack.engine.exec(`app-${service}-1`, argv, { deadlineMs: 60_000 });
    if (exitCode !== 0) throw new Error(`${argv.join(' ')}: ${exitCode} ${stderr}`);
    return stdout.trim();
  }

  /** Tries inside of the container until it succeeds. */
  const untilDone = (service: string, command: string): Promise<string> =>
    inside(service, 'sh', '-c', `until ${command}; do sleep 0.1; done 2>&-`);

  beforeAll(async () => {
    stack = await EngineStack.start();
    const images = DEBIAN_IMAGES.filter(({ name }) => /postgres|redis/.test(name));
    await importDebianImages(stack.dockerd, images);
    const postgres = { Image: 'postgres:15' };
    const command = ['postgres', '-c', 'config_file=/etc/postgresql/15/main/postgresql.conf'];
    await stack.run('db', {
      ...{ ...postgres, Cmd: command, Env: ['POSTGRES_PASSWORD=hunter2-db'] },
      HostConfig: { Binds: ['db:/var/lib/postgresql'] },
    });
    await stack.run('locked', { ...postgres, Cmd: command, Env: ['POSTGRES_PASSWORD=hunter2-wrong'] });
    await stack.run('down', { ...postgres, Cmd: ['sleep', '1000000'] });
    await stack.run('cache', { Image: 'redis:7', Cmd: REDIS, HostConfig: { Binds: ['cache:/tmp'] } });
    await stack.run('forgetful', { Image: 'redis:7', Cmd: [...REDIS, '--save', ''] });
    const login = [...REDIS, '--requirepass', 'hunter2-cache'];
    await stack.run('login', { Image: 'redis:7', Cmd: login });
    await stack.run('known', { Image: 'redis:7', Cmd: login, Env: ['REDISCLI_AUTH=hunter2-cache'] });
    await stack.run('mistaken', { Image: 'redis:7', Cmd: login, Env: ['REDIS_PASSWORD=hunter2-wrong'] });
    for (const service of ['db', 'locked']) {
      await untilDone(service, 'psql -c "ALTER USER postgres PASSWORD \'hunter2-db\'" >/dev/null');
      await inside(service, 'psql', '-c', 'CREATE TABLE orders AS SELECT generate_series(1, 10000) AS number');
    }
    for (const service of ['cache', 'forgetful', 'login', 'known', 'mistaken'])
      await untilDone(service, 'redis-cli PING | grep -E "PONG|NOAUTH|WRONGPASS"');
  }, DEBIAN_DEADLINE_MS);

  afterAll(() => stack?.dispose());

  describe('PostgreSQL', () => {
    it('is dumped, with its rows or its schema only', async () => {
      const full = await look(backup('db'), { complete: true, bytes: { gt: 48_000 } });
      expect(inShort(full)).toMatch(/^pass: A dump of postgres of \d+ KiB was written, is complete, and was removed/);
      const schema = await look(backup('db', { full: false, database: 'postgres' }), { bytes: { lt: 10_000 } });
      expect(inShort(schema)).toMatch(/^pass: A dump of the schema of postgres of /);
      expect(await inside('db', 'sh', '-c', 'ls /tmp | grep -c holdfast || true')).toBe('0');
    });

    it('is not dumped with the wrong password, without the database, or when it is down', async () => {
      const result = await look(backup('locked'));
      expect(inShort(result)).toMatch(
        /^fail: The dump of app-locked-1 fails with exit code 1: .*password authentication failed/,
      );
      expect(JSON.stringify(result)).not.toContain('hunter2');
      expect(inShort(await look(backup('db', { database: 'orders' })))).toMatch(
        /^fail: .* database "orders" does not exist/,
      );
      expect(inShort(await look(backup('down')))).toMatch(/^fail: .*Connection refused/);
    });

    it('is reported when the dump dies half-way', async () => {
      const locked = inside('db', 'psql', '-c', 'BEGIN; LOCK TABLE orders; SELECT pg_sleep(3); COMMIT');
      const end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pg_dump'";
      const [result] = await Promise.all([
        look(backup('db')),
        untilDone('db', `psql -Atc "${end}" | grep -q t`),
        locked,
      ]);
      expect(inShort(result)).toMatch(/^fail: The dump of app-db-1 fails with exit code 1: /);
      expect(await inside('db', 'sh', '-c', 'ls /tmp | grep -c holdfast || true')).toBe('0');
    });

    const rows = (service: string): PersistenceProbe => ({
      ...{ kind: 'persistence', service },
      write: ['psql', '-c', "CREATE TABLE ${HOLDFAST_MARKER} AS SELECT '${HOLDFAST_MARKER}' AS word"],
      read: ['psql', '-Atc', 'SELECT word FROM ${HOLDFAST_MARKER}'],
      cleanup: ['psql', '-c', 'DROP TABLE ${HOLDFAST_MARKER}'],
    });

    it('keeps a row over a restart, and the row is gone afterwards', async () => {
      expect(inShort(await look(rows('db')))).toBe('pass: What was written to app-db-1 was there after its restart.');
      expect(inShort(await look(rows('locked')))).toMatch(/^warn: .*it has no named volume/);
      for (const service of ['db', 'locked'])
        expect(await inside(service, 'psql', '-Atc', '\\dt')).toMatch(/^\S*orders\S*$/);
    });

    it('is not restarted when nothing can be written', async () => {
      const result = await look({ ...rows('db'), write: ['psql', '-c', 'CREATE TABLE orders ()'] });
      expect(inShort(result)).toMatch(
        /^fail: Nothing can be written to app-db-1 \(exit code 1\): ERROR: +relation "orders" already exists\.$/,
      );
      expect(result.output).toMatch(/Cleaning up in app-db-1 has failed/);
    });
  });

  describe('Redis', () => {
    it('writes a snapshot, and its size is told', async () => {
      const result = await look(backup('cache'), { complete: true });
      const size = Number(await inside('cache', 'sh', '-c', 'wc -c </tmp/dump.rdb'));
      expect(size).toBeGreaterThan(80);
      expect(inShort(result)).toBe(`pass: A snapshot of ${size} B was written.`);
      expect((await look(backup('cache'), { bytes: size })).outcome).toBe('pass');
      expect(inShort(await look(backup('known')))).toMatch(/^pass: A snapshot of /);
    });

    it('is reported when it cannot write one, and when it does not come back', async () => {
      expect(inShort(await look(key('forgetful')))).toMatch(
        /^fail: What was written to app-forgetful-1 is gone after its restart: it keeps its data in memory/,
      );
      // In the way of the file that it renames its snapshot to.
      await inside('forgetful', 'mkdir', '/tmp/dump.rdb');
      expect(inShort(await look(backup('forgetful')))).toMatch(
        /^fail: The snapshot of app-forgetful-1 could not be written: look at its log, at disk and permissions/,
      );
      expect(inShort(await look(key('forgetful')))).toMatch(
        /^error: app-forgetful-1 does not come back after its restart: exit code 1\. See its log/,
      );
    });

    it.each(['login', 'mistaken'])('asks for a password (%s)', async (service) => {
      const result = await look(backup(service));
      expect(inShort(result)).toBe(
        `error: app-${service}-1 asks for another password or for one at all: set REDISCLI_AUTH in the environment of the service.`,
      );
      expect(JSON.stringify(result)).not.toContain('hunter2');
      const keys = await look(key(service));
      expect(inShort(keys)).toMatch(/^error: .*asks for another password/);
    });

    const key = (service: string): PersistenceProbe => ({
      ...{ kind: 'persistence', service },
      write: ['redis-cli', 'SET', '${HOLDFAST_MARKER}', '${HOLDFAST_MARKER}'],
      read: ['redis-cli', 'GET', '${HOLDFAST_MARKER}'],
      cleanup: ['redis-cli', 'DEL', '${HOLDFAST_MARKER}'],
    });

    it('keeps a key over a restart, and the key is gone afterwards', async () => {
      expect(inShort(await look(key('cache')))).toBe(
        'pass: What was written to app-cache-1 was there after its restart.',
      );
      expect(await inside('cache', 'redis-cli', 'DBSIZE')).toBe('0');
    });
  });
});
