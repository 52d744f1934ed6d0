/**
 * Calls and streams over Node's own HTTP. Each has a deadline, can be aborted, and ends in exactly one of: an answer, an error. Nothing
 * here knows what an engine is.
 */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { aborted, interrupted, timedOut } from './errors';
import type { Target } from './transport';

export interface Request {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A hundred containers with many labels are two megabytes. */
const LARGEST_BODY = 64 << 20;
const TCP_KEEP_ALIVE_MS = 30_000;

/** Runs work that is to be given up at a deadline, or when the caller's signal says so. */
export async function withDeadline<T>(
  milliseconds: number,
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const giveUp = (): void => controller.abort(aborted());
  if (outer?.aborted) throw aborted();
  const timer = setTimeout(() => controller.abort(timedOut(milliseconds)), milliseconds);
  outer?.addEventListener('abort', giveUp, { once: true });
  try {
    return await work(controller.signal);
  } catch (error) {
    // The reason says more than the error of whatever the abort broke.
    throw controller.signal.aborted ? controller.signal.reason : error;
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', giveUp);
  }
}

/** One request and its whole answer, whatever its status. */
export async function exchange(target: Target, request: Request, signal: AbortSignal): Promise<Answer> {
  const response = await send(target, request, signal);
  return { status: response.statusCode ?? 0, headers: response.headers, body: await collect(response) };
}

export interface Stream {
  /** Settled when the engine has accepted the request. Some engines say so only with their first byte. */
  readonly opened: Promise<void>;
  /** Settled when the engine ended the stream; rejected when it broke, was refused or was aborted. May be left alone. */
  readonly ended: Promise<void>;
}

/** In milliseconds; undefined waits for ever. */
export interface StreamDeadlines {
  /** Until the engine accepts. */
  readonly opensMs: number | undefined;
  /** Between two pieces of a stream that is known to keep talking. */
  readonly silenceMs?: number;
}

export interface Consumer {
  /** May throw: that ends the stream with its error. */
  bytes(chunk: Buffer): void;
  /** The stream ended as the engine meant it to. */
  end?(): void;
}

/**
 * One request whose answer comes for as long as it likes. Listeners are attached before anybody waits for anything: a stream that
 * breaks early is noticed.
 * @param refused makes the error of an answer that is no success
 */
export function openStream(
  target: Promise<Target>,
  request: Request,
  { opensMs, silenceMs }: StreamDeadlines,
  consumer: Consumer,
  refused: (answer: Answer) => Error,
): Stream {
  const life = new AbortController();
  const giveUp = (): void => life.abort(aborted());
  if (request.signal?.aborted) giveUp();
  request.signal?.addEventListener('abort', giveUp, { once: true });
  let timer: NodeJS.Timeout | undefined;
  const allow = (milliseconds: number | undefined): void => {
    clearTimeout(timer);
    timer = milliseconds === undefined ? undefined : setTimeout(() => life.abort(timedOut(milliseconds)), milliseconds);
  };
  allow(opensMs);

  const response = target.then(async (reached) => {
    life.signal.throwIfAborted();
    const incoming = await send(reached, request, life.signal);
    const status = incoming.statusCode ?? 0;
    if (status >= 300) throw refused({ status, headers: incoming.headers, body: await collect(incoming) });
    allow(silenceMs);
    if (silenceMs !== undefined) incoming.on('data', () => allow(silenceMs));
    return { flowing: flow(incoming, consumer) };
  });
  const inWords = (error: unknown): never => {
    throw life.signal.aborted ? life.signal.reason : error;
  };
  const opened = response.then(() => undefined, inWords);
  const ended = response
    .then(({ flowing }) => flowing)
    .catch(inWords)
    .finally(() => {
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', giveUp);
    });
  // Whoever cares waits for them; nobody has to.
  opened.catch(() => undefined);
  ended.catch(() => undefined);
  return { opened, ended };
}

function send({ isSecure, options }: Target, request: Request, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    const outgoing = (isSecure ? httpsRequest : httpRequest)({
      ...options,
      method: request.method ?? 'GET',
      path: request.path + queryString(request.query),
      headers: {
        ...(options.socketPath === undefined ? {} : { host: 'docker' }),
        ...(body === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      },
      signal,
    });
    // A stream may be silent for hours; the network is asked whether it still stands.
    outgoing.setSocketKeepAlive(true, TCP_KEEP_ALIVE_MS);
    outgoing.once('response', resolve);
    // Stays for good: an error after the answer has begun is told by the answer as well.
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function queryString(query: Request['query']): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined) parameters.set(name, String(value));
  return parameters.size === 0 ? '' : `?${parameters}`;
}

async function collect(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  await flow(response, {
    bytes(chunk) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > LARGEST_BODY) throw interrupted(new Error(`The answer is larger than ${LARGEST_BODY} bytes.`));
    },
  });
  return Buffer.concat(chunks).toString('utf8');
}

function flow(response: IncomingMessage, consumer: Consumer): Promise<void> {
  return new Promise((resolve, reject) => {
    const attempt = (work: () => void): boolean => {
      try {
        work();
        return true;
      } catch (error) {
        reject(error as Error);
        response.destroy();
        return false;
      }
    };
    response.on('data', (chunk: Buffer) => attempt(() => consumer.bytes(chunk)));
    response.once('end', () => attempt(() => consumer.end?.()) && resolve());
    response.on('error', reject);
    // A cut is `aborted`, `error` and `close`, but a destroyed response may have only the last; after an end it changes nothing.
    response.once('close', () => reject(interrupted()));
  });
}
