import { describe, expect, it } from 'vitest';
import type { Container } from '../../../client/src/live/docker';
import {
  findPrometheus,
  judgeByMetrics,
  metricsOf,
  type Alert,
  type Target,
} from '../../../client/src/live/prometheus';
import { joinStacks, type JoinedStack } from '../../../client/src/live/services';
import type { DeclaredStackService } from '../../../server/src/protocol';
import { container, declaredService, HOUR, labels, NOW, observation, stack } from '../services/fixtures';

function joined(services: Record<string, [Partial<DeclaredStackService>, Partial<Container>]>): JoinedStack {
  const declared = Object.entries(services).map(([name, [over]]) => declaredService(name, over));
  const containers = Object.entries(services).map(([name, [, over]]) =>
    container({ id: `${name}-0123456789ab`, name: `app-${name}-1`, labels: labels('app', name), ...over }),
  );
  const [only] = joinStacks([stack('app', declared)], observation(containers));
  if (!only) throw new Error('no stack');
  return only;
}

const target = (host: string, over: Partial<Target> = {}): Target => ({
  ...{
    job: host,
    instance: `${host}:80`,
    host,
    url: `http://${host}:80/metrics`,
    health: 'up',
    error: '',
    scrapedAt: NOW,
  },
  ...{ success: 1, labels: {} },
  ...over,
});
const alert = (name: string, alertLabels: Record<string, string>, over: Partial<Alert> = {}): Alert => ({
  ...{ name, state: 'firing', severity: undefined, summary: undefined, since: 0, labels: alertLabels },
  ...over,
});

const app = joined({
  web: [{}, {}],
  db: [{ containerName: 'the-db' }, { networks: [{ name: 'n', address: '10.0.0.5' }] }],
});

function told(targets: Target[], alerts: Alert[] = []): Record<string, string | undefined> {
  const { services } = metricsOf([app], { targets, alerts });
  return Object.fromEntries(
    [...services].map(([id, { reason, targets: own, alerts: raised }]) => [
      id.split('/').at(-1),
      reason ?? `${own.length} up, ${raised.length} alerts`,
    ]),
  );
}

