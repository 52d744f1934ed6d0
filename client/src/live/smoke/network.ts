/** What errors of the network mean for a test. */
import { CannotRun } from './result';

/** Somebody knows how it is: what is asked does not answer as it should. */
export class NetworkError extends Error {
  /** What Node calls it, such as ECONNREFUSED. */
  readonly code: string;

  constructor(code: string, message: string, cause: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

const UNREACHABLE = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'EHOSTDOWN', 'EADDRNOTAVAIL']);
const BROKEN = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'HPE_INVALID_EOF_STATE']);
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME|CRL_/;

/** @param where `host:port`; @returns `CannotRun` for what says nothing about the server, else a `NetworkError` */
export function networkError(error: unknown, where: string): NetworkError | CannotRun {
  if (error instanceof NetworkError || error instanceof CannotRun) return error;
  const code = codeOf(error);
  const failed = (message: string): NetworkError => new NetworkError(code, message, error);
  if (code === 'ECONNREFUSED')
    return failed(`Nothing listens on ${where}: the service has not opened its port, or the port is another one.`);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return new CannotRun(
      `The name in ${where} is not known on this machine: check it. Names of services are known in containers only.`,
      { cause: error },
    );
  if (UNREACHABLE.has(code))
    return new CannotRun(`There is no way to ${where} from this machine (${code}): check address, network and VPN.`, {
      cause: error,
    });
  if (code === 'CERT_HAS_EXPIRED') return failed(`The certificate of ${where} has expired: renew it.`);
  if (CERTIFICATE.test(code))
    return failed(
      `The certificate of ${where} is not trusted here (${code}): mend it, or set "insecure" where that is as it should be.`,
    );
  if (/^ERR_SSL|EPROTO/.test(code)) return failed(`No TLS with ${where}: it may speak without, or on another port.`);
  if (code.startsWith('HPE_') && !BROKEN.has(code))
    return failed(`What answers at ${where} does not speak HTTP: check port and scheme.`);
  if (BROKEN.has(code))
    return failed(
      `${where} takes connections and closes them without an answer: what is behind it may be down or speak TLS.`,
    );
  return failed(`No answer from ${where}: ${error instanceof Error ? error.message : String(error)}`);
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
}
