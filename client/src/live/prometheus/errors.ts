import type { Problem } from '../source';

export type PrometheusErrorKind =
  /** The address cannot be used. */
  | 'configuration'
  | 'no-permission'
  /** Nothing listens there. */
  | 'refused'
  | 'unreachable'
  | 'tls'
  | 'timeout'
  /** The connection broke in the middle of an answer. */
  | 'interrupted'
  /** Something answered that is not Prometheus. */
  | 'protocol'
  /** Prometheus itself reports a failure. */
  | 'server'
  /** The caller gave up. Never shown. */
  | 'aborted';

export class PrometheusError extends Error implements Problem {
  override readonly name = 'PrometheusError';
  readonly kind: PrometheusErrorKind;
  readonly remedy: string | undefined;

  constructor(
    kind: PrometheusErrorKind,
    message: string,
    { remedy, cause }: { remedy?: string; cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.remedy = remedy;
  }
}

const UNREACHABLE = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EHOSTDOWN',
  'UND_ERR_CONNECT_TIMEOUT',
]);
const TLS = /TLS|SSL|CERT|EPROTO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA/;

/** Puts whatever `fetch` throws into one of our kinds. @param outer the caller's own signal */
export function prometheusErrorOf(error: unknown, address: string, outer: AbortSignal): PrometheusError {
  if (error instanceof PrometheusError) return error;
  if (outer.aborted) return new PrometheusError('aborted', 'The call was given up.');
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new PrometheusError('timeout', `Prometheus at ${address} does not answer.`, {
      remedy: 'It may be overloaded, or a firewall swallows the call.',
    });
  }
  const code = codeOf(error);
  if (code === 'ECONNREFUSED') {
    return new PrometheusError('refused', `Nothing answers at ${address}.`, {
      remedy: 'Start Prometheus, or check the address and whether its port is published.',
      cause: error,
    });
  }
  if (UNREACHABLE.has(code)) {
    return new PrometheusError('unreachable', `${address} cannot be reached (${code}).`, {
      remedy: 'Check the name of the machine, the network and the VPN.',
      cause: error,
    });
  }
  if (TLS.test(code)) {
    return new PrometheusError('tls', `No secure connection to ${address} (${code}).`, {
      remedy: 'Check its certificate; NODE_EXTRA_CA_CERTS names authorities of your own.',
      cause: error,
    });
  }
  if (code.startsWith('HPE_')) {
    return new PrometheusError('protocol', `What answers at ${address} does not speak HTTP.`, {
      remedy: 'Check the address: http or https, and the port.',
      cause: error,
    });
  }
  // `fetch` refuses ports that other services are known by: https://fetch.spec.whatwg.org/#port-blocking
  if (error instanceof Error && error.cause instanceof Error && error.cause.message === 'bad port') {
    return new PrometheusError(
      'configuration',
      `The port of ${address} cannot be used: it is reserved for another protocol.`,
    );
  }
  return new PrometheusError('interrupted', `The connection to ${address} broke.`, { cause: error });
}

/** `fetch` wraps what went wrong, sometimes twice. */
function codeOf(error: unknown): string {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if ('code' in at && typeof at.code === 'string') return at.code;
  }
  return '';
}
