/** Runs smoke tests: what they need first, at most eight at a time, destructive ones alone and last. */
import type { SmokeTest } from '../../../../server/src/protocol';
import type { SmokeContext } from './context';
import type { SmokeResult } from './result';

export const MOST_AT_A_TIME = 8;

export interface SmokeListener {
  started?(test: SmokeTest): void;
  ended?(result: SmokeResult): void;
}

/**
 * Never rejects: whatever goes wrong is the result of a test. Settled when nothing of it runs any more.
 * @param signal ends every test that runs and all that wait; their outcome is `skip`, with the word cancelled
 */
export declare function runSmokeTests(
  tests: readonly SmokeTest[],
  context: SmokeContext,
  listener: SmokeListener,
  signal: AbortSignal,
): Promise<readonly SmokeResult[]>;
