import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PrometheusClient, PrometheusServers, type PrometheusAuthorization } from '../../../client/src/live/prometheus';
import { joinStacks, type JoinedStack } from '../../../client/src/live/services';
import { container, declaredService, labels, observation, stack } from '../services/fixtures';

const fail = (error: unknown): void => {
  throw error;
};

/** Answers as a Prometheus whose only target `web` is down, to whoever shows the token. */
let server: Server;
let url: string;
let calls = 0;
let token: string | undefined;

beforeEach(async () => {
  calls = 0;
  token = undefined;
  server = createServer((request, response) => {
    calls++;
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`)
      return void response.writeHead(401).end();
    const target = { labels: { job: 'web' }, scrapeUrl: 'http://web/metrics', health: 'down', lastError: 'refused' };
    const data = { activeTargets: [target], alerts: [], result: [] };
    response.end(JSON.stringify({ status: 'success', data }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Two stacks, of which the first has a Prometheus at the port of the server. */
function stacks(): JoinedStack[] {
  const ports = [{ containerPort: 9090, hostPort: Number(new URL(url).port), hostAddress: '', protocol: 'tcp' }];
  const containers = [
    container({ id: 'a', name: 'app-web-1', labels: labels('app', 'web') }),
    container({ id: 'b', name: 'app-prometheus-1', labels: labels('app', 'prometheus'), ports }),
  ];
  return joinStacks(
    [
      stack('app', [declaredService('web'), declaredService('prometheus', { imageKind: 'prometheus' })]),
      stack('other', [declaredService('api')], { id: 'file:///srv/other/compose.yaml' }),
    ],
    observation(containers),
  );
}

function watching(setting: string | undefined, authorization?: () => Promise<PrometheusAuthorization | undefined>) {
  return new PrometheusServers({
    setting: () => setting,
    connect: (address) => new PrometheusClient({ url: address, authorization }),
    report: fail,
  });
}

/** The next change that is told. */
function change(servers: PrometheusServers): Promise<void> {
  return new Promise((resolve) => {
    const unsubscribe = servers.onChange(() => {
      unsubscribe();
      resolve();
    });
  });
}

describe('the servers that know something about stacks', () => {
  it('are those in the stacks where none is set', async () => {
    const servers = watching(undefined);
    const given = stacks();
    servers.follow(given, undefined);
    await servers.settled(10_000);
    const judged = servers.judge(given);
    expect(judged.servers).toMatchObject([{ stackId: given[0]?.id, address: url, state: { kind: 'connected' } }]);
    expect(judged.stacks[0]?.services[0]).toMatchObject({ state: 'degraded', reason: 'Prometheus cannot scrape it' });
    expect(judged.stacks[1]).toBe(given[1]);
    expect(servers.judge(given)).toBe(judged);

    servers.follow(given.slice(1), undefined);
    expect(servers.judge(given.slice(1)).servers).toEqual([]);
    await servers.dispose();
  });

  it('are the one that is set, for all stacks, and it is known where it runs', async () => {
    const servers = watching(`${url.replace('127.0.0.1', 'localhost')}/`);
    const given = stacks();
    servers.follow(given, undefined);
    await servers.settled(10_000);
    const { servers: found } = servers.judge(given);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ stackId: undefined, state: { kind: 'connected' } });
    expect([...(found[0]?.metrics.services.keys() ?? [])]).toEqual([given[0]?.services[0]?.id]);
    await servers.dispose();
  });

  it('are asked only while somebody looks, and make nothing degraded afterwards', async () => {
    const servers = watching(url);
    const given = stacks();
    servers.follow(given, undefined);
    expect(servers.judge(given).servers[0]?.state.kind).toBe('stopped');
    expect(calls).toBe(0);
    servers.resume();
    for (let state = ''; state !== 'connected'; state = servers.judge(given).servers[0]?.state.kind ?? '')
      await change(servers);
    expect(servers.judge(given).stacks[0]?.services[0]?.state).toBe('degraded');
    servers.pause();
    expect(servers.judge(given).stacks[0]?.services[0]?.state).toBe('running');
    const before = calls;
    servers.follow(given, undefined);
    servers.askAgain();
    await servers.dispose();
    expect(calls).toBe(before);
  });

  it('are asked at once when credentials have changed', async () => {
    token = 'right';
    let given: PrometheusAuthorization = { kind: 'bearer', token: 'wrong' };
    const servers = watching(url, () => Promise.resolve(given));
    servers.follow(stacks(), undefined);
    await servers.settled(10_000);
    const state = () => servers.judge([]).servers[0]?.state;
    expect(state()).toMatchObject({ kind: 'lost', reason: { kind: 'no-permission' } });
    given = { kind: 'bearer', token: 'right' };
    servers.askAgain();
    while (state()?.kind !== 'connected') await change(servers);
    await servers.dispose();
  });

  it('end although somebody has not yet unlocked the credentials', async () => {
    const servers = watching(url, () => new Promise(() => undefined));
    servers.follow(stacks(), undefined);
    servers.resume();
    await servers.dispose();
    expect(calls).toBe(0);
  });

  it('say why one cannot be asked, without repeating the address', async () => {
    const servers = watching('me:hunter2@box');
    servers.follow(stacks(), undefined);
    servers.resume();
    const [only] = servers.judge(stacks()).servers;
    expect(only).toMatchObject({
      address: '',
      isStale: true,
      state: { kind: 'lost', reason: { kind: 'configuration' } },
    });
    expect(JSON.stringify(only)).not.toContain('hunter2');
    await servers.dispose();
  });
});
