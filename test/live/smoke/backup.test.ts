import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SmokeResult } from '../../../client/src/live/smoke/result';
import type { BackupProbe, SmokeTest } from '../../../server/src/protocol';
import { IDLE, whyNoDocker } from '../../rig/docker';
import { after, EngineStack, program } from './engineStack';
import { inShort, never, smokeTest } from './support';

const reason = await whyNoDocker();
if (reason) console.warn(`Smoke tests of kind backup are NOT TESTED: ${reason}`);

const LAST_LINE = 'echo "-- PostgreSQL database dump complete" >>"$last"';
const FILE = 'for last; do :; done';

/** Programs that do what pg_dump does when it is sick; how a real one behaves is tested with real databases. */
const DUMPS: Readonly<Record<string, string>> = {
  well: `${FILE}; echo data >"$last"; ${LAST_LINE}`,
  half: `${FILE}; echo data >"$last"; echo "error: connection to server was lost" >&2; exit 1`,
  cut: `${FILE}; head -c 100000 /dev/zero >"$last"`,
  empty: ':',
  full: `${FILE}; echo data >"$last"; echo "could not write: No space left on device" >&2; exit 1`,
  killed: `${FILE}; echo data >"$last"; kill -9 $$`,
  hangs: `${FILE}; echo data >"$last"; sleep 4242`,
};

describe.skipIf(reason)('backup', { timeout: 60_000 }, () => {
  let stack: EngineStack;

  beforeAll(async () => {
    stack = await EngineStack.start('fake/postgres:15', 'fake/mongo:7', 'fake/redis:7');
    for (const [name, text] of Object.entries(DUMPS))
      await stack.run(name, {
        ...after(`mkdir -m 1777 /tmp; ${program('/bin/pg_dump', text)}`),
        Image: 'fake/postgres:15',
        Env: ['POSTGRES_USER=shop', 'POSTGRES_DB=orders', 'POSTGRES_PASSWORD=hunter2'],
      });
    const seen = 'env | grep HOLDFAST_PASSWORD; cat "${1#--config=}"; printf "%s " "$@" >/tmp/words; exit 1';
    await stack.run('mongo', {
      ...after(`mkdir -m 1777 /tmp; ${program('/bin/mongodump', seen)}`),
      Image: 'fake/mongo:7',
      Env: ['MONGO_INITDB_ROOT_USERNAME=root', 'MONGO_INITDB_ROOT_PASSWORD=hunter"2'],
    });
    await stack.run('bare', { ...after('mkdir -m 1777 /tmp'), Image: 'fake/postgres:15' });
    await stack.run('locked', {
      ...IDLE,
      Image: 'fake/postgres:15',
      HostConfig: { Tmpfs: { '/tmp': 'ro' } },
    });
    await stack.run('cache', { ...IDLE, Image: 'fake/redis:7' });
    await stack.run('other', IDLE);
  }, 120_000);

  afterAll(() => stack?.dispose());

  const backup = (service: string, over: Partial<SmokeTest> = {}): SmokeTest =>
    smokeTest({ kind: 'backup', service, full: true }, {}, over);
  const on = (service: string, over: Partial<SmokeTest> = {}): Promise<SmokeResult> =>
    stack.result(backup(service, over));

  /** What is left of dumps. */
  async function leftIn(service: string): Promise<string> {
    const { stdout } = await stack.engine.exec(`app-${service}-1`, ['ls', '/tmp']);
    const processes = (await stack.processes(`app-${service}-1`)).filter((line) =>
      /^(?:sleep 4242|\S+ \/bin\/\w+dump)/.test(line),
    );
    return [...stdout.split('\n').filter((name) => name.includes('holdfast')), ...processes].join('\n');
  }

  it('passes for a dump that is complete, and tells its size', async () => {
    const result = await on('well');
    expect(inShort(result)).toBe('pass: A dump of orders of 42 B was written, is complete, and was removed again.');
    const probe: BackupProbe = { kind: 'backup', service: 'well', database: 'other', full: false };
    expect(inShort(await stack.result(smokeTest(probe, { bytes: { gt: 1_000 } })))).toBe(
      'fail: bytes is 42, expected more than 1000.',
    );
    expect(inShort(await stack.result(smokeTest(probe, { complete: true })))).toMatch(
      /^pass: A dump of the schema of other/,
    );
    expect(await leftIn('well')).toBe('');
  });

  it.each([
    ['half', /^fail: The dump of app-half-1 fails with exit code 1: error: connection to server was lost\.$/],
    ['cut', /^fail: The dump of app-cut-1 ends too early: its last line is missing\. See the log of the database\.$/],
    ['empty', /^fail: The dump of app-empty-1 is empty, although its program says that all went well/],
    ['full', /^fail: The dump of app-full-1 fails because the disk is full: make room/],
    ['killed', /^fail: The dump of app-killed-1 fails with exit code 137: it says nothing/],
  ])('fails for one that is %s, and leaves nothing behind', async (service, words) => {
    const result = await on(service);
    expect(inShort(result)).toMatch(words);
    expect(JSON.stringify(result)).not.toContain('hunter2');
    expect(await leftIn(service)).toBe('');
  });

  it('ends a dump that hangs, and removes what it has written', async () => {
    expect(inShort(await on('hangs', { timeoutMs: 1_000 }))).toMatch(/^error: No answer within 1 s/);
    expect(await leftIn('hangs')).toBe('');
  });

  // While the folder is made, while the program is started, while it runs.
  it.each([5, 30, 60, 100, 200])('leaves nothing when it is cancelled after %i ms', async (wait) => {
    const cancel = new AbortController();
    const context = await stack.context();
    const timer = setTimeout(() => cancel.abort(), wait);
    const result = await stack.result(backup('hangs'), context, cancel.signal);
    clearTimeout(timer);
    expect(inShort(result)).toBe('skip: Cancelled.');
    expect(result.output).toBe('');
    expect(await leftIn('hangs')).toBe('');
  });

  it('says what is missing: the tool, a place to write, a way to do it at all, trust', async () => {
    expect(inShort(await on('bare'))).toBe(
      'error: The image fake/postgres:15 has no pg_dump: nothing in it can write a dump. Test the job that makes your backups, with kind exec or command.',
    );
    expect(inShort(await on('locked'))).toMatch(
      /^error: No temporary file can be written to \/tmp of app-locked-1: .*Read-only file system.* A read-only container needs a tmpfs there\.$/,
    );
    expect(inShort(await on('cache'))).toMatch(/^error: The image fake\/redis:7 has no (?:redis|valkey)-cli/);
    expect(inShort(await on('other'))).toMatch(/^error: Nobody here knows how to dump busybox:test/);
    expect(inShort(await stack.result(backup('well'), { isTrusted: false }, never()))).toMatch(/^error: .*trust this/);
    for (const service of ['bare', 'locked']) expect(await leftIn(service)).toBe('');
  });

  it('gives mongodump its password in a file that is gone afterwards, and in no argument', async () => {
    const result = await on('mongo');
    expect(result.outcome).toBe('fail');
    expect(result.output).toContain('password: •••');
    expect(JSON.stringify(result)).not.toMatch(/hunter/);
    const { stdout } = await stack.engine.exec('app-mongo-1', ['cat', '/tmp/words']);
    expect(stdout).toContain('--username=root --authenticationDatabase=admin');
    expect(stdout).not.toContain('hunter');
    expect(await leftIn('mongo')).toBe('');
  });
});
