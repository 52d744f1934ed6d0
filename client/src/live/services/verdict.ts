/** From figures to a verdict with one short reason, the way a person on call would put it. */
import type { Objectives } from '../../../../server/src/protocol';
import type { Figures } from './observed';
import { probeReason } from './probes';
import { durationText, firstLineOf, percentText } from './words';

/**
 * `stopped` was asked for, `ended` came to its end with exit code 0. `unknown` covers what starts: nothing is called healthy before it
 * has shown that it is.
 */
export type Condition = 'healthy' | 'degraded' | 'unhealthy' | 'stopped' | 'ended' | 'unknown';

export interface Verdict {
  readonly condition: Condition;
  /** Undefined for what is healthy. Holds no figure that grows: it is read out, and asked for attention, only when it is news. */
  readonly reason: string | undefined;
  /** For findings and icons: what it comes from. */
  readonly cause: Cause | undefined;
}

export type Cause =
  | 'probe failed'
  | 'probe cannot run'
  | 'probe timed out'
  | 'out of memory'
  | 'restart loop'
  | 'port taken'
  | 'not started'
  | 'exited'
  | 'starting'
  | 'slow start'
  | 'memory'
  | 'unstable'
  | 'paused'
  | 'stale';

const HEALTHY: Verdict = { condition: 'healthy', reason: undefined, cause: undefined };

/** For everything that an engine said before it was lost. */
export const STALE: Verdict = { condition: 'unknown', reason: 'the engine does not answer', cause: 'stale' };

/** @param now on the engine's clock */
export function judge(figures: Figures, objectives: Objectives, now: number): Verdict {
  switch (figures.state) {
    case 'running':
      return judgeRunning(figures, objectives, now);
    case 'restarting':
      return judgeRestarting(figures, objectives, now);
    case 'exited':
      return judgeExited(figures);
    case 'created':
      return judgeCreated(figures);
    case 'paused':
      return verdict('unhealthy', 'paused', 'paused');
    case 'dead':
      return verdict('unhealthy', 'dead: the engine could not remove it', 'exited');
    case 'removing':
      return verdict('unknown', 'is being removed', undefined);
    default:
      return verdict('unknown', 'in a state that is not known', undefined);
  }
}

function verdict(condition: Condition, reason: string, cause: Cause | undefined): Verdict {
  return { condition, reason, cause };
}

function judgeRunning(figures: Figures, objectives: Objectives, now: number): Verdict {
  const loop = restartLoop(figures, objectives, now);
  if (loop) return loop;
  return (
    judgeHealth(figures, objectives, now) ??
    judgeResources(figures, objectives) ??
    judgeStability(figures, objectives, now) ??
    HEALTHY
  );
}

/** Undefined for a service whose check passes, and for one without. */
function judgeHealth(figures: Figures, objectives: Objectives, now: number): Verdict | undefined {
  const { health, failingStreak, failingSince, healthCheck, uptimeMs = 0 } = figures;
  if (health === undefined) return undefined;
  const last = figures.probes.at(-1);
  // Known at once: waiting for more of the same does not help.
  if (health !== 'healthy' && last?.outcome.kind === 'cannot run')
    return verdict('unhealthy', probeReason(last, healthCheck), 'probe cannot run');
  if (health === 'unhealthy') {
    if (!last || last.outcome.kind === 'passed') return verdict('unhealthy', 'probe fails', 'probe failed');
    const cause = last.outcome.kind === 'timed out' ? 'probe timed out' : 'probe failed';
    return verdict('unhealthy', probeReason(last, healthCheck), cause);
  }
  if (health === 'starting') {
    const { startup, recovery } = objectives;
    if (failingSince !== undefined && now - failingSince > recovery)
      return verdict('unhealthy', `has not recovered within ${durationText(recovery)}`, 'slow start');
    if (uptimeMs > startup) return verdict('degraded', `still starting after ${durationText(startup)}`, 'slow start');
    return verdict('unknown', 'starting', 'starting');
  }
  if (health === 'unknown') return verdict('unknown', 'health is in a state that is not known', undefined);
  if (last && failingStreak >= objectives.failures)
    return verdict('degraded', probeReason(last, healthCheck), 'probe failed');
  return undefined;
}

