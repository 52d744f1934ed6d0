import { realpathSync } from 'node:fs';
import { createDockerSource, type DockerSource } from '../../client/src/live/docker';
import { ServiceWatch } from '../../client/src/live/services';
import { firstVerdict, type Problem } from '../../client/src/live/source';
import type { DeclaredStack } from '../../server/src/protocol';
import { tellError } from './console';

/** Digging a tunnel takes the longest. */
const FIRST_VERDICT_MS = 30_000;
const LATE: Problem = {
  kind: 'timeout',
  message: `The Docker engine has not answered within ${FIRST_VERDICT_MS / 1000} s.`,
  remedy: 'It may be overloaded or hang. If this stays, look at its log or restart it.',
};

/** The engine of a run as reports name it. */
export interface ReportedEngine {
  /** The Docker context in use; undefined where an address was given without one. */
  readonly context: string | undefined;
  readonly address: string | undefined;
  /** Why it does not answer; undefined when it does. */
  readonly problem: Problem | undefined;
}

/** An engine, and the services that are declared joined with what runs there. */
export class EngineSession {
  readonly docker: DockerSource;
  readonly services: ServiceWatch;
  #engineAheadMs = 0;
  #isLate = false;

  /** @param context name of a Docker context or address of an engine; undefined for what Docker itself would use */
  constructor(context: string | undefined, declared: readonly DeclaredStack[]) {
    this.docker = createDockerSource({ setting: () => context, report: tellError });
    this.services = new ServiceWatch(this.docker.watcher, {
      report: tellError,
      realPath,
      engineAheadMs: () => this.#engineAheadMs,
    });
    this.services.declare(declared);
  }

  /** Settled when the engine has answered or is known not to. @returns whether it has */
  async settle(): Promise<boolean> {
    const deadline = AbortSignal.timeout(FIRST_VERDICT_MS);
    try {
      const { state } = await firstVerdict(this.docker.watcher, deadline);
      if (state.kind !== 'connected') return false;
    } catch (error) {
      if (!deadline.aborted) throw error;
      this.#isLate = true;
      return false;
    }
    this.#engineAheadMs = await engineAheadOf(this.docker);
    return true;
  }

  get engine(): ReportedEngine {
    const { watcher, engine } = this.docker;
    const { state } = watcher.snapshot;
    return {
      context: engine.endpoint?.context,
      address: engine.endpoint?.address,
      problem: state.kind === 'lost' ? state.reason : state.kind !== 'connected' && this.#isLate ? LATE : undefined,
    };
  }

  async dispose(): Promise<void> {
    this.services.dispose();
    await this.docker.dispose();
  }
}

/** How far the engine's clock is ahead of ours; it tells seconds, and the answer was on its way for half of the time. */
async function engineAheadOf({ engine }: DockerSource): Promise<number> {
  const before = Date.now();
  try {
    const { time } = await engine.ping();
    return time === undefined ? 0 : time - (before + Date.now()) / 2;
  } catch {
    // Lost in this moment: the watcher tells.
    return 0;
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // Not on this machine.
    return path;
  }
}
