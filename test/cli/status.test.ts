import { describe, expect, it } from 'vitest';
import { HELP, parseArguments, UsageError } from '../../cli/src/arguments';
import { isAllWell, type StatusReport } from '../../cli/src/report/status';
import { statusJson } from '../../cli/src/report/statusJson';
import { statusText } from '../../cli/src/report/statusText';
import type { Container } from '../../client/src/live/docker';
import { judgeByMetrics, metricsOf, type Alert, type Target } from '../../client/src/live/prometheus';
import { joinStacks, liveFindings } from '../../client/src/live/services';
import type { DeclaredStackService } from '../../server/src/protocol';
import { container, declaredService, HOUR, labels, NOW, observation, place, stack } from '../live/services/fixtures';

type Services = Record<string, [declared: Partial<DeclaredStackService>, running?: Partial<Container>]>;

function report(
  services: Services,
  over: Partial<StatusReport> = {},
  prometheus?: { targets?: Target[]; alerts?: Alert[] },
): StatusReport {
  const declared = Object.entries(services).map(([name, [one]]) => declaredService(name, one));
  const containers = Object.entries(services).flatMap(([name, [, running]]) =>
    running ? [container({ id: name, name: `app-${name}-1`, labels: labels('app', name), ...running })] : [],
  );
  const stacks = joinStacks([stack('app', declared)], observation(containers));
  const reading = { targets: [], alerts: [], ...prometheus };
  const metrics = metricsOf(stacks, reading);
  return {
    engine: { context: 'default', address: '/var/run/docker.sock', problem: undefined },
    stacks: stacks.map((one) => ({
      stack: judgeByMetrics(one, metrics),
      prometheus: prometheus && {
        ...{ id: 'prometheus:', address: 'http://127.0.0.1:9090', stackId: undefined, reading, metrics },
        ...{ state: { kind: 'connected', since: NOW }, isStale: false },
      },
    })),
    findings: liveFindings(stacks),
    ...over,
  };
}

const pathText = (uri: string): string => uri.replace('file:///srv/app/', '');
const text = (given: StatusReport, isColoured = false): string => statusText(given, pathText, isColoured, NOW);

const SERVICES: Services = {
  web: [{}, { restartCount: 2 }],
  db: [{ image: { value: 'nginx:2', source: place(4) } }, {}],
  job: [{ isOneShot: true }, { state: 'exited', exitCode: 0, finishedAt: NOW - 5 * HOUR }],
  worker: [{}, { state: 'exited', exitCode: 1, finishedAt: NOW - HOUR }],
  gone: [{}],
};

describe('the text of status', () => {
  it('begins with a shape and the reason, and says where to look', () => {
    expect(text(report(SERVICES))).toBe(`engine: /var/run/docker.sock

app   compose.yaml   3 of 5 ok
  ✔ web     up 2 d · 2 restarts
  ≠ db      image differs from the file   up 2 d
      image: compose.yaml:5 says nginx:2, runs with nginx:1.27
  ○ job     one-shot, ended 0   5 h ago
  ✖ worker  exit code 1   1 h ago
      declared in compose.yaml:2
  ? gone    declared, not running
      declared in compose.yaml:2
`);
  });

  it('is the same with colours', () => {
    const coloured = text(report(SERVICES), true);
    expect(coloured).toContain('\x1b[31m✖\x1b[0m worker');
    // eslint-disable-next-line no-control-regex -- these are what colours are made of
    expect(coloured.replace(/\x1b\[\d+m/g, '')).toBe(text(report(SERVICES)));
  });

  it('names a context, and says what to do when the engine does not answer', () => {
    const problem = { kind: 'refused', message: 'Nothing answers at tcp://box:2376.', remedy: 'Start it.' };
    const lost = report({}, { engine: { context: 'box', address: 'tcp://box:2376', problem } });
    expect(text(lost)).toContain('engine: box (tcp://box:2376)\n✖ Nothing answers at tcp://box:2376.\n  Start it.\n');
    expect(isAllWell(lost)).toBe(false);
  });

  it('tells what Prometheus knows, of services and of others', () => {
    const target = (host: string, health: Target['health'], error = ''): Target => ({
      ...{ job: host, instance: host, host, url: `http://${host}/metrics`, health, error, scrapedAt: NOW },
      ...{ success: 1, labels: {} },
    });
    const alert: Alert = {
      ...{ name: 'Slow', state: 'firing', severity: 'page', summary: 'It is slow.', since: NOW },
      labels: { service: 'web' },
    };
    const given = report(
      { web: [{}, {}], db: [{}, {}] },
      {},
      {
        targets: [target('web', 'up'), target('db', 'down', 'connection refused'), target('far', 'down')],
        alerts: [alert, { ...alert, name: 'Far', labels: {} }],
      },
    );
    expect(text(given)).toBe(`engine: /var/run/docker.sock

app   compose.yaml   0 of 2 ok
  ▲ web  alert Slow fires   up 2 d
      declared in compose.yaml:2
  ▲ db   Prometheus cannot scrape it   up 2 d
      declared in compose.yaml:2
  Prometheus http://127.0.0.1:9090: 1 of 3 targets up, 2 alerts fire
      db: http://db/metrics is down · connection refused
      ▲ far: http://far/metrics is down
      ▲ alert Far fires (page) · It is slow.
`);
    expect(isAllWell(given)).toBe(false);
    expect(isAllWell(report({ web: [{}, {}] }, {}, { targets: [target('web', 'up')] }))).toBe(true);
  });
});

describe('the JSON of status', () => {
  it('is one object on one line', () => {
    const line = statusJson(report(SERVICES), pathText);
    expect(line.trimEnd()).not.toContain('\n');
    const parsed = JSON.parse(line) as { stacks: { services: unknown[] }[]; summary: unknown };
    expect(parsed.summary).toEqual({
      services: 5,
      well: 3,
      allWell: false,
      states: { running: 2, ended: 1, unhealthy: 1, missing: 1 },
    });
    expect(parsed.stacks[0]?.services[3]).toMatchObject({
      name: 'worker',
      state: 'unhealthy',
      reason: 'exit code 1',
      well: false,
      declaredAt: { path: 'compose.yaml', range: { start: { line: 1, character: 2 } } },
      containers: [{ exitCode: 1, finishedAt: '2026-05-01T11:00:00.000Z', uptime: null, logs: 'unlimited' }],
    });
  });
});

describe('the words of status', () => {
  const failure = (...words: string[]): string => {
    try {
      parseArguments(words);
    } catch (error) {
      if (error instanceof UsageError) return error.message;
    }
    throw new Error('was understood');
  };

  it('are understood', () => {
    const none = { format: 'text', watch: false, context: undefined, prometheus: undefined };
    expect(parseArguments(['status'])).toEqual({ command: 'status', path: '.', ...none });
    const words = ['status', 'stack', '--format', 'json', '--watch', '--context', 'box', '--prometheus', 'http://x'];
    expect(parseArguments(words)).toEqual({
      ...{ command: 'status', path: 'stack', format: 'json' },
      ...{ watch: true, context: 'box', prometheus: 'http://x' },
    });
    for (const option of ['--watch', '--context', '--prometheus']) expect(HELP).toContain(option);
  });

  it('belong to it alone', () => {
    expect(failure('check', '--watch')).toBe('--watch does not go with check');
    expect(failure('status', '--fix')).toBe('--fix does not go with status');
    expect(failure('status', 'a', 'b')).toBe('status takes one path only');
    expect(failure('status', '--format', 'yaml')).toMatch(/--format cannot be "yaml"/);
    expect(failure('statis')).toMatch(/did you mean status/);
  });
});
