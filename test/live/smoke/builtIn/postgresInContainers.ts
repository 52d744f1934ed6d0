/** A real PostgreSQL, well and sick. */
import { expect, it } from 'vitest';
import { POSTGRES } from '../../../../client/src/live/smoke/builtIn/databases';
import type { SmokeResult } from '../../../../client/src/live/smoke/result';
import { postgresContainer, POSTGRES_DATA, volume, type PostgresOptions } from '../../../rig/products/postgres';
import { inShort } from '../support';
import type { Coverage } from './coverage';
import type { RunningStacks, RunOptions } from './running';

const DB = 'db';

export function postgresInContainers(stacks: () => RunningStacks, coverage: Coverage): void {
  /** @returns the container's id, once it is healthy */
  const up = async (project: string, options: PostgresOptions = {}): Promise<string> => {
    const id = await stacks().up(project, DB, postgresContainer(options));
    await stacks().until(project, DB, ({ replicas }) => replicas[0]?.figures?.health === 'healthy');
    return id;
  };
  const run = async (project: string, what: string, options: RunOptions = {}): Promise<SmokeResult> => {
    const result = await stacks().run(project, `${DB}/${what}`, options);
    coverage.saw(POSTGRES, what, result.outcome);
    return result;
  };
  const sql = (id: string, statement: string): Promise<string> =>
    stacks().exec(id, 'psql', '-h', '/tmp', '-U', 'postgres', '-Atqc', statement);
  const tables = (id: string): Promise<string> =>
    sql(id, "SELECT count(*) FROM pg_tables WHERE tablename LIKE 'holdfast%'");
  const DESTRUCTIVE: RunOptions = { over: { allowsDestructive: true } };

  it('passes on a volume, and leaves nothing behind', async () => {
    const id = await up('pg-well', { host: volume('pg-well', POSTGRES_DATA) });
    // How long a query takes on a machine that runs tests is no matter here.
    const query = await stacks().ready('pg-well', `${DB}/query`);
    coverage.saw(POSTGRES, 'query', query.outcome);
    expect(query.outcome).toBe('pass');
    expect(inShort(await run('pg-well', 'log'))).toMatch(/^pass/);
    expect(inShort(await run('pg-well', 'backup'))).toMatch(
      /^pass: A dump of the schema of postgres of \d.* was written, is complete, and was removed again\.$/,
    );
    expect(await stacks().exec(id, 'find', '/tmp', '-name', 'holdfast*')).toBe('');
    expect(inShort(await run('pg-well', 'survives-restart', DESTRUCTIVE))).toMatch(
      /^pass: What was written to \S+ was there after its restart\.$/,
    );
    expect(await tables(id)).toBe('0');
    const needsConsent = await run('pg-well', 'survives-restart');
    expect(inShort(needsConsent)).toMatch(/^skip: Not run: it interrupts or changes what it tests/);
  });

  it.each<[string, PostgresOptions, readonly string[], string]>([
    [
      'pg-password',
      {},
      ["ALTER ROLE postgres PASSWORD 'another'"],
      'PostgreSQL refuses the password of the container’s own variables. They count for an empty data folder only: set the password anew with ALTER ROLE, or put the old one back.',
    ],
    [
      'pg-database',
      { env: ['POSTGRES_DB=shop'] },
      [],
      'The database or user that the variables name does not exist: they are made for an empty data folder only. Create it by hand, or correct the name.',
    ],
    [
      'pg-full',
      { env: ['POSTGRES_USER=app', 'POSTGRES_DB=postgres'] },
      ["CREATE ROLE app LOGIN PASSWORD 'right-horse' CONNECTION LIMIT 0"],
      'All connections are taken: find out who keeps them open, or raise max_connections.',
    ],
    [
      'pg-standby',
      // Healthy once it refuses, which it does for ever.
      { env: ['IS_STANDBY=1'], settings: ['hot_standby=off'], healthy: 'pg_isready -q -h /tmp; [ $? = 1 ]' },
      [],
      'PostgreSQL runs and takes no connections: it is shutting down, or a standby that nobody may query (hot_standby). See its log.',
    ],
    [
      'pg-socket',
      { settings: ['listen_addresses='] },
      [],
      'PostgreSQL does not listen on 127.0.0.1:5432 inside the container: it is initialising, or configured for another port or address. See its log.',
    ],
  ])('%s fails its query, with what to do', async (project, options, statements, message) => {
    const id = await up(project, options);
    for (const statement of statements) await sql(id, statement);
    const result = await run(project, 'query');
    expect(inShort(result)).toBe(`fail: ${message}`);
    expect(JSON.stringify(result)).not.toContain('right-horse');
  });

  it('takes no writes on a replica: nothing is restarted', async () => {
    const id = await up('pg-replica', { env: ['IS_STANDBY=1'] });
    expect(['pass', 'warn']).toContain((await run('pg-replica', 'query')).outcome);
    const before = await stacks().source.engine.inspect(id);
    expect(inShort(await run('pg-replica', 'survives-restart', DESTRUCTIVE))).toMatch(
      /^fail: Nothing can be written to \S+ \(exit code 1\): ERROR: {2}cannot execute CREATE TABLE in a read-only transaction/,
    );
    expect((await stacks().source.engine.inspect(id)).startedAt).toBe(before.startedAt);
  });

  it('keeps what is on no volume over a restart, and says that the next update loses it', async () => {
    const id = await up('pg-layer');
    expect(inShort(await run('pg-layer', 'survives-restart', DESTRUCTIVE))).toMatch(
      /^warn: What was written to \S+ was there after its restart, but it has no named volume: .* Mount one/,
    );
    expect(await tables(id)).toBe('0');
  });

  it('has no row left when it is cancelled between writing and reading', async () => {
    const id = await up('pg-cancel', { host: volume('pg-cancel', POSTGRES_DATA) });
    const cancel = new AbortController();
    const stop = stacks().source.watcher.onEvent(({ containerId, action }) => {
      if (containerId === id && action === 'die') cancel.abort();
    });
    const result = await run('pg-cancel', 'survives-restart', { ...DESTRUCTIVE, signal: cancel.signal });
    stop();
    expect(inShort(result)).toBe('skip: Cancelled.');
    expect(result.output).toBe('');
    await stacks().until('pg-cancel', DB, ({ replicas }) => replicas[0]?.figures?.health === 'healthy');
    expect(await tables(id)).toBe('0');
  });

  it('has a dump that dies half-way told, with its reason', async () => {
    const id = await up('pg-dump');
    await sql(id, 'CREATE TABLE orders (id int)');
    // The dump waits for the table, so it is surely under way when it is broken off.
    const holder = sql(id, 'BEGIN; LOCK TABLE orders; SELECT pg_sleep(60)').catch(() => undefined);
    const dumping = run('pg-dump', 'backup');
    await stacks().exec(id, 'sh', '-c', WHEN_DUMPING, 'sh', 'SELECT pg_terminate_backend(pid)');
    expect(inShort(await dumping)).toMatch(/^fail: The dump of \S+ fails with exit code 1: .*terminating connection/);
    const killed = run('pg-dump', 'backup');
    await stacks().exec(id, 'sh', '-c', WHEN_DUMPING, 'sh', 'SELECT 1');
    await stacks().dockerd.api('POST', `/containers/${id}/kill`);
    expect(inShort(await killed)).toMatch(
      /^fail: \S+ stopped while its dump was written \(exit code 137\), so there is no backup/,
    );
    await holder;
  });

  it('whose log is of before the crash is not said to be ready', async () => {
    const id = await up('pg-log', { settings: ['log_min_messages=log'] });
    expect((await run('pg-log', 'log')).outcome).toBe('pass');
    await sql(id, "ALTER SYSTEM SET log_min_messages = 'panic'");
    await stacks().dockerd.api('POST', `/containers/${id}/restart`);
    await stacks().until('pg-log', DB, ({ replicas }) => replicas[0]?.figures?.health === 'healthy');
    expect(inShort(await run('pg-log', 'log'))).toMatch(
      /^warn: Since its last start its log does not say that it is ready/,
    );
  });
}

/** Waits until a dump waits for a lock, which only another look can tell. */
const WHEN_DUMPING = `
until [ -n "$(psql -h /tmp -U postgres -Atqc "$1 FROM pg_stat_activity WHERE application_name = 'pg_dump' AND wait_event_type = 'Lock'")" ]
do :; done
`;
