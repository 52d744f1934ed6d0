import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StatusCommand, statesOf, type Reported } from '../live/support/statusCommand';
import { Dockerd, HUNGRY, IDLE, whyNoDocker, type ContainerSpec } from '../rig/docker';

const reason = await whyNoDocker();
if (reason) console.warn(`Tests of status against a real Docker engine are SKIPPED: ${reason}`);

const COMPOSE = `name: mail
services:
  well:
    image: busybox:test
    healthcheck:
      test: [CMD, "true"]
  probeless:
    image: redis:7
    healthcheck:
      test: [CMD, curl, http://127.0.0.1/]
  refusing:
    image: busybox:test
    healthcheck:
      test: [CMD-SHELL, "echo connection refused; exit 1"]
  crashing:
    image: busybox:test
    restart: always
  slow:
    image: busybox:test
    healthcheck:
      test: [CMD, "false"]
      start_period: 1h
  hungry:
    image: busybox:test
    mem_limit: 16m
  drifted:
    image: busybox:other
    mem_limit: 64m
    restart: unless-stopped
  halted:
    image: busybox:test
    restart: unless-stopped
  migrate:
    image: busybox:test
  seed:
    image: busybox:test
  scaled:
    image: busybox:test
    scale: 2
    depends_on:
      migrate: { condition: service_completed_successfully }
      seed: { condition: service_completed_successfully }
  absent:
    image: busybox:test
  debug:
    image: busybox:test
    profiles: [debug]
`;

const SECOND = 1_000_000_000;
const probe = (...Test: string[]) => ({ Test, Interval: SECOND, Timeout: 5 * SECOND, Retries: 2 });

