/**
 * The connection to the one engine that is meant: finds it, agrees on a version of its API, and turns whatever happens on the way into
 * an `EngineError`. An engine that is gone is found again by the next call; it is the watcher that keeps trying.
 */
import { aborted, EngineError, notAnEngine, refusal } from './errors';
import type { Endpoint } from './endpoint';
import { exchange, openStream, withDeadline, type Answer, type Consumer, type Request, type Stream } from './http';
import { objectOf, textOf } from './json';
import { openTransport, type Transport } from './transport';
import { isNewer, lowerOf } from './version';

/** The newest API whose changes we have read. https://docs.docker.com/reference/api/engine/version-history/ */
const NEWEST_KNOWN_API = '1.52';

/** An engine beside us answers within milliseconds; one behind a network may take its time. */
const LOCAL_DEADLINES: Deadlines = { pingMs: 2_500, callMs: 5_000 };
const REMOTE_DEADLINES: Deadlines = { pingMs: 5_000, callMs: 10_000 };

export interface Deadlines {
  /** For the short question whether the engine is there. */
  readonly pingMs: number;
  /** For any other call, and for a stream to begin. */
  readonly callMs: number;
}

export interface Ping {
  /** The newest API that the engine speaks, such as `1.41`. */
  readonly apiVersion: string;
  readonly isPodman: boolean;
  /** The engine's clock in milliseconds since 1970, to the second; undefined where it does not say. */
  readonly time: number | undefined;
}

interface Opened {
  readonly endpoint: Endpoint;
  readonly transport: Transport;
}

export class EngineConnection {
  readonly #resolve: () => Endpoint;
  readonly #deadlines: Deadlines | undefined;
  #opened: Opened | undefined;
  #apiVersion: string | undefined;
  #isPodman = false;
  /** Ways to engines that are no longer meant. */
  #closing: Promise<unknown> | undefined;
  #isClosed = false;

  /** @param resolve asked at every `open`, so that another Docker context or a new socket is noticed */
  constructor(resolve: () => Endpoint, deadlines?: Deadlines) {
    this.#resolve = resolve;
    this.#deadlines = deadlines;
  }

  /** Undefined before the first `open`. */
  get endpoint(): Endpoint | undefined {
    return this.#opened?.endpoint;
  }

  /** The version spoken with the engine; undefined before `open`. */
  get apiVersion(): string | undefined {
    return this.#apiVersion;
  }

  get isPodman(): boolean {
    return this.#isPodman;
  }

  get deadlines(): Deadlines {
    if (this.#deadlines) return this.#deadlines;
    return this.#opened?.endpoint.kind === 'socket' ? LOCAL_DEADLINES : REMOTE_DEADLINES;
  }

  /** Finds the engine and agrees on a version: never newer than the engine's or than we know, never older than it accepts. */
  async open(signal?: AbortSignal): Promise<Ping> {
    this.#reach(this.#resolve());
    const ping = await this.ping(signal);
    let version = lowerOf(ping.apiVersion, NEWEST_KNOWN_API);
    if (isNewer(ping.apiVersion, NEWEST_KNOWN_API)) {
      // Without a version in its path: which ones are accepted is the question.
      const { body } = this.#accepted(await this.#exchange({ path: '/version', signal }, this.deadlines.callMs));
      const minimum = textOf(objectOf(parseJson(body)).MinAPIVersion);
      if (isNewer(minimum, version)) version = minimum;
    }
    this.#apiVersion = version;
    this.#isPodman = ping.isPodman;
    return ping;
  }

  async ping(signal?: AbortSignal): Promise<Ping> {
    const { headers } = this.#accepted(await this.#exchange({ path: '/_ping', signal }, this.deadlines.pingMs));
    const apiVersion = headers['api-version'];
    if (typeof apiVersion !== 'string' || !/^\d+\.\d+$/.test(apiVersion)) throw notAnEngine(this.#reached().endpoint);
    const time = Date.parse(headers.date ?? '');
    return {
      apiVersion,
      isPodman: headers['libpod-api-version'] !== undefined,
      time: Number.isNaN(time) ? undefined : time,
    };
  }

  /** One call below the agreed version; opens the connection where that has not been done. @returns undefined for an empty answer */
  async call(request: Request, deadlineMs?: number): Promise<unknown> {
    const versioned = await this.#versioned(request);
    const { body } = this.#accepted(await this.#exchange(versioned, deadlineMs ?? this.deadlines.callMs));
    return body === '' ? undefined : parseJson(body);
  }

  /** The same for a call that is answered by headers alone. */
  async head(request: Request): Promise<Answer['headers']> {
    const versioned = await this.#versioned({ ...request, method: 'HEAD' });
    return this.#accepted(await this.#exchange(versioned, this.deadlines.callMs)).headers;
  }

  async stream(
    request: Request,
    consumer: Consumer,
    deadlines: { opensMs?: number | undefined; silenceMs?: number } = {},
  ): Promise<Stream> {
    const versioned = await this.#versioned(request);
    const { endpoint, transport } = this.#reached();
    const opensMs = 'opensMs' in deadlines ? deadlines.opensMs : this.deadlines.callMs;
    const { opened, ended } = openStream(
      transport.connect(request.signal ?? new AbortController().signal),
      versioned,
      { ...deadlines, opensMs },
      consumer,
      ({ status, body }) => refusal(status, body, endpoint),
    );
    return { opened: explained(opened, transport), ended: explained(ended, transport) };
  }

  /** Breaks every call and stream and ends the tunnel. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([this.#closing, this.#opened?.transport.close()]);
  }

  #reach(endpoint: Endpoint): Opened {
    if (this.#isClosed) throw aborted();
    const previous = this.#opened;
    if (previous && JSON.stringify(previous.endpoint) === JSON.stringify(endpoint)) return previous;
    this.#opened = { endpoint, transport: openTransport(endpoint) };
    this.#apiVersion = undefined;
    if (previous) this.#closing = Promise.all([this.#closing, previous.transport.close()]);
    return this.#opened;
  }

  #reached(): Opened {
    if (this.#isClosed) throw aborted();
    return this.#opened ?? this.#reach(this.#resolve());
  }

  async #versioned(request: Request): Promise<Request> {
    if (this.#apiVersion === undefined) await this.open(request.signal);
    return { ...request, path: `/v${this.#apiVersion}${request.path}` };
  }

  async #exchange(request: Request, deadlineMs: number): Promise<Answer> {
    const { transport } = this.#reached();
    try {
      // Digging a tunnel may take longer than a call, and has a deadline of its own.
      const target = await transport.connect(request.signal ?? new AbortController().signal);
      return await withDeadline(deadlineMs, request.signal, (signal) => exchange(target, request, signal));
    } catch (error) {
      throw transport.explain(error);
    }
  }

  #accepted(answer: Answer): Answer {
    // 304: a container that is to be started runs already, or the other way round.
    if ((answer.status >= 200 && answer.status < 300) || answer.status === 304) return answer;
    throw refusal(answer.status, answer.body, this.#reached().endpoint);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new EngineError('protocol', 'The engine sent an answer that is not JSON.', { cause: error });
  }
}

function explained(promise: Promise<void>, transport: Transport): Promise<void> {
  const inWords = promise.catch((error: unknown) => {
    throw transport.explain(error);
  });
  inWords.catch(() => undefined);
  return inWords;
}
