import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { PrometheusClient, PrometheusError, PrometheusSource } from '../../../client/src/live/prometheus';
import { ManualClock } from '../support/manualClock';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const servers: Server[] = [];

async function serve(handler: Handler): Promise<string> {
  const server = createServer(handler);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

const GOOD: Readonly<Record<string, unknown>> = {
  targets: { activeTargets: [] },
  alerts: { alerts: [] },
  query: { result: [] },
};

const good: Handler = ({ url = '' }, response) => {
  const name = new URL(url, 'http://x').pathname.split('/').at(-1) ?? '';
  response.end(JSON.stringify({ status: 'success', data: GOOD[name] }));
};

const signal = new AbortController().signal;

async function failure(url: string, deadlineMs?: number): Promise<PrometheusError> {
  const error: unknown = await new PrometheusClient({ url }, deadlineMs)
    .targets(signal)
    .catch((thrown: unknown) => thrown);
  if (!(error instanceof PrometheusError)) throw new Error(`expected a PrometheusError, got ${String(error)}`);
  return error;
}

describe('calls to Prometheus', () => {
  const seen: string[] = [];
  const record: Handler = (request, response) => {
    seen.push(`${request.url} ${request.headers.authorization}`);
    good(request, response);
  };

  it('go below the path of the address, with user and password', async () => {
    const url = await serve(record);
    await new PrometheusClient({ url: `${url.replace('//', '//me:p%40ss@')}/prom` }).query('up', signal);
    await new PrometheusClient({ url, authorization: { kind: 'bearer', token: 't0ken' } }).alerts(signal);
    const basic = Buffer.from('me:p@ss').toString('base64');
    expect(seen).toEqual([
      `/prom/api/v1/query?query=up Basic ${basic}`,
      '/api/v1/alerts? Bearer t0ken'.replace('?', ''),
    ]);
  });

  it('never tell the password', async () => {
    const client = new PrometheusClient({ url: 'http://me:hunter2@127.0.0.1:1/x?token=hunter2' });
    expect(client.address).toBe('http://127.0.0.1:1/x');
    const gone = await serve(good);
    await new Promise((resolve) => servers.pop()?.close(resolve));
    const error = await failure(gone.replace('//', '//me:hunter2@'));
    expect(error.kind).toBe('refused');
    expect(`${error.message} ${error.remedy}`).not.toContain('hunter2');
    for (const url of ['hunter2', 'ftp://me:hunter2@x'])
      expect(() => new PrometheusClient({ url })).toThrow(
        /^The address of Prometheus cannot be used\. It (is not|begins)/,
      );
  });

  it.each<[what: string, handler: Handler, kind: string, words: RegExp]>([
    ['401', (_, response) => response.writeHead(401).end('no'), 'no-permission', /refuses the call \(401\)/],
    [
      '500 as JSON',
      (_, response) => response.writeHead(500).end('{"status":"error","error":"tsdb is full"}'),
      'server',
      /tsdb is full/,
    ],
    ['502 of a proxy', (_, response) => response.writeHead(502).end('<html>'), 'server', /502/],
    ['a login page', (_, response) => response.end('<html>Sign in'), 'protocol', /is not Prometheus/],
    ['JSON of something else', (_, response) => response.end('{"status":"UP"}'), 'protocol', /is not Prometheus/],
    [
      'a cut in the middle',
      (_, response) => {
        response.writeHead(200, { 'content-length': 100 }).write('{"status":');
        setImmediate(() => response.destroy());
      },
      'interrupted',
      /broke/,
    ],
    ['no HTTP', ({ socket }) => socket.end('hello\r\n'), 'protocol', /does not speak HTTP/],
    ['404', (_, response) => response.writeHead(404).end('404 page not found'), 'protocol', /is not Prometheus.*404/],
  ])('fail with words: %s', async (_, handler, kind, words) => {
    const error = await failure(await serve(handler));
    expect([error.kind, error.message]).toEqual([kind, expect.stringMatching(words)]);
  });

  it('have a deadline, also in the middle of an answer', async () => {
    expect((await failure(await serve(() => undefined), 50)).kind).toBe('timeout');
    const stalls: Handler = (_, response) => void response.writeHead(200).write('{');
    expect((await failure(await serve(stalls), 50)).kind).toBe('timeout');
  });

  it('say when the port is one that may not be asked', async () => {
    expect(await failure('http://127.0.0.1:6000')).toMatchObject({ kind: 'configuration' });
  });

  it('can be given up', async () => {
    const client = new PrometheusClient({ url: await serve(() => undefined) });
    const giveUp = new AbortController();
    const call = client.targets(giveUp.signal);
    giveUp.abort();
    await expect(call).rejects.toMatchObject({ kind: 'aborted' });
  });
});

describe('the source', () => {
  function watching(url: string) {
    const clock = new ManualClock();
    const report = (error: unknown): void => {
      throw error;
    };
    const source = new PrometheusSource(new PrometheusClient({ url }), { report, clock });
    const states: string[] = [];
    source.onChange(() => states.push(source.snapshot.state.kind));
    const change = (): Promise<void> =>
      new Promise((resolve) => {
        const unsubscribe = source.onChange(() => {
          unsubscribe();
          resolve();
        });
      });
    return { clock, source, states, change };
  }

  it('tries for ever, less and less often, and asks every 15 s when it is well', async () => {
    let isWell = false;
    const url = await serve((request, response) =>
      isWell ? good(request, response) : void response.writeHead(500).end(),
    );
    const { clock, source, change } = watching(url);
    source.resume();
    const pauses: number[] = [];
    for (let attempt = 0; attempt < 7; attempt++) {
      await change();
      pauses.push(await clock.passNext());
    }
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    isWell = true;
    while (source.snapshot.state.kind !== 'connected') {
      const changed = change();
      if (clock.pending > 0) await clock.passNext();
      await changed;
    }
    expect(source.snapshot.isStale).toBe(false);
    expect(await clock.passNext()).toBe(15_000);
    await source.dispose();
    expect(clock.pending).toBe(0);
  });

  it('lets nothing stale pass for present', async () => {
    let answers = good;
    const { clock, source, change } = watching(await serve((request, response) => answers(request, response)));
    source.resume();
    await change();
    expect(source.snapshot).toMatchObject({ isStale: false, state: { kind: 'connected' } });
    answers = (_, response) => void response.end('{"status":"success","data":{}}');
    const changed = change();
    await clock.passNext();
    await changed;
    expect(source.snapshot).toMatchObject({ isStale: true, state: { kind: 'lost', reason: { kind: 'protocol' } } });
    await source.dispose();
  });

  it('asks nothing after pause, and again after resume', async () => {
    let calls = 0;
    const { clock, source, states, change } = watching(
      await serve((request, response) => {
        calls++;
        good(request, response);
      }),
    );
    source.resume();
    await change();
    source.pause();
    clock.advance(60_000);
    expect([calls, source.snapshot.isStale, clock.pending]).toEqual([3, true, 0]);
    const changed = change();
    source.resume();
    await changed;
    await change();
    expect(calls).toBe(6);
    await source.dispose();
    expect(states).toEqual(['connecting', 'connected', 'stopped', 'connecting', 'connected', 'stopped']);
  });

  it('ends in the middle of a call', async () => {
    let arrive = (): void => undefined;
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    const { source } = watching(await serve(() => arrive()));
    source.resume();
    await arrived;
    await source.dispose();
    expect(source.snapshot.state.kind).toBe('stopped');
  });
});
