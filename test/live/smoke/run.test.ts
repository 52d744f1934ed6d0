import { describe, expect, it } from 'vitest';
import type { SmokeTest } from '../../../server/src/protocol';
import type { Observe } from '../../../client/src/live/smoke/observe';
import { CannotRun, type Observation, type SmokeResult } from '../../../client/src/live/smoke/result';
import { MOST_AT_A_TIME, runSmokeTests } from '../../../client/src/live/smoke/run';
import { ManualClock } from '../support/manualClock';
import { inShort, never, smokeContext, smokeTest } from './support';

const PROBE = { kind: 'command', argv: ['true'] } as const;
const SEEN: Observation = { values: { exitCode: 0, stdout: 'ok', stderr: '' }, output: 'ok', containers: [] };

function test(id: string, over: Partial<SmokeTest> = {}): SmokeTest {
  return { ...smokeTest(PROBE, {}, { id }), ...over };
}

/** Never answers, and lets go when it is told to. */
function hang(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = (): void => reject(signal.reason as Error);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

/** Lets time pass whenever nothing else happens. */
async function finished<Value>(clock: ManualClock, work: Promise<Value>): Promise<Value> {
  let isDone = false;
  void work.finally(() => (isDone = true));
  for (;;) {
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
    if (isDone) return work;
    if (clock.pending > 0) await clock.passNext();
  }
}

function run(
  tests: readonly SmokeTest[],
  observe: Observe,
  {
    clock = new ManualClock(),
    signal = never(),
    allowsDestructive = false,
    ended = (_: SmokeResult): void => undefined,
  } = {},
): Promise<readonly SmokeResult[]> {
  return finished(clock, runSmokeTests(tests, smokeContext({ clock, allowsDestructive }), { ended }, signal, observe));
}

describe('needs', () => {
  const outcomes = (results: readonly SmokeResult[]): string[] =>
    results.map((result) => `${result.test.id} ${result.outcome}`);

  it('run first, and what needs them only when they have passed', async () => {
    const order: string[] = [];
    const results = await run(
      [
        test('c', { needs: ['b'] }),
        test('b', { needs: ['a'] }),
        test('a'),
        test('x', { needs: ['bad'] }),
        test('bad'),
        test('y', { needs: ['x'] }),
      ],
      ({ test: { id } }) => {
        order.push(id);
        return Promise.resolve(id === 'bad' ? { ...SEEN, values: { exitCode: 3, stdout: '', stderr: 'no' } } : SEEN);
      },
    );
    expect(outcomes(results)).toEqual(['c pass', 'b pass', 'a pass', 'x skip', 'bad fail', 'y skip']);
    expect(order.filter((id) => id.length === 1)).toEqual(['a', 'b', 'c']);
    expect(results.map(inShort).slice(3)).toEqual([
      'skip: Not run: it needs bad, which has failed.',
      'fail: true ended with exit code 3. It says: no.',
      'skip: Not run: it needs x, which was not run.',
    ]);
  });

  it('that are missing or go in a circle are said, and the rest runs', async () => {
    const results = await run(
      [
        test('a', { needs: ['gone'] }),
        test('b', { needs: ['c'] }),
        test('c', { needs: ['b'] }),
        test('d', { needs: ['b'] }),
        test('self', { needs: ['self'] }),
        test('e'),
      ],
      () => Promise.resolve(SEEN),
    );
    expect(results.map(inShort)).toEqual([
      'skip: Not run: it needs gone, which is not among the tests of this run.',
      'skip: Not run: these tests need each other: b → c → b. Take one "needs" away.',
      'skip: Not run: these tests need each other: b → c → b. Take one "needs" away.',
      'skip: Not run: it needs b, which was not run.',
      'skip: Not run: these tests need each other: self → self. Take one "needs" away.',
      'pass: Ended with exit code 0.',
    ]);
  });

  it('of a thousand tests in a row are no matter', async () => {
    const chain = Array.from({ length: 1_000 }, (_, index) =>
      test(`t${index}`, { needs: index === 0 ? [] : [`t${index - 1}`] }),
    );
    const results = await run(chain.reverse(), () => Promise.resolve(SEEN));
    expect(results.every(({ outcome }) => outcome === 'pass')).toBe(true);
  });
});

describe('destructive tests', () => {
  it('run alone and last, with what needs them', async () => {
    const clock = new ManualClock();
    let running = 0;
    const seen: string[] = [];
    await run(
      [
        test('d1', { destructive: true }),
        test('a'),
        test('after', { needs: ['d1'] }),
        test('b'),
        test('d2', { destructive: true }),
      ],
      async ({ test: { id }, signal }) => {
        running++;
        seen.push(`${id} ${id.startsWith('d') || id === 'after' ? running : 'beside'}`);
        await new Promise<void>((resolve) => clock.after(20, resolve));
        signal.throwIfAborted();
        running--;
        return SEEN;
      },
      { clock, allowsDestructive: true },
    );
    expect(seen.slice(0, 2).sort()).toEqual(['a beside', 'b beside']);
    expect(seen.slice(2).sort()).toEqual(['after 1', 'd1 1', 'd2 1']);
    expect(seen.indexOf('after 1')).toBeGreaterThan(seen.indexOf('d1 1'));
  });

  it('do not run unless they were asked for', async () => {
    const [result] = await run([test('d', { destructive: true })], () => Promise.reject(new Error('It ran.')));
    expect(result).toMatchObject({
      outcome: 'skip',
      message: expect.stringContaining('Not run: it interrupts or changes') as string,
    });
  });
});

describe('tries', () => {
  it('go on until one passes, an interval apart', async () => {
    const clock = new ManualClock();
    const begun = clock.now();
    const at: number[] = [];
    const [result] = await run(
      [test('a', { retries: 9, intervalMs: 700 })],
      () => {
        at.push(clock.now() - begun);
        return Promise.resolve(at.length < 3 ? { ...SEEN, values: { exitCode: 1 } } : SEEN);
      },
      { clock },
    );
    expect(result).toMatchObject({ outcome: 'pass', tries: 3, durationMs: 1_400 });
    expect(at).toEqual([0, 700, 1_400]);
  });

  it('share one timeout: what failed before counts then, not that time was up', async () => {
    const [result] = await run([test('a', { retries: 99, intervalMs: 1_000, timeoutMs: 5_500 })], () =>
      Promise.resolve({ ...SEEN, values: { exitCode: 1, stderr: 'refused' } }),
    );
    expect(result).toMatchObject({ outcome: 'fail', tries: 6, durationMs: 5_500 });
    expect(result?.message).toBe('true ended with exit code 1. It says: refused. Still so after 6 tries in 5.5 s.');
  });

  it('are not repeated where another would say the same', async () => {
    const [result] = await run([test('a', { retries: 5 })], () =>
      Promise.reject(new CannotRun('No trust.', { isLasting: true })),
    );
    expect(result).toMatchObject({ outcome: 'error', message: 'No trust.', tries: 1 });
  });

  it('that throw something of another kind are errors, not the end', async () => {
    const results = await run([test('a'), test('b')], ({ test: { id } }) => {
      if (id === 'a') throw new TypeError('x is undefined');
      return Promise.resolve(SEEN);
    });
    expect(results.map(({ outcome }) => outcome)).toEqual(['error', 'pass']);
  });

  it('that do not even end when they are told to are left to themselves', async () => {
    const results = await run([test('a', { timeoutMs: 1_000 })], () => new Promise<never>(() => undefined));
    expect(results[0]).toMatchObject({ outcome: 'error', output: expect.stringContaining('may still run') as string });
  });
});

describe('two hundred tests, fifty of them hanging', () => {
  const tests = Array.from({ length: 200 }, (_, index) =>
    test(`${index % 4 === 0 ? 'hangs' : 'works'}-${index}`, { timeoutMs: 10_000 }),
  );

  it('are over within the longest timeout, and what works is done long before', async () => {
    const clock = new ManualClock();
    const begun = clock.now();
    let starting = 0;
    let most = 0;
    let open = 0;
    let lastGood = 0;
    const results = await run(
      tests,
      async ({ test: { id }, signal }) => {
        open++;
        try {
          if (id.startsWith('hangs')) return await hang(signal);
          most = Math.max(most, ++starting);
          await new Promise<void>((resolve) => clock.after(30, resolve));
          starting--;
          return SEEN;
        } finally {
          open--;
        }
      },
      { clock, ended: ({ outcome }) => (lastGood = outcome === 'pass' ? clock.now() - begun : lastGood) },
    );
    expect(clock.now() - begun).toBeLessThanOrEqual(10_000);
    expect(results.filter(({ outcome }) => outcome === 'pass')).toHaveLength(150);
    const hanging = results.filter(({ outcome }) => outcome === 'error');
    expect(hanging).toHaveLength(50);
    expect(hanging.every(({ message }) => message.startsWith('No answer within '))).toBe(true);
    expect(lastGood).toBeLessThan(5_000);
    expect(most).toBeLessThanOrEqual(MOST_AT_A_TIME);
    expect(open).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it('are given up at once when the run is cancelled', async () => {
    const clock = new ManualClock();
    const begun = clock.now();
    const cancel = new AbortController();
    let open = 0;
    const results = await run(
      tests,
      async ({ signal }) => {
        if (++open === MOST_AT_A_TIME) setImmediate(() => cancel.abort());
        return hang(signal).finally(() => open--);
      },
      { clock, signal: cancel.signal },
    );
    expect(results).toHaveLength(200);
    expect(results.every(({ outcome, message }) => outcome === 'skip' && message === 'Cancelled.')).toBe(true);
    expect(clock.now() - begun).toBeLessThan(1_000);
    expect(open).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it('do not begin in a run that was cancelled before', async () => {
    const results = await run(tests, () => Promise.reject(new Error('It ran.')), { signal: AbortSignal.abort() });
    expect(new Set(results.map(inShort))).toEqual(new Set(['skip: Cancelled.']));
  });
});

describe('what is expected and does not hold', () => {
  const EXPECTED: SmokeTest['expect'] = [
    { subject: 'stdout', matcher: { equals: 'a' }, otherwise: { outcome: 'warn', message: 'It says something else.' } },
    { subject: 'stderr', matcher: { equals: 'b' }, otherwise: { outcome: 'fail', message: 'It is down.' } },
  ];

  it('means what the test says it means, the gravest first', async () => {
    const observe: Observe = () => Promise.resolve({ ...SEEN, values: { exitCode: 0, stdout: 'x', stderr: 'b' } });
    const [warn] = await run([test('a', { expect: EXPECTED })], observe);
    expect(warn).toMatchObject({
      outcome: 'warn',
      message: 'It says something else.',
      difference: { expected: 'a', actual: 'x' },
    });
    const [fail] = await run([test('a', { expect: EXPECTED })], () =>
      Promise.resolve({ ...SEEN, values: { exitCode: 0, stdout: 'x', stderr: 'y' } }),
    );
    expect(fail).toMatchObject({ outcome: 'fail', message: 'It is down.' });
  });

  it('is named with what there is where it is about nothing', async () => {
    const [result] = await run([test('a', { expect: [{ subject: 'status', matcher: { equals: 200 } }] })], () =>
      Promise.resolve(SEEN),
    );
    expect(result && inShort(result)).toBe(
      'error: There is no "status" in a test of kind command. There is: exitCode, stdout, stderr.',
    );
  });

  it('follows the exit codes of the test', async () => {
    const exitCodes = {
      '0': { outcome: 'pass' },
      '2': { outcome: 'warn', message: 'almost full' },
      default: { outcome: 'error' },
    } as const;
    const seen = (exitCode: number): Promise<readonly SmokeResult[]> =>
      run([test('a', { exitCodes })], () =>
        Promise.resolve({ ...SEEN, values: { exitCode, stdout: '', stderr: 'gone' } }),
      );
    expect((await seen(0)).map(inShort)).toEqual(['pass: Ended with exit code 0.']);
    expect((await seen(2)).map(inShort)).toEqual(['warn: almost full.']);
    expect((await seen(9)).map(inShort)).toEqual(['error: Ended with exit code 9. It says: gone.']);
    const [missing] = await run([test('a')], () =>
      Promise.resolve({ ...SEEN, values: { exitCode: 127, stdout: '', stderr: 'sh: jq: not found' } }),
    );
    expect(missing).toMatchObject({ outcome: 'error' });
  });
});
