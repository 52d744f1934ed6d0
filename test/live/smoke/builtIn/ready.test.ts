import { truncate } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { DEFAULT_OBJECTIVES } from '../../../../server/src/protocol';
import { serviceTests, stackTests } from '../../../../client/src/live/smoke/builtIn/ready';
import { HUNGRY, IDLE, whyNoDocker, type ContainerSpec } from '../../../rig/docker';
import { inShort } from '../support';
import { Coverage, type Group } from './coverage';
import { useStacks } from './running';

const reason = await whyNoDocker();
if (reason) console.warn(`Smoke tests of whole stacks are SKIPPED: ${reason}`);

/** Of a service of which everything is known. */
const FACTS = {
  ...{ name: 'it', imageKind: undefined, imageName: 'app', publishedPorts: [], healthCheckTest: undefined },
  ...{ suggestedProbe: undefined, environmentNames: [], hasDataVolume: false, isOneShot: false },
  ...{ limits: { cpus: true, memory: true }, isStartKnown: true },
};
const SERVICE = groupOf('service', serviceTests(FACTS, DEFAULT_OBJECTIVES));
const STACK = groupOf('stack', stackTests(DEFAULT_OBJECTIVES, [FACTS]));
const coverage = new Coverage([SERVICE, STACK]);

function groupOf(title: string, tests: readonly { readonly id: string }[]): Group {
  return { title, tests: tests.map(({ id }) => ({ what: id.slice(id.indexOf('/') + 1) })) };
}

const LIMITED = { LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } } };
const probed = (test: string): NonNullable<ContainerSpec['Healthcheck']> => ({
  ...{ Test: ['CMD-SHELL', test], Interval: 1e9, Timeout: 5e9, Retries: 2 },
});