describe.skipIf(reason)('holdfast status with a real engine', () => {
  let dockerd: Dockerd;
  let folder: string;
  const command = new StatusCommand(() => ({ cwd: folder, host: dockerd.host }));

  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'holdfast-status-')));
    await writeFile(join(folder, 'compose.yaml'), COMPOSE);
    await writeFile(join(folder, 'holdfast.yaml'), 'objectives: { startup: 2s }\n');
    dockerd = await Dockerd.start();
    await dockerd.importBusybox('busybox:test', 'redis:7');
    const start = (service: string, spec: Partial<ContainerSpec> = {}, number = 1, project = 'mail') =>
      dockerd.run(`${project}-${service}-${number}`, {
        ...IDLE,
        ...spec,
        // Relative, as Compose 1 writes it.
        Labels: labels(project, service, number, folder, 'compose.yaml'),
      });
    const always = { RestartPolicy: { Name: 'always' } };
    const unlessStopped = { RestartPolicy: { Name: 'unless-stopped' } };
    await Promise.all([
      start('well', { Healthcheck: probe('CMD', 'true') }),
      start('probeless', { Image: 'redis:7', Healthcheck: probe('CMD', 'curl', 'http://127.0.0.1/') }),
      start('refusing', { Healthcheck: probe('CMD-SHELL', 'echo connection refused; exit 1') }),
      start('crashing', { Cmd: ['sh', '-c', 'exit 3'], HostConfig: always }),
      start('slow', {
        Healthcheck: { ...probe('CMD', 'false'), StartPeriod: 3600 * SECOND } as ContainerSpec['Healthcheck'] & object,
      }),
      start('hungry', HUNGRY),
      start('drifted', { HostConfig: unlessStopped }),
      start('halted', { HostConfig: unlessStopped }).then((id) => dockerd.api('POST', `/containers/${id}/stop`)),
      start('migrate', { Cmd: ['true'] }),
      start('seed', { Cmd: ['sh', '-c', 'exit 2'] }),
      start('scaled'),
      start('scaled', {}, 2),
      start('orphan'),
      start('elsewhere', {}, 1, 'other'),
    ]);
  }, 120_000);

  afterAll(async () => {
    command.end();
    await dockerd?.dispose();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  function labels(
    project: string,
    service: string,
    number: number,
    directory: string,
    file: string,
  ): Record<string, string> {
    return Object.fromEntries(
      Object.entries({
        project: project,
        service,
        'container-number': String(number),
        oneoff: 'False',
        'project.working_dir': project === 'other' ? '/elsewhere' : directory,
        'project.config_files': file,
      }).map(([name, value]) => [`com.docker.compose.${name}`, value]),
    );
  }

  it('tells states with reasons, drift and findings', async () => {
    const { report, code } = await command.until((one) => {
      const states = statesOf(one);
      return (
        /keeps restarting/.test(states['crashing'] ?? '') &&
        ['refusing', 'probeless', 'hungry'].every((name) => states[name]?.startsWith('unhealthy')) &&
        states['well'] === 'running' &&
        /still/.test(states['slow'] ?? '')
      );
    });
    expect(statesOf(report)).toEqual({
      well: 'running',
      probeless: 'unhealthy: probe cannot run: no curl',
      refusing: 'unhealthy: probe fails: connection refused',
      crashing: expect.stringMatching(/^unhealthy: keeps restarting(, exit code 3)?$/) as string,
      slow: 'degraded: still starting after 2 s',
      hungry: 'unhealthy: out of memory',
      drifted: 'running',
      halted: 'stopped: stopped',
      migrate: 'ended: one-shot, ended 0',
      seed: 'failed: exit code 2',
      scaled: 'running',
      absent: 'missing: declared, not running',
      debug: 'inactive: profile debug is not active',
      orphan: 'undeclared: running, not declared',
    });
    const drifted = report.stacks[0]?.services.find(({ name }) => name === 'drifted');
    expect(drifted?.drift.map(({ aspect }) => aspect)).toEqual(['image', 'memory limit']);
    const lines = COMPOSE.split('\n');
    expect(report.findings.map(({ code: id, range }) => `${id} ${lines[range.start.line]?.trim()}`).sort()).toEqual([
      'live/out-of-memory mem_limit: 16m',
      'live/probe-cannot-run test: [CMD, curl, http://127.0.0.1/]',
      'live/restart-loop crashing:',
    ]);
    expect([code, report.summary.allWell]).toEqual([1, false]);
  });

  it('prints it for people', async () => {
    const { code, stdout, stderr } = await command.run([]);
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(/^engine: .*docker\.sock\n\nmail {3}compose\.yaml {3}\d+ of 14 ok\n/);
    expect(stdout).toMatch(/\n {2}✔ well +up \d+ s/);
    expect(stdout).toMatch(/\n {2}✖ probeless +probe cannot run: no curl/);
    expect(stdout).toMatch(/\n {2}≠ drifted +image, memory limit differs from the file/);
    expect(stdout).toMatch(/\n {6}image: compose\.yaml:27 says busybox:other, runs with busybox:test\n/);
    expect(stdout).not.toContain('elsewhere');
  });

  it('finds the same stack through a link, and by one of its files', async () => {
    const link = `${folder}-link`;
    await symlink(folder, link);
    try {
      const { stdout } = await command.run(['compose.yaml'], { cwd: link });
      expect(stdout).toMatch(/✔ well/);
    } finally {
      await rm(link);
    }
  });

  it('follows what happens: 1 when something fails, 0 when all is well', async () => {
    const quiet = await mkdtemp(join(tmpdir(), 'holdfast-status-'));
    await writeFile(join(quiet, 'compose.yaml'), 'name: quiet\nservices:\n  web: { image: "busybox:test" }\n');
    const id = await dockerd.run('quiet-web-1', {
      ...IDLE,
      Labels: labels('quiet', 'web', 1, quiet, join(quiet, 'compose.yaml')),
    });
    expect((await command.run([quiet])).code).toBe(0);
    const states: string[] = [];
    const { child, ended } = command.start([quiet, '--watch', '--format', 'json'], {
      onLine: (line) => {
        if (/"db"/.test(line)) child.kill('SIGINT');
        const state = statesOf(JSON.parse(line) as Reported)['web'] ?? '';
        // Something else of the report has changed.
        if (state === states.at(-1)) return;
        states.push(state);
        if (states.length === 1) void dockerd.api('POST', `/containers/${id}/pause`);
        else if (state === 'unhealthy: paused') void dockerd.api('POST', `/containers/${id}/unpause`);
        else
          void writeFile(
            join(quiet, 'compose.yaml'),
            'name: quiet\nservices:\n  web: { image: "busybox:test" }\n  db: { image: "busybox:test" }\n',
          );
      },
    });
    expect((await ended).code).toBe(1);
    expect(states).toEqual(['running', 'unhealthy: paused', 'running']);
    await rm(quiet, { recursive: true });
  });

  it('adds what a Prometheus knows', async () => {
    const labelled = { alertname: 'QueueFull', service: 'well', severity: 'page' };
    const answers: Readonly<Record<string, unknown>> = {
      targets: {
        activeTargets: [{ labels: { job: 'x', instance: 'well:1' }, scrapeUrl: 'http://well:1/metrics', health: 'up' }],
      },
      alerts: { alerts: [{ labels: labelled, state: 'firing', annotations: {} }] },
      query: { result: [] },
    };
    const authorizations = new Set<string | undefined>();
    const server = createServer((request, response) => {
      authorizations.add(request.headers.authorization);
      const name = request.url?.split('/').at(-1)?.split('?')[0] ?? '';
      response.end(JSON.stringify({ status: 'success', data: answers[name] }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      process.env['HOLDFAST_PROMETHEUS_TOKEN'] = 'hunter2';
      const { stdout } = await command.run(['--prometheus', url]);
      expect(stdout).toMatch(/▲ well +alert QueueFull fires/);
      expect(stdout).toContain(`Prometheus ${url}: 1 of 1 target up, 1 alert fires`);
      expect([...authorizations]).toEqual(['Bearer hunter2']);
    } finally {
      delete process.env['HOLDFAST_PROMETHEUS_TOKEN'];
      await new Promise((resolve) => server.close(resolve));
    }
    const { code, stdout } = await command.run(['--prometheus', 'http://127.0.0.1:9']);
    expect([code, stdout]).toEqual([1, expect.stringMatching(/… Prometheus: /)]);
  });

  it('says 3 when no engine answers, and what to do', async () => {
    const nowhere = `unix://${join(folder, 'no.sock')}`;
    const { code, stdout } = await command.run([], { host: nowhere });
    expect([code, stdout]).toEqual([3, expect.stringContaining('Start Docker')]);
    expect(stdout).not.toMatch(/✔/);
    const json = JSON.parse((await command.run(['--format', 'json'], { host: nowhere })).stdout) as Reported;
    expect(json.engine.problem?.kind).toBe('no-engine');
  });
});
