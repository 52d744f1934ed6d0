/** What `holdfast smoke` reports, whatever the format. */
import type { JoinedStack } from '../../../client/src/live/services';
import type { SmokeOutcome, SmokeResult } from '../../../client/src/live/smoke/result';
import type { SmokeProbe, SourceRange } from '../../../server/src/protocol';
import { SMOKE_EXIT } from '../arguments';
import type { ReportedEngine } from '../engineSession';
import type { Reason } from '../smoke/selection';

export interface SmokeReport {
  readonly engine: ReportedEngine;
  readonly groups: readonly ReportedGroup[];
  /** Somebody ended the run. */
  readonly isCancelled: boolean;
  /** Why a holdfast.yaml is not understood, a line for each that is not. */
  readonly mistakes: readonly string[];
  readonly durationMs: number;
}

/** Tests against one stack, or against addresses that belong to none. */
export interface ReportedGroup {
  readonly stack: JoinedStack | undefined;
  readonly tests: readonly ReportedTest[];
}

/** Holds no secret: what was run has been through the redactor. */
export interface ReportedTest extends Pick<
  SmokeResult,
  'outcome' | 'message' | 'difference' | 'output' | 'durationMs' | 'tries'
> {
  readonly id: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly destructive: boolean;
  /** Undefined for a test that is not understood. */
  readonly kind: SmokeProbe['kind'] | undefined;
  readonly service: string | undefined;
  /** Undefined for a built-in test. */
  readonly source: SourceRange | undefined;
  /** Why it was not tried. */
  readonly reason: Reason | undefined;
}

export function allTests({ groups }: SmokeReport): ReportedTest[] {
  return groups.flatMap(({ tests }) => tests);
}

/** Of tests, by outcome; `leftOut` are those that nobody has allowed: they are no part of `skip`. */
export type SmokeCounts = Readonly<Record<SmokeOutcome | 'leftOut', number>>;

export function countsOf(tests: readonly ReportedTest[]): SmokeCounts {
  const counts = { pass: 0, warn: 0, fail: 0, error: 0, skip: 0, leftOut: 0 };
  for (const test of tests) counts[isLeftOut(test) ? 'leftOut' : test.outcome]++;
  return counts;
}

export function isLeftOut({ reason }: ReportedTest): boolean {
  return reason === 'destructive';
}

export function exitCodeOf(report: SmokeReport): number {
  const tests = allTests(report);
  const { pass, warn, fail, error, skip } = countsOf(tests);
  if (report.mistakes.length > 0 || tests.some(({ reason }) => reason === 'not-understood')) return SMOKE_EXIT.usage;
  if (fail > 0) return SMOKE_EXIT.failed;
  return error > 0 || skip > 0 || report.isCancelled || pass + warn === 0 ? SMOKE_EXIT.notRun : SMOKE_EXIT.passed;
}
