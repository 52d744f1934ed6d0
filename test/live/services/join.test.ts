import { describe, expect, it } from 'vitest';
import type { Container } from '../../../client/src/live/docker';
import { NO_HISTORY } from '../../../client/src/live/services/history';
import { isWell, joinStacks, type JoinedStack, type Observation } from '../../../client/src/live/services/join';
import { originOf } from '../../../client/src/live/services/labels';
import type { DeclaredStack, DeclaredStackService } from '../../../server/src/protocol';
import { container, declaredService, labels, NOW, observation, place, readings, SECOND, stack } from './fixtures';

let made = 0;

function running(
  service: string,
  over: Partial<Container> = {},
  label: Record<string, string> = {},
  project = 'app',
): Container {
  return container({
    id: `id${made++}`,
    name: `${project}-${service}-1`,
    labels: labels(project, service, label),
    ...over,
  });
}

function join(declared: DeclaredStack[], containers: Container[], over: Partial<Observation> = {}): JoinedStack[] {
  return joinStacks(declared, observation(containers, over));
}

/** `service: state (reason)` of every stack, those that no file declares marked with `+`. */
function told(stacks: readonly JoinedStack[]): string[] {
  return stacks.flatMap(({ name, services, declared }) =>
    services.map(
      (service) =>
        `${declared ? '' : '+'}${name}/${service.name}: ${service.state}${service.reason === undefined ? '' : ` (${service.reason})`}`,
    ),
  );
}

const notAgain = { restart: { value: 'no', source: place(3) } };
const port = { containerPort: 80, hostPort: 8080, hostAddress: '', protocol: 'tcp' };
const check = { test: ['CMD', 'true'], intervalMs: 2000, timeoutMs: 1000, startPeriodMs: 0, retries: 3 };
const exited = (exitCode: number): Partial<Container> => ({ state: 'exited', exitCode, finishedAt: NOW - SECOND });

