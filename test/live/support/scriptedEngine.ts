/** An engine that says what a test wants: well-behaved by default, and with every way of misbehaving a network or a proxy has. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { linkSync, renameSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { temporarySocket } from './temporary';

export interface ScriptedOptions {
  readonly apiVersion?: string;
  readonly minimumApiVersion?: string;
  readonly isPodman?: boolean;
  readonly socket?: string;
}

/** What happens to a request instead of the usual. */
export type Fault =
  /** Takes the request and never answers. */
  | 'hang'
  /** Begins an answer and never ends it. */
  | 'stall'
  /** Ends the connection in the middle of an answer. */
  | 'cut'
  | 'error'
  /** A complete answer that is not JSON. */
  | 'garbage'
  /** Not even HTTP. */
  | 'noise'
  | { readonly status: number; readonly body: string };

export interface ScriptedContainer {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly health?: string;
  readonly failingStreak?: number;
  readonly labels?: Readonly<Record<string, string>>;
  /** Merged over the answer of inspect. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export class ScriptedEngine {
  readonly socket: string;
  readonly containers = new Map<string, ScriptedContainer>();
  /** Paths asked for, without version and query, in order. */
  calls: string[] = [];
  /** The same as they came. */
  urls: string[] = [];
  fault: (path: string) => Fault | undefined = () => undefined;
  /** Keeps an answer back, made when it was asked for, until the promise settles. */
  gate: (path: string) => Promise<void> | undefined = () => undefined;
  readonly #apiVersion: string;
  readonly #minimumApiVersion: string;
  readonly #isPodman: boolean;
  readonly #sockets = new Set<Socket>();
  readonly #subscribers = new Set<ServerResponse>();
  readonly #waiters = new Set<() => void>();
  #server: Server | undefined;
  /** Lines of events told so far, by time: what is asked for with `since`. */
  readonly #history: { readonly at: bigint; readonly line: string }[] = [];
  #clock = BigInt(Date.now()) * 1_000_000n;

  private constructor({ apiVersion = '1.41', minimumApiVersion = '1.12', isPodman = false, socket }: ScriptedOptions) {
    this.#apiVersion = apiVersion;
    this.#minimumApiVersion = minimumApiVersion;
    this.#isPodman = isPodman;
    this.socket = socket ?? temporarySocket();
  }

  static async start(options: ScriptedOptions = {}): Promise<ScriptedEngine> {
    const engine = new ScriptedEngine(options);
    await engine.start();
    return engine;
  }

  /** Connections open now. */
  get connections(): number {
    return this.#sockets.size;
  }

  get subscribers(): number {
    return this.#subscribers.size;
  }

