import type { ScalarView } from '../../document/view';
import { isSlowStarter } from '../../images';
import type { ComposeService } from './model';
import { serviceMounts } from './mounts';
import { millisecondsOf, quantityAt, type Quantity } from './units';

/** A value of the health check, or what the engine takes in its place. */
export interface Timing {
  readonly value: number;
  /** Undefined for a default. */
  readonly token: ScalarView | undefined;
}

/** What the engine takes where nothing is written (https://docs.docker.com/reference/dockerfile/#healthcheck); durations in milliseconds. */
const DEFAULTS = { interval: 30_000, timeout: 30_000, retries: 3, start_period: 0 } as const;

/** Undefined where the service has no test of its own, is switched off, or a variable decides. A zero means the default. */
export function healthTiming(service: ComposeService, key: keyof typeof DEFAULTS): Timing | undefined {
  if (!hasOwnTest(service)) return undefined;
  const written = quantityAt(service, key === 'retries' ? countOf : millisecondsOf, 'healthcheck', key);
  if (written === 'unknown') return undefined;
  if (!written || written.value === 0) return { value: DEFAULTS[key], token: undefined };
  return written satisfies Quantity;
}

/** The service says itself how its health is checked. */
export function hasOwnTest(service: ComposeService): boolean {
  return service.once('hasOwnTest', () => isTested(service));
}

function isTested(service: ComposeService): boolean {
  if (service.get('healthcheck', 'disable') && service.boolean('healthcheck', 'disable') !== false) return false;
  const [kind] = service.items('healthcheck', 'test');
  return kind !== undefined && !(kind.view.kind === 'scalar' && kind.view.text === 'NONE');
}

/** Where images of databases look for scripts that fill an empty data folder. */
const INIT_FOLDER = '/docker-entrypoint-initdb.d';

/** Why a service takes long to start; undefined where nothing says that it does. */
export function slowStart(service: ComposeService): 'image' | 'scripts' | undefined {
  const { knownImage } = service;
  if (knownImage && isSlowStarter(knownImage)) return 'image';
  const hasScripts = serviceMounts(service).some(({ target }) => target?.text.startsWith(INIT_FOLDER) === true);
  return knownImage?.class === 'database' && hasScripts ? 'scripts' : undefined;
}

/** Its probes have to be patient, because nothing else leaves it time to start. */
export function needsPatience(service: ComposeService): boolean {
  return slowStart(service) !== undefined && !service.get('healthcheck', 'start_period');
}

function countOf(text: string): number | undefined {
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}
