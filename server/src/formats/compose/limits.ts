import { replaceScalar, type Edits } from '../../document/edit';
import type { Token } from '../../document/text';
import type { ComposeService } from './model';
import { bytesOf, quantityAt, type Quantity } from './units';

/** One limit and its spellings: below `deploy.resources.limits`, and as keys of the service itself. */
export interface Limit {
  readonly deploy: 'memory' | 'cpus' | 'pids';
  /** The first one is written where a limit is added. */
  readonly service: readonly [string, ...string[]];
}

const LIMITS = ['deploy', 'resources', 'limits'] as const;

/** Keys that show that a service sets its limits without `deploy`. */
const SERVICE_KEYS = ['mem_limit', 'mem_reservation', 'cpus', 'pids_limit'];

/**
 * Where a service lacks a limit: at the value that means "unlimited", otherwise at its own key. Undefined where it has one, or may
 * have one in a variable without default.
 */
export function missingLimit(service: ComposeService, limit: Limit): Token | undefined {
  const written = spellingsOf(limit).flatMap((path) => service.text(...path) ?? []);
  if (written.some(({ known, text }) => !known || !(Number.parseFloat(text) <= 0))) return undefined;
  return written[0]?.token ?? service.key;
}

/** The memory limit in bytes; undefined where there is none, `unknown` where a variable decides. */
export function memoryLimitOf(service: ComposeService): Quantity | 'unknown' | undefined {
  return service.once('memoryLimit', () => {
    for (const path of [[...LIMITS, 'memory'], ['mem_limit']]) {
      const limit = quantityAt(service, bytesOf, ...path);
      if (limit) return limit === 'unknown' || limit.value > 0 ? limit : undefined;
    }
    return undefined;
  });
}

function spellingsOf({ deploy, service }: Limit): string[][] {
  return [[...LIMITS, deploy], ...service.map((key) => [key])];
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
  const inDeploy = usesDeploy(service);
  // Only newer versions of Compose know `pids` in `deploy`, and those refuse the key of the service beside other limits there.
  if (inDeploy && limit.deploy === 'pids' && !knowsPids(service)) return undefined;
  return service.insert(spellings[inDeploy ? 0 : 1] ?? [], value);
}

/** Whether Compose is new enough to know `pids` in `deploy`, as far as the file shows. */
export function knowsPids({ file }: ComposeService): boolean {
  return file.isSwarm || file.services.some((other) => other.get(...LIMITS, 'pids'));
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
