import type { ReportedStack, StatusReport, PathText } from './status';
import type { ReportedEngine } from '../engineSession';
import { isAllWell, metricsIn, problemOf } from './status';
import { isWell, type JoinedService, type Replica } from '../../../client/src/live/services';
import type { Problem } from '../../../client/src/live/source';

/** One JSON object on one line. Times are ISO 8601, durations seconds, shares between 0 and 1, ranges zero-based as in LSP. */
export function statusJson(report: StatusReport, pathText: PathText): string {
  const { engine, stacks, findings } = report;
  const services = stacks.flatMap((reported) => reported.stack.services.map((service) => ({ service, reported })));
  const states: Record<string, number> = {};
  for (const { service } of services) states[service.state] = (states[service.state] ?? 0) + 1;
  return (
    JSON.stringify({
      version: 1,
      engine: engineJson(engine),
      stacks: stacks.map((reported) => stackOf(reported, pathText)),
      findings: findings.map(({ uri, range, code, severity, message }) => ({
        path: pathText(uri),
        ...{ range, code, severity, message },
      })),
      summary: {
        services: services.length,
        well: services.filter(({ service }) => isWell(service)).length,
        allWell: isAllWell(report),
        states,
      },
    }) + '\n'
  );
}

/** How every report speaks of the engine that it asked. */
export function engineJson({ context, address, problem }: ReportedEngine): unknown {
  return { context: context ?? null, address: address ?? null, problem: problemJson(problem) };
}

function stackOf(reported: ReportedStack, pathText: PathText): unknown {
  const { stack, prometheus } = reported;
  return {
    name: stack.name,
    files: (stack.declared?.files ?? []).map(pathText),
    startedFrom: stack.startedFrom ?? null,
    services: stack.services.map((service) => serviceOf(service, reported, pathText)),
    prometheus: prometheus
      ? {
          address: prometheus.address,
          problem: problemJson(problemOf(prometheus)),
          otherTargets: metricsIn(reported)?.otherTargets ?? [],
          otherAlerts: metricsIn(reported)?.otherAlerts ?? [],
        }
      : null,
  };
}

function serviceOf(service: JoinedService, reported: ReportedStack, pathText: PathText): unknown {
  const { name, state, reason, declared, replicas, drift } = service;
  const metrics = metricsIn(reported)?.services.get(service.id);
  return {
    ...{ name, state, reason: reason ?? null, well: isWell(service) },
    declaredAt: declared ? { path: pathText(declared.source.uri), range: declared.source.range } : null,
    containers: replicas.map(containerOf),
    drift: drift.map(({ aspect, declared: written, observed, source }) => ({
      ...{ aspect, declared: written, observed },
      at: { path: pathText(source.uri), range: source.range },
    })),
    prometheus: metrics ? { reason: metrics.reason ?? null, targets: metrics.targets, alerts: metrics.alerts } : null,
  };
}

function containerOf({ container, number, figures, verdict }: Replica): unknown {
  const { id, name, image, state } = container;
  const known = { id, name, number, image, state, condition: verdict.condition, reason: verdict.reason ?? null };
  if (!figures) return known;
  return {
    ...known,
    health: figures.health ?? null,
    failingStreak: figures.failingStreak,
    probes: figures.probes.map(({ startedAt, exitCode, outcome, output }) => ({
      ...{ startedAt: timeOf(startedAt), exitCode, outcome: outcome.kind, output },
    })),
    startedAt: timeOf(figures.startedAt),
    finishedAt: timeOf(figures.finishedAt),
    uptime: secondsOf(figures.uptimeMs),
    timeToHealthy: secondsOf(figures.timeToHealthyMs),
    lastRecovery: secondsOf(figures.lastRecoveryMs),
    restarts: figures.restarts,
    exitCode: figures.exitCode ?? null,
    outOfMemory: figures.wasOutOfMemory,
    error: figures.error === '' ? null : figures.error,
    limits: {
      memoryBytes: figures.limits.memoryBytes ?? null,
      cpus: figures.limits.cpus ?? null,
      processes: figures.limits.processes ?? null,
    },
    memory: { bytes: figures.memoryBytes ?? null, shareOfLimit: figures.usage.memory ?? null },
    logs: figures.logs,
    ports: figures.ports,
  };
}

function problemJson(problem: Problem | undefined): unknown {
  if (!problem) return null;
  const { kind, message, remedy } = problem;
  return { kind, message, remedy: remedy ?? null };
}

function timeOf(milliseconds: number | undefined): string | null {
  return milliseconds === undefined ? null : new Date(milliseconds).toISOString();
}

function secondsOf(milliseconds: number | undefined): number | null {
  return milliseconds === undefined ? null : Math.round(milliseconds / 1000);
}
