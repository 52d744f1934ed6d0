/** Runs what was selected, one job after the other, so that never more tests run at a time than one run allows. */
import type { DockerEngine } from '../../../client/src/live/docker';
import { SYSTEM_CLOCK } from '../../../client/src/live/docker/clock';
import type { JoinedStack } from '../../../client/src/live/services';
import type { SmokeContext } from '../../../client/src/live/smoke/context';
import { CannotRun, type SmokeResult } from '../../../client/src/live/smoke/result';
import { runSmokeTests, type SmokeListener } from '../../../client/src/live/smoke/run';
import { machineOf, secretVariable, variablesOf } from '../../../client/src/live/smoke/surroundings';
import { notRun } from '../../../client/src/live/smoke/unrun';
import type { ReportedGroup, ReportedTest } from '../report/smoke';
import type { Candidate } from './candidates';
import type { Refusal, SelectedJob } from './selection';

export interface RunSurroundings {
  readonly engine: DockerEngine;
  /** Read anew whenever a test looks. */
  stack(id: string): JoinedStack | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly allowsDestructive: boolean;
}

/** Settled when nothing of it runs any more. */
export async function runJobs(
  jobs: readonly SelectedJob[],
  around: RunSurroundings,
  listener: SmokeListener,
  signal: AbortSignal,
): Promise<ReportedGroup[]> {
  const groups: ReportedGroup[] = [];
  for (const job of jobs) {
    const tests = job.runnable.map(({ test }) => test);
    const results = await runSmokeTests(tests, contextOf(job, around), listener, signal);
    groups.push({ stack: job.stack, tests: reportedOf(job, results) });
  }
  return groups;
}

function contextOf({ stack, folder }: SelectedJob, around: RunSurroundings): SmokeContext {
  const { engine, environment, allowsDestructive } = around;
  return {
    engine,
    stack: () => (stack ? around.stack(stack.id) : undefined),
    folder,
    // Who names files on a command line trusts them, as with make.
    isTrusted: true,
    allowsDestructive,
    ...machineOf(engine.endpoint),
    secret: (name) => {
      const variable = secretVariable(name);
      const value = environment[variable];
      if (value) return Promise.resolve(value);
      const message = `The secret ${name} is not set: set the environment variable ${variable}.`;
      return Promise.reject(new CannotRun(message, { isLasting: true }));
    },
    variable: variablesOf(stack?.declared?.folder ?? folder, environment),
    clock: SYSTEM_CLOCK,
  };
}

function reportedOf({ all, refused }: SelectedJob, results: readonly SmokeResult[]): ReportedTest[] {
  const byId = new Map(results.map((result) => [result.test.id, result]));
  const refusals = new Map(refused.map((refusal) => [refusal.candidate.test.id, refusal]));
  return all.flatMap((candidate) => {
    const { id } = candidate.test;
    const result = byId.get(id);
    if (result) return [reported(result, candidate)];
    const refusal = refusals.get(id);
    return refusal ? [refusedTest(refusal)] : [];
  });
}

function reported(result: SmokeResult, { source }: Candidate, reason?: Refusal['reason']): ReportedTest {
  const { test, outcome, message, difference, output, durationMs, tries } = result;
  const { id, title, tags, destructive, probe } = test;
  return {
    ...{ id, title, tags, destructive, source, reason },
    kind: probe.kind,
    service: 'service' in probe ? probe.service : undefined,
    ...{ outcome, message, output, durationMs, tries },
    ...(difference && { difference }),
  };
}

function refusedTest({ candidate, reason, message }: Refusal): ReportedTest {
  const { test, problem, source } = candidate;
  if (problem === undefined) {
    const outcome = reason === 'no-engine' ? 'error' : 'skip';
    return reported(notRun(test, outcome, message), candidate, reason);
  }
  const { id, title, tags, destructive } = test;
  return {
    ...{ id, title, tags, destructive, source, reason, message },
    ...{ kind: undefined, service: undefined, outcome: 'error', output: '', durationMs: 0, tries: 0 },
  };
}
