import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runSmokeTests } from '../../../client/src/live/smoke/run';
import type { SmokeResult } from '../../../client/src/live/smoke/result';
import { SMOKE_KINDS, type SmokeTest } from '../../../server/src/protocol';
import { whyNoDocker } from '../../rig/docker';
import { temporaryFolder } from '../support/temporary';
import { after, EngineStack, program } from './engineStack';
import { tcp, web } from './servers';
import { never, smokeContext, smokeTest } from './support';

const reason = await whyNoDocker();
if (reason) console.warn(`Planted secrets are NOT TESTED on a real engine: ${reason}`);

/** One for each way in which a test comes to know a secret. */
const PLANTED = {
  container: 'pl@nted/in&the"container',
  address: 'pl@nted/in&the"address',
  stored: 'pl@nted/in&the"store',
  header: 'pl@nted/in&the"header',
  variable: 'pl@nted/in&the"variable',
  parameter: 'pl@nted/in&the"parameter',
} as const;

function formsOf(secret: string): string[] {
  const percent = encodeURIComponent(secret);
  const pair = Buffer.from(`me:${secret}`);
  return [
    ...[secret, percent, percent.toLowerCase(), new URLSearchParams({ x: secret }).toString().slice(2)],
    ...[JSON.stringify(secret).slice(1, -1), Buffer.from(secret).toString('base64').replace(/=+$/, '')],
    ...[pair.toString('base64').replace(/=+$/, ''), pair.toString('base64url').replace(/=+$/, '')],
  ];
}

/** What a program or a server says that keeps nothing to itself. */
const BLURTED = Object.values(PLANTED)
  .flatMap((secret) => [`failed: ${secret}`, ...formsOf(secret)])
  .join('\n');

