import { onTestFinished } from 'vitest';
import { DockerEngine, DockerWatcher, type ContainerReadings, type Endpoint } from '../../../client/src/live/docker';
import type { Deadlines } from '../../../client/src/live/docker/connection';
import type { WatcherOptions, WatcherTiming } from '../../../client/src/live/docker/watcher';
import type { Snapshot } from '../../../client/src/live/source';

/** Everything that takes seconds in life takes milliseconds. */
export const QUICK: Partial<WatcherTiming> = {
  settle: 5,
  retry: 20,
  firstPause: 5,
  longestPause: 20,
  longestPauseOverSsh: 20,
};
/** For engines that are expected not to answer; others may be slow on a busy machine. */
export const SHORT: Deadlines = { pingMs: 150, callMs: 150 };

export function socketEndpoint(path: string): Endpoint {
  return { kind: 'socket', path, address: path, origin: 'setting', context: undefined };
}

export interface Watched {
  readonly client: DockerEngine;
  readonly watcher: DockerWatcher;
  /** Errors of listeners; none are expected. */
  readonly reported: unknown[];
  /** Settled with the first snapshot that a condition holds for. */
  until(holds: (snapshot: Snapshot<ContainerReadings>) => boolean): Promise<Snapshot<ContainerReadings>>;
  end(): Promise<void>;
}

/** A watcher of the engine behind a socket, ended with the test. */
export function watch(socket: string, options: Partial<WatcherOptions> = {}, deadlines?: Deadlines): Watched {
  const engine = new DockerEngine(() => socketEndpoint(socket), deadlines);
  const reported: unknown[] = [];
  const watcher = new DockerWatcher(engine, { report: (error) => reported.push(error), timing: QUICK, ...options });
  const end = async (): Promise<void> => {
    await watcher.dispose();
    await engine.close();
  };
  onTestFinished(end);
  return {
    client: engine,
    watcher,
    reported,
    end,
    until: (holds) =>
      new Promise((resolve) => {
        const look = (): void => {
          const { snapshot } = watcher;
          if (!holds(snapshot)) return;
          stop();
          resolve(snapshot);
        };
        const stop = watcher.onChange(look);
        look();
      }),
  };
}

export function isConnected({ state }: Snapshot<unknown>): boolean {
  return state.kind === 'connected';
}

/** @param kind of the reason */
export function isLost(kind?: string): (snapshot: Snapshot<unknown>) => boolean {
  return ({ state }) => state.kind === 'lost' && (kind === undefined || state.reason.kind === kind);
}

/** `name state health` of each container, sorted. */
export function overview({ value }: Snapshot<ContainerReadings>): string[] {
  return [...value.values()]
    .map((reading) => {
      const { name, state } = reading.container;
      if (reading.kind === 'unread') return `${name} ? ${reading.problem.kind}`;
      return [name, state, reading.container.health?.status].filter(Boolean).join(' ');
    })
    .sort();
}
