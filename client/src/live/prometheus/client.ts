/** The three questions we ask Prometheus. https://prometheus.io/docs/prometheus/latest/querying/api/ */
import { isObject, objectOf, textOf } from '../docker/json';
import { PrometheusError, prometheusErrorOf } from './errors';

export interface PrometheusEndpoint {
  /** With the path that a proxy or `--web.route-prefix` puts before the API. Its user and password count as `basic`. */
  readonly url: string;
  readonly authorization?: PrometheusAuthorization | AskAuthorization | undefined;
}

/** Asked at every call, so that what a person has changed counts at the next one. */
export type AskAuthorization = () => Promise<PrometheusAuthorization | undefined>;

export type PrometheusAuthorization =
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string };

const DEADLINE_MS = 10_000;
/** Thousands of targets are some megabytes; what goes on for ever is no answer. */
const MOST_BYTES = 64 << 20;

export class PrometheusClient {
  readonly #base: URL;
  readonly #authorization: AskAuthorization;
  readonly #deadlineMs: number;

  /** @throws PrometheusError of kind `configuration` */
  constructor(endpoint: PrometheusEndpoint, deadlineMs = DEADLINE_MS) {
    const { base, authorization } = readEndpoint(endpoint);
    this.#base = base;
    this.#authorization = authorization;
    this.#deadlineMs = deadlineMs;
  }

  /** For people; without user and password. */
  get address(): string {
    return this.#base.href.replace(/\/$/, '');
  }

  targets(signal: AbortSignal): Promise<unknown> {
    return this.#get('targets', { state: 'active' }, signal);
  }

  alerts(signal: AbortSignal): Promise<unknown> {
    return this.#get('alerts', {}, signal);
  }

  /** @param expression PromQL, evaluated now */
  query(expression: string, signal: AbortSignal): Promise<unknown> {
    return this.#get('query', { query: expression }, signal);
  }

  /** The `data` of an answer. Every failure is a `PrometheusError`. */
  async #get(name: string, query: Readonly<Record<string, string>>, outer: AbortSignal): Promise<unknown> {
    const url = new URL(`api/v1/${name}`, this.#base);
    url.search = new URLSearchParams(query).toString();
    try {
      // Outside of the deadline: a person may have to unlock the place where it is kept.
      const given = await unlessAborted(this.#authorization(), outer);
      const headers = { accept: 'application/json', ...(given && { authorization: headerOf(given) }) };
      const signal = AbortSignal.any([outer, AbortSignal.timeout(this.#deadlineMs)]);
      const response = await fetch(url, { signal, headers });
      return this.#dataOf(response.status, await textOfBody(response));
    } catch (error) {
      throw prometheusErrorOf(error, this.address, outer);
    }
  }

  #dataOf(status: number, text: string): unknown {
    if (status === 401 || status === 403) {
      throw new PrometheusError('no-permission', `Prometheus at ${this.address} refuses the call (${status}).`, {
        remedy: 'Check user and password, or the token.',
      });
    }
    const answer = parse(text);
    if (!isObject(answer) || (answer.status !== 'success' && answer.status !== 'error')) {
      if (status >= 500)
        throw new PrometheusError('server', `Prometheus at ${this.address} reports an error (${status}).`);
      throw new PrometheusError('protocol', `What answers at ${this.address} is not Prometheus (${status}).`, {
        remedy: 'Check the address and its path; a proxy may ask for a login.',
      });
    }
    if (answer.status === 'error')
      throw new PrometheusError(
        'server',
        `Prometheus reports an error: ${textOf(answer.error).slice(0, 300) || status}`,
      );
    return objectOf(answer.data);
  }
}

function readEndpoint({ url, authorization }: PrometheusEndpoint): { base: URL; authorization: AskAuthorization } {
  let base: URL;
  try {
    base = new URL(url);
  } catch {
    throw invalid('It is not of the form http://machine:9090.');
  }
  if (base.protocol !== 'http:' && base.protocol !== 'https:')
    throw invalid('It begins with neither http:// nor https://.');
  const inUrl: PrometheusAuthorization | undefined = base.username
    ? { kind: 'basic', user: decodeURIComponent(base.username), password: decodeURIComponent(base.password) }
    : undefined;
  base.username = '';
  base.password = '';
  base.search = '';
  base.hash = '';
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return {
    base,
    authorization: typeof authorization === 'function' ? authorization : async () => authorization ?? inUrl,
  };
}

function headerOf(authorization: PrometheusAuthorization): string {
  if (authorization.kind === 'bearer') return `Bearer ${authorization.token}`;
  return `Basic ${Buffer.from(`${authorization.user}:${authorization.password}`).toString('base64')}`;
}

/** Does not repeat the address, which may hold a password. */
function invalid(reason: string): PrometheusError {
  return new PrometheusError('configuration', `The address of Prometheus cannot be used. ${reason}`, {
    remedy: 'Example: http://127.0.0.1:9090',
  });
}

function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(signal.reason as Error);
    if (signal.aborted) return giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}

async function textOfBody(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const chunk of response.body ?? []) {
    const bytes = chunk as Uint8Array;
    size += bytes.length;
    if (size > MOST_BYTES)
      throw new PrometheusError('protocol', 'Prometheus sent an answer that is too large to be read.');
    text += decoder.decode(bytes, { stream: true });
  }
  return text + decoder.decode();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
