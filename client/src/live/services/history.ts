/**
 * What an engine forgets: it counts restarts since the last start by hand, keeps five probes, and tells each event once. One history
 * belongs to a place of a service (project, service, number), so it goes on when the container is made anew.
 */
import type { Container, EngineEvent } from '../docker';

/** Times are milliseconds since 1970 on the engine's clock. */
export interface History {
  /** Restarts by the engine as far as we could see, never falling: over all containers that had this place. */
  readonly restarts: number;
  /** When we saw containers end that nobody had asked to; the latest last, few are kept. */
  readonly crashes: readonly number[];
  readonly oomKilledAt: number | undefined;
  /** Since when it is not well; undefined while it is, and before it was seen well. */
  readonly failingSince: number | undefined;
  /** How long it took to be well again, the last time. */
  readonly lastRecoveryMs: number | undefined;
  /** From start to healthy, of the present run. */
  readonly healthyAfterMs: number | undefined;
  /** Of the last reading: what the next one is compared with. */
  readonly last: { readonly containerId: string; readonly restartCount: number; readonly startedAt: number | undefined } | undefined;
  /** The end that comes was asked for: of `kill` and `stop` until the next `start`. */
  readonly isBeingStopped: boolean;
}

export const NO_HISTORY: History = {
  restarts: 0,
  crashes: [],
  oomKilledAt: undefined,
  failingSince: undefined,
  lastRecoveryMs: undefined,
  healthyAfterMs: undefined,
  last: undefined,
  isBeingStopped: false,
};

/** More say nothing new about a loop; memory stays flat. */
const MOST_CRASHES = 50;

export type HistoryEvent = Pick<EngineEvent, 'action' | 'health' | 'exitCode' | 'at'>;

/** Takes in an event of a container of this place. */
export function withEvent(history: History, event: HistoryEvent, hasHealthCheck: boolean): History {
  switch (event.action) {
    case 'kill':
    case 'stop':
      // Also sent after the end, by `docker stop`: then it says the same.
      return { ...history, isBeingStopped: true };
    case 'oom':
      return { ...history, oomKilledAt: event.at };
    case 'die':
      return died(history, event);
    case 'start': {
      const started = { ...history, isBeingStopped: false, healthyAfterMs: undefined };
      return hasHealthCheck ? started : recovered(started, event.at);
    }
    case 'health_status':
      if (event.health === 'healthy') return becameHealthy(history, event.at);
      return event.health === 'unhealthy' ? { ...history, failingSince: history.failingSince ?? event.at } : history;
    default:
      return history;
  }
}

/** Takes in what a container says about itself. */
export function withReading(history: History, container: Container): History {
  const { id, restartCount, startedAt } = container;
  const { last } = history;
  // A count that fell began anew: by a restart by hand, or with a new container.
  const base = last && last.containerId === id && last.restartCount <= restartCount ? last.restartCount : 0;
  const isOtherRun = last?.startedAt !== startedAt;
  return {
    ...history,
    restarts: history.restarts + restartCount - base,
    healthyAfterMs: (isOtherRun ? undefined : history.healthyAfterMs) ?? timeToHealthy(container) ?? history.healthyAfterMs,
    last: { containerId: id, restartCount, startedAt },
  };
}

function died(history: History, { at, exitCode }: HistoryEvent): History {
  if (history.isBeingStopped) return history;
  const isCrash = exitCode !== 0 || history.oomKilledAt !== undefined;
  return {
    ...history,
    crashes: [...history.crashes, at].slice(-MOST_CRASHES),
    failingSince: isCrash ? (history.failingSince ?? at) : history.failingSince,
  };
}

function becameHealthy(history: History, at: number): History {
  const startedAt = history.last?.startedAt;
  const healthyAfterMs = history.healthyAfterMs ?? (startedAt === undefined || startedAt > at ? undefined : at - startedAt);
  return { ...recovered(history, at), healthyAfterMs };
}

function recovered(history: History, at: number): History {
  const { failingSince } = history;
  if (failingSince === undefined) return history;
  return { ...history, failingSince: undefined, lastRecoveryMs: Math.max(0, at - failingSince) };
}

/** Engines keep the last five. */
const KEPT_PROBES = 5;

/** Known without events only while the first probes of this run are still kept. */
function timeToHealthy({ health, startedAt }: Container): number | undefined {
  if (!health || startedAt === undefined) return undefined;
  const probes = health.probes.filter((probe) => (probe.startedAt ?? 0) >= startedAt);
  if (health.probes.length >= KEPT_PROBES && probes.length === health.probes.length) return undefined;
  const first = probes.find(({ exitCode }) => exitCode === 0);
  return first?.endedAt === undefined ? undefined : first.endedAt - startedAt;
}