  /** Listens, on a new socket in place of an old one. */
  async start(): Promise<void> {
    rmSync(this.socket, { force: true });
    const server = createServer((request, response) => this.#answer(request, response));
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => {
        this.#sockets.delete(socket);
        this.#happened();
      });
    });
    server.listen(this.socket);
    await once(server, 'listening');
    this.#server = server;
  }

  /** Goes away as a killed process does: connections break and the socket file stays behind, dead. */
  async kill(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    const closed = once(server, 'close');
    // Node removes the socket of a server that it closes; a killed process cannot.
    const dead = `${this.socket}.dead`;
    linkSync(this.socket, dead);
    server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
    renameSync(dead, this.socket);
  }

  async dispose(): Promise<void> {
    await this.kill();
    rmSync(this.socket, { force: true });
  }

  /** Puts containers there, telling nobody. */
  put(...containers: ScriptedContainer[]): void {
    for (const container of containers) this.containers.set(container.id, container);
  }

  /** Changes a container and tells it. */
  change(
    id: string,
    change: Partial<ScriptedContainer>,
    action: string,
    attributes: Record<string, string> = {},
  ): void {
    const container = this.containers.get(id);
    if (container) this.containers.set(id, { ...container, ...change });
    this.emit(this.event(id, action, attributes));
  }

  /** A line of the stream of events, in the form of this engine. */
  event(id: string, action: string, attributes: Record<string, string> = {}): string {
    this.#clock += 1_000_000n;
    const [, health] = /^health_status: (.*)$/.exec(action) ?? [];
    const word = this.#isPodman && health ? 'health_status' : action;
    const old = this.#apiVersion === '1.41' ? { status: word, id, from: 'image' } : {};
    const event = {
      ...old,
      Type: 'container',
      Action: word,
      Actor: { ID: id, Attributes: { name: this.containers.get(id)?.name ?? '', ...attributes } },
      scope: 'local',
      time: Number(this.#clock / 1_000_000_000n),
      ...(this.#isPodman && health ? { HealthStatus: health } : {}),
    };
    // Written by hand: the number is too large for JavaScript.
    return `${JSON.stringify(event).slice(0, -1)},"timeNano":${this.#clock}}\n`;
  }

  /** Writes to everybody who listens to events, and remembers. */
  emit(text: string): void {
    this.#history.push({ at: this.#clock, line: text });
    this.write(text);
  }

  /** Writes to everybody who listens to events. */
  write(text: string): void {
    for (const subscriber of this.#subscribers) subscriber.write(text);
  }

  /** Breaks the streams of events and nothing else. */
  cutEvents(): void {
    for (const subscriber of this.#subscribers) subscriber.destroy();
  }

  /** Ends the streams of events in order, as an engine that is shut down does. */
  endEvents(): void {
    for (const subscriber of this.#subscribers) subscriber.end();
  }

  countOf(path: string): number {
    return this.calls.filter((call) => call === path).length;
  }

  forgetCalls(): void {
    this.calls = [];
    this.urls = [];
  }

  /** Settled once a condition on this engine holds. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!holds()) return;
        this.#waiters.delete(look);
        resolve();
      };
      this.#waiters.add(look);
      look();
    });
  }

  #happened(): void {
    for (const waiter of [...this.#waiters]) waiter();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = request.url ?? '';
    const [, version, path = ''] = /^(?:\/v([\d.]+))?(\/[^?]*)/.exec(url) ?? [];
    this.calls.push(path);
    this.urls.push(url);
    this.#happened();
    const fault = this.fault(path);
    if (fault) return misbehave(fault, response);
    if (this.#isPodman) response.setHeader('Libpod-Api-Version', '4.3.1');
    response.setHeader('Api-Version', this.#apiVersion);
    if (version !== undefined && compare(version, this.#apiVersion) > 0) {
      return json(response, 400, {
        message: `client version ${version} is too new. Maximum supported API version is ${this.#apiVersion}`,
      });
    }
    if (version !== undefined && compare(version, this.#minimumApiVersion) < 0) {
      return json(response, 400, {
        message: `client version ${version} is too old. Minimum supported API version is ${this.#minimumApiVersion}`,
      });
    }
    if (path === '/_ping') return void response.end('OK');
    if (path === '/version')
      return json(response, 200, {
        Version: 'scripted',
        ApiVersion: this.#apiVersion,
        MinAPIVersion: this.#minimumApiVersion,
      });
    if (path === '/events') return this.#subscribe(response, new URLSearchParams(url.split('?')[1]).get('since'));
    const [status, answer] = this.#look(path);
    void (this.gate(path) ?? Promise.resolve()).then(() => json(response, status, answer));
  }

  #look(path: string): [number, unknown] {
    if (path === '/containers/json') {
      return [200, [...this.containers.values()].map((container) => this.#listed(container))];
    }
    const container = this.containers.get(/^\/containers\/([^/]+)\/json$/.exec(path)?.[1] ?? '');
    return container ? [200, inspected(container)] : [404, { message: `No such container: ${path}` }];
  }

  #subscribe(response: ServerResponse, since: string | null): void {
    // Podman keeps its headers until the first event.
    if (!this.#isPodman) response.flushHeaders();
    this.#subscribers.add(response);
    const from = since === null ? undefined : BigInt(since.replace('.', ''));
    for (const { at, line } of this.#history) if (from !== undefined && at >= from) response.write(line);
    response.once('close', () => {
      this.#subscribers.delete(response);
      this.#happened();
    });
    this.#happened();
  }

  #listed({ id, name, state, health, labels = {} }: ScriptedContainer): unknown {
    const inText = health === undefined ? '' : ` (${health === 'starting' ? 'health: starting' : health})`;
    return {
      ...{ Id: id, Names: [`/${name}`], Image: 'image', Labels: labels, State: state, Status: `Up 3 minutes${inText}` },
      ...(compare(this.#apiVersion, '1.52') >= 0 ? { Health: { Status: health ?? 'none', FailingStreak: 0 } } : {}),
    };
  }
}

function inspected({
  id,
  name,
  state,
  health,
  failingStreak = 0,
  labels = {},
  details = {},
}: ScriptedContainer): unknown {
  return {
    Id: id,
    Name: `/${name}`,
    Created: '2026-11-21T10:00:00.5Z',
    State: {
      ...{
        Status: state,
        Running: state === 'running',
        ExitCode: 0,
        StartedAt: '2026-11-21T10:00:01Z',
        FinishedAt: '0001-01-01T00:00:00Z',
      },
      ...(health === undefined ? {} : { Health: { Status: health, FailingStreak: failingStreak, Log: [] } }),
    },
    RestartCount: 0,
    Config: { Image: 'image', Labels: labels },
    HostConfig: {},
    NetworkSettings: {},
    ...details,
  };
}

function misbehave(fault: Fault, response: ServerResponse): void {
  if (typeof fault === 'object') return void response.writeHead(fault.status).end(fault.body);
  switch (fault) {
    case 'hang':
      return;
    case 'stall':
      response.writeHead(200, { 'content-length': 1000, 'api-version': '1.41' });
      return void response.write('[{"Id":');
    case 'cut':
      response.writeHead(200, { 'content-length': 1000, 'api-version': '1.41' });
      return void response.write('[{"Id":', () => response.destroy());
    case 'error':
      return json(response, 500, { message: 'the engine has a bad day' });
    case 'garbage':
      return void response.writeHead(200).end('<html>Sign in to the hotel network</html>');
    case 'noise':
      return void response.socket?.end('\0\u0001\u0002 this is no HTTP\r\n\r\n');
  }
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

function compare(version: string, other: string): number {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [otherMajor = 0, otherMinor = 0] = other.split('.').map(Number);
  return major - otherMajor || minor - otherMinor;
}
