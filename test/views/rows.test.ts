import { describe, expect, it } from 'vitest';
import type { Container, Probe } from '../../client/src/live/docker';
import { joinStacks, type JoinedStack } from '../../client/src/live/services';
import { lensesIn } from '../../client/src/views/services/lens';
import type { Row } from '../../client/src/views/services/row';
import { stackRows, targetOf, unhealthyCount } from '../../client/src/views/services/rows';
import type { DeclaredStackService } from '../../server/src/protocol';
import { container, declaredService, labels, NOW, observation, place, SECOND, stack } from '../live/services/fixtures';

const FILE = 'file:///srv/app/compose.yaml';
const rotation = { driver: 'json-file', maxSize: '10m', maxFile: '3' };

function join(
  services: DeclaredStackService[],
  containers: Container[],
  over: Parameters<typeof observation>[1] = {},
): JoinedStack[] {
  return joinStacks([stack('app', services)], observation(containers, over));
}

function rowsOf(stacks: JoinedStack[]): Row[] {
  return stackRows(stacks, (uri) => uri.slice(uri.lastIndexOf('/') + 1));
}

/** The row of the first service. */
function serviceRow(stacks: JoinedStack[]): Row {
  const row = rowsOf(stacks)[0]?.children?.()[0];
  if (!row) throw new Error('no row');
  return row;
}

function web(over: Partial<Container> = {}): Container {
  return container({ labels: labels('app', 'web'), logging: rotation, ...over });
}

function probe(exitCode: number, output = ''): Probe {
  return { startedAt: NOW - SECOND, endedAt: NOW, exitCode, output };
}

const healthCheck = { test: ['CMD', 'true'], intervalMs: 2000, timeoutMs: 1000, startPeriodMs: 0, retries: 3 };

function withHealth(status: 'healthy' | 'unhealthy' | 'starting', probes: Probe[] = [], over: Partial<Container> = {}) {
  return web({ healthCheck, health: { status, failingStreak: status === 'unhealthy' ? 3 : 0, probes }, ...over });
}