describe('the state of a service', () => {
  const cases: [what: string, declared: Partial<DeclaredStackService>, containers: Container[], expected: string][] = [
    ['running', {}, [running('web')], 'running'],
    [
      'degraded',
      {},
      [running('web', { state: 'restarting', restartCount: 1, exitCode: 1 })],
      'degraded (restarting, exit code 1)',
    ],
    ['unhealthy', {}, [running('web', exited(1))], 'unhealthy (exit code 1)'],
    ['stopped', {}, [running('web', exited(143))], 'stopped (stopped)'],
    ['ended although it should go on', {}, [running('web', exited(0))], 'stopped (ended, exit code 0)'],
    ['a job by its restart policy', notAgain, [running('web', exited(0))], 'ended (ended 0)'],
    ['a job by its restart policy that failed', notAgain, [running('web', exited(1))], 'unhealthy (exit code 1)'],
    [
      'a server that is not to be restarted',
      notAgain,
      [running('web', { ...exited(0), requestedPorts: [port] })],
      'stopped (ended, exit code 0)',
    ],
    [
      'a probed server that is not to be restarted',
      notAgain,
      [running('web', { ...exited(0), healthCheck: check })],
      'stopped (ended, exit code 0)',
    ],
    ['nothing there', {}, [], 'missing (declared, not running)'],
    ['a job that ended well', { isOneShot: true }, [running('web', exited(0))], 'ended (one-shot, ended 0)'],
    ['a job that failed', { isOneShot: true }, [running('web', exited(2))], 'failed (exit code 2)'],
    ['a job that runs', { isOneShot: true }, [running('web')], 'running'],
    ['a profile that is not active', { profiles: ['debug'] }, [], 'inactive (profile debug is not active)'],
    ['a profile that is', { profiles: ['debug'] }, [running('web')], 'running'],
    ['scaled to none', { replicas: 0 }, [], 'inactive (scaled to none)'],
    ['runs elsewhere', { hasContainer: false }, [], 'inactive (runs outside of the engine)'],
    [
      'all of its containers',
      { replicas: 2 },
      [running('web'), running('web', {}, { 'container-number': '2' })],
      'running',
    ],
    [
      'fewer than declared',
      { replicas: 3 },
      [running('web'), running('web', {}, { 'container-number': '3' })],
      'degraded (2 of 3 running)',
    ],
    [
      'one of several fails',
      { replicas: 2 },
      [running('web'), running('web', exited(1), { 'container-number': '2' })],
      'unhealthy (1 of 2: exit code 1)',
    ],
    ['only a one-off container', {}, [running('web', {}, { oneoff: 'True' })], 'missing (declared, not running)'],
    ['made by hand under its name', { containerName: 'the-web' }, [container({ name: 'the-web' })], 'running'],
    [
      'its container_name, made by Compose',
      { containerName: 'the-web' },
      [running('web', { name: 'the-web' })],
      'running',
    ],
  ];
  it.each(cases)('%s', (_, declared, containers, expected) => {
    expect(told(join([stack('app', [declaredService('web', declared)])], containers))).toEqual([
      `app/web: ${expected}`,
    ]);
  });

  it('is that of a job when it was seen to end well by itself, and of a server when somebody asked for it', () => {
    const ended = running('web', exited(0));
    const seen = (wasAskedFor: boolean): string[] => {
      const end = { at: NOW - SECOND, wasAskedFor };
      return told(
        join([stack('app', [declaredService('web')])], [ended], { historyOf: () => ({ ...NO_HISTORY, end }) }),
      );
    };
    expect([seen(false), seen(true)]).toEqual([['app/web: ended (ended 0)'], ['app/web: stopped (stopped)']]);
  });

  it('is told for what no file declares', () => {
    const declared = stack('app', [declaredService('web')]);
    const stacks = join(
      [declared],
      [
        running('web'),
        running('old'),
        running('bad', exited(1)),
        running('x', {}, { 'project.working_dir': '/y', 'project.config_files': '' }, 'other'),
      ],
    );
    expect(told(stacks)).toEqual([
      'app/web: running',
      'app/bad: unhealthy (exit code 1)',
      'app/old: undeclared (running, not declared)',
      '+other/x: undeclared (running, not declared)',
    ]);
    expect(stacks[0]?.services.map(isWell)).toEqual([true, false, true]);
  });

  it('is not known while the engine does not answer', () => {
    const declared = stack('app', [
      declaredService('web'),
      declaredService('db'),
      declaredService('dev', { profiles: ['dev'] }),
    ]);
    const stacks = join([declared], [running('web', { image: 'other' })], { isStale: true });
    expect(told(stacks)).toEqual([
      'app/web: unknown (the engine does not answer)',
      'app/db: unknown (the engine does not answer)',
      'app/dev: inactive (profile dev is not active)',
    ]);
    expect(stacks[0]?.services[0]?.drift).toEqual([]);
  });

  it('is not known for a container that cannot be read', () => {
    const observed = { readings: readings([], [running('web')]) };
    expect(told(join([stack('app', [declaredService('web')])], [], observed))).toEqual([
      'app/web: unknown (The engine was too slow.)',
    ]);
  });

  it.each([
    [['debug'], 'missing'],
    [['other', '*'], 'missing'],
    [['other'], 'inactive'],
  ])('counts on profiles that are switched on: %s', (activeProfiles, expected) => {
    const declared = stack('app', [declaredService('web', { profiles: ['debug', 'dev'] })], { activeProfiles });
    expect(join([declared], [])[0]?.services[0]?.state).toBe(expected);
  });

  it('follows the objectives of the stack', () => {
    const starting = running('web', {
      startedAt: NOW - 90 * SECOND,
      health: { status: 'starting', failingStreak: 0, probes: [] },
    });
    const patient = stack('app', [declaredService('web')], { objectives: { startup: 120_000 } });
    expect(told(join([patient], [starting]))).toEqual(['app/web: unknown (starting)']);
    expect(told(join([stack('app', [declaredService('web')])], [starting]))).toEqual([
      'app/web: degraded (still starting after 1 min)',
    ]);
  });
});

