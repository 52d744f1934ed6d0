/**
 * The promise of the living half as a whole: a stack of real servers, started by Compose itself, and what `holdfast status` says about it
 * while things happen to it.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEBIAN_DEADLINE_MS, importDebianImages, whyNoDebianImages } from '../../rig/debianImages';
import { Dockerd, HUNGRY, IDLE, whyMissing, whyNoDocker } from '../../rig/docker';
import { StatusCommand, statesOf, type Reported, type ReportedService } from '../support/statusCommand';

const run = promisify(execFile);

const reason =
  (await whyNoDocker()) ?? (await whyMissing({ 'docker-compose': 'docker-compose' })) ?? (await whyNoDebianImages());
if (reason) console.warn(`Tests with a stack of real servers are SKIPPED: ${reason}`);

/** The engine has no network of its own, so that it gets along with others on the machine: each container has a loopback. */
const probed = (image: string, test: string, more = ''): string =>
  `{ image: "${image}", network_mode: none, healthcheck: { test: ${test}, interval: 1s, timeout: 10s, retries: 2 }${more} }`;

const DB = probed('postgres:15', '[CMD, pg_isready, -U, postgres]');
const CACHE = probed('redis:7', '[CMD-SHELL, "redis-cli ping | grep PONG"]');
const METRICS = probed('prom/prometheus:v2.42.0', '[CMD, curl, -fsS, "http://127.0.0.1:9090/-/ready"]');
const WORKER = `{ image: "busybox:test", network_mode: none, scale: 2, command: ${JSON.stringify(composeWords(IDLE.Cmd))} }`;

const SHOP = `services:
  db: ${DB}
  cache: ${CACHE}
  metrics: ${METRICS}
  worker: ${WORKER}
  migrate:
    image: postgres:15
    network_mode: none
    command: [psql, --version]
  web:
    image: busybox:test
    network_mode: none
    command: ${JSON.stringify(composeWords(IDLE.Cmd))}
    depends_on:
      migrate: { condition: service_completed_successfully }
`;

const TROUBLE = `services:
  crashing:
    image: busybox:test
    network_mode: none
    restart: always
    command: [sh, -c, "exit 3"]
  unhealthy: ${probed('redis:7', '[CMD-SHELL, "redis-cli -p 7777 ping"]')}
  slow: ${probed('busybox:test', '[CMD, "false"]', `, command: ${JSON.stringify(composeWords(IDLE.Cmd))}`).replace('retries: 2', 'retries: 2, start_period: 1h')}
  hungry:
    image: busybox:test
    network_mode: none
    mem_limit: 16m
    command: ${JSON.stringify(composeWords(HUNGRY.Cmd))}
  job:
    image: busybox:test
    network_mode: none
    command: [sh, -c, "exit 2"]
`;

/** Compose replaces variables. */
function composeWords(words: readonly string[]): string[] {
  return words.map((word) => word.replaceAll('$', '$$$$'));
}