describe.skipIf(reason)('planted secrets', { timeout: 120_000 }, () => {
  let stack: EngineStack;

  beforeAll(async () => {
    stack = await EngineStack.start('fake/postgres:15');
    const blurt = 'printf "%s\\n" "$BLURTED"; printf "%s\\n" "$BLURTED" >&2; exit 1';
    const made = [program('/bin/blurt', blurt), program('/bin/pg_dump', blurt), 'mkdir -m 1777 /tmp', 'blurt'];
    await stack.run('web', {
      ...after(made.join('\n')),
      Image: 'fake/postgres:15',
      Env: [`DB_PASSWORD=${PLANTED.container}`, `BLURTED=${BLURTED}`],
      Labels: { 'traefik.basicauth': BLURTED },
      Healthcheck: { Test: ['CMD', 'blurt'], Interval: 2e8, Retries: 1 },
    });
    await stack.until('app-web-1', ({ health }) => health?.status === 'unhealthy');
  }, 120_000);

  afterAll(() => stack?.dispose());

  /** Every kind, none of which passes, so that all that is known of why is told. */
  async function tests(folder: string): Promise<SmokeTest[]> {
    const echo = await web((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.once('end', () => {
        const said = { status: 'error', error: BLURTED, url: request.url, headers: request.headers, body };
        response
          .writeHead(400, { 'x-echo': encodeURIComponent(Object.values(PLANTED).join(' ')) })
          .end(JSON.stringify(said));
      });
    });
    const parrot = await tcp((socket) => socket.on('data', (heard) => socket.end(heard)));
    const address = echo.replace('//', `//me:${encodeURIComponent(PLANTED.address)}@`);
    const url = `${address}/x?api_key=${encodeURIComponent(PLANTED.parameter)}`;
    const service = 'web';
    const nothing = { matches: '^nothing$' };
    const headers = {
      Authorization: `Bearer ${PLANTED.header}`,
      'X-Token': PLANTED.header,
      'X-Stored': '${secret:STORED}',
    };
    const env = { LOGIN: '${secret:STORED}', PASSWORD: PLANTED.variable, WHO: '${API_TOKEN}' };
    writeFileSync(join(folder, 'blurted'), BLURTED);
    const script =
      'process.stderr.write(require("fs").readFileSync("blurted") + JSON.stringify(process.env)); process.exit(1)';
    const probes: [SmokeTest['probe'], Parameters<typeof smokeTest>[1]][] = [
      [
        { kind: 'http', url, method: 'POST', headers, body: '{"password": "${secret:STORED}"}' },
        {
          status: 200,
          body: nothing,
          'json.error': nothing,
          'header.x-echo': nothing,
          'json.headers.x-token': nothing,
        },
      ],
      [{ kind: 'tcp', address: parrot, send: `AUTH \${secret:STORED} ${BLURTED}` }, { received: nothing }],
      [{ kind: 'exec', service, argv: ['blurt', '${DB_PASSWORD}'], env }, { stdout: nothing }],
      [{ kind: 'exec', service, argv: ['/no/such/${DB_PASSWORD}'] }, {}],
      [{ kind: 'logs', service, since: 'start', stream: 'both' }, { text: nothing }],
      [{ kind: 'promql', url, query: `up{token="${PLANTED.parameter}"}` }, { value: 1 }],
      [{ kind: 'loki', url, query: '{job="a"}', sinceMs: 1_000, tenant: PLANTED.container }, { value: 1 }],
      [{ kind: 'container', service }, {}],
      [{ kind: 'container' }, { health: 'healthy' }],
      [{ kind: 'stats', service, samples: 1 }, { memoryBytes: { lt: 1 } }],
      [{ kind: 'logsize', service }, { bytes: { lt: 1 } }],
      [{ kind: 'backup', service, full: true, database: PLANTED.container }, {}],
      [{ kind: 'command', argv: [process.execPath, '-e', script], env }, { stderr: nothing }],
      [{ kind: 'command', argv: ['/no/such/${API_TOKEN}'], env }, {}],
      [{ kind: 'persistence', service, write: ['blurt'], read: ['blurt'], cleanup: ['blurt', '${DB_PASSWORD}'] }, {}],
    ];
    return probes.map(([probe, expected], index) => ({
      ...smokeTest(probe, expected, { id: `${probe.kind}-${index}`, title: probe.kind }),
      destructive: probe.kind === 'persistence',
    }));
  }

  it('are in nothing of any result, whatever the kind of the test', async () => {
    const folder = temporaryFolder();
    const all = await tests(folder);
    const context = await stack.context(undefined, {
      allowsDestructive: true,
      folder: pathToFileURL(folder).href,
      secret: (name) => Promise.resolve(name === 'STORED' ? PLANTED.stored : undefined),
      variable: (name) => (name === 'API_TOKEN' ? PLANTED.variable : undefined),
    });
    const told: SmokeResult[] = [];
    const results = await runSmokeTests(all, smokeContext(context), { ended: (one) => told.push(one) }, never());
    expect(new Set(results.map(({ test }) => test.probe.kind))).toEqual(new Set(SMOKE_KINDS));
    for (const { test, outcome, message } of results)
      expect(`${test.id} ${outcome} ${message}`).toMatch(/^\S+ (?:fail|error) /);
    // They do come from where the secrets were blurted out.
    const spoken = results.filter(({ output, message }) => `${message}${output}`.includes('•••'));
    expect(spoken.length).toBeGreaterThanOrEqual(10);
    for (const result of [...results, ...told]) {
      const text = JSON.stringify(result);
      for (const [where, secret] of Object.entries(PLANTED))
        for (const form of [...formsOf(secret), ...formsOf(secret).map((one) => JSON.stringify(one).slice(1, -1))])
          expect(text.includes(form), `${where} as ${form} in the result of ${result.test.id}: ${text}`).toBe(false);
      // Not even a beginning that a sentence was cut in.
      expect(/.{0,60}(?:pl@nted|pl%40nted|cGxAbnRlZ|bWU6cGxAbnR).{0,60}/i.exec(text)?.[0]).toBeUndefined();
    }
  });
});
