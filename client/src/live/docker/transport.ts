/** The way to an engine: what Node needs to know for one request, and what has to be open before the first. */
import { readFile } from 'node:fs/promises';
import { Agent as HttpAgent, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Endpoint, SshEndpoint, TlsFiles } from './endpoint';
import { EngineError, engineErrorOf } from './errors';
import { SshTunnel } from './tunnel';

export interface Target {
  readonly isSecure: boolean;
  readonly options: RequestOptions;
}

export interface Transport {
  /** Opens what has to be open: reads certificates, starts the tunnel. */
  connect(signal: AbortSignal): Promise<Target>;
  /** Says of an error on the way what it means there. */
  explain(error: unknown): EngineError;
  /** Breaks everything under way. */
  close(): Promise<void>;
}

export function openTransport(endpoint: Endpoint): Transport {
  switch (endpoint.kind) {
    case 'socket':
      return new SocketTransport(endpoint, endpoint.path);
    case 'tcp':
      return new TcpTransport(endpoint, endpoint);
    case 'ssh':
      return new SshTransport(endpoint);
  }
}

/** Without keep-alive: a socket left over from an engine that has gone is one more thing to go wrong, and opening one costs little. */
const AGENT = { keepAlive: false } as const;

class SocketTransport implements Transport {
  readonly #agent = new HttpAgent(AGENT);
  readonly #endpoint: Endpoint;
  readonly #path: string;

  constructor(endpoint: Endpoint, path: string) {
    this.#endpoint = endpoint;
    this.#path = path;
  }

  connect(): Promise<Target> {
    return Promise.resolve({ isSecure: false, options: { socketPath: this.#path, agent: this.#agent } });
  }

  explain(error: unknown): EngineError {
    return engineErrorOf(error, this.#endpoint);
  }

  close(): Promise<void> {
    this.#agent.destroy();
    return Promise.resolve();
  }
}

class TcpTransport implements Transport {
  readonly #endpoint: Endpoint;
  readonly #address: { readonly host: string; readonly port: number };
  readonly #tls: TlsFiles | undefined;
  #agent: HttpAgent | undefined;

  constructor(endpoint: Endpoint, { host, port, tls }: { host: string; port: number; tls: TlsFiles | undefined }) {
    this.#endpoint = endpoint;
    this.#address = { host, port };
    this.#tls = tls;
  }

  async connect(): Promise<Target> {
    this.#agent ??= this.#tls ? new HttpsAgent({ ...AGENT, ...(await readTls(this.#tls)) }) : new HttpAgent(AGENT);
    return { isSecure: this.#tls !== undefined, options: { ...this.#address, agent: this.#agent } };
  }

  explain(error: unknown): EngineError {
    const explained = engineErrorOf(error, this.#endpoint);
    // Certificates may be mended or renewed while we run: read them again.
    if (explained.kind === 'tls') {
      this.#agent?.destroy();
      this.#agent = undefined;
    }
    return explained;
  }

  close(): Promise<void> {
    this.#agent?.destroy();
    return Promise.resolve();
  }
}

class SshTransport implements Transport {
  readonly #endpoint: SshEndpoint;
  readonly #tunnel: SshTunnel;
  readonly #agent = new HttpAgent(AGENT);

  constructor(endpoint: SshEndpoint) {
    this.#endpoint = endpoint;
    this.#tunnel = new SshTunnel(endpoint);
  }

  async connect(signal: AbortSignal): Promise<Target> {
    const socketPath = await this.#tunnel.open(signal);
    return { isSecure: false, options: { socketPath, agent: this.#agent } };
  }

  explain(error: unknown): EngineError {
    const explained = engineErrorOf(error, this.#endpoint);
    if (!['interrupted', 'no-engine', 'refused'].includes(explained.kind)) return explained;
    if (this.#tunnel.state !== 'up') return this.#tunnel.failure ?? explained;
    // ssh takes every connection at its local end and drops it when nobody answers at the other.
    const { host, socket } = this.#endpoint;
    return new EngineError('refused', `ssh reached ${host}, but no engine answers at ${socket} there.`, {
      remedy: `Check on ${host} that Docker runs and that this user may use it (docker group).`,
      cause: error,
    });
  }

  async close(): Promise<void> {
    this.#agent.destroy();
    await this.#tunnel.close();
  }
}

async function readTls({ ca, certificate, key, isVerified }: TlsFiles): Promise<Record<string, unknown>> {
  const [caText, certificateText, keyText] = await Promise.all([ca, certificate, key].map(readOptional));
  if ((certificateText === undefined) !== (keyText === undefined)) {
    const missing = certificateText === undefined ? certificate : key;
    throw new EngineError('tls', `The certificate for the engine is incomplete: ${missing} is missing.`, {
      remedy: 'A certificate needs its key beside it: cert.pem and key.pem.',
    });
  }
  return { ca: caText, cert: certificateText, key: keyText, rejectUnauthorized: isVerified };
}

async function readOptional(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new EngineError('tls', `The certificate file ${path} cannot be read.`, { cause: error });
  }
}
