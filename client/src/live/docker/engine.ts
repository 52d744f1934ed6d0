/**
 * The calls we make to an engine, as functions with typed answers. Every one can be aborted, has a deadline, and fails with an
 * `EngineError` and nothing else.
 */
import { EngineConnection, type Deadlines, type Ping } from './connection';
import { containerOf, listedContainersOf, type Container, type ListedContainer } from './container';
import { detailsOf, type ContainerDetails } from './details';
import type { Endpoint } from './endpoint';
import { EngineError } from './errors';
import { EVENT_FILTERS, eventOf, type EngineEvent } from './events';
import { runInContainer, type ExecOptions, type ExecResult } from './exec';
import { LineSplitter, type OutputName } from './framing';
import type { Stream } from './http';
import { numberOf, objectOf, textOf, textsOf } from './json';
import { lineConsumer } from './output';
import { pathInfoOf, type PathInfo } from './pathInfo';
import { usageOf, type Usage } from './usage';

/** Stopping waits for the grace period of the container, which may be minutes. */
const ACTION_DEADLINE_MS = 180_000;
/** Engines send a frame every second, Podman every five. */
const STATS_SILENCE_MS = 15_000;

export interface EngineVersion {
  readonly version: string;
  readonly apiVersion: string;
  /** Older clients are refused. */
  readonly minimumApiVersion: string;
  readonly operatingSystem: string;
  readonly architecture: string;
}

/** Of the machine that the engine runs on. */
export interface EngineInfo {
  readonly name: string;
  readonly operatingSystem: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  /** Where logs of containers go that say nothing about it. */
  readonly loggingDriver: string;
}

export interface Image {
  readonly id: string;
  readonly tags: readonly string[];
  /** `name@sha256:…`, as a registry knows it; empty for images that came from none. */
  readonly repoDigests: readonly string[];
}

/** A container for a moment: its mounts are for reading only. */
export interface NewContainer {
  readonly name: string;
  /** Id or name of an image that the engine has. */
  readonly image: string;
  /** Undefined for that of the image. */
  readonly user?: string | undefined;
  /** Undefined for that of the image. */
  readonly command?: readonly string[] | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly mounts: readonly { readonly type: 'bind' | 'volume'; readonly source: string; readonly target: string }[];
}

export interface LogOptions {
  /** As the container says; decides how its output is framed. */
  readonly tty: boolean;
  /** Lines from the end; all when undefined. */
  readonly tail?: number | undefined;
  /** Goes on with what comes. */
  readonly follow?: boolean;
  /** Milliseconds since 1970 on the engine's clock; earlier lines are left out. */
  readonly since?: number | undefined;
  /** Puts the engine's time before each line. */
  readonly timestamps?: boolean;
  readonly signal?: AbortSignal | undefined;
}

export class DockerEngine {
  readonly #connection: EngineConnection;

  /**
   * @param resolve asked at every `open`, so that another Docker context or a new socket is noticed
   * @param deadlines instead of those that fit the way to the engine
   */
  constructor(resolve: () => Endpoint, deadlines?: Deadlines) {
    this.#connection = new EngineConnection(resolve, deadlines);
  }

  /** Where the engine was last looked for; undefined before the first call, and while nothing usable is configured. */
  get endpoint(): Endpoint | undefined {
    return this.#connection.endpoint;
  }

  /** The version agreed on; undefined before the first call. */
  get apiVersion(): string | undefined {
    return this.#connection.apiVersion;
  }

  get isPodman(): boolean {
    return this.#connection.isPodman;
  }

  /** Looks for the engine anew and agrees with it on a version. Other calls do this by themselves when it has not been done. */
  open(signal?: AbortSignal): Promise<Ping> {
    return this.#connection.open(signal);
  }

  ping(signal?: AbortSignal): Promise<Ping> {
    return this.#connection.ping(signal);
  }

