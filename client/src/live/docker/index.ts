/**
 * How truth reaches the screen:
 *
 *   endpoint    which engine is meant: settings, environment, Docker contexts, the usual sockets
 *   transport   the way there: socket, TCP, TLS, or one ssh (tunnel)
 *   http        calls and streams with deadlines; framing cuts streams into lines
 *   connection  agrees with the engine on a version of its API and puts every failure into words (errors)
 *   engine      the calls as typed functions; container, events, usage and exec know what answers mean
 *   watcher     keeps what is known true: events say what to read again (refresher), what was read is kept (readings)
 *
 * Views and commands use this file and `../source` only.
 */
import { accessSync, constants, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { endpointFiles, resolveEndpoint, type Files, type Surroundings } from './endpoint';
import { DockerEngine } from './engine';
import { DockerWatcher } from './watcher';

export type {
  Container,
  ContainerState,
  ContainerSummary,
  Health,
  HealthCheck,
  Limits,
  PortBinding,
  Probe,
} from './container';
export type { ContainerDetails } from './details';
export { type Endpoint } from './endpoint';
export { DockerEngine } from './engine';
export { EngineError } from './errors';
export type { EngineEvent } from './events';
export { whyNotRun, type ExecResult } from './exec';
export type { ContainerReading, ContainerReadings } from './readings';
export type { Usage } from './usage';
export { DockerWatcher } from './watcher';

export interface DockerSource {
  /** For calls on demand: logs, figures, commands, start and stop. */
  readonly engine: DockerEngine;
  readonly watcher: DockerWatcher;
  /** Files and folders that decide which engine is meant: when they change, call `watcher.reconnect()`. */
  readonly decidedBy: { readonly config: string; readonly contexts: string };
  /** Settled when no socket, timer or process is left. */
  dispose(): Promise<void>;
}

export interface DockerSourceOptions {
  /** The address or the name of a Docker context, asked at every connection; empty or undefined for what Docker itself would use. */
  setting(): string | undefined;
  /** Told of what goes wrong without anybody asking. */
  report(error: unknown): void;
}

/** Does nothing until the watcher is resumed or the engine is called. */
export function createDockerSource({ setting, report }: DockerSourceOptions): DockerSource {
  const surroundings = (): Surroundings => ({
    setting: setting(),
    environment: process.env,
    platform: process.platform,
    home: homedir(),
    files: FILES,
  });
  const engine = new DockerEngine(() => resolveEndpoint(surroundings()));
  const watcher = new DockerWatcher(engine, { report });
  return {
    engine,
    watcher,
    decidedBy: endpointFiles(surroundings()),
    async dispose() {
      await watcher.dispose();
      await engine.close();
    },
  };
}

const FILES: Files = {
  read(path) {
    try {
      return readFileSync(path, 'utf8');
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },
  access(path) {
    try {
      accessSync(path, constants.R_OK | constants.W_OK);
      return 'usable';
    } catch (error) {
      return isMissing(error) ? 'missing' : 'denied';
    }
  },
};

function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
}
