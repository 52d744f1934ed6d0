/** What applications say about themselves under a page of theirs, in all the words that are usual. */
import { describe, expect, it } from 'vitest';
import { product, STRANGERS, type Reply } from '../../../rig/products/product';
import { inShort } from '../support';
import { served, testsServed, type ServedOptions } from './served';

const IMAGE = { image: 'registry.example.com/shop/api:7', ports: [8000], states: {} } as const;

/** @param test of its health check */
function checkedBy(...test: string[]): ServedOptions {
  return { way: 'published', declared: { healthCheck: { kind: 'declared', test, source: undefined } } };
}

function asked(address: string): ServedOptions {
  return checkedBy('CMD-SHELL', `curl -f ${address} || exit 1`);
}

async function said(reply: Reply, path = '/health'): Promise<string> {
  const { results } = await served(product(IMAGE), { pages: { [path]: reply } }, asked(`http://localhost:8000${path}`));
  const result = results.get('health');
  if (!result) throw new Error('It has no test of its health page.');
  return inShort(result);
}

const PARTS = { database: { status: 'Healthy' }, cache: { status: 'Unhealthy', description: 'password=hunter2' } };

describe('an application', () => {
  it.each<[string, Reply]>([
    ['ASP.NET Core in plain text', { body: 'Healthy' }],
    ['ASP.NET Core in JSON', { body: { status: 'Healthy', entries: { database: { status: 'Healthy' } } } }],
    ['Spring Boot', { body: { status: 'UP', components: { db: { status: 'UP' } } } }],
    ['health+json', { body: { status: 'pass', checks: { 'db:time': [{ status: 'pass' }] } } }],
    ['Terminus', { body: { status: 'ok', info: { db: { status: 'up' } }, error: {}, details: {} } }],
    ['a truth value', { body: { ok: true } }],
    ['an array', { body: [{ status: 'ok' }] }],
    ['nothing but its status', { status: 204 }],
    ['another page of its own', { status: 308, headers: { location: '/health/' } }],
  ])('is well in the words of %s', async (_, reply) => {
    expect(await said(reply)).toMatch(/^pass: \/health (?:says healthy|answers with 20[04]|answers, and leads to)/);
  });

  it.each<[string, Reply, RegExp]>([
    ['ASP.NET Core', { status: 200, body: 'Degraded' }, /^warn: .*degraded \(\/health\): see its log\./],
    [
      'ASP.NET Core in JSON',
      { body: { status: 'Degraded', results: { cache: { status: 'Degraded' }, db: { status: 'Healthy' } } } },
      /^warn: The application works, but says that it is degraded \(\/health\): cache \(Degraded\)/,
    ],
    [
      'health+json',
      { body: { status: 'warn', checks: { 'disk:free': [{ status: 'warn' }] } } },
      /^warn: .*disk:free \(warn\)/,
    ],
    ['a word of its own', { body: { health: 'yellow' } }, /^warn: /],
  ])('is degraded in the words of %s', async (_, reply, words) => {
    expect(await said(reply)).toMatch(words);
  });

  it.each<[string, Reply, RegExp]>([
    [
      'ASP.NET Core',
      { status: 503, body: { status: 'Unhealthy', entries: PARTS } },
      /^fail: The application says that it is unhealthy \(\/health: 503\): cache \(Unhealthy\)/,
    ],
    ['Spring Boot with status 200', { body: { status: 'OUT_OF_SERVICE' } }, /^fail: .*unhealthy \(\/health: 200\)/],
    [
      'Terminus',
      { status: 503, body: { status: 'error', details: { db: { status: 'down' } } } },
      /^fail: .*db \(down\)/,
    ],
    [
      'health+json',
      { status: 503, body: { status: 'fail', checks: { 'db:conn': [{ status: 'fail' }] } } },
      /^fail: .*db:conn \(fail\)/,
    ],
    ['a truth value', { body: { healthy: false } }, /^fail: /],
    ['nothing', { status: 500 }, /^fail: .*\(\/health: 500\): see its log\./],
    ['a status of its own', { status: 418 }, /^fail: \/health answers with 418: check what the application expects/],
  ])('is unhealthy in the words of %s', async (_, reply, words) => {
    expect(await said(reply)).toMatch(words);
  });

  it('is believed when it is sick, not what stands beside it', async () => {
    const text = await said({ status: 503, body: { status: 'Unhealthy', entries: PARTS } });
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain('database');
  });

  it('is asked for readiness where its health check asks for that', async () => {
    expect(await said({ status: 503, body: 'Not Ready' }, '/health/readiness')).toMatch(
      /^fail: The application says that it is unhealthy \(\/health\/readiness: 503\)/,
    );
    expect(await said({ body: 'Alive' }, '/health/liveness')).toBe('pass: /health/liveness says healthy.');
  });

  it('is unready where the page beside the one that is asked says so', async () => {
    const pages = {
      '/health/liveness': { body: { status: 'UP' } },
      '/health/readiness': { status: 503, body: { status: 'DOWN', components: { db: { status: 'DOWN' } } } },
    };
    const { results, asked: requests } = await served(
      product(IMAGE),
      { pages },
      asked('http://localhost:8000/health/liveness'),
    );
    expect([...results.values()].map(inShort)).toEqual([
      'fail: The application says that it is unhealthy (/health/readiness: 503): db (DOWN). Look there first.',
    ]);
    expect(requests.map(({ path }) => path).sort()).toEqual(['/health', '/health/liveness', '/health/readiness']);
  });

  it('is not held to pages that it has not, or that say nothing about health', async () => {
    const pages = { '/healthz': { body: 'ok' }, '*': { status: 500, body: '<html>No such page</html>' } };
    const { results } = await served(product(IMAGE), { pages }, asked('http://localhost:8000/healthz'));
    expect([...results.values()].map(inShort)).toEqual(['pass: /healthz says healthy.']);
  });

  it.each<[keyof typeof STRANGERS, RegExp]>([
    ['nobody listens', /^fail: Nothing listens on 127\.0\.0\.1:\d+: the service has not opened its port/],
    ['takes connections and is silent', /^error: No answer within 0\.3 s/],
    ['closes connections without a word', /^fail: .*closed without an answer: inside the container nothing listens/],
    ['speaks another protocol', /^fail: Port \d+ is open, but what answers there does not speak HTTP/],
    ['a page of another program', /^warn: .*answers with a page for people/],
    ['another program without such a page', /^fail: .*but has no \/health: check the path/],
    ['a login page it redirects to', /^error: \/health asks for a login \(302\)/],
    ['asks for a login', /^error: \/health asks for a login \(401\): let health checks in without one/],
    [
      'a proxy in front, with nothing behind it',
      /^fail: A proxy answers for \/health \(502\) and does not reach the application/,
    ],
  ])('behind which is something else: %s', async (name, words) => {
    const options = { ...asked('http://127.0.0.1:8000/health'), timeoutMs: name.includes('silent') ? 300 : 10_000 };
    const { results } = await served(product(IMAGE), STRANGERS[name], options);
    expect([...results.values()].map(inShort).join('\n')).toMatch(words);
  });
});

describe('the page that a health check asks', () => {
  it.each([
    ['curl', ['CMD', 'curl', '-f', 'http://127.0.0.1:8000/healthz'], '8000/healthz'],
    [
      'a script of Node.js',
      ['CMD', 'node', '-e', "fetch('http://localhost:8000/health/readiness')"],
      '8000/health/readiness',
    ],
    ['Bash', ['CMD', 'bash', '-c', "exec 3<>/dev/tcp/127.0.0.1/8000; printf 'GET /ready HTTP/1.0' >&3"], '8000/ready'],
    ['a port in a variable', ['CMD-SHELL', 'wget -q -O - http://localhost:$$PORT/health'], '8000/health'],
    ['a page that is not about health', ['CMD', 'curl', '-f', 'http://127.0.0.1:8000/admin'], undefined],
    ['no page', ['CMD', 'pg_isready'], undefined],
  ])('is found in %s', (_, test, wanted) => {
    const pages = testsServed(product(IMAGE), checkedBy(...test)).map(({ probe }) =>
      probe.kind === 'protocol' ? `${probe.port}${probe.path}` : probe.kind,
    );
    expect(pages).toEqual(wanted === undefined ? [] : [wanted]);
  });
});