describe('a running project finds its stack', () => {
  const web = [declaredService('web')];
  const at = (folder: string, name: string, files = ['compose.yaml']): DeclaredStack =>
    stack(name, web, {
      id: `file://${folder}/compose.yaml`,
      folder: `file://${folder}`,
      files: files.map((file) => `file://${folder}/${file}`),
    });
  const from = (working_dir: string, config_files: string, project = 'app'): Container =>
    running('web', {}, { 'project.working_dir': working_dir, 'project.config_files': config_files }, project);

  it.each([
    ['by absolute files, as Compose 2 writes them', from('/srv/app', '/srv/app/compose.yaml')],
    ['by relative files, as Compose 1 writes them', from('/srv/app', 'compose.yaml')],
    ['by several files', from('/srv/app', '/srv/app/compose.yaml,/srv/app/compose.override.yaml')],
    ['by files with detours', from('/srv/app/sub', '../compose.yaml')],
    ['by its folder, where no file is named', from('/srv/app', '-')],
    ['under another name, by its file', from('/srv/app', '/srv/app/compose.yaml', 'staging')],
    ['by its name, started elsewhere', from('/opt/copy', '/opt/copy/compose.yaml')],
  ])('%s', (_, one) => {
    const [joined] = join([at('/srv/app', 'app')], [one]);
    expect(joined?.services.map(({ state }) => state)).toEqual(['running']);
  });

  it('and says when it was started from elsewhere', () => {
    const [joined] = join([at('/srv/app', 'app')], [from('/opt/copy', 'compose.yaml')]);
    expect(joined?.startedFrom).toBe('/opt/copy/compose.yaml');
    expect(join([at('/srv/app', 'app')], [from('/srv/app', 'compose.yaml')])[0]?.startedFrom).toBeUndefined();
  });

  it('through links', () => {
    const realPath = (path: string): string => path.replace(/^\/home\/me\/link/, '/srv/app');
    const observed = observation([from('/srv/app', '/srv/app/compose.yaml', 'other')]);
    const [joined] = joinStacks([at('/home/me/link', 'app')], observed, realPath);
    expect(told(joined ? [joined] : [])).toEqual(['other/web: running']);
  });

  it('by a variant of its files', () => {
    const declared = stack('app', web, { variants: ['file:///srv/app/compose.prod.yaml'] });
    expect(told(join([declared], [from('/srv/app', '/srv/app/compose.prod.yaml', 'prod')]))).toEqual([
      'prod/web: running',
    ]);
  });

  it('on Windows', () => {
    const declared = stack('app', web, {
      folder: 'file:///c%3A/Stacks/app',
      files: ['file:///c%3A/Stacks/app/compose.yaml'],
    });
    const [joined] = join([declared], [from('C:\\Stacks\\app', 'C:\\Stacks\\app\\compose.yaml', 'x')]);
    expect(joined?.services.map(({ state }) => state)).toEqual(['running']);
  });

  it('with the same name in two folders', () => {
    const stacks = [at('/a', 'app'), at('/b', 'app')];
    const [a, b] = join(stacks, [from('/b', '/b/compose.yaml')]);
    expect([a?.services[0]?.state, b?.services[0]?.state]).toEqual(['missing', 'running']);
  });

  it('twice, when one file runs as two projects', () => {
    const stacks = join(
      [at('/srv/app', 'app')],
      [from('/srv/app', 'compose.yaml', 'blue'), from('/srv/app', 'compose.yaml')],
    );
    expect(told(stacks)).toEqual(['app/web: running', 'blue/web: running']);
    expect(new Set(stacks.map(({ id }) => id)).size).toBe(2);
  });

  it('not by a common name alone', () => {
    const other = running('api', {}, { 'project.working_dir': '/x', 'project.config_files': '/x/compose.yaml' });
    expect(told(join([at('/srv/app', 'app')], [other]))).toEqual([
      'app/web: missing (declared, not running)',
      '+app/api: undeclared (running, not declared)',
    ]);
  });

  it('under the labels of Swarm and Podman', () => {
    const swarm = container({
      labels: {
        'com.docker.stack.namespace': 'app',
        'com.docker.swarm.service.name': 'app_web',
        'com.docker.swarm.task.name': 'app_web.2.x1y2',
      },
    });
    expect(originOf(swarm)).toMatchObject({ project: 'app', service: 'web', number: 2 });
    const podman = container({ labels: { 'io.podman.compose.project': 'app', 'io.podman.compose.service': 'web' } });
    for (const one of [swarm, podman]) expect(told(join([at('/srv/app', 'app')], [one]))).toEqual(['app/web: running']);
  });
});