function judgeResources({ usage, oomKilledAt, startedAt }: Figures, { memory }: Objectives): Verdict | undefined {
  if (usage.memory !== undefined && usage.memory >= memory)
    return verdict('degraded', `memory above ${percentText(memory)} of its limit`, 'memory');
  // A child of the first process was killed: the container lives on without it.
  if (oomKilledAt !== undefined && startedAt !== undefined && oomKilledAt > startedAt)
    return verdict('degraded', 'out of memory: a process in it was killed', 'out of memory');
  return undefined;
}

function judgeStability(figures: Figures, { stability }: Objectives, now: number): Verdict | undefined {
  const { uptimeMs = 0, recentRestarts, crashes, oomKilledAt } = figures;
  const seen = crashes.filter((at) => now - at < stability).length;
  if (seen === 0 && (uptimeMs >= stability || recentRestarts === 0)) return undefined;
  const within = `within ${durationText(stability)}`;
  const isOom = oomKilledAt !== undefined && now - oomKilledAt < stability;
  return isOom
    ? verdict('degraded', `out of memory ${within}, restarted`, 'out of memory')
    : verdict('degraded', `restarted itself ${within}`, 'unstable');
}

/** Crashes further apart are no loop. */
const LOOP_WINDOW_MS = 10 * 60_000;

/** Also while it runs for a moment between two crashes: then it must not look well. */
function restartLoop(figures: Figures, { failures, startup }: Objectives, now: number): Verdict | undefined {
  const { uptimeMs, recentRestarts, crashes } = figures;
  if (figures.state === 'running' && (figures.health === 'healthy' || (uptimeMs ?? 0) >= startup)) return undefined;
  const recent = crashes.filter((at) => now - at < LOOP_WINDOW_MS);
  if (Math.max(recent.length, recentRestarts) < failures) return undefined;
  return loopVerdict('unhealthy', 'keeps restarting', figures, now);
}

function judgeRestarting(figures: Figures, objectives: Objectives, now: number): Verdict {
  return restartLoop(figures, objectives, now) ?? loopVerdict('degraded', 'restarting', figures, now);
}

function loopVerdict(condition: Condition, what: string, figures: Figures, now: number): Verdict {
  const { wasOutOfMemory, oomKilledAt, exitCode } = figures;
  if (wasOutOfMemory || (oomKilledAt !== undefined && now - oomKilledAt < LOOP_WINDOW_MS))
    return verdict(condition, `out of memory, ${what}`, 'out of memory');
  const code = exitCode === undefined ? '' : `, exit code ${exitCode}`;
  return verdict(condition, `${what}${code}`, 'restart loop');
}

/** SIGKILL and SIGTERM as exit codes: what `docker stop` leads to. */
const KILLED = 137;
const TERMINATED = 143;
const INTERRUPTED = 130;

function judgeExited(figures: Figures): Verdict {
  const { exitCode = 0, wasOutOfMemory, restartPolicy, error, ending } = figures;
  if (wasOutOfMemory) return verdict('unhealthy', 'out of memory', 'out of memory');
  if (error !== '') return judgeError(error);
  // An engine that always restarts has been told not to.
  if (restartPolicy.name === 'always' || restartPolicy.name === 'unless-stopped' || ending === 'asked for')
    return verdict('stopped', 'stopped', undefined);
  if (exitCode === 0) return verdict('ended', 'ended, exit code 0', undefined);
  if (exitCode === TERMINATED || exitCode === INTERRUPTED) return verdict('stopped', 'stopped', undefined);
  if (exitCode === KILLED) return verdict('unhealthy', 'killed (exit code 137)', 'exited');
  return verdict('unhealthy', `exit code ${exitCode}`, 'exited');
}

function judgeCreated({ error }: Figures): Verdict {
  return error === '' ? verdict('stopped', 'never started', undefined) : judgeError(error);
}

/** Docker, Docker Desktop and Podman, in this order. */
const PORT_TAKEN =
  /(?:Bind for [^\s]*?:(\d+) failed: port is already allocated|(?:listen|bind)\b.*?:(\d+):.*?address already in use|:(\d+)\b[^\n]*?(?:already in use|already allocated))/i;

/** The port of the host that something else has; undefined when the error is about something else. */
export function takenPort(error: string): number | undefined {
  const found = PORT_TAKEN.exec(error)
    ?.slice(1)
    .find((port) => port !== undefined);
  return found === undefined ? undefined : Number(found);
}

function judgeError(error: string): Verdict {
  const port = takenPort(error);
  if (port !== undefined) return verdict('unhealthy', `port ${port} is taken by something else`, 'port taken');
  return verdict('unhealthy', `cannot start: ${firstLineOf(error)}`, 'not started');
}
