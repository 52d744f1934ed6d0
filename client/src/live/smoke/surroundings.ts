/** What tests get to know of where they run, the same in the editor and on the command line. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import type { Endpoint } from '../docker';
import type { SmokeContext } from './context';

const LOOPBACK = /^(localhost|127\.[\d.]+|::1)$/;

/** An engine behind an address of this machine counts as this machine's: that is how virtual machines on it are reached. */
export function machineOf(endpoint: Endpoint | undefined): Pick<SmokeContext, 'isLocal' | 'engineHost'> {
  if (!endpoint || endpoint.kind === 'socket') return { isLocal: true, engineHost: '127.0.0.1' };
  const isLocal = endpoint.kind === 'tcp' && LOOPBACK.test(endpoint.host);
  return { isLocal, engineHost: isLocal ? '127.0.0.1' : endpoint.host };
}

/** Where `${secret:NAME}` comes from outside of an editor: not any variable, so that a file cannot ask for whatever is there. */
export function secretVariable(name: string): string {
  return `HOLDFAST_SECRET_${name}`;
}

/**
 * The `.env` beside a stack, read now, then the environment. What cannot be read holds nothing.
 * @param folder URI of a folder
 */
export function variablesOf(
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
): SmokeContext['variable'] {
  const file = variablesIn(folder);
  return (name) => file[name] ?? environment[name];
}

function variablesIn(folder: string): Readonly<Record<string, string | undefined>> {
  try {
    return parseEnv(readFileSync(join(fileURLToPath(folder), '.env'), 'utf8'));
  } catch {
    return {};
  }
}
