import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SmokeResult } from '../../../client/src/live/smoke/result';
import type { PersistenceProbe, SmokeTest } from '../../../server/src/protocol';
import { IDLE, whyNoDocker, type ContainerSpec } from '../../rig/docker';
import { after, EngineStack, program } from './engineStack';
import { inShort, never, smokeTest } from './support';

const reason = await whyNoDocker();
if (reason) console.warn(`Smoke tests of kind persistence are NOT TESTED: ${reason}`);

/** Takes its time to end, as a database does. */
const SLOW: ContainerSpec = { Cmd: ['sh', '-c', 'trap "sleep 2; exit 0" TERM; while :; do sleep 0.1; done'] };

describe.skipIf(reason)('persistence', { timeout: 60_000 }, () => {
  let stack: EngineStack;

  beforeAll(async () => {
    stack = await EngineStack.start();
    const onVolume: ContainerSpec = { ...IDLE, HostConfig: { Binds: ['kept:/data'] } };
    await stack.run('kept', onVolume);
    await stack.run('beside', IDLE);
    await stack.run('layer', after('mkdir -p /data'));
    await stack.run('anonymous', { ...IDLE, HostConfig: { Mounts: [{ Type: 'volume', Target: '/data' }] } });
    await stack.run('memory', { ...IDLE, HostConfig: { Tmpfs: { '/data': '' } } });
    await stack.run('locked', { ...IDLE, HostConfig: { Binds: ['locked:/data:ro'] } });
    await stack.run('once', { ...after('test -e /ran && exit 5; touch /ran'), HostConfig: { Binds: ['once:/data'] } });
    await stack.run('slow', { ...SLOW, HostConfig: { Binds: ['slow:/data'] } });
    const sick = { ...after('test -e /ran && touch /sick; touch /ran'), HostConfig: { Binds: ['sick:/data'] } };
    await stack.run('sick', {
      ...sick,
      Healthcheck: { Test: ['CMD', 'test', '!', '-e', '/sick'], Interval: 2e8, Retries: 1 },
    });
  }, 120_000);

  afterAll(() => stack?.dispose());

  const probeOf = (service: string, over: Partial<PersistenceProbe> = {}): PersistenceProbe => ({
    ...{ kind: 'persistence', service },
    write: ['sh', '-c', 'echo "$0" >/data/marker', '${HOLDFAST_MARKER}'],
    read: ['cat', '/data/marker'],
    cleanup: ['rm', '-f', '/data/marker'],
    ...over,
  });
  const testOf = (probe: PersistenceProbe, over: Partial<SmokeTest> = {}): SmokeTest =>
    smokeTest(probe, {}, { destructive: true, timeoutMs: 30_000, ...over });
  const on = (probe: PersistenceProbe, over: Partial<SmokeTest> = {}, signal = never()): Promise<SmokeResult> =>
    stack.result(testOf(probe, over), { allowsDestructive: true }, signal);

  async function startOf(service: string): Promise<number | undefined> {
    return (await stack.engine.inspect(`app-${service}-1`)).startedAt;
  }

  async function left(service: string): Promise<string> {
    return (await stack.engine.exec(`app-${service}-1`, ['sh', '-c', 'ls /data'])).stdout;
  }

  it('does nothing unless it was allowed', async () => {
    const before = await startOf('kept');
    expect(inShort(await stack.result(testOf(probeOf('kept'))))).toMatch(/^skip: Not run: it interrupts or changes/);
    expect(inShort(await stack.result(testOf(probeOf('kept')), { allowsDestructive: true, isTrusted: false }))).toMatch(
      /^error: .*trust this/,
    );
    expect(await startOf('kept')).toBe(before);
    expect(await left('kept')).toBe('');
  });

  it('passes on a named volume, restarts nothing else, and cleans up', async () => {
    const [own, other] = [await startOf('kept'), await startOf('beside')];
    expect(inShort(await on(probeOf('kept')))).toBe(
      'pass: What was written to app-kept-1 was there after its restart.',
    );
    expect(await startOf('kept')).not.toBe(own);
    expect(await startOf('beside')).toBe(other);
    expect(await left('kept')).toBe('');
  });

  it.each(['layer', 'anonymous'])('warns where the next update loses it (%s)', async (service) => {
    expect(inShort(await on(probeOf(service)))).toMatch(/^warn: .* but it has no named volume: the next update/);
    expect(await left(service)).toBe('');
  });

  it('fails where it is gone, by the words of the program or by what it prints', async () => {
    expect(inShort(await on(probeOf('memory'), { timeoutMs: 6_000 }))).toMatch(
      /^fail: What was written to app-memory-1 cannot be read after its restart \(exit code 1\): cat: can't open/,
    );
    const silent = probeOf('memory', { read: ['sh', '-c', 'cat /data/marker; true'] });
    expect(inShort(await on(silent))).toMatch(/^fail: What was written to app-memory-1 is gone after its restart/);
    const own = { write: ['sh', '-c', 'echo own >/data/marker'], read: ['sh', '-c', 'cat /data/marker 2>&-; true'] };
    expect(inShort(await on(probeOf('memory', own)))).toMatch(/^fail: What was written to app-memory-1 is gone/);
    const expects = smokeTest(probeOf('kept', own), { stdout: 'other' }, { destructive: true });
    expect(inShort(await stack.result(expects, { allowsDestructive: true }))).toBe(
      'fail: stdout is "own", expected "other".',
    );
  });

  it('restarts nothing where nothing can be written', async () => {
    const before = await startOf('locked');
    expect(inShort(await on(probeOf('locked')))).toMatch(
      /^fail: Nothing can be written to app-locked-1 \(exit code 1\): .*Read-only file system/,
    );
    expect(await startOf('locked')).toBe(before);
  });

  it('says that it does not come back, and that it could not be cleaned up', async () => {
    const result = await on(probeOf('once'));
    expect(inShort(result)).toMatch(
      /^error: app-once-1 does not come back after its restart: exit code 5\. See its log/,
    );
    expect(result.output).toMatch(/Cleaning up in app-once-1 was not possible: app-once-1 does not come back/);
  });

  it('cleans up after one that does not become healthy again', async () => {
    await stack.until('app-sick-1', ({ health }) => health?.status === 'healthy');
    expect(inShort(await on(probeOf('sick'), { timeoutMs: 4_000 }))).toMatch(/^error: No answer within 4 s/);
    expect(await left('sick')).toBe('');
  });

  it('cleans up when it is cancelled in the middle of the restart', async () => {
    const cancel = new AbortController();
    const watch = new AbortController();
    const events: string[] = [];
    const stream = await stack.engine.events(undefined, watch.signal, ({ action }) => {
      events.push(action);
      if (action === 'kill') cancel.abort();
    });
    const before = await startOf('slow');
    const result = await on(probeOf('slow'), {}, cancel.signal);
    watch.abort();
    await stream.ended.catch(() => undefined);
    expect(events).toEqual(expect.arrayContaining(['kill', 'restart']));
    expect(await startOf('slow')).not.toBe(before);
    expect(result).toMatchObject({ outcome: 'skip', message: 'Cancelled.', output: '' });
    expect((await stack.engine.inspect('app-slow-1')).state).toBe('running');
    expect(await left('slow')).toBe('');
  });

  describe('with redis-cli, which ends with 0 whatever it is told', () => {
    const redis = (service: string): PersistenceProbe => ({
      ...{ kind: 'persistence', service },
      write: ['redis-cli', 'SET', '${HOLDFAST_MARKER}', 'kept'],
      read: ['redis-cli', 'GET', '${HOLDFAST_MARKER}'],
      cleanup: ['redis-cli', 'DEL', '${HOLDFAST_MARKER}'],
    });
    const says = (script: string): Promise<unknown> =>
      stack.run(script.slice(0, 3), after(program('/bin/redis-cli', script.slice(4))));

    it('is an error before the restart where a password is missing', async () => {
      await says('one echo "NOAUTH Authentication required."');
      const before = await startOf('one');
      const result = await on(redis('one'));
      expect(inShort(result)).toBe(
        'error: app-one-1 asks for another password or for one at all: set REDISCLI_AUTH in the environment of the service.',
      );
      expect(result.output).toMatch(/Cleaning up in app-one-1 has failed: asks for another password/);
      expect(await startOf('one')).toBe(before);
    });

    it('fails where it takes no writes', async () => {
      await says('two echo "MISCONF Redis is configured to save RDB snapshots, but it is unable to persist to disk."');
      expect(inShort(await on(redis('two')))).toMatch(/^fail: Nothing can be written to app-two-1.*MISCONF/);
    });

    it('waits while it loads', async () => {
      const load = 'if test -e /loaded; then echo kept; else echo "LOADING Redis is loading"; touch /loaded; fi';
      await says(`tri if test "$1" = GET; then ${load}; else echo OK; fi`);
      const test = smokeTest(redis('tri'), { stdout: 'kept' }, { destructive: true, timeoutMs: 30_000 });
      expect((await stack.result(test, { allowsDestructive: true })).outcome).toBe('warn');
    });
  });
});
