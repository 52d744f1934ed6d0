import type { PrometheusMetrics, PrometheusServer } from '../../../client/src/live/prometheus';
import { isWell, type JoinedStack, type LiveFinding } from '../../../client/src/live/services';
import type { Problem } from '../../../client/src/live/source';
import type { SourceRange } from '../../../server/src/protocol';
import type { ReportedEngine } from '../engineSession';

/** What `holdfast status` prints, whatever the format. */
export interface StatusReport {
  readonly engine: ReportedEngine;
  readonly stacks: readonly ReportedStack[];
  readonly findings: readonly LiveFinding[];
}

export interface ReportedStack {
  readonly stack: JoinedStack;
  readonly prometheus: PrometheusServer | undefined;
}

/** Whether there is nothing for a person to do. */
export function isAllWell({ engine, stacks }: StatusReport): boolean {
  return engine.problem === undefined && stacks.every(isStackWell);
}

function isStackWell({ stack, prometheus }: ReportedStack): boolean {
  // One that somebody set matters by itself.
  if (prometheus && prometheus.stackId === undefined && prometheus.isStale) return false;
  return stack.services.every(isWell);
}

/** Why it cannot be read; undefined when it can. */
export function problemOf({ state }: PrometheusServer): Problem | undefined {
  return state.kind === 'lost' ? state.reason : undefined;
}

/** What it says; undefined while it cannot be read: nothing old passes for present. */
export function metricsIn({ prometheus }: ReportedStack): PrometheusMetrics | undefined {
  return prometheus?.isStale ? undefined : prometheus?.metrics;
}

/** Path of a place as people and scripts name files: relative to a folder, with forward slashes. */
export type PathText = (uri: string) => string;

export function placeText({ uri, range }: SourceRange, pathText: PathText): string {
  return `${pathText(uri)}:${range.start.line + 1}`;
}
