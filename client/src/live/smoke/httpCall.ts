/** One HTTP request with its answer. No redirect is followed, no connection is kept. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { networkError } from './network';
import { wholeLines } from './text';

export interface HttpCall {
  /** Without user and password: see `authorized`. */
  readonly url: URL;
  readonly method?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Certificates are taken as they are. */
  readonly insecure?: boolean | undefined;
  /** Whether the answer counts without its end: then a body that never ends holds up nothing. */
  readonly needsBody?: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case; several of one name joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Whether there was more than is read. */
  readonly isTruncated: boolean;
  /** Until the certificate of the server ends, rounded down; undefined without TLS. */
  readonly certificateDays: number | undefined;
}

const MOST_BYTES = 1 << 20;
const BODY_PATIENCE_MS = 500;
const DAY_MS = 86_400_000;

/** @throws NetworkError; the reason of the signal once it is aborted */
export async function callHttp(call: HttpCall, signal: AbortSignal): Promise<HttpAnswer> {
  signal.throwIfAborted();
  try {
    const response = await sent(call, signal);
    const certificateDays = certificateDaysOf(response.socket);
    const { body, isTruncated } = await bodyOf(response, call.needsBody ?? true);
    const headers = Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(', ')] as const);
    return {
      status: response.statusCode ?? 0,
      headers: Object.fromEntries(headers),
      body,
      isTruncated,
      certificateDays,
    };
  } catch (error) {
    signal.throwIfAborted();
    throw networkError(error, whereOf(call.url));
  }
}

/** With the port also where it is the usual one, which addresses leave out: mostly it is what is wrong. */
function whereOf({ hostname, port, protocol }: URL): string {
  return `${hostname}:${port === '' ? (protocol === 'https:' ? '443' : '80') : port}`;
}

/** An address, and its user and password as a header: they must not be seen where the address is. */
export function authorized(address: URL): { url: URL; headers: Record<string, string> } {
  const url = new URL(address);
  const { username, password } = url;
  url.username = '';
  url.password = '';
  if (username === '' && password === '') return { url, headers: {} };
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { url, headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } };
}

function sent(
  { url, method = 'GET', headers = {}, body, insecure }: HttpCall,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const outgoing = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
      ...{ agent: false, method, signal, rejectUnauthorized: insecure !== true },
      headers: { accept: '*/*', ...headers, ...length },
    });
    outgoing.once('response', resolve);
    // Stays for good: an error after the answer has begun is told by the answer as well.
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function bodyOf(response: IncomingMessage, needsEnd: boolean): Promise<{ body: string; isTruncated: boolean }> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const finish = (isTruncated: boolean): void => {
      clearTimeout(timer);
      const text = Buffer.concat(chunks).subarray(0, MOST_BYTES).toString('utf8');
      resolve({ body: isTruncated ? wholeLines(text) : text, isTruncated });
      response.destroy();
    };
    const timer = needsEnd ? undefined : setTimeout(() => finish(true), BODY_PATIENCE_MS);
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length > MOST_BYTES) finish(true);
    });
    response.once('end', () => finish(false));
    response.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    response.once('close', () => {
      clearTimeout(timer);
      reject(new Error('The connection broke in the middle of the answer.'));
    });
  });
}

function certificateDaysOf(socket: Socket): number | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  const end = Date.parse(socket.getPeerCertificate().valid_to);
  return Number.isNaN(end) ? undefined : Math.floor((end - Date.now()) / DAY_MS);
}
