/** Runs smoke tests: what they need first, at most eight at a time, destructive ones alone and last. */
import { setMaxListeners } from 'node:events';
import type { SmokeTest } from '../../../../server/src/protocol';
import type { Clock } from '../docker/clock';
import { runTest, skipped, type Run } from './attempts';
import type { SmokeContext } from './context';
import { observe, type Observe } from './observe';
import { planOf } from './order';
import { Places } from './places';
import { Redactor } from './redactor';
import type { SmokeResult } from './result';
import { learnFromStack } from './stackSecrets';

export const MOST_AT_A_TIME = 8;

/**
 * After this share of the longest timeout a test makes room for the next one and goes on beside it: with fifty of two hundred tests
 * hanging, the last one begins after a third of that timeout. Short enough for that, long enough for what works to end before.
 */
const PATIENCE = { share: 1 / 20, leastMs: 50, mostMs: 1_000 };

export interface SmokeListener {
  started?(test: SmokeTest): void;
  ended?(result: SmokeResult): void;
}

/**
 * Never rejects: whatever goes wrong is the result of a test. Settled when nothing of it runs any more.
 *
 * A run takes no longer than the longest timeout of its tests, as long as none of them needs another and a few dozen hang: a test that
 * had to wait for its turn is given up by then too, but never before half of its own timeout.
 * @param places shared by runs at the same time, which then have no more tests at work together than one alone
 * @param signal ends every test that runs and all that wait; their outcome is `skip`, with the word cancelled
 */
export async function runSmokeTests(
  tests: readonly SmokeTest[],
  context: SmokeContext,
  listener: SmokeListener,
  signal: AbortSignal,
  observeWith: Observe = observe,
  places: Places = placesFor(tests, context.clock),
): Promise<readonly SmokeResult[]> {
  const { clock } = context;
  // Every test that runs or waits listens; that is no leak.
  setMaxListeners(0, signal);
  const { together, alone, blocked } = planOf(tests);
  const longestMs = longestOf(tests);
  const redactor = new Redactor(namesIn(context));
  for (const test of tests) redactor.learnFromData(test.probe);
  const run: Run = {
    ...{ context, places, redactor, signal, observe: observeWith },
    learnt: learnFromStack(redactor, context, signal),
  };
  const results = new Map<SmokeTest, SmokeResult>();
  const byId = new Map(tests.map((test) => [test.id, test]));
  const ended = new Map<SmokeTest, Promise<void>>();

  const resultOf = async (test: SmokeTest): Promise<SmokeResult> => {
    const reason = blocked.get(test) ?? (await whyNeedless(test));
    if (reason !== undefined) return skipped(test, reason, run);
    if (test.destructive && !context.allowsDestructive) return skipped(test, NOT_ALLOWED, run);
    const ready = clock.now();
    const place = await places.take(signal);
    if (signal.aborted) {
      place();
      return skipped(test, CANCELLED, run);
    }
    tell(() => listener.started?.(test));
    const allowedMs = Math.min(test.timeoutMs, Math.max(longestMs - (clock.now() - ready), test.timeoutMs / 2));
    return runTest(test, allowedMs, place, run);
  };

  const whyNeedless = async ({ needs }: SmokeTest): Promise<string | undefined> => {
    const needed = needs.flatMap((id) => byId.get(id) ?? []);
    await Promise.all(needed.map((test) => ended.get(test)));
    if (signal.aborted) return CANCELLED;
    for (const test of needed) {
      const outcome = results.get(test)?.outcome;
      if (outcome !== 'pass' && outcome !== 'warn')
        return `Not run: it needs ${test.id}, which ${HAS_ENDED[outcome ?? 'skip']}.`;
    }
    return undefined;
  };

  const execute = async (test: SmokeTest): Promise<void> => {
    const result = await resultOf(test);
    results.set(test, result);
    tell(() => listener.ended?.(result));
  };

  // Needed ones come first in the plan, so what a test waits for is known when it begins to wait.
  for (const test of together) ended.set(test, execute(test));
  await Promise.all(ended.values());
  for (const test of alone) {
    const done = execute(test);
    ended.set(test, done);
    await done;
  }
  await run.learnt;
  return tests.flatMap((test) => results.get(test) ?? []);
}

/** For all tests of runs that go on at the same time. */
export function placesFor(tests: readonly SmokeTest[], clock: Clock): Places {
  const patienceMs = Math.min(PATIENCE.mostMs, Math.max(PATIENCE.leastMs, longestOf(tests) * PATIENCE.share));
  return new Places(MOST_AT_A_TIME, patienceMs, clock);
}

function longestOf(tests: readonly SmokeTest[]): number {
  return Math.max(0, ...tests.map(({ timeoutMs }) => timeoutMs));
}

function namesIn(context: SmokeContext): string[] {
  const stack = context.stack();
  return stack ? [stack.name, ...stack.services.map(({ name }) => name)] : [];
}

const CANCELLED = 'Cancelled.';
const NOT_ALLOWED =
  'Not run: it interrupts or changes what it tests. Ask for exactly this test, and confirm, when that does no harm.';
const HAS_ENDED = {
  fail: 'has failed',
  error: 'could not be run',
  skip: 'was not run',
  pass: 'has passed',
  warn: 'has passed',
} as const;

/** A listener that throws costs the run nothing. */
function tell(work: () => void): void {
  try {
    work();
  } catch {
    // Its own business: results are returned anyway.
  }
}
