/** A container in figures: what an engine says about it now, together with what we remember. */
import type { Container, ContainerState, Health, HealthCheck, Limits, PortBinding, Usage } from '../docker';
import { timeToHealthy, type History } from './history';
import { observedProbe, type ObservedProbe } from './probes';
import { withoutSecrets } from './words';

/** Times are milliseconds since 1970 on the engine's clock, durations milliseconds. */
export interface Figures {
  readonly containerId: string;
  readonly containerName: string;
  /** As it was asked for, such as `postgres:16`. */
  readonly image: string;
  readonly imageId: string;
  readonly state: ContainerState;
  /** Undefined without a health check. */
  readonly health: Health['status'] | undefined;
  readonly failingStreak: number;
  /** The last five, oldest first. */
  readonly probes: readonly ObservedProbe[];
  readonly healthCheck: HealthCheck | undefined;
  readonly startedAt: number | undefined;
  readonly finishedAt: number | undefined;
  /** Undefined while it does not run. */
  readonly uptimeMs: number | undefined;
  readonly timeToHealthyMs: number | undefined;
  /** By the engine, as far as we could see. */
  readonly restarts: number;
  /** By the engine, since the last start by hand. */
  readonly recentRestarts: number;
  /** When we saw it end without being asked to, the latest last. */
  readonly crashes: readonly number[];
  readonly failingSince: number | undefined;
  readonly lastRecoveryMs: number | undefined;
  /** Of the last run that ended, or of one before in this place. */
  readonly wasOutOfMemory: boolean;
  readonly oomKilledAt: number | undefined;
  readonly exitCode: number | undefined;
  /** Undefined while it runs, and where we did not see it end: the engine does not keep who asked. */
  readonly ending: 'by itself' | 'asked for' | undefined;
  /** What the engine says about a container that it could not start. */
  readonly error: string;
  readonly limits: Limits;
  /** Of the limits, from 0 to 1; undefined without a limit and while nobody measures. */
  readonly usage: { readonly memory: number | undefined; readonly cpus: number | undefined };
  readonly memoryBytes: number | undefined;
  /** Cores in use. */
  readonly cpus: number | undefined;
  readonly logs: LogRotation;
  readonly ports: readonly PortBinding[];
  readonly requestedPorts: readonly PortBinding[];
  readonly restartPolicy: Container['restartPolicy'];
  readonly networks: Container['networks'];
}

/** `unlimited`: the disk fills. `engine`: the container leaves it to the engine's own configuration. */
export type LogRotation = 'limited' | 'unlimited' | 'engine';

/** @param now on the engine's clock, see `engineTime` */
export function figuresOf(container: Container, history: History, now: number, usage?: Usage): Figures {
  const isUp = container.state === 'running' || container.state === 'paused';
  const { limits, startedAt, health } = container;
  return {
    containerId: container.id,
    containerName: container.name,
    image: container.image,
    imageId: container.imageId,
    state: container.state,
    health: health?.status,
    failingStreak: health?.failingStreak ?? 0,
    probes: (health?.probes ?? []).map(observedProbe),
    healthCheck: container.healthCheck,
    startedAt,
    finishedAt: container.finishedAt,
    uptimeMs: isUp && startedAt !== undefined ? Math.max(0, now - startedAt) : undefined,
    timeToHealthyMs: timeToHealthy(container, history),
    restarts: Math.max(history.restarts, container.restartCount),
    recentRestarts: container.restartCount,
    crashes: history.crashes,
    failingSince: history.failingSince,
    lastRecoveryMs: history.lastRecoveryMs,
    wasOutOfMemory: container.oomKilled || diedOfMemory(container, history),
    oomKilledAt: history.oomKilledAt,
    exitCode: container.exitCode,
    ending: endingOf(container, history),
    error: withoutSecrets(container.error),
    limits,
    usage: {
      memory: shareOf(usage?.memoryBytes, limits.memoryBytes),
      cpus: shareOf(usage?.cpus, limits.cpus),
    },
    memoryBytes: usage?.memoryBytes,
    cpus: usage?.cpus,
    logs: logRotationOf(container),
    ports: container.ports,
    requestedPorts: container.requestedPorts,
    restartPolicy: container.restartPolicy,
    networks: container.networks,
  };
}

/** SIGKILL as an exit code. */
const KILLED = 137;
/** An engine under load told it 0.8 s after the end. */
const LATEST_OOM_MS = 5_000;

/**
 * What ends a container and what says that it was for want of memory come to the engine on two ways. When the end is faster, the
 * engine keeps `OOMKilled: false` for good and still tells the event.
 */
function diedOfMemory({ exitCode, finishedAt }: Container, { oomKilledAt }: History): boolean {
  if (exitCode !== KILLED || finishedAt === undefined || oomKilledAt === undefined) return false;
  return Math.abs(oomKilledAt - finishedAt) < LATEST_OOM_MS;
}

/** Whether it has run for this long without a restart that nobody asked for; undefined while it is too early to say. */
export function isStable(
  { uptimeMs, recentRestarts, crashes, startedAt }: Figures,
  windowMs: number,
): boolean | undefined {
  if (uptimeMs === undefined) return false;
  if (uptimeMs >= windowMs) return true;
  const lastCrash = crashes.at(-1);
  const crashedWithin =
    lastCrash !== undefined && startedAt !== undefined && startedAt + uptimeMs - lastCrash < windowMs;
  return recentRestarts > 0 || crashedWithin ? false : undefined;
}

/** The engine's clock now, from ours. Virtual machines drift while their host sleeps; differences of a few seconds are noise. */
export function engineTime(ours: number, engineAheadMs: number): number {
  return Math.abs(engineAheadMs) < 5_000 ? ours : ours + engineAheadMs;
}

/** The event of an end and the time that the container gives for it differ by a little. */
const SAME_END_MS = 2_000;

function endingOf({ state, finishedAt }: Container, { end }: History): Figures['ending'] {
  if (state !== 'exited' || !end || finishedAt === undefined) return undefined;
  if (Math.abs(end.at - finishedAt) > SAME_END_MS) return undefined;
  return end.wasAskedFor ? 'asked for' : 'by itself';
}

function shareOf(used: number | undefined, limit: number | undefined): number | undefined {
  return used === undefined || limit === undefined ? undefined : used / limit;
}

/** https://docs.docker.com/engine/logging/configure/: json-file grows for ever unless it is told a size; local does not. */
function logRotationOf({ logging: { driver, maxSize } }: Container): LogRotation {
  if (maxSize !== undefined) return 'limited';
  if (driver === '') return 'engine';
  // An engine copies its own options into new containers, so none means none.
  return driver === 'json-file' || driver === 'k8s-file' ? 'unlimited' : 'limited';
}