describe('what Prometheus knows about services', () => {
  it.each([
    ['the name of the service', 'web', 'web'],
    ['the name of the container', 'app-web-1', 'web'],
    ['container_name', 'the-db', 'db'],
    ['an address', '10.0.0.5', 'db'],
    ['an id', 'web-01234567', 'web'],
  ])('is found by %s', (_, host, service) => expect(told([target(host)])).toEqual({ [service]: '1 up, 0 alerts' }));

  it('is told with the worst first', () => {
    const down = target('web', { health: 'down' });
    const flaky = target('web', { success: 0.9496 });
    expect(told([down])).toEqual({ web: 'Prometheus cannot scrape it' });
    expect(told([down, target('web')])).toEqual({ web: '1 of 2 targets down' });
    expect(told([flaky])).toEqual({ web: '94 % of scrapes in 24 h succeeded' });
    expect(told([target('web', { success: 0.95 })])).toEqual({ web: '1 up, 0 alerts' });
    expect(told([target('web', { success: undefined })])).toEqual({ web: '1 up, 0 alerts' });
    expect(told([down], [alert('Slow', { service: 'web' })])).toEqual({ web: 'alert Slow fires' });
    const two = [alert('Slow', { service: 'web' }), alert('Full', { service: 'web' })];
    expect(told([down], two)).toEqual({ web: '2 alerts fire: Slow, …' });
    expect(told([target('web')], [alert('Slow', { service: 'web' }, { state: 'pending' })])).toEqual({
      web: '1 up, 1 alerts',
    });
  });

  it('is no complaint about what has nothing to be scraped, or had nothing yet', () => {
    const complaint = (over: Partial<Container>, scrapedAt = NOW): string | undefined => {
      const one = joined({ web: [{}, over] });
      const targets = [target('web', { health: 'down', scrapedAt })];
      const metrics = metricsOf([one], { targets, alerts: [] });
      return judgeByMetrics(one, metrics).services[0]?.reason;
    };
    expect(complaint({})).toBe('Prometheus cannot scrape it');
    expect(complaint({}, NOW - 72 * HOUR)).toBeUndefined();
    expect(complaint({ state: 'exited', exitCode: 143 })).toBe('stopped');
  });

  it('makes what is well degraded, and adds itself to what is not', () => {
    const one = joined({
      web: [{}, {}],
      db: [{}, { state: 'paused' }],
      job: [{ isOneShot: true }, { state: 'exited', exitCode: 0 }],
    });
    const alerts = ['web', 'db', 'job'].map((service) => alert('Slow', { service }));
    const state = (raised: Alert[]): unknown[] => {
      const metrics = metricsOf([one], { targets: [], alerts: raised });
      return judgeByMetrics(one, metrics).services.map((service) => [service.state, service.reason]);
    };
    expect(state(alerts)).toEqual([
      ['degraded', 'alert Slow fires'],
      ['unhealthy', 'paused · alert Slow fires'],
      ['degraded', 'alert Slow fires'],
    ]);
    const well = [
      ['running', undefined],
      ['unhealthy', 'paused'],
      ['ended', 'one-shot, ended 0'],
    ];
    expect(state(alerts.map((one) => ({ ...one, state: 'pending' })))).toEqual(well);
    for (const severity of ['info', 'none']) expect(state(alerts.map((one) => ({ ...one, severity })))).toEqual(well);
  });

  it('is about nobody where services of two stacks have the name', () => {
    const [other] = joinStacks(
      [stack('other', [declaredService('web')], { id: 'file:///srv/other/compose.yaml' })],
      observation([]),
    );
    const metrics = metricsOf([app, ...(other ? [other] : [])], { targets: [target('web'), target('db')], alerts: [] });
    expect([...metrics.services.keys()]).toEqual([app.services[1]?.id]);
    expect(metrics.otherTargets).toHaveLength(1);
  });

  it.each([
    ['its service label', { service: 'db' }, 'db'],
    ['the container that cAdvisor names', { instance: 'cadvisor:8080', name: 'app-db-1' }, 'db'],
    ['the target it comes from', { instance: '10.0.0.5:80', job: 'node' }, 'db'],
    ['the host of its instance', { instance: 'db:9187' }, 'db'],
    ['its job', { job: 'web' }, 'web'],
  ])('has alerts by %s', (_, alertLabels, service) => {
    const targets = [target('10.0.0.5', { job: 'node' })];
    const { services, otherAlerts } = metricsOf([app], { targets, alerts: [alert('A', alertLabels)] });
    expect([...services].filter(([, { alerts }]) => alerts.length > 0).map(([id]) => id.split('/').at(-1))).toEqual([
      service,
    ]);
    expect(otherAlerts).toEqual([]);
  });

  it('leaves what is about others to them', () => {
    const { services, otherTargets, otherAlerts } = metricsOf([app], {
      targets: [target('elsewhere'), target('localhost')],
      alerts: [alert('A', {}), alert('B', { job: 'shared' })],
    });
    expect([services.size, otherTargets.length, otherAlerts.length]).toEqual([0, 2, 2]);
  });

  it('takes localhost for Prometheus itself', () => {
    const [web] = app.services;
    const { services } = metricsOf([app], { targets: [target('localhost')], alerts: [] }, web?.id);
    expect([...services.keys()]).toEqual([web?.id]);
  });
});

describe('a Prometheus in the stack', () => {
  const port = (hostAddress: string, hostPort = 9090, containerPort = 9090) => ({
    hostAddress,
    hostPort,
    containerPort,
    protocol: 'tcp',
  });
  const found = (
    over: Partial<Container>,
    host = '127.0.0.1',
    kind: string | null = 'prometheus',
  ): string | undefined => findPrometheus(joined({ metrics: [{ imageKind: kind ?? undefined }, over] }), host)?.url;

  it.each<[what: string, over: Partial<Container>, host: string | undefined, url: string | undefined]>([
    ['published everywhere', { ports: [port('0.0.0.0', 19090)] }, undefined, 'http://127.0.0.1:19090'],
    ['published on one address', { ports: [port('192.168.1.2')] }, undefined, 'http://192.168.1.2:9090'],
    ['published in IPv6', { ports: [port('::1')] }, undefined, 'http://[::1]:9090'],
    ['on another machine', { ports: [port('')] }, 'box', 'http://box:9090'],
    ['on the loopback of another machine', { ports: [port('127.0.0.1')] }, 'box', undefined],
    ['not published', {}, undefined, undefined],
    ['another port of it', { ports: [port('', 80, 80)] }, undefined, undefined],
  ])('%s', (_, over, host, url) => expect(found(over, host)).toBe(url));

  it('is told by its image where nothing else is known', () => {
    const ports = [port('')];
    expect(found({ ports, image: 'docker.io/prom/prometheus:v3' }, undefined, null)).toBe('http://127.0.0.1:9090');
    expect(found({ ports, image: 'prom/alertmanager' }, undefined, null)).toBeUndefined();
    expect(found({ ports, image: 'prom/prometheus' }, undefined, 'other')).toBeUndefined();
  });
});