describe('the row of a service', () => {
  it('says nothing beside the name of what is healthy', () => {
    const row = serviceRow(join([declaredService('web')], [withHealth('healthy', [probe(0)])]));
    expect(row).toMatchObject({ label: 'web', description: '', icon: { name: 'pass-filled' } });
    expect(row.spoken).toBe('Service web, healthy');
  });

  it('has a hollow icon without a health check: it runs, and nobody knows whether it works', () => {
    const row = serviceRow(join([declaredService('web')], [web()]));
    expect(row.icon.name).toBe('pass');
    expect(row.spoken).toBe('Service web, running, no health check');
  });

  it('begins with the reason of what is unhealthy', () => {
    const failed = [probe(-1, 'OCI runtime exec failed: exec: "curl": executable file not found in $PATH')];
    const row = serviceRow(join([declaredService('web')], [withHealth('unhealthy', failed)]));
    expect(row.icon.name).toBe('error');
    expect(row.description).toBe('probe cannot run: no curl');
    expect(row.context.split(' ').slice(0, 2)).toEqual(['service', 'unhealthy']);
  });

  it('gives each state a shape of its own', () => {
    const shape = (services: DeclaredStackService[], containers: Container[]): string =>
      serviceRow(join(services, containers)).icon.name;
    const declared = [declaredService('web')];
    const shapes = [
      shape(declared, [withHealth('healthy')]),
      shape(declared, [withHealth('unhealthy', [probe(1)])]),
      shape(declared, [withHealth('starting', [], { startedAt: NOW - SECOND })]),
      shape(declared, [withHealth('starting')]),
      shape(declared, [web({ state: 'exited', exitCode: 143, finishedAt: NOW })]),
      shape([declaredService('web', { isOneShot: true })], [web({ state: 'exited', exitCode: 0, finishedAt: NOW })]),
      shape(declared, []),
      shape([declaredService('web', { image: { value: 'nginx:2', source: place(2) } })], [withHealth('healthy')]),
    ];
    expect(new Set(shapes).size).toBe(shapes.length);
  });

  it('names what differs from the file behind the reason, and once below it with its line', () => {
    const declared = declaredService('web', { image: { value: 'nginx:2', source: place(7) } });
    const row = serviceRow(join([declared], [withHealth('healthy')]));
    expect(row.description).toBe('image differs from the file');
    const difference = row.children?.().find(({ label }) => label === 'image differs');
    expect(difference?.description).toBe('file: nginx:2 · runs: nginx:1.27');
    expect(difference?.source).toEqual(place(7));
  });

  it('shows nothing as healthy that comes from a stale reading', () => {
    const stacks = join([declaredService('web')], [withHealth('healthy')], { isStale: true });
    expect(serviceRow(stacks).icon.name).toBe('question');
    expect(rowsOf(stacks)[0]?.description).toBe('not known · compose.yaml');
    expect(unhealthyCount(stacks)).toBe(0);
  });

  it('reads the same when nothing but time has passed', () => {
    const services = [declaredService('web')];
    const textOf = (row: Row): unknown => [
      row.id,
      row.label,
      row.description,
      row.spoken,
      row.children?.().map(textOf),
    ];
    const [now, later] = [NOW, NOW + 3 * 3600 * SECOND].map((at) =>
      rowsOf(join(services, [withHealth('healthy')], { now: at })).map(textOf),
    );
    expect(later).toEqual(now);
  });

  it('reads the same however often the same probe has failed', () => {
    const services = [declaredService('web')];
    const [once, often] = [1, 88].map((failingStreak) => {
      const probes = [probe(1, 'connection refused')];
      return serviceRow(join(services, [web({ healthCheck, health: { status: 'unhealthy', failingStreak, probes } })]));
    });
    expect(often).toMatchObject({ description: 'probe fails: connection refused', spoken: once?.spoken });
    expect(once?.description).toBe(often?.description);
  });

  it('says why its state is not known', () => {
    const row = serviceRow(join([declaredService('web')], [withHealth('healthy')], { isStale: true }));
    expect(row.spoken).toBe('Service web, not known, the engine does not answer');
  });

  it('keeps its id when its container is made anew', () => {
    const services = [declaredService('web')];
    const [before, after] = ['1'.repeat(64), '2'.repeat(64)].map((id) => serviceRow(join(services, [web({ id })])));
    expect(after?.id).toBe(before?.id);
    expect(after?.children?.().map(({ id }) => id)).toEqual(before?.children?.().map(({ id }) => id));
  });

  it('offers what can be done with it, and nothing else', () => {
    const abilities = (stacks: JoinedStack[]): string[] => serviceRow(stacks).context.split(' ').slice(2);
    const declared = [declaredService('web')];
    const ports = [{ containerPort: 80, hostPort: 8080, hostAddress: '0.0.0.0', protocol: 'tcp' }];
    expect(abilities(join(declared, [web({ ports })]))).toEqual(['canOpen', 'canLog', 'canStop', 'canBrowse']);
    expect(abilities(join(declared, [web({ state: 'exited', exitCode: 1 })]))).toEqual([
      'canOpen',
      'canLog',
      'canStart',
    ]);
    expect(abilities(join(declared, []))).toEqual(['canOpen', 'canStart']);
    expect(abilities(join([], [web()]))).toEqual(['canLog', 'canStop']);
  });

  it('shows what the last probe printed in a tooltip that it cannot break out of', () => {
    const output = 'before\n```\n[click](command:evil) <img src=x>';
    const row = serviceRow(join([declaredService('web')], [withHealth('unhealthy', [probe(1, output)])]));
    expect(row.tooltip?.()).toContain('````text\n' + output + '\n````');
  });

  it('escapes names that would be Markdown', () => {
    const row = serviceRow(join([declaredService('web')], [web({ name: '[x](command:evil)' })]));
    expect(row.tooltip?.()).toContain('\\[x\\]\\(command:evil\\)');
  });

  it('has a row for each container when there are several', () => {
    const second = web({
      id: 'd'.repeat(64),
      name: 'app-web-2',
      labels: labels('app', 'web', { 'container-number': '2' }),
      state: 'exited',
      exitCode: 1,
    });
    const row = serviceRow(join([declaredService('web', { replicas: 2 })], [web(), second]));
    expect(row.description).toBe('1 of 2: exit code 1');
    expect(row.children?.().map(({ label, icon }) => [label, icon.name])).toEqual([
      ['app-web-1', 'pass-filled'],
      ['app-web-2', 'error'],
    ]);
  });
});

describe('the row of a stack', () => {
  it('counts what is well, without what is not meant to run', () => {
    const services = [declaredService('web'), declaredService('db'), declaredService('debug', { profiles: ['debug'] })];
    const [row] = rowsOf(join(services, [web()]));
    expect(row).toMatchObject({ label: 'app', description: '1 of 2 ok · compose.yaml', isExpanded: true });
  });

  it('stands for what runs without a file, too, and stays folded', () => {
    const [row] = rowsOf(joinStacks([], observation([web()])));
    expect(row).toMatchObject({ label: 'app', description: '1 of 1 ok · not declared here', isExpanded: false });
  });
});

