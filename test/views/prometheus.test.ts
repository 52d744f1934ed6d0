import { describe, expect, it } from 'vitest';
import type { Container } from '../../client/src/live/docker';
import {
  judgeByMetrics,
  metricsOf,
  type Alert,
  type PrometheusReading,
  type PrometheusServer,
  type Target,
} from '../../client/src/live/prometheus';
import { joinStacks, type JoinedStack } from '../../client/src/live/services';
import { lensesIn } from '../../client/src/views/services/lens';
import type { Row } from '../../client/src/views/services/row';
import { stackRows, unhealthyCount } from '../../client/src/views/services/rows';
import { container, declaredService, labels, NOW, observation, stack } from '../live/services/fixtures';

const ADDRESS = 'http://metrics.example:9090';

const app = ((): JoinedStack => {
  const over: Record<string, Partial<Container>> = { web: {}, db: {} };
  const containers = Object.entries(over).map(([name, one]) =>
    container({ id: name, name: `app-${name}-1`, labels: labels('app', name), ...one }),
  );
  const services = ['web', 'db', 'gone'].map((name) => declaredService(name));
  const [only] = joinStacks([stack('app', services)], observation(containers));
  if (!only) throw new Error('no stack');
  return only;
})();

const target = (host: string, over: Partial<Target> = {}): Target => ({
  ...{ job: host, instance: `${host}:80`, host, url: `http://${host}:80/metrics`, health: 'up', error: '' },
  ...{ scrapedAt: NOW, success: 1, labels: { job: host, instance: `${host}:80` } },
  ...over,
});
const alert = (name: string, over: Partial<Alert> = {}): Alert => ({
  ...{ name, state: 'firing', severity: undefined, summary: undefined, since: NOW },
  ...over,
  labels: { alertname: name, ...over.labels },
});

function server(reading: Partial<PrometheusReading>, over: Partial<PrometheusServer> = {}): PrometheusServer {
  const full = { targets: [], alerts: [], ...reading };
  return {
    ...{ id: `prometheus:${ADDRESS}`, address: ADDRESS, stackId: undefined, isStale: false },
    ...{ state: { kind: 'connected', since: NOW }, reading: full, metrics: metricsOf([app], full) },
    ...over,
  };
}

/** All rows, as the session makes them. */
function rows(one: PrometheusServer): Row[] {
  const judged = one.isStale ? app : judgeByMetrics(app, one.metrics);
  return stackRows([judged], (uri) => uri, [one]);
}

function child(row: Row | undefined, label: string): Row | undefined {
  return row?.children?.().find((one) => one.label === label);
}

const service = (one: PrometheusServer, name: string): Row | undefined => child(rows(one)[0], name);

/** The row of the server itself. */
function own(one: PrometheusServer): Row {
  const row = one.stackId === undefined ? rows(one)[1] : child(rows(one)[0], 'Prometheus');
  if (!row) throw new Error('no row');
  return row;
}

const told = (all: readonly Row[] | undefined): unknown =>
  all?.map(({ label, description, icon }) => [label, description, icon.name]);

const LOST = {
  isStale: true,
  state: { kind: 'lost', since: NOW, reason: { kind: 'refused', message: `Nothing answers at ${ADDRESS}.` } },
} as const;

