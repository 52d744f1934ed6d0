/** Questions over HTTP whose answers take more than an expectation to judge. */
import type { ProtocolAddress } from './index';
import { SILENCE_MS } from './conversation';

/** Health pages are small; what goes on for ever is none. */
const MOST_BYTES = 256 << 10;

/** Nobody could be asked. The message is for a person. */
export class NoAnswer extends Error {}

export interface Answer {
  readonly status: number;
  readonly body: string;
  /** Undefined for what is no JSON. */
  readonly json: unknown;
  readonly location: string | undefined;
}

/** @param path with a leading slash; @throws NoAnswer; the reason of the signal once it is aborted */
export async function ask(
  at: ProtocolAddress,
  path: string,
  signal: AbortSignal,
  { method = 'GET', json }: { readonly method?: string; readonly json?: unknown } = {},
): Promise<Answer> {
  const url = new URL(path, `http://${at.host.includes(':') ? `[${at.host}]` : at.host}:${at.port}`);
  try {
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(SILENCE_MS)]),
      headers: { accept: 'application/json, */*;q=0.5', 'content-type': 'application/json' },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    const body = await textOf(response);
    return {
      status: response.status,
      body,
      json: parsed(body),
      location: response.headers.get('location') ?? undefined,
    };
  } catch (error) {
    signal.throwIfAborted();
    throw new NoAnswer(whyNot(error, at), { cause: error });
  }
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk as Uint8Array);
    size += (chunk as Uint8Array).length;
    if (size > MOST_BYTES) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function whyNot(error: unknown, { host, port }: ProtocolAddress): string {
  if ((error as Error).name === 'TimeoutError')
    return `${host}:${port} takes the connection and does not answer: it may hang. See the log of the service.`;
  const { code } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED')
    return `Nothing listens on ${host}:${port}: the service has not opened its port, or the port is not published any more.`;
  if (code === 'UND_ERR_SOCKET' || code === 'ECONNRESET')
    return `The connection to port ${port} is closed without an answer: inside the container nothing listens there, or only on 127.0.0.1.`;
  if (code?.startsWith('HPE_')) return `Port ${port} is open, but what answers there does not speak HTTP.`;
  return `No answer from ${host}:${port}: ${code ?? (error as Error).message}`;
}