describe.skipIf(reason)('a stack of real servers', { timeout: 120_000 }, () => {
  let dockerd: Dockerd;
  let root: string;
  const command = new StatusCommand(() => ({ cwd: root, host: dockerd.host }));

  beforeAll(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'holdfast-stack-')));
    dockerd = await Dockerd.start();
    await dockerd.importBusybox('busybox:test');
    await importDebianImages(dockerd);
    for (const [name, text] of Object.entries({ shop: SHOP, trouble: TROUBLE })) {
      await mkdir(join(root, name));
      await writeFile(join(root, name, 'docker-compose.yml'), `version: "2.4"\n${text}`);
      await writeFile(join(root, name, 'holdfast.yaml'), 'objectives: { startup: 2s }\n');
    }
    await Promise.all([compose('shop', 'up', '-d'), compose('trouble', 'up', '-d')]);
  }, DEBIAN_DEADLINE_MS);

  afterAll(async () => {
    command.end();
    await dockerd?.dispose();
    await rm(root, { recursive: true, force: true });
  }, 60_000);

  function compose(stack: string, ...words: string[]): Promise<unknown> {
    const env = { ...process.env, DOCKER_HOST: dockerd.host, COMPOSE_PROJECT_NAME: stack };
    return run('docker-compose', words, { cwd: join(root, stack), env });
  }

  /** Watches a stack, does something, and waits until the report says what is expected. */
  async function after(
    stack: string,
    act: () => Promise<unknown>,
    met: (service: (name: string) => ReportedService | undefined, report: Reported) => boolean,
  ): Promise<Reported> {
    let acted: Promise<unknown> | undefined;
    const { report } = await command.until(
      (one) => {
        acted ??= act();
        return met((name) => one.stacks[0]?.services.find((service) => service.name === name), one);
      },
      [stack],
    );
    await acted;
    return report;
  }

  /** As the kernel does, and as no engine knows of. */
  async function killFirstProcess(): Promise<void> {
    const { State } = (await dockerd.api('GET', '/containers/shop_cache_1/json')) as { State: { Pid: number } };
    process.kill(State.Pid, 'SIGKILL');
  }

  const says = (service: ReportedService | undefined): string | undefined =>
    service && [service.state, service.reason].filter(Boolean).join(': ');

  it('is well when all of it is, and then the exit code is 0', async () => {
    const { report, code } = await command.until(({ summary }) => summary.allWell, ['shop']);
    expect(statesOf(report)).toEqual({
      ...{ db: 'running', cache: 'running', metrics: 'running', worker: 'running', web: 'running' },
      migrate: 'ended: one-shot, ended 0',
    });
    const healths = Object.fromEntries(
      report.stacks.flatMap(({ services }) => services.map(({ name, containers }) => [name, containers[0]?.health])),
    );
    expect(healths).toMatchObject({ db: 'healthy', cache: 'healthy', metrics: 'healthy', worker: null });
    expect(report.findings).toEqual([]);
    expect(code).toBe(0);
    const once = await command.run(['shop', '--format', 'json']);
    expect([once.code, once.stderr]).toEqual([0, '']);
  });

  it('in trouble says which service has what, and the exit code is 1', async () => {
    const { report, code } = await command.until(
      (one) => {
        const states = statesOf(one);
        return (
          ['crashing', 'unhealthy', 'hungry'].every((name) => states[name]?.startsWith('unhealthy')) &&
          states['slow']?.startsWith('degraded') === true
        );
      },
      ['trouble'],
    );
    expect(statesOf(report)).toEqual({
      crashing: 'unhealthy: keeps restarting, exit code 3',
      unhealthy: 'unhealthy: probe fails: Could not connect to Redis at 127.0.0.1:7777: Connection refused',
      slow: 'degraded: still starting after 2 s',
      hungry: 'unhealthy: out of memory',
      job: 'failed: exit code 2',
    });
    expect(report.findings.map(({ code: id }) => id).sort()).toEqual(['live/out-of-memory', 'live/restart-loop']);
    expect([code, (await command.run(['trouble'])).code]).toEqual([1, 1]);
  });

  it('that is killed, stopped or paused is seen to be, and to be back', async () => {
    const backAgain = () =>
      after(
        'shop',
        () => compose('shop', 'start', 'cache'),
        (of) => says(of('cache')) === 'running',
      );
    await after('shop', killFirstProcess, (of) => says(of('cache')) === 'unhealthy: killed (exit code 137)');
    await backAgain();
    // By somebody, who knows what they do.
    await after(
      'shop',
      () => compose('shop', 'kill', 'cache'),
      (of) => of('cache')?.state === 'stopped',
    );
    await backAgain();
    const stopped = await after(
      'shop',
      () => compose('shop', 'stop', 'db'),
      (of) => of('db')?.state === 'stopped',
    );
    expect(stopped.summary.allWell).toBe(false);
    await after(
      'shop',
      () => compose('shop', 'start', 'db'),
      (of) => says(of('db')) === 'running',
    );
    await after(
      'shop',
      () => compose('shop', 'pause', 'metrics'),
      (of) => says(of('metrics')) === 'unhealthy: paused',
    );
    await after(
      'shop',
      () => compose('shop', 'unpause', 'metrics'),
      (_, { summary }) => summary.allWell,
    );
  });

  it('that is made anew has the new container, and nothing of the old one', async () => {
    let old: string | undefined;
    const report = await after(
      'shop',
      () => compose('shop', 'up', '-d', '--force-recreate', '--no-deps', 'cache'),
      (of) => {
        const service = of('cache');
        old ??= service?.containers[0]?.id;
        return service?.containers[0]?.id !== old && says(service) === 'running';
      },
    );
    expect(report.stacks[0]?.services.find(({ name }) => name === 'cache')?.containers).toHaveLength(1);
  });

  it('that is scaled has as many containers as there are, and too few are told', async () => {
    const scale = (count: number) => compose('shop', 'up', '-d', '--no-deps', '--scale', `worker=${count}`, 'worker');
    await after(
      'shop',
      () => scale(3),
      (of) => of('worker')?.containers.filter(({ state }) => state === 'running').length === 3,
    );
    await after(
      'shop',
      () => scale(1),
      (of) => says(of('worker')) === 'degraded: 1 of 2 running',
    );
    await after(
      'shop',
      () => scale(2),
      (of) => says(of('worker')) === 'running',
    );
  });

  it('whose file has changed differs from it, until it is made anew', async () => {
    const file = join(root, 'shop', 'docker-compose.yml');
    const changed = `version: "2.4"\n${SHOP}`.replace(
      `worker: ${WORKER}`,
      `worker: ${WORKER.replace('{ ', '{ mem_limit: 64m, restart: always, environment: [MODE=fast], ')}`,
    );
    const report = await after(
      'shop',
      () => writeFile(file, changed),
      (of) => (of('worker')?.drift.length ?? 0) > 0,
    );
    const drift = report.stacks[0]?.services.find(({ name }) => name === 'worker')?.drift;
    expect(drift?.map(({ aspect }) => aspect).sort()).toEqual(['environment', 'memory limit', 'restart policy']);
    await after(
      'shop',
      () => compose('shop', 'up', '-d', '--no-deps', 'worker'),
      (of) => says(of('worker')) === 'running' && of('worker')?.drift.length === 0,
    );
  });

  it('of an engine that is gone is not known, and the exit code is 3; back with the engine', async () => {
    let isBack = false;
    const lost = await after(
      'shop',
      () => dockerd.kill(),
      (of, { engine }) => engine.problem !== null && of('db')?.state === 'unknown',
    );
    expect(new Set(lost.stacks[0]?.services.map(({ state }) => state))).toEqual(new Set(['unknown']));
    expect((await command.run(['shop'])).code).toBe(3);
    const back = await after(
      'shop',
      () => dockerd.start().then(() => (isBack = true)),
      (of, { engine }) => isBack && engine.problem === null && of('worker')?.state === 'running',
    );
    // An engine that was killed takes its containers with it; the ones that it is to restart run again.
    expect(statesOf(back)).toMatchObject({ worker: 'running', migrate: 'ended: one-shot, ended 0' });
  });
});