describe('what Prometheus knows of a service', () => {
  const reading = {
    targets: [
      target('web'),
      target('web', {
        instance: 'web:81',
        url: 'http://web:81/metrics',
        health: 'down',
        error: 'Get "http://web:81/metrics": dial tcp 10.0.0.2:81: connect: connection refused',
        success: 0.4,
      }),
      target('db', { success: 0.9499 }),
      target('gone', { health: 'unknown', success: undefined }),
    ],
    alerts: [
      alert('Slow', { severity: 'critical', summary: 'It is slow.', labels: { service: 'web' } }),
      alert('Full', { state: 'pending', labels: { service: 'gone' } }),
    ],
  };

  it('is its reason where nothing worse is known, and the evidence below it', () => {
    const web = service(server(reading), 'web');
    expect(web).toMatchObject({ description: 'alert Slow fires', icon: { name: 'warning' } });
    expect(web?.spoken).toBe('Service web, degraded, alert Slow fires');
    expect(told(web?.children?.().slice(0, 3))).toEqual([
      ['alert Slow', 'fires · critical · It is slow.', 'bell-dot'],
      ['target web:80', 'up · 100 % of scrapes in 24 h · web', 'pass'],
      ['target web:81', 'down · dial tcp 10.0.0.2:81: connect: connection refused · web', 'error'],
    ]);
    expect(web?.children?.()[2]?.spoken).toBe(
      'Target web:81, down, dial tcp 10.0.0.2:81: connect: connection refused, web',
    );
  });

  it('counts scrapes against the objective', () => {
    const db = service(server(reading), 'db');
    expect(db?.description).toBe('94 % of scrapes in 24 h succeeded');
    expect(told(db?.children?.().slice(0, 1))).toEqual([
      ['target db', 'up · 94 % of scrapes in 24 h, 95 % wanted', 'warning'],
    ]);
  });

  it('is shown where nothing runs, too', () => {
    const gone = service(server(reading), 'gone');
    expect(gone?.description).toBe('declared, not running');
    expect(told(gone?.children?.())).toEqual([
      ['alert Full', 'is pending', 'bell'],
      ['target gone', 'not scraped yet', 'question'],
    ]);
  });

  it('stands in its file as well, and counts as degraded, not as unhealthy', () => {
    const stacks = [judgeByMetrics(app, server(reading).metrics)];
    expect(lensesIn('file:///srv/app/compose.yaml', stacks)[0]?.title).toMatch(
      /^\$\(warning\)\sdegraded:\salert\sSlow/,
    );
    expect(unhealthyCount(stacks)).toBe(0);
    expect(rows(server(reading))[0]?.description).toMatch(/^0 of 3 ok/);
  });

  it('is not known while Prometheus does not answer, and makes nothing degraded', () => {
    const web = service(server(reading, LOST), 'web');
    expect(web).toMatchObject({ description: '', icon: { name: 'pass' } });
    expect(told(web?.children?.().slice(0, 3))).toEqual([
      ['alert Slow', 'not known · It is slow.', 'question'],
      ['target web:80', 'not known · web', 'question'],
      ['target web:81', 'not known · web', 'question'],
    ]);
  });

  it('reads the same at the next reading, in whatever order it comes', () => {
    const again = {
      targets: [...reading.targets].reverse().map((one) => ({ ...one, scrapedAt: NOW + 15_000 })),
      alerts: [...reading.alerts].reverse(),
    };
    const textOf = (row: Row): unknown => [
      row.id,
      row.label,
      row.description,
      row.revision,
      row.children?.().map(textOf),
    ];
    expect(rows(server(again)).map(textOf)).toEqual(rows(server(reading)).map(textOf));
  });

  it('gives no two rows the same id', () => {
    const twin = { targets: [target('web'), target('web')] };
    const ids = service(server(twin), 'web')
      ?.children?.()
      .map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids?.length);
  });

  it('cannot break out of its tooltip', () => {
    const evil = alert('[x](command:evil)', { summary: '```\n[y](command:evil)', labels: { service: 'web' } });
    const tooltip = child(service(server({ alerts: [evil] }), 'web'), 'alert [x](command:evil)')?.tooltip?.() ?? '';
    expect(tooltip).toContain('\\[x\\]\\(command:evil\\)');
    expect(tooltip).toContain('\\[y\\]\\(command:evil\\)');
    expect(tooltip).toContain('```text\nalertname="[x](command:evil)"\nservice="web"\n```');
  });
});

