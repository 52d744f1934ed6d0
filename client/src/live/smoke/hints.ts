/** What to do about an expectation that does not hold, where the kind of the test tells. */
import type { SmokeTest } from '../../../../server/src/protocol';
import { brief } from './matchers';
import type { Observation } from './result';

type Values = Observation['values'];

/** @param subjects those that are not as expected; @returns a sentence, or nothing */
export function hintFor({ probe }: SmokeTest, { values }: Observation, subjects: readonly string[]): string {
  switch (probe.kind) {
    case 'http':
      return subjects.includes('status') || !subjects.includes('certificateDays') ? statusHint(values) : CERTIFICATE;
    case 'promql':
    case 'loki':
      return values.results === 0
        ? 'The query finds nothing: check names and labels in it, or expect "results" to be 0.'
        : '';
    case 'tcp':
      return subjects.includes('received') && values.received === ''
        ? 'The port is open and nobody says anything: another program may listen there.'
        : '';
    case 'stats':
      return 'Find out what it is busy with, or give it more.';
    case 'logsize':
      return subjects.includes('rotated')
        ? 'Set max-size and max-file under "logging", then recreate the container.'
        : '';
    case 'logs':
      return subjects.includes('text') ? 'Read the log from its last start to see how far it came.' : '';
    default:
      return '';
  }
}

const CERTIFICATE = 'Renew the certificate.';

function statusHint({ status, headers, body }: Values): string {
  const code = Number(status);
  if (code === 401 || code === 403)
    return 'It asks for a login: put it into "headers", with ${secret:NAME} for the secret.';
  if (code === 404) return 'The server answers and does not know this path: check it.';
  if (code >= 300 && code < 400) {
    const { location } = headers as Readonly<Record<string, string>>;
    return location === undefined ? '' : `It redirects to ${location}: redirects are not followed, ask that address.`;
  }
  const said = brief(body);
  if (code >= 500) return `${said === 'empty' ? '' : `It says: ${said}. `}See the log of the service.`;
  return '';
}
