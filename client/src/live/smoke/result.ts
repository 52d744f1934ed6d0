/** What a smoke test has found out. Everything in it can be shown: secrets are taken out before it is made. */
import type { SmokeTest } from '../../../../server/src/protocol';

/**
 * `warn`: it works, with something to look after. `fail`: what is expected does not hold. `error`: nobody knows, because it could
 * not be run: no container, no such program, no answer in time, no trust. `skip`: what it needs has not passed.
 */
export type SmokeOutcome = 'pass' | 'warn' | 'fail' | 'error' | 'skip';

export interface SmokeResult {
  readonly test: SmokeTest;
  readonly outcome: SmokeOutcome;
  /** What is wrong and what to do, in one or two sentences; what was seen where all is well. */
  readonly message: string;
  /** Where one value was expected and another one was there. */
  readonly difference?: { readonly expected: string; readonly actual: string };
  /** What programs printed or servers answered, cut to a readable length. */
  readonly output: string;
  /** Milliseconds, over all tries. */
  readonly durationMs: number;
  readonly tries: number;
  /** Ids of the containers it was about: another container makes the result outdated. */
  readonly containers: readonly string[];
}

/** What one try of one probe has seen. */
export interface Observation {
  /** By subject, such as `status` or `stdout`; `json` holds the parsed body. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly output: string;
  readonly containers: readonly string[];
  /** The probe knows by itself what is right, whatever is expected beside it. */
  readonly verdict?: { readonly outcome: Exclude<SmokeOutcome, 'skip'>; readonly message: string };
}

/** Why a test could not be run, in words for a person; becomes the outcome `error`. */
export class CannotRun extends Error {
  /** Another try would say the same: no trust, a secret that nobody has set, an expression that cannot be read. */
  readonly isLasting: boolean;

  constructor(message: string, { isLasting = false, cause }: { isLasting?: boolean; cause?: unknown } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.isLasting = isLasting;
  }
}