describe('the row of a Prometheus', () => {
  const others = {
    targets: [target('web'), target('node', { instance: 'box:9100' }), target('far', { health: 'down' })],
    alerts: [alert('DiskFull'), alert('Soon', { state: 'pending' }), alert('Watchdog', { severity: 'none' })],
  };

  it('counts all, and holds what is about no service', () => {
    const row = own(server(others));
    expect(row).toMatchObject({
      label: 'Prometheus',
      description: '2 of 3 targets up · 1 alert fires · 1 pending · metrics.example:9090',
      icon: { name: 'warning' },
      page: ADDRESS,
      spoken: 'Prometheus, 2 of 3 targets up, 1 alert fires, 1 pending, metrics.example:9090',
    });
    expect(told(row.children?.())).toEqual([
      ['alert DiskFull', 'fires', 'bell-dot'],
      ['alert Soon', 'is pending', 'bell'],
      ['alert Watchdog', 'fires · none', 'bell'],
      ['target far', 'down', 'error'],
      ['target node', 'up · 100 % of scrapes in 24 h', 'pass'],
    ]);
    expect(row.children?.().map(({ page }) => page)).toContain(`${ADDRESS}/targets`);
  });

  it('is well when what is wrong is about services: they say it themselves', () => {
    const row = own(server({ targets: [target('web', { health: 'down' })] }));
    expect(row).toMatchObject({ description: '0 of 1 target up · metrics.example:9090', icon: { name: 'pulse' } });
    expect(row.children).toBeUndefined();
  });

  it('stands below the services of the stack that it runs in', () => {
    const row = own(server(others, { stackId: app.id, id: `${app.id}/#prometheus` }));
    expect(row.description).toBe('2 of 3 targets up · 1 alert fires · 1 pending');
    expect(row.spoken).toMatch(/, of stack app$/);
    const stackRow = rows(server(others, { stackId: app.id }))[0];
    expect(stackRow?.children?.().at(-1)?.label).toBe('Prometheus');
    expect(stackRow?.description).toBe('2 of 3 ok · file:///srv/app/compose.yaml');
  });

  it('says plainly what is not known, and what to do', () => {
    const remedy = 'Start Prometheus.';
    const state = { ...LOST.state, reason: { ...LOST.state.reason, remedy } };
    const row = own(server(others, { ...LOST, state }));
    expect(row).toMatchObject({
      description: `not known: nothing answers at ${ADDRESS}`,
      icon: { name: 'question' },
    });
    expect(row.spoken).toContain(remedy);
    expect(row.tooltip?.()).toContain('Start Prometheus\\.');
    expect(row.children?.().every(({ description }) => description.startsWith('not known'))).toBe(true);
  });

  it('asks for credentials where the call is refused', () => {
    const reason = { kind: 'no-permission', message: 'Prometheus refuses the call (401).' };
    const row = own(server({}, { isStale: true, state: { kind: 'lost', since: NOW, reason } }));
    expect(row).toMatchObject({
      description: 'needs credentials · metrics.example:9090',
      command: { command: 'holdfast.prometheus.setCredentials', arguments: [ADDRESS] },
    });
    expect(row.context.split(' ')).toEqual(['prometheus', 'hasPage', 'needsCredentials']);
  });

  it('has no page and no host where its address cannot be used', () => {
    const reason = { kind: 'configuration', message: 'The address of Prometheus cannot be used.' };
    const row = own(server({}, { address: '', isStale: true, state: { kind: 'lost', since: NOW, reason } }));
    expect(row).toMatchObject({
      description: 'not asked: the address of Prometheus cannot be used',
      context: 'prometheus',
      page: undefined,
      command: { command: 'holdfast.prometheus.chooseServer' },
    });
  });

  it('is on its way, or not asked, before it has answered', () => {
    const state = { kind: 'connecting', since: NOW } as const;
    expect(own(server({}, { isStale: true, state }))).toMatchObject({
      description: 'connecting · metrics.example:9090',
      icon: { name: 'loading~spin' },
    });
    expect(own(server({}, { isStale: true, state: { kind: 'stopped' } })).description).toMatch(/^not asked now/);
  });
});
