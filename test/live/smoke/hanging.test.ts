import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MOST_AT_A_TIME, runSmokeTests } from '../../../client/src/live/smoke/run';
import type { SmokeResult } from '../../../client/src/live/smoke/result';
import type { SmokeProbe, SmokeTest } from '../../../server/src/protocol';
import { IDLE, whyNoDocker } from '../../rig/docker';
import { leftSince, resources } from '../support/resources';
import { EngineStack } from './engineStack';
import { tcp, web } from './servers';
import { never, smokeContext, smokeTest } from './support';

const reason = await whyNoDocker();
if (reason) console.warn(`Hanging tests on a real engine are NOT TESTED: ${reason}`);

const LONGEST_MS = 8_000;
const MARGIN_MS = 3_000;
/** For ending ten programs in containers, each by a program in the container, on a busy machine. */
const ENDING_MS = 20_000;

describe.skipIf(reason)('two hundred tests, fifty of them hanging, on real servers and a real engine', () => {
  let stack: EngineStack;
  let id: string;

  beforeAll(async () => {
    stack = await EngineStack.start();
    id = await stack.run('web', IDLE);
  }, 120_000);

  afterAll(() => stack?.dispose());

  /** Every fourth one hangs, each in one of five ways. */
  async function tests(seen: Seen): Promise<SmokeTest[]> {
    const keep = (socket: Socket): void => {
      seen.sockets.add(socket);
      socket.once('close', () => seen.sockets.delete(socket));
    };
    const works = await web((request, response) => {
      keep(request.socket);
      seen.most = Math.max(seen.most, ++seen.atOnce);
      response.once('close', () => seen.atOnce--);
      setTimeout(() => response.end('ok'), 10);
    });
    const silent = await web(({ socket }) => keep(socket));
    const endless = await web(({ socket }, response) => {
      keep(socket);
      response.writeHead(200).write('a');
    });
    const mute = await tcp(keep);
    const sleeper = ['sleep', '5151'];
    const ways: [SmokeProbe, Parameters<typeof smokeTest>[1]][] = [
      [{ kind: 'http', url: silent }, { status: 200 }],
      [{ kind: 'http', url: endless }, { body: 'a' }],
      // Nobody answers a request for TLS there.
      [{ kind: 'tcp', address: mute, tls: true }, { connected: true }],
      [{ kind: 'exec', service: 'web', argv: sleeper }, {}],
      [{ kind: 'command', argv: sleeper }, {}],
    ];
    return Array.from({ length: 200 }, (_, index) => {
      const [probe, expected] = ways[(index / 4) % ways.length] ?? [{ kind: 'http', url: works }, { body: 'ok' }];
      const name = index % 4 === 0 ? `hangs-${index}` : `works-${index}`;
      return smokeTest(probe, expected, { id: name, timeoutMs: LONGEST_MS });
    });
  }

  interface Seen {
    readonly sockets: Set<Socket>;
    atOnce: number;
    most: number;
  }

  const newSeen = (): Seen => ({ sockets: new Set(), atOnce: 0, most: 0 });

  async function expectNothingLeft(seen: Seen, before: Record<string, number>): Promise<void> {
    await Promise.all([...seen.sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve))));
    expect((await stack.processes(id)).filter((line) => line.includes('5151'))).toEqual([]);
    expect(await leftSince(before)).toEqual({});
  }

  it(
    'are over within the longest timeout, and leave no socket, no process and no exec',
    { timeout: 60_000 },
    async () => {
      const seen = newSeen();
      const all = await tests(seen);
      const context = smokeContext(await stack.context());
      const before = resources();
      const begun = performance.now();
      const last = { good: 0, here: 0 };
      const ended = ({ outcome, test }: SmokeResult): void => {
        const now = performance.now() - begun;
        if (outcome === 'pass') last.good = now;
        if (test.probe.kind !== 'exec') last.here = now;
      };
      const results = await runSmokeTests(all, context, { ended }, never());
      expect(last.good).toBeLessThan(LONGEST_MS);
      expect(last.here).toBeLessThan(LONGEST_MS + MARGIN_MS);
      expect(performance.now() - begun).toBeLessThan(LONGEST_MS + ENDING_MS);
      expect(results.filter(({ outcome }) => outcome === 'pass')).toHaveLength(150);
      const hanging = results.filter(({ test }) => test.id.startsWith('hangs'));
      expect(hanging.filter(({ message }) => /^No answer within [\d.]+ s: it hangs/.test(message))).toHaveLength(50);
      expect(hanging.map(({ output }) => output).filter((output) => output !== '')).toEqual([]);
      expect(seen.most).toBeLessThanOrEqual(MOST_AT_A_TIME);
      await expectNothingLeft(seen, before);
    },
  );

  it('are over at once when they are cancelled', { timeout: 60_000 }, async () => {
    const seen = newSeen();
    const all = await tests(seen);
    const context = smokeContext(await stack.context());
    const before = resources();
    const cancel = new AbortController();
    let passed = 0;
    let cancelledAt = 0;
    const results = await runSmokeTests(
      all,
      context,
      {
        ended: ({ outcome }) => {
          if (outcome !== 'pass' || ++passed !== 40) return;
          cancelledAt = performance.now();
          cancel.abort();
        },
      },
      cancel.signal,
    );
    expect(performance.now() - cancelledAt).toBeLessThan(ENDING_MS);
    expect(results).toHaveLength(200);
    expect(new Set(results.slice(-40).map(({ message }) => message))).toEqual(new Set(['Cancelled.']));
    await expectNothingLeft(seen, before);
  });
});