describe('the details of a service', () => {
  const details = (row: Row): Record<string, string> =>
    Object.fromEntries((row.children?.() ?? []).map(({ label, description }) => [label, description]));

  it('answer what a person on call asks next', () => {
    const declared = declaredService('web', {
      healthCheck: { kind: 'declared', test: undefined, source: place(87) },
      limits: { memoryBytes: { value: 64 << 20, source: place(9) }, cpus: undefined, processes: undefined },
    });
    const limits = { memoryBytes: 64 << 20, cpus: 0.5, processes: undefined };
    const usages = new Map([
      ['c'.repeat(64), { readAt: NOW, cpus: 0.1, memoryBytes: 32 << 20, memoryLimitBytes: undefined, processes: 3 }],
    ]);
    const running = withHealth('unhealthy', [probe(1, 'connection refused\n')], { limits, restartCount: 2 });
    const row = serviceRow(join([declared], [running], { usages }));
    expect(details(row)).toMatchObject({
      'last probe': 'exit 1 · connection refused',
      failing: '3 times in a row',
      'health check': 'compose.yaml:88',
      memory: '50 % of 64 MiB',
      CPU: '20 % of 0.5 cores',
      image: 'nginx:1.27',
    });
    expect(details(row).restarts).toMatch(/^2 · /);
    expect(row.children?.().find(({ label }) => label === 'health check')?.source).toEqual(place(87));
  });

  it('tell what is used where nothing limits it, and nothing while nobody measures', () => {
    const usages = new Map([
      ['c'.repeat(64), { readAt: NOW, cpus: 0.1, memoryBytes: 32 << 20, memoryLimitBytes: undefined, processes: 3 }],
    ]);
    const rows = (over: Parameters<typeof observation>[1]): Record<string, string> =>
      details(serviceRow(join([declaredService('web')], [web()], over)));
    expect(rows({ usages })).toMatchObject({ memory: 'no limit, uses 32 MiB', CPU: 'no limit, uses 0.1 cores' });
    expect(rows({})).toMatchObject({ memory: 'no limit', CPU: 'no limit' });
  });

  it('warn of logs that grow until the disk is full', () => {
    const logging = { driver: 'json-file', maxSize: undefined, maxFile: undefined };
    const row = serviceRow(join([declaredService('web')], [web({ logging })]));
    expect(details(row)['log size']).toBe('unlimited: the disk fills');
    expect(details(serviceRow(join([declaredService('web')], [web()])))).not.toHaveProperty('log size');
  });
});

describe('a lens', () => {
  it('stands above the service with its state and what can be done', () => {
    const lenses = lensesIn(FILE, join([declaredService('web', { source: place(3) })], [withHealth('healthy')]));
    expect(lenses.map(({ command }) => command)).toEqual([
      'holdfast.services.show',
      'holdfast.services.showLogs',
      'holdfast.services.restart',
    ]);
    expect(lenses[0]?.title).toMatch(/^\$\(pass-filled\)\u00a0healthy · up since .+ · 0 restarts$/);
    expect(lenses[0]?.range).toEqual(place(3).range);
  });

  it('offers to start what is not there', () => {
    const lenses = lensesIn(FILE, join([declaredService('web')], []));
    expect(lenses.map(({ title }) => title)).toEqual(['$(circle-slash)\u00a0not running', 'Start']);
  });

  it('says once what state and reason both say', () => {
    const title = (over: Partial<Container>): string | undefined =>
      lensesIn(FILE, join([declaredService('web')], [web(over)]))[0]?.title;
    expect(title({ state: 'exited', exitCode: 143 })).toBe('$(debug-stop)\u00a0stopped · 0 restarts');
    expect(title({ state: 'exited', exitCode: 1 })).toBe('$(error)\u00a0unhealthy: exit code 1 · 0 restarts');
  });

  it('is not shown in other files', () => {
    expect(lensesIn('file:///srv/app/other.yaml', join([declaredService('web')], [web()]))).toEqual([]);
  });
});

describe('the target of commands', () => {
  it('lets Compose create only what a Compose file declares', () => {
    const [declared] = join([declaredService('web')], []);
    const [foreign] = joinStacks([], observation([web()]));
    const compose = (stack: JoinedStack | undefined): unknown =>
      stack?.services.map((service) => targetOf(service, stack).compose);
    expect(compose(declared)).toEqual([{ project: 'app', folder: 'file:///srv/app', file: FILE }]);
    expect(compose(foreign)).toEqual([undefined]);
  });
});
