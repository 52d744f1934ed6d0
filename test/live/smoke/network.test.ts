import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SmokeProbe } from '../../../server/src/protocol';
import { temporaryFolder } from '../support/temporary';
import { listening, tcp, web } from './servers';
import { inShort, resultOf, smokeTest } from './support';

const PROM = { kind: 'promql', query: 'up' } as const;

describe('http', () => {
  it('sees status, body, JSON, headers and duration', async () => {
    const url = await web((_, response) =>
      response.setHeader('X-Mode', 'ready').end('{"database": "ok", "models": [{"name": "llama3"}]}'),
    );
    const expected = {
      ...{ status: 200, 'json.database': 'ok', 'header.X-Mode': 'ready', duration: { lt: 5_000 } },
      ...{
        body: { contains: 'llama3' },
        'json.models': { length: { ge: 1 } },
        'json.models[*].name': { contains: 'llama3' },
      },
    };
    const result = await resultOf(smokeTest({ kind: 'http', url }, expected));
    expect(inShort(result)).toMatch(/^pass: status is 200, json.database is "ok", header.X-Mode is "ready"\.$/);
    expect(result.output).toContain('HTTP 200');
  });

  it.each<[string, RequestListener, Record<string, unknown>, RegExp]>([
    [
      '503',
      (_, response) => response.writeHead(503).end('starting'),
      {},
      /^fail: status is 503, expected 200\. It says: "starting"\. See the log of the service\.$/,
    ],
    [
      'a login',
      (_, response) => response.writeHead(401).end(),
      {},
      /^fail: status is 401, expected 200\. It asks for a login/,
    ],
    [
      'a redirect',
      (_, response) => response.writeHead(302, { location: '/login' }).end(),
      {},
      /^fail: status is 302.*redirects to \/login/,
    ],
    [
      'no models',
      (_, response) => response.end('{"models": []}'),
      { 'json.models': { length: { gt: 0 } } },
      /^fail: json.models is \[\], expected a length of more than 0/,
    ],
    [
      'a login page with 200',
      (_, response) => response.end('<html>Sign in</html>'),
      { 'json.database': 'ok' },
      /^fail: json.database is not known: what came is no JSON/,
    ],
    [
      'a cut',
      (request) => request.socket.destroy(),
      {},
      /^fail: 127\.0\.0\.1:\d+ takes connections and closes them without an answer/,
    ],
  ])('fails for %s', async (_, listener, expected, words) => {
    const url = await web(listener);
    const all = { status: 200, ...expected } as Parameters<typeof smokeTest>[1];
    expect(inShort(await resultOf(smokeTest({ kind: 'http', url }, all)))).toMatch(words);
  });

  it('fails where nothing listens, and cannot say anything where the name is unknown', async () => {
    expect(inShort(await resultOf(smokeTest({ kind: 'http', url: 'http://127.0.0.1:1/' }, { status: 200 })))).toMatch(
      /^fail: Nothing listens on 127\.0\.0\.1:1/,
    );
    expect(
      inShort(await resultOf(smokeTest({ kind: 'http', url: 'http://no-such-host.invalid/' }, { status: 200 }))),
    ).toMatch(/^error: The name in no-such-host\.invalid:80 is not known/);
    expect(inShort(await resultOf(smokeTest({ kind: 'http', url: 'ftp://x' }, { status: 200 })))).toMatch(
      /^error: The address is none of HTTP/,
    );
  });

  it('is given up in time by a server that never answers, or never ends', async () => {
    const silent = await web(() => undefined);
    const result = await resultOf(smokeTest({ kind: 'http', url: silent }, { status: 200 }, { timeoutMs: 300 }));
    expect(inShort(result)).toMatch(/^error: No answer within 0\.3 s/);
    const endless = await web((_, response) => void response.writeHead(200).write('a'));
    expect((await resultOf(smokeTest({ kind: 'http', url: endless }, { body: 'a' }, { timeoutMs: 300 }))).outcome).toBe(
      'error',
    );
    expect((await resultOf(smokeTest({ kind: 'http', url: endless }, { status: 200 }))).outcome).toBe('pass');
  });

  it('reads no more than it has to of an answer without end', async () => {
    const url = await web((_, response) => {
      const more = (): void => void (response.destroyed || response.write('x'.repeat(64 << 10), more));
      more();
    });
    const result = await resultOf(smokeTest({ kind: 'http', url }, { body: { contains: 'y' } }));
    expect(result.outcome).toBe('fail');
    expect(JSON.stringify(result).length).toBeLessThan(200_000);
  });

  it('sends headers, body and login, and shows none of their secrets', async () => {
    let seen: IncomingMessage | undefined;
    const base = await web((request, response) => {
      seen = request;
      // An echo, as debugging pages have it.
      response.end(JSON.stringify({ ...request.headers, url: request.url }));
    });
    const url = `${base.replace('//', '//me:url-hunter2@')}/?api_key=query-hunter2`;
    const probe: SmokeProbe = {
      ...{ kind: 'http', url, method: 'POST', body: '{"password": "${secret:BODY}"}' },
      headers: { 'X-Api-Key': '${secret:API}', 'X-Literal-Token': 'literal-hunter2', Accept: 'x' },
    };
    const secrets: Record<string, string> = { API: 'api-hunter2', BODY: 'body-hunter2' };
    const over = { secret: (name: string) => Promise.resolve(secrets[name]) };
    const result = await resultOf(smokeTest(probe, { status: 500, body: 'nothing', 'header.x': 'y' }), over);
    expect(seen?.method).toBe('POST');
    expect(seen?.headers['x-api-key']).toBe('api-hunter2');
    expect(seen?.headers.authorization).toBe(`Basic ${Buffer.from('me:url-hunter2').toString('base64')}`);
    const text = JSON.stringify(result);
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain(Buffer.from('me:url-hunter2').toString('base64').replace(/=+$/, ''));
    expect(result).toMatchObject({
      outcome: 'fail',
      test: { id: 'http', probe: { headers: { 'X-Api-Key': '${secret:API}', Accept: 'x' } } },
    });
    expect(inShort(await resultOf(smokeTest(probe, { status: 200 })))).toMatch(
      /^error: The secret (?:API|BODY) is not set/,
    );
  });

  it('tells how long a certificate holds, and whom it does not trust', async () => {
    const folder = temporaryFolder();
    const files = { key: join(folder, 'key.pem'), cert: join(folder, 'cert.pem') };
    const words = [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      files.key,
      '-out',
      files.cert,
      '-days',
      '9',
      '-subj',
      '/CN=127.0.0.1',
    ];
    execFileSync('openssl', words, { stdio: 'ignore' });
    const server = createTlsServer({ key: readFileSync(files.key), cert: readFileSync(files.cert) }, (_, response) =>
      response.end('ok'),
    );
    const url = `https://127.0.0.1:${await listening(server as unknown as Server)}`;
    const insecure = await resultOf(smokeTest({ kind: 'http', url, insecure: true }, { certificateDays: { ge: 14 } }));
    expect(inShort(insecure)).toBe('fail: certificateDays is 8, expected at least 14. Renew the certificate.');
    expect(inShort(await resultOf(smokeTest({ kind: 'http', url }, { status: 200 })))).toMatch(
      /^fail: The certificate of .* is not trusted here/,
    );
    expect(
      inShort(await resultOf(smokeTest({ kind: 'http', url: url.replace('https', 'http') }, { status: 200 }))),
    ).toMatch(/^fail:/);
  });
});

