import type { Problem } from '../source';
import type { Endpoint } from './endpoint';

/** What can be wrong between us and an engine, by what a person can do about it. */
export type EngineErrorKind =
  /** The settings, the environment or Docker's own configuration name no usable address. */
  | 'configuration'
  /** There is no socket: Docker is not installed or does not run. */
  | 'no-engine'
  /** The engine is there, but not for this user. */
  | 'no-permission'
  /** The address exists and nothing listens behind it. */
  | 'refused'
  /** The network does not lead there. */
  | 'unreachable'
  | 'tls'
  | 'ssh'
  | 'timeout'
  /** The connection broke in the middle of an answer or a stream. */
  | 'interrupted'
  /** Something answered that is not a Docker engine, or not in its language. */
  | 'protocol'
  | 'not-found'
  /** The container is not in a state that allows this, such as running a command in a stopped one. */
  | 'conflict'
  /** The engine itself reports a failure. */
  | 'server'
  /** The caller gave up. Never shown. */
  | 'aborted';

interface Details {
  readonly remedy?: string | undefined;
  readonly cause?: unknown;
}

export class EngineError extends Error implements Problem {
  override readonly name = 'EngineError';
  readonly kind: EngineErrorKind;
  readonly remedy: string | undefined;

  constructor(kind: EngineErrorKind, message: string, { remedy, cause }: Details = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.remedy = remedy;
  }
}

export function aborted(): EngineError {
  return new EngineError('aborted', 'The call was given up.');
}

export function timedOut(milliseconds: number): EngineError {
  return new EngineError('timeout', `The Docker engine did not answer within ${milliseconds / 1000} s.`, {
    remedy: 'It may be overloaded or hang. If this stays, look at its log or restart it.',
  });
}

export function interrupted(cause?: unknown): EngineError {
  return new EngineError('interrupted', 'The connection to the Docker engine broke.', { cause });
}

/** For what should be one of ours already; anything else is a mistake in our reading of an answer. */
export function asEngineError(error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  return new EngineError('protocol', 'An answer of the Docker engine could not be read.', { cause: error });
}

/** Puts whatever Node's network code throws into one of our kinds. */
export function engineErrorOf(error: unknown, endpoint: Endpoint): EngineError {
  if (error instanceof EngineError) return error;
  const code = codeOf(error);
  const where = endpoint.address;
  if (code === 'ENOENT') {
    return new EngineError('no-engine', `No Docker engine runs at ${where}.`, {
      remedy: 'Start Docker, or name another engine in the setting or with a Docker context.',
      cause: error,
    });
  }
  if (code === 'EACCES' || code === 'EPERM') return permissionError(endpoint, error);
  if (code === 'ECONNREFUSED') {
    return new EngineError('refused', `Nothing answers at ${where}.`, {
      remedy: 'The engine has stopped or listens elsewhere. Start it, or check the address.',
      cause: error,
    });
  }
  if (UNREACHABLE.has(code)) {
    return new EngineError('unreachable', `${where} cannot be reached (${code}).`, {
      remedy: 'Check the name of the machine, the network and the VPN.',
      cause: error,
    });
  }
  if (TLS_CODE.test(code)) return tlsError(endpoint, error);
  if (code.startsWith('HPE_')) return notAnEngine(endpoint, error);
  return interrupted(error);
}

const UNREACHABLE = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'EHOSTDOWN']);
/** OpenSSL's own codes, and those that Node gives to certificates it does not accept. */
const TLS_CODE = /TLS|SSL|CERT|EPROTO|SELF_SIGNED|UNABLE_TO_|CRL_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE/;

export function notAnEngine(endpoint: Endpoint, cause?: unknown): EngineError {
  return new EngineError('protocol', `What answers at ${endpoint.address} is not a Docker engine.`, {
    remedy: 'Check the address, and any proxy in between.',
    cause,
  });
}

function tlsError(endpoint: Endpoint, cause: unknown): EngineError {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new EngineError('tls', `No secure connection to ${endpoint.address}: ${detail}`, {
    remedy: 'Check the certificates of the Docker context, or DOCKER_CERT_PATH and DOCKER_TLS_VERIFY.',
    cause,
  });
}

function permissionError(endpoint: Endpoint, cause: unknown): EngineError {
  return new EngineError('no-permission', `You may not use the Docker engine at ${endpoint.address}.`, {
    remedy:
      'On Linux: sudo usermod -aG docker $USER, then sign out and in. Members of that group can become root: where that is too much, use rootless Docker.',
    cause,
  });
}

/** Turns an HTTP status that is not a success into an error. @param body what the engine said, as text */
export function refusal(status: number, body: string, endpoint: Endpoint): EngineError {
  const said = messageIn(body);
  if (status === 404) return new EngineError('not-found', said || 'Not found.');
  if (status === 409) return new EngineError('conflict', said || 'The container is not in a state that allows this.');
  if (status === 401 || status === 403) {
    return new EngineError('no-permission', `The engine at ${endpoint.address} refuses this call: ${said}`, {
      remedy: 'An authorisation plugin or a socket proxy stands in front of it and has to allow the call.',
    });
  }
  if (/HTTP request to an HTTPS server/.test(said)) return tlsError(endpoint, 'it wants TLS and was asked without.');
  if (status >= 500) return new EngineError('server', `The Docker engine reports an error: ${said || status}`);
  return new EngineError('protocol', `The Docker engine did not accept a call (${status}): ${said}`);
}

const LONGEST_MESSAGE = 300;

function messageIn(body: string): string {
  let message = body;
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && 'message' in parsed) message = String(parsed.message);
  } catch {
    // Old engines and proxies answer in plain text.
  }
  return message.trim().slice(0, LONGEST_MESSAGE);
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  // Trying several addresses of one name fails with an AggregateError that has its first error's code.
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}