describe.skipIf(reason)('tests of whole stacks', { timeout: 120_000 }, () => {
  const stacks = useStacks((dockerd) => dockerd.importBusybox('busybox:test'));

  const ofStack = async (project: string, what: string): Promise<string> => {
    const result = await stacks().run(project, `stack/${what}`);
    coverage.saw(STACK, what, result.outcome);
    return inShort(result);
  };
  const ofService = async (project: string, service: string, what: string): Promise<string> => {
    const result = await stacks().run(project, `${service}/${what}`);
    coverage.saw(SERVICE, what, result.outcome);
    return inShort(result);
  };

  it('pass where everything runs, is healthy, limited and quick', async () => {
    const limits = { ...LIMITED, Memory: 256 << 20, NanoCpus: 2e9 };
    await stacks().up('well', 'web', { ...IDLE, Healthcheck: probed('true'), HostConfig: limits });
    await stacks().up('well', 'worker', { ...IDLE, HostConfig: LIMITED });
    await stacks().until('well', 'web', ({ replicas }) => replicas[0]?.figures?.timeToHealthyMs !== undefined);
    expect(await ofStack('well', 'services-healthy')).toMatch(/^pass/);
    expect(await ofStack('well', 'logs')).toMatch(/^pass/);
    for (const what of ['running', 'usage', 'startup']) expect(await ofService('well', 'web', what)).toMatch(/^pass/);
    // Without limits there is nothing to be close to.
    expect(
      stacks()
        .tests('well')
        .some(({ id }) => id === 'worker/usage'),
    ).toBe(false);
  });

  it('name what is unhealthy, starting, missing, or starts again and again', async () => {
    await stacks().up('sick', 'web', { ...IDLE, Healthcheck: probed('echo no database; exit 1') });
    await stacks().until('sick', 'web', ({ state }) => state === 'unhealthy');
    expect(await ofStack('sick', 'services-healthy')).toMatch(/^fail: .*web.*no database/);
    expect(await ofService('sick', 'web', 'running')).toMatch(/^pass/);

    const crash = { Cmd: ['sh', '-c', 'exit 3'], HostConfig: { RestartPolicy: { Name: 'always' } } };
    await stacks().up('loop', 'worker', crash);
    await stacks().until('loop', 'worker', ({ cause }) => cause === 'restart loop');
    expect(await ofStack('loop', 'services-healthy')).toMatch(/^fail: .*worker.*restart/);
    expect(await ofService('loop', 'worker', 'running')).toBe(
      'fail: It does not run: the end of its log says why it ended, and docker compose up -d starts it.',
    );

    stacks().declare('gone', { db: {}, web: {} });
    await stacks().up('gone', 'web', IDLE);
    expect(await ofStack('gone', 'services-healthy')).toMatch(/^fail: db is declared and not there/);

    await stacks().up('early', 'web', { ...IDLE, Healthcheck: { ...probed('false'), StartPeriod: 3600e9 } as never });
    expect(await ofStack('early', 'services-healthy')).toBe(
      'warn: All services run, and some are still starting: look again in a moment.',
    );
  });

  it('tell a kill for want of memory from a service that is well', async () => {
    await stacks().up('oom', 'worker', { ...HUNGRY, HostConfig: { ...HUNGRY.HostConfig, ...LIMITED } });
    await stacks().until('oom', 'worker', ({ state, cause }) => state === 'unhealthy' && cause === 'out of memory');
    expect(await ofStack('oom', 'services-healthy')).toMatch(/^fail: .*worker.*out of memory/);
  });

  it('name the log that grows without limit, and the large one', async () => {
    await stacks().up('logs', 'quiet', { ...IDLE, HostConfig: LIMITED });
    await stacks().up('logs', 'chatty', IDLE);
    expect(await ofStack('logs', 'logs')).toMatch(/^fail: .*chatty.*Set max-size and max-file under "logging"/);
    const large = await stacks().up('large', 'chatty', { ...IDLE, HostConfig: LIMITED });
    const { logPath } = await stacks().source.engine.details(large);
    await truncate(logPath, 101 << 20);
    expect(await ofStack('large', 'logs')).toMatch(
      /^warn: Large logs: \S+chatty\S* \(101 MiB\)\. Find out what fills them/,
    );
  });

  it('hold use against limits', async () => {
    const busy = { Cmd: ['sh', '-c', 'trap "exit 0" TERM; while :; do :; done'], HostConfig: { NanoCpus: 5e7 } };
    await stacks().up('busy', 'worker', busy);
    expect(await ofService('busy', 'worker', 'usage')).toBe(
      'fail: It uses most of the processor time that it may have: find out what it is busy with, or raise its limit.',
    );
    // Files of a tmpfs are memory that cannot be given back.
    const fill = 'head -c 31000000 /dev/zero >/dev/shm/full; trap "exit 0" TERM; while :; do sleep 0.1; done';
    const full = { Cmd: ['sh', '-c', fill], HostConfig: { Memory: 32 << 20, MemorySwap: 32 << 20 } };
    await stacks().up('full', 'worker', full);
    expect(await ofService('full', 'worker', 'usage')).toBe(
      'fail: It is close to its memory limit, where it will be killed: find out what fills it, or raise its limit.',
    );
  });

  it('hold the last start against the objective', async () => {
    stacks().declare('slow', { web: {} });
    // Healthy from its second look on.
    await stacks().up('slow', 'web', {
      ...{
        ...IDLE,
        Healthcheck: { ...probed('[ -e /looked ] || { touch /looked; exit 1; }'), Interval: 2e9 } as never,
      },
    });
    await stacks().until('slow', 'web', ({ replicas }) => replicas[0]?.figures?.timeToHealthyMs !== undefined);
    const test = stacks().test('slow', 'web/startup');
    const strict = test.expect.map((one) => ({ ...one, matcher: { le: 1 } }));
    const result = await stacks().run('slow', 'web/startup', { change: { expect: strict } });
    coverage.saw(SERVICE, 'startup', result.outcome);
    expect(inShort(result)).toMatch(/^fail: It took longer than .* to become healthy/);
  });

  it('are about the new container once it was made anew', async () => {
    const first = await stacks().up('anew', 'web', { ...IDLE, HostConfig: LIMITED });
    await stacks().dockerd.remove(first);
    const second = await stacks().up('anew', 'web', { ...IDLE, HostConfig: LIMITED });
    const result = await stacks().run('anew', 'web/running');
    expect([result.outcome, result.containers]).toEqual(['pass', [second]]);
  });

  it('were all seen well and sick', () => expect(coverage.missing()).toEqual([]));
});