describe('tcp', () => {
  it('hears a greeting, and an answer in pieces', async () => {
    const nats = await tcp((socket) => socket.write('INFO {"server_id": "x"}\r\n'));
    expect(
      (await resultOf(smokeTest({ kind: 'tcp', address: nats }, { received: { matches: '^INFO \\{' } }))).outcome,
    ).toBe('pass');
    const redis = await tcp((socket) =>
      socket.once('data', () => socket.write('+PO', () => setImmediate(() => socket.write('NG\r\n')))),
    );
    const result = await resultOf(
      smokeTest({ kind: 'tcp', address: redis, send: 'PING\r\n' }, { received: { contains: '+PONG' } }),
    );
    expect(result).toMatchObject({ outcome: 'pass', output: '+PONG\r\n' });
    expect((await resultOf(smokeTest({ kind: 'tcp', address: redis }, { connected: true }))).outcome).toBe('pass');
  });

  it('fails for another protocol, for silence that closes, and where nothing listens', async () => {
    const other = await tcp((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect(
      inShort(await resultOf(smokeTest({ kind: 'tcp', address: other }, { received: { matches: '^INFO' } }))),
    ).toMatch(/^fail: received is "HTTP\/1\.1 400 Bad Request"/);
    const closes = await tcp((socket) => socket.end());
    expect(
      inShort(await resultOf(smokeTest({ kind: 'tcp', address: closes }, { received: { matches: '^INFO' } }))),
    ).toMatch(/^fail: received is empty.*nobody says anything/);
    expect(
      inShort(await resultOf(smokeTest({ kind: 'tcp', address: '127.0.0.1:1' }, { received: { matches: 'x' } }))),
    ).toMatch(/^fail: Nothing listens/);
    expect((await resultOf(smokeTest({ kind: 'tcp', address: '127.0.0.1:1' }, { connected: false }))).outcome).toBe(
      'pass',
    );
    expect(inShort(await resultOf(smokeTest({ kind: 'tcp', address: 'nonsense' }, { connected: true })))).toMatch(
      /^error: The address has to be/,
    );
  });
});

describe('loki', () => {
  const LOKI = { kind: 'loki', query: 'sum(count_over_time({job=~".+"}[5m]))', sinceMs: 60_000 } as const;
  const vector = (...values: string[]): string =>
    JSON.stringify({
      status: 'success',
      data: { resultType: 'vector', result: values.map((value) => ({ metric: { job: 'a' }, value: [1, value] })) },
    });

  it('asks for now in nanoseconds, with its tenant', async () => {
    let seen: IncomingMessage | undefined;
    const url = await web((request, response) => {
      seen = request;
      response.end(vector('17'));
    });
    const result = await resultOf(smokeTest({ ...LOKI, url, tenant: 'team-a' }, { value: { gt: 0 }, results: 1 }));
    expect(inShort(result)).toMatch(/^pass: value is 17/);
    const parameters = new URL(seen?.url ?? '', url).searchParams;
    expect(parameters.get('time')).toMatch(/^\d{19}$/);
    expect(parameters.get('query')).toBe(LOKI.query);
    expect(seen?.headers['x-scope-orgid']).toBe('team-a');
  });

  it('fails for an empty answer and for zero', async () => {
    const empty = await web((_, response) => response.end(vector()));
    expect(inShort(await resultOf(smokeTest({ ...LOKI, url: empty }, { value: { ge: 0 } })))).toMatch(
      /^fail: value is empty.*The query finds nothing/,
    );
    const zero = await web((_, response) => response.end(vector('0')));
    expect(inShort(await resultOf(smokeTest({ ...LOKI, url: zero }, { value: { gt: 0 } })))).toMatch(
      /^fail: value of \{job="a"\} is 0, expected more than 0/,
    );
  });

  it('says that a tenant is missing, that it is not ready, and that it is no Loki', async () => {
    const tenant = await web((_, response) => response.writeHead(401).end('no org id'));
    expect(inShort(await resultOf(smokeTest({ ...LOKI, url: tenant }, { value: { gt: 0 } })))).toMatch(
      /^error: .*tenant/,
    );
    const starting = await web((_, response) =>
      response.writeHead(503).end('Ingester not ready: waiting for 15s after being ready'),
    );
    expect(inShort(await resultOf(smokeTest({ ...LOKI, url: starting }, { value: { gt: 0 } })))).toMatch(
      /^error: Loki .* reports an error \(503\): Ingester not ready/,
    );
    const page = await web((_, response) => response.end('<html>'));
    expect(inShort(await resultOf(smokeTest({ ...LOKI, url: page }, { value: { gt: 0 } })))).toMatch(
      /^error: What answers at .* is not Loki/,
    );
    expect(inShort(await resultOf(smokeTest({ ...LOKI, url: 'http://127.0.0.1:1' }, { value: { gt: 0 } })))).toMatch(
      /^error: Nothing listens/,
    );
  });

  it('counts lines where it is asked for lines', async () => {
    const url = await web((request, response) => {
      if (request.url?.includes('query_range')) {
        const stream = {
          stream: { job: 'a' },
          values: [
            ['1', 'one'],
            ['2', 'two'],
          ],
        };
        response.end(JSON.stringify({ status: 'success', data: { resultType: 'streams', result: [stream] } }));
      } else
        response
          .writeHead(400)
          .end(
            'log queries are not supported as an instant query type, please change your query to a range query type',
          );
    });
    const lines = { ...LOKI, url, query: '{job="a"}' };
    expect((await resultOf(smokeTest(lines, { results: 2 }))).outcome).toBe('pass');
    expect(inShort(await resultOf(smokeTest(lines, { value: { gt: 0 } })))).toMatch(
      /^fail: value is not known: lines have no value/,
    );
  });
});

describe('a stack that nothing is known of', () => {
  it('is said to be so', async () => {
    expect(inShort(await resultOf(smokeTest(PROM, { value: 1 })))).toMatch(/^error: Nothing is known of this stack/);
    expect(inShort(await resultOf(smokeTest({ kind: 'container' }, { state: 'running' })))).toMatch(
      /^error: Nothing is known of this stack/,
    );
  });
});
