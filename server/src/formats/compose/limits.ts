import { replaceScalar, type Edits } from '../../document/edit';
import type { ComposeService } from './model';

/** One limit and its spellings: below `deploy.resources.limits`, and as keys of the service itself. */
export interface Limit {
  readonly deploy: 'memory' | 'cpus' | 'pids';
  /** The first one is written where a limit is added. */
  readonly service: readonly [string, ...string[]];
}

const LIMITS = ['deploy', 'resources', 'limits'] as const;

/** Keys that show that a service sets its limits without `deploy`. */
const SERVICE_KEYS = ['mem_limit', 'mem_reservation', 'cpus', 'pids_limit'];

/** Zero and negative values mean unlimited; a variable without default may hold a limit. */
export function isLimited(service: ComposeService, limit: Limit): boolean {
  return [[...LIMITS, limit.deploy], ...limit.service.map((key) => [key])].some((path) => {
    const value = service.text(...path);
    return value !== undefined && (!value.known || !(Number.parseFloat(value.text) <= 0));
  });
}

/**
 * Sets a limit in the spelling that is in use: Compose refuses a service that has `deploy.resources.limits` and one of the keys of
 * the service with another value, an absent one included.
 */
export function setLimit(service: ComposeService, limit: Limit, value: string | number): Edits {
  const spellings = [[...LIMITS, limit.deploy], [limit.service[0]]];
  for (const path of spellings) {
    const written = service.text(...path);
    if (written) return replaceScalar(written.token, value);
  }
  return service.insert(spellings[usesDeploy(service) ? 0 : 1] ?? [], value);
}

/** The spelling of the service itself counts first, then the one most used in the file. */
function usesDeploy(service: ComposeService): boolean {
  if (service.get(...LIMITS)) return true;
  if (SERVICE_KEYS.some((key) => service.get(key))) return false;
  if (service.file.isSwarm) return true;
  const withDeploy = service.file.services.filter((other) => other.get(...LIMITS)).length;
  const without = service.file.services.filter((other) => SERVICE_KEYS.some((key) => other.get(key))).length;
  return withDeploy > 0 && withDeploy >= without;
}
