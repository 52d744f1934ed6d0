import type { StackMetrics } from '../../../client/src/live/prometheus';
import { isWell, type JoinedService, type JoinedStack, type LiveFinding } from '../../../client/src/live/services';
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
  readonly prometheus: ReportedPrometheus | undefined;
}

export interface ReportedPrometheus {
  readonly address: string;
  /** Somebody named it: then it matters that it cannot be read. */
  readonly isNamed: boolean;
  readonly problem: Problem | undefined;
  /** Undefined while there is a problem: nothing old passes for present. */
  readonly metrics: StackMetrics | undefined;
}

/** Whether there is nothing for a person to do. */
export function isAllWell({ engine, stacks }: StatusReport): boolean {
  return engine.problem === undefined && stacks.every(isStackWell);
}

function isStackWell(reported: ReportedStack): boolean {
  const { stack, prometheus } = reported;
  if (prometheus?.isNamed && prometheus.problem) return false;
  return stack.services.every((service) => isServiceWell(service, reported));
}

export function isServiceWell(service: JoinedService, { prometheus }: ReportedStack): boolean {
  return isWell(service) && prometheus?.metrics?.services.get(service.id)?.reason === undefined;
}

/** Path of a place as people and scripts name files: relative to a folder, with forward slashes. */
export type PathText = (uri: string) => string;

export function placeText({ uri, range }: SourceRange, pathText: PathText): string {
  return `${pathText(uri)}:${range.start.line + 1}`;
}
