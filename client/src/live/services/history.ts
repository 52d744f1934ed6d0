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
  /** Since when it is not well; undefined while it is, and before it was seen to fail. */
  readonly failingSince: number | undefined;
  /** How long it took to be well again, the last time. */
  readonly lastRecoveryMs: number | undefined;
  readonly firstHealthy: { readonly runStartedAt: number; readonly afterMs: number } | undefined;
  /** Of the present run. */
  readonly startedAt: number | undefined;
  /** An end soon after this was asked for. */
  readonly stopRequestedAt: number | undefined;
  /** How the last run ended, where we saw it. */
  readonly end: { readonly at: number; readonly wasAskedFor: boolean } | undefined;
  /** Of the last reading: what the next one is compared with. */
  readonly last: { readonly containerId: string; readonly restartCount: number } | undefined;
}

export const NO_HISTORY: History = {
  restarts: 0,
  crashes: [],
  oomKilledAt: undefined,
  failingSince: undefined,
  lastRecoveryMs: undefined,
  firstHealthy: undefined,
  startedAt: undefined,
  stopRequestedAt: undefined,
  end: undefined,
  last: undefined,
};

/** More say nothing new about a loop; memory stays flat. */
const MOST_CRASHES = 50;
/** Longer than grace periods are; a signal sent before is another matter, such as one that makes a service read its files again. */
const LONGEST_STOP_MS = 10 * 60_000;

export type HistoryEvent = Pick<EngineEvent, 'action' | 'health' | 'exitCode' | 'at'>;

/** Takes in an event of a container of this place. */
export function withEvent(history: History, event: HistoryEvent, hasHealthCheck: boolean): History {
  const { at } = event;
  switch (event.action) {
    case 'kill':
    case 'stop':
      return { ...history, stopRequestedAt: at };
    case 'oom':
      return { ...history, oomKilledAt: at };
    case 'die':
      return died(history, event);
    case 'create':
      return withFreshStart(history);
    case 'start': {
      const before = history.stopRequestedAt === undefined ? history : withFreshStart(history);
      const started = { ...before, startedAt: at, stopRequestedAt: undefined };
      return hasHealthCheck ? started : recovered(started, at);
    }
    case 'health_status':
      if (event.health === 'healthy') return becameHealthy(history, at);
      return event.health === 'unhealthy' ? { ...history, failingSince: history.failingSince ?? at } : history;
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
  // An engine counts the restarts that it makes; a run without any after a crash was begun by somebody.
  const byHand = restartCount === 0 && startedAt !== undefined && (history.crashes.at(-1) ?? Infinity) < startedAt;
  return {
    ...(byHand ? withFreshStart(history) : history),
    restarts: history.restarts + restartCount - base,
    startedAt: startedAt ?? history.startedAt,
    last: { containerId: id, restartCount },
  };
}

/** Somebody took it in hand: crashes from before say nothing about what runs now. */
function withFreshStart(history: History): History {
  return { ...history, crashes: [], oomKilledAt: undefined };
}

function died(history: History, { at, exitCode }: HistoryEvent): History {
  const { stopRequestedAt } = history;
  const wasAskedFor = stopRequestedAt !== undefined && at - stopRequestedAt < LONGEST_STOP_MS;
  const ended = { ...history, end: { at, wasAskedFor } };
  if (wasAskedFor) return ended;
  return {
    ...ended,
    crashes: [...history.crashes, at].slice(-MOST_CRASHES),
    // A job that ends well fails nothing.
    failingSince: history.failingSince ?? (exitCode === 0 ? undefined : at),
  };
}

function becameHealthy(history: History, at: number): History {
  const { startedAt, firstHealthy } = history;
  const isKnown = startedAt === undefined || startedAt > at || isSameRun(firstHealthy?.runStartedAt, startedAt);
  return {
    ...recovered(history, at),
    firstHealthy: isKnown ? firstHealthy : { runStartedAt: startedAt, afterMs: at - startedAt },
  };
}

function recovered(history: History, at: number): History {
  const { failingSince } = history;
  if (failingSince === undefined) return history;
  return { ...history, failingSince: undefined, lastRecoveryMs: Math.max(0, at - failingSince) };
}

/** The event of a start and the time that the container gives for it differ by a little. */
function isSameRun(one: number | undefined, other: number | undefined): boolean {
  return one !== undefined && other !== undefined && Math.abs(one - other) < 1000;
}

/** Engines keep the last five. */
const KEPT_PROBES = 5;

/** Milliseconds from the start of the present run until the first probe that passed, where that is still known. */
export function timeToHealthy({ health, startedAt }: Container, { firstHealthy }: History): number | undefined {
  if (!health || startedAt === undefined) return undefined;
  if (firstHealthy && isSameRun(firstHealthy.runStartedAt, startedAt)) return firstHealthy.afterMs;
  const probes = health.probes.filter((probe) => probe.startedAt !== undefined && probe.startedAt >= startedAt);
  // All that are kept are of this run: there may have been earlier ones.
  if (probes.length >= KEPT_PROBES) return undefined;
  const first = probes.find(({ exitCode }) => exitCode === 0);
  return first?.endedAt === undefined ? undefined : Math.max(0, first.endedAt - startedAt);
}