  async version(signal?: AbortSignal): Promise<EngineVersion> {
    const version = objectOf(await this.#connection.call({ path: '/version', signal }));
    return {
      version: textOf(version.Version),
      apiVersion: textOf(version.ApiVersion),
      minimumApiVersion: textOf(version.MinAPIVersion),
      operatingSystem: textOf(version.Os),
      architecture: textOf(version.Arch),
    };
  }

  async info(signal?: AbortSignal): Promise<EngineInfo> {
    const info = objectOf(await this.#connection.call({ path: '/info', signal }));
    return {
      name: textOf(info.Name),
      operatingSystem: textOf(info.OperatingSystem),
      cpus: numberOf(info.NCPU),
      memoryBytes: numberOf(info.MemTotal),
      loggingDriver: textOf(info.LoggingDriver),
    };
  }

  /** All containers, also those that do not run. */
  async list(signal?: AbortSignal): Promise<ListedContainer[]> {
    return listedContainersOf(await this.#connection.call({ path: '/containers/json', query: { all: true }, signal }));
  }

  /** @param id of a container, or its name */
  async inspect(id: string, signal?: AbortSignal): Promise<Container> {
    return containerOf(await this.#connection.call({ path: containerPath(id, 'json'), signal }));
  }

  /** What no reading keeps, for a caller that needs it now and forgets it: values of variables may be secrets. */
  async details(id: string, signal?: AbortSignal): Promise<ContainerDetails> {
    return detailsOf(await this.#connection.call({ path: containerPath(id, 'json'), signal }));
  }

  /** @param reference name, id or digest */
  async inspectImage(reference: string, signal?: AbortSignal): Promise<Image> {
    const path = `/images/${encodeURIComponent(reference)}/json`;
    const image = objectOf(await this.#connection.call({ path, signal }));
    return { id: textOf(image.Id), tags: textsOf(image.RepoTags), repoDigests: textsOf(image.RepoDigests) };
  }

  /**
   * Events of containers, until aborted. Resolved once the engine listens, as far as it says so: Podman answers with the first event
   * only, which may be in an hour, so there the request has to do.
   * @param since `seconds.nanoseconds`, such as the stamp of an event; what has happened since then is told first
   */
  async events(since: string | undefined, signal: AbortSignal, onEvent: (event: EngineEvent) => void): Promise<Stream> {
    const lines = new LineSplitter((line) => {
      const event = eventOf(line);
      if (event) onEvent(event);
    });
    const stream = await this.#connection.stream(
      { path: '/events', query: { filters: EVENT_FILTERS, since }, signal },
      { bytes: (chunk) => lines.push(chunk) },
      this.isPodman ? { opensMs: undefined } : {},
    );
    if (!this.isPodman) await stream.opened;
    return stream;
  }

  /** One reading a second; costs the engine something, so only for what somebody looks at. */
  async stats(id: string, signal: AbortSignal, onUsage: (usage: Usage) => void): Promise<Stream> {
    const lines = new LineSplitter((line) => {
      const usage = usageOf(parseFrame(line));
      if (usage) onUsage(usage);
    });
    const stream = await this.#connection.stream(
      { path: containerPath(id, 'stats'), query: { stream: true }, signal },
      { bytes: (chunk) => lines.push(chunk) },
      { silenceMs: STATS_SILENCE_MS },
    );
    await stream.opened;
    return stream;
  }

  /** What a container has printed, line by line, oldest first; then, with `follow`, what it prints. */
  async logs(id: string, options: LogOptions, onLine: (line: string, output: OutputName) => void): Promise<Stream> {
    const { tty, tail, follow = false, since, timestamps = false, signal } = options;
    const query = {
      ...{ stdout: true, stderr: true, follow, timestamps, tail },
      since: since === undefined ? undefined : (since / 1000).toFixed(3),
    };
    // Following a container that prints nothing is no error; reading what is there and getting nothing more is.
    const { callMs } = this.#connection.deadlines;
    const deadlines = follow ? { opensMs: undefined } : { silenceMs: callMs };
    const stream = await this.#connection.stream(
      { path: containerPath(id, 'logs'), query, signal },
      lineConsumer(tty, onLine),
      deadlines,
    );
    if (!follow) await stream.opened;
    return stream;
  }

  /** Runs a program in a container, without a shell. */
  exec(id: string, command: readonly string[], options?: ExecOptions): Promise<ExecResult> {
    return runInContainer(this.#connection, id, command, options);
  }

  /**
   * What is at a path in a container, which need not run. A link is not followed.
   * @throws EngineError of kind `not-found` where there is nothing
   */
  async pathInfo(id: string, path: string, signal?: AbortSignal): Promise<PathInfo> {
    const headers = await this.#connection.head({ path: containerPath(id, 'archive'), query: { path }, signal });
    const info = pathInfoOf(headers['x-docker-container-path-stat']);
    if (!info) throw new EngineError('protocol', 'The engine does not tell what is at a path of a container.');
    return info;
  }

  /** Does nothing to a container that runs. */
  start(id: string, signal?: AbortSignal): Promise<void> {
    return this.#act(id, 'start', signal);
  }

  /** Settled when it has ended, which takes as long as its grace period. Does nothing to one that does not run. */
  stop(id: string, signal?: AbortSignal): Promise<void> {
    return this.#act(id, 'stop', signal);
  }

  restart(id: string, signal?: AbortSignal): Promise<void> {
    return this.#act(id, 'restart', signal);
  }

  /**
   * Makes a container that nobody reaches: no network, no ports, never restarted. It is not started.
   * @returns its id
   */
  async create(container: NewContainer, signal?: AbortSignal): Promise<string> {
    const { name, image, user, command, environment, labels, mounts } = container;
    const body = {
      ...{ Image: image, User: user, Cmd: command, Labels: labels },
      Env: Object.entries(environment).map(([variable, value]) => `${variable}=${value}`),
      // A probe of the image would only cost time.
      Healthcheck: { Test: ['NONE'] },
      HostConfig: {
        NetworkMode: 'none',
        Mounts: mounts.map(({ type, source, target }) => ({
          ...{ Type: type, Source: source, Target: target, ReadOnly: true },
        })),
      },
    };
    const request = { method: 'POST', path: '/containers/create', query: { name }, body, signal } as const;
    return textOf(objectOf(await this.#connection.call(request, ACTION_DEADLINE_MS)).Id);
  }

  /** Ends a container and removes it with the volumes that only it has. Does nothing about one that is gone. */
  async remove(id: string, signal?: AbortSignal): Promise<void> {
    const path = `/containers/${encodeURIComponent(id)}`;
    try {
      await this.#connection.call(
        { method: 'DELETE', path, query: { force: true, v: true }, signal },
        ACTION_DEADLINE_MS,
      );
    } catch (error) {
      if (!(error instanceof EngineError && error.kind === 'not-found')) throw error;
    }
  }

  /** Ends for good: breaks every call and stream, ends the tunnel. */
  close(): Promise<void> {
    return this.#connection.close();
  }

  async #act(id: string, action: 'start' | 'stop' | 'restart', signal: AbortSignal | undefined): Promise<void> {
    const request = { method: 'POST', path: containerPath(id, action), signal } as const;
    await this.#connection.call(request, ACTION_DEADLINE_MS);
  }
}

function containerPath(id: string, rest: string): string {
  return `/containers/${encodeURIComponent(id)}/${rest}`;
}

function parseFrame(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new EngineError('protocol', 'The engine sent figures that are not JSON.', { cause: error });
  }
}
