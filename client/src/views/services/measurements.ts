import type { DockerEngine, Usage } from '../../live/docker';
import type { TargetContainer } from './row';

/** Follows what some containers use: one stream each, which costs the engine something, for as long as somebody looks. */
export class Measurements {
  readonly #engine: Pick<DockerEngine, 'stats'>;
  readonly #tell: (containerId: string, usage: Usage | undefined) => void;
  readonly #streams = new Map<string, AbortController>();

  /** @param tell is told of each figure, and of nothing when a container is not measured any more */
  constructor(engine: Pick<DockerEngine, 'stats'>, tell: (containerId: string, usage: Usage | undefined) => void) {
    this.#engine = engine;
    this.#tell = tell;
  }

  /** Measures these containers, as far as they run, and no others. @returns ids of those that were not measured before */
  follow(containers: readonly TargetContainer[]): string[] {
    const wanted = new Set(containers.filter(({ state }) => state === 'running').map(({ id }) => id));
    // Of now: who is told may ask for others at once.
    for (const [id, stream] of [...this.#streams]) {
      if (wanted.has(id)) continue;
      stream.abort();
      this.#streams.delete(id);
      this.#tell(id, undefined);
    }
    const fresh = [...wanted].filter((id) => !this.#streams.has(id));
    for (const id of fresh) void this.#measure(id);
    return fresh;
  }

  /** A stream that ended stays in the list: it is not begun again before its container has ended or nobody looks any more. */
  async #measure(id: string): Promise<void> {
    const controller = new AbortController();
    this.#streams.set(id, controller);
    const { signal } = controller;
    try {
      const stream = await this.#engine.stats(id, signal, (usage) => {
        if (!signal.aborted) this.#tell(id, usage);
      });
      await stream.ended;
    } catch {
      // The container ended or the engine is gone: the watcher says so, and figures that are missing say nothing wrong.
    }
  }
}
