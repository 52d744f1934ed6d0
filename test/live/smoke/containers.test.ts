import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SmokeResult } from '../../../client/src/live/smoke/result';
import type { SmokeProbe } from '../../../server/src/protocol';
import { HUNGRY, IDLE, whyNoDocker, type ContainerSpec } from '../../rig/docker';
import { after, EngineStack } from './engineStack';
import { inShort, smokeTest } from './support';

const reason = await whyNoDocker();
if (reason) console.warn(`Smoke tests of containers are NOT TESTED: ${reason}`);

const SECOND = 1e9;
const probed = (test: string, spec: ContainerSpec = IDLE): ContainerSpec => ({
  ...spec,
  Healthcheck: { Test: ['CMD-SHELL', test], Interval: SECOND / 5, Timeout: SECOND, Retries: 2 },
});
const logging = (config: Readonly<Record<string, string>>): ContainerSpec['HostConfig'] => ({
  LogConfig: { Type: 'json-file', Config: config },
});

describe.skipIf(reason)('containers', { timeout: 60_000 }, () => {
  let stack: EngineStack;

  type Expected = Parameters<typeof smokeTest>[1];
  const look = (probe: SmokeProbe, expected?: Expected): Promise<SmokeResult> =>
    stack.result(smokeTest(probe, expected, { timeoutMs: 20_000 }));

  beforeAll(async () => {
    stack = await EngineStack.start();
    await Promise.all([
      stack.run('healthy', probed('true')),
      stack.run('unhealthy', probed('echo no route to database; false')),
      stack.run('plain', IDLE),
      stack.run('stopped', { Cmd: ['sh', '-c', 'exit 7'] }),
      stack.run('loop', {
        Cmd: ['sh', '-c', 'echo started; exit 3'],
        HostConfig: { RestartPolicy: { Name: 'always' } },
      }),
      stack.run('hungry', HUNGRY),
      stack.run('two', IDLE, 1),
      stack.run('two', { Cmd: ['sh', '-c', 'exit 1'] }, 2),
      stack.run('busy', {
        Cmd: ['sh', '-c', 'trap "exit 0" TERM; while :; do :; done'],
        HostConfig: { NanoCpus: 0.05 * SECOND },
      }),
      stack.run('full', {
        ...after('head -c 40000000 /dev/zero >/dev/shm/data'),
        HostConfig: { Memory: 64 << 20, ShmSize: 60 << 20 },
      }),
    ]);
    await Promise.all([
      stack.until('app-healthy-1', ({ health }) => health?.status === 'healthy'),
      stack.until('app-unhealthy-1', ({ health }) => health?.status === 'unhealthy'),
      stack.until('app-loop-1', ({ restartCount }) => restartCount >= 2),
      stack.until('app-hungry-1', ({ state }) => state === 'exited'),
      stack.until('app-stopped-1', ({ state }) => state === 'exited'),
      stack.until('app-two-2', ({ state }) => state === 'exited'),
    ]);
  }, 120_000);

  afterAll(() => stack?.dispose());

  describe('container', () => {
    const on = (service: string, expected?: Expected): Promise<SmokeResult> =>
      look({ kind: 'container', service }, expected);

    it('passes for one that runs, and is healthy where it has a check', async () => {
      const expected = { state: 'running', health: 'healthy', restarts: 0, oomKilled: false, failingStreak: 0 };
      expect((await on('healthy', expected)).outcome).toBe('pass');
      expect((await on('healthy')).outcome).toBe('pass');
      expect((await on('plain')).outcome).toBe('pass');
      expect((await on('plain', { health: { in: ['healthy', 'none'] } })).outcome).toBe('pass');
    });

    it('fails for one that is unhealthy, with what its check says', async () => {
      expect(inShort(await on('unhealthy'))).toMatch(/^fail: unhealthy is unhealthy: .*no route to database/);
      expect(inShort(await on('unhealthy', { health: 'healthy' }))).toMatch(
        /^fail: health of unhealthy \(.*no route to database.*\) is "unhealthy", expected "healthy"\.$/,
      );
      expect(inShort(await on('unhealthy', { failingStreak: 0 }))).toMatch(
        /^fail: failingStreak of unhealthy .* is \d/,
      );
    });

    it('fails for one that is stopped, killed for its memory, or starts again and again', async () => {
      expect(inShort(await on('stopped'))).toMatch(/^fail: stopped is exited: .*7/);
      expect(inShort(await on('stopped', { exitCode: 0 }))).toMatch(/^fail: exitCode of stopped .*is 7, expected 0/);
      expect(inShort(await on('hungry', { oomKilled: false }))).toMatch(
        /^fail: oomKilled of hungry .*is true, expected false/,
      );
      expect(inShort(await on('hungry'))).toMatch(/^fail: hungry is exited: .*memory/i);
      await stack.until('app-loop-1', ({ restartCount }) => restartCount >= 4);
      // Met while it runs for a moment, it has no exit code.
      expect(inShort(await on('loop'))).toMatch(
        /^fail: loop is (?:running: keeps restarting|\w+: keeps restarting, exit code 3)\.$/,
      );
      expect(inShort(await on('loop', { restarts: { lt: 2 } }))).toMatch(
        /^fail: restarts of loop .*is \d+, expected less/,
      );
    });

    it('fails for one that is declared and not there, and for replicas that are', async () => {
      const declared = await stack.context({ gone: {}, plain: {}, two: { replicas: 2 }, healthy: { replicas: 3 } });
      const joined = (service: string, expected?: Expected): Promise<SmokeResult> =>
        stack.result(smokeTest({ kind: 'container', service }, expected), declared);
      expect(inShort(await joined('gone', { state: 'running' }))).toBe('fail: gone is declared and not there.');
      expect(inShort(await joined('plain'))).toMatch(/^pass/);
      expect(inShort(await joined('two'))).toMatch(/^fail: app-two-2 is exited/);
      expect(inShort(await joined('two', { state: 'running' }))).toMatch(
        /^fail: state of app-two-2 .*is "exited", expected "running"/,
      );
      expect(inShort(await joined('healthy'))).toMatch(/^fail: healthy has 1 of 3 replicas/);
      expect(inShort(await joined('gnoe'))).toMatch(/^error: There is no service gnoe/);
    });

    it('of all services names each that is not well', async () => {
      const { outcome, message, containers } = await look({ kind: 'container' });
      expect(outcome).toBe('fail');
      for (const name of ['unhealthy', 'stopped', 'hungry', 'loop', 'app-two-2'])
        expect(message).toContain(`${name} is`);
      for (const name of ['plain is', 'app-two-1', ' healthy is']) expect(message).not.toContain(name);
      expect(containers).toHaveLength(10);
    });

    it('counts a job that has ended well as well', async () => {
      const id = await stack.run('migrate', { Cmd: ['true'] });
      await stack.until(id, ({ state }) => state === 'exited');
      const declared = await stack.context({ migrate: { isOneShot: true } });
      const one = (expected?: Expected): Promise<SmokeResult> =>
        stack.result(smokeTest({ kind: 'container', service: 'migrate' }, expected), declared);
      expect((await one()).outcome).toBe('pass');
      expect((await one({ exitCode: 0 })).outcome).toBe('pass');
      const server = await stack.context({ migrate: {} });
      expect(inShort(await stack.result(smokeTest({ kind: 'container', service: 'migrate' }), server))).toMatch(
        /^fail: migrate is exited/,
      );
      await stack.dockerd.remove(id);
    });
  });

  describe('stats', () => {
    it('passes within limits', async () => {
      const expected = { cpuPercentOfLimit: { lt: 400 }, memoryBytes: { gt: 0, lt: 64 << 20 } };
      expect(inShort(await look({ kind: 'stats', service: 'busy', samples: 2 }, expected))).toMatch(
        /^pass: cpuPercentOfLimit is [\d.]+, memoryBytes is \d+/,
      );
    });

    it('fails for use above the limit, and says of whom', async () => {
      expect(
        inShort(await look({ kind: 'stats', service: 'busy', samples: 2 }, { cpuPercentOfLimit: { lt: 20 } })),
      ).toMatch(
        /^fail: cpuPercentOfLimit of app-busy-1 is \d[\d.]*, expected less than 20\. Find out what it is busy with/,
      );
      expect(
        inShort(await look({ kind: 'stats', service: 'full', samples: 1 }, { memoryPercentOfLimit: { lt: 50 } })),
      ).toMatch(/^fail: memoryPercentOfLimit of app-full-1 is \d\d[\d.]*, expected less than 50\./);
    });

    it('does not call it well where there is no limit', async () => {
      expect(
        inShort(await look({ kind: 'stats', service: 'plain', samples: 1 }, { memoryPercentOfLimit: { lt: 90 } })),
      ).toMatch(
        /^fail: memoryPercentOfLimit of app-plain-1 is not known: it has no memory limit to compare with\. Set one/,
      );
    });

    it('is an error for a service that does not run', async () => {
      expect(
        inShort(await look({ kind: 'stats', service: 'stopped', samples: 1 }, { cpuPercent: { lt: 90 } })),
      ).toMatch(/^error: stopped does not run: it is exited with exit code 7/);
    });
  });

  describe('logsize', () => {
    it('passes for a small log that is rotated', async () => {
      await stack.run('tidy', {
        ...after('echo hello'),
        HostConfig: logging({ 'max-size': '10m', 'max-file': '3' }) ?? {},
      });
      const result = await look({ kind: 'logsize', service: 'tidy' }, { rotated: true, bytes: { lt: 1 << 20 } });
      expect(inShort(result)).toMatch(/^pass: rotated is true, bytes is \d+/);
    });

    it('fails for a log that grows for ever, and for one that is too large', async () => {
      await stack.run('chatty', { ...after('yes 0123456789 | head -n 200000'), HostConfig: logging({}) ?? {} });
      expect(inShort(await look({ kind: 'logsize', service: 'chatty' }, { rotated: true }))).toMatch(
        /^fail: rotated of app-chatty-1 is false, expected true\. Set max-size and max-file under "logging"/,
      );
      const large = smokeTest(
        { kind: 'logsize', service: 'chatty' },
        { bytes: { lt: 100_000 } },
        { timeoutMs: 30_000 },
      );
      expect(inShort(await stack.result(large))).toMatch(
        /^fail: bytes of app-chatty-1 is \d+, expected less than 100000/,
      );
    });

    it('counts what was rotated away', async () => {
      const id = await stack.run('rotating', {
        ...after('yes 0123456789 | head -n 5000; touch /done'),
        HostConfig: logging({ 'max-size': '50k', 'max-file': '4' }) ?? {},
      });
      const done = { kind: 'exec', service: 'rotating', argv: ['test', '-e', '/done'] } as const;
      await stack.result(smokeTest(done, {}, { retries: 100, intervalMs: 50 }));
      const result = await stack.result(
        smokeTest({ kind: 'logsize', service: 'rotating' }, { bytes: { gt: 100_000, lt: 250_000 } }),
      );
      expect(inShort(result)).toMatch(/^pass/);
      expect(result.containers).toEqual([id]);
    });

    it('does not know what it cannot see, and says so', async () => {
      await stack.run('silent', { ...IDLE, HostConfig: { LogConfig: { Type: 'none', Config: {} } } });
      expect(inShort(await look({ kind: 'logsize', service: 'silent' }, { bytes: { lt: 1 } }))).toMatch(
        /^error: bytes of app-silent-1 is not known: its logging driver \(none\) writes no file/,
      );
      const remote = await stack.context(undefined, { isLocal: false });
      expect(
        inShort(await stack.result(smokeTest({ kind: 'logsize', service: 'plain' }, { bytes: { lt: 1 } }), remote)),
      ).toMatch(/^error: bytes of app-plain-1 is not known: the file is on another machine/);
      const { LogPath } = (await stack.dockerd.api('GET', '/containers/app-plain-1/json')) as { LogPath: string };
      rmSync(LogPath);
      expect(inShort(await look({ kind: 'logsize', service: 'plain' }, { bytes: { lt: 1e9 } }))).toMatch(
        /^error: bytes of app-plain-1 is not known: it has no file yet/,
      );
    });
  });

  describe('logs', () => {
    const on = (service: string, expected: Expected, over: { since?: 'start' | number; stream?: 'stderr' } = {}) =>
      stack.result(smokeTest({ ...{ kind: 'logs', service, since: 'start', stream: 'both' }, ...over }, expected));
    const until = (service: string, text: string): Promise<SmokeResult> => {
      const probe = { kind: 'logs', service, since: 'start', stream: 'both' } as const;
      return stack.result(smokeTest(probe, { text: { contains: text } }, { retries: 100, intervalMs: 50 }));
    };

    beforeAll(async () => {
      // Says that it is ready in its first run only.
      const script = 'if test -e /crashed; then echo starting; else echo ready; touch /crashed; fi; echo oops >&2';
      const id = await stack.run('crashed', after(script));
      expect((await until('crashed', 'oops')).outcome).toBe('pass');
      await stack.dockerd.api('POST', `/containers/${id}/restart?t=5`);
      expect((await until('crashed', 'starting')).outcome).toBe('pass');
      expect((await until('crashed', 'oops')).outcome).toBe('pass');
    });

    it('passes for a line since the last start, and stops reading there', async () => {
      expect((await on('crashed', { text: { matches: '^starting$' } })).outcome).toBe('pass');
      expect((await on('crashed', { text: { contains: 'oops' } }, { stream: 'stderr' })).outcome).toBe('pass');
      await stack.run('endless', { Cmd: ['sh', '-c', 'echo ready; yes'] });
      expect((await until('endless', 'ready')).outcome).toBe('pass');
      await stack.dockerd.remove('app-endless-1');
    });

    it('does not count a line from before the crash', async () => {
      expect(inShort(await on('crashed', { text: { contains: 'ready' } }))).toMatch(
        /^fail: text is "(?:starting oops|oops starting)", expected "ready" in it\. Read the log from its last start/,
      );
      expect((await on('crashed', { text: { contains: 'ready' } }, { since: 60_000 })).outcome).toBe('pass');
    });

    it('fails for an error in it, and for the wrong stream', async () => {
      expect((await on('crashed', { lines: { lt: 2 } })).outcome).toBe('fail');
      expect((await on('crashed', { text: { contains: 'starting' } }, { stream: 'stderr' })).outcome).toBe('fail');
    });

    it('says why there is nothing to read: ended, in a loop, logged elsewhere', async () => {
      expect(inShort(await on('stopped', { text: { contains: 'ready' } }))).toMatch(
        /^error: stopped does not run: it is exited/,
      );
      expect(inShort(await on('silent', { text: { contains: 'ready' } }))).toMatch(
        /^error: The log of app-silent-1 goes to none: the engine cannot read it/,
      );
    });
  });
});
