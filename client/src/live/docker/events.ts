/** Events of containers, in Docker's and in Podman's form. */
import { healthStatusOf, type Health } from './container';
import { EngineError } from './errors';
import { isObject, numberOf, objectOf, textMapOf, textOf } from './json';

export interface EngineEvent {
  readonly containerId: string;
  /** In Docker's words: `start`, `die`, `destroy`, …; `health_status` without what follows the colon. */
  readonly action: string;
  /** Of `health_status` only. */
  readonly health: Health['status'] | undefined;
  /** Of `die` only. */
  readonly exitCode: number | undefined;
  /** Milliseconds since 1970 on the engine's clock. */
  readonly at: number;
  /** The same moment as `seconds.nanoseconds`, exact: for asking for events since then. */
  readonly stamp: string;
  /** The same event sent again has the same key. */
  readonly key: string;
}

/**
 * Everything but the three events of every health probe: they are nine tenths of what an engine says. `died` and `remove` are
 * Podman's.
 */
export const EVENT_FILTERS = JSON.stringify({
  type: ['container'],
  event: [
    ...['create', 'start', 'die', 'died', 'oom', 'kill', 'stop', 'pause', 'unpause', 'restart', 'rename', 'update'],
    ...['destroy', 'remove', 'health_status'],
  ],
});

const DOCKER_WORDS: Readonly<Record<string, string>> = { died: 'die', remove: 'destroy' };

/** @param line one line of the stream; undefined for an empty one. @throws EngineError of kind `protocol` */
export function eventOf(line: string): EngineEvent | undefined {
  if (line.trim() === '') return undefined;
  const value = parse(line);
  const actor = objectOf(value.Actor);
  const attributes = textMapOf(actor.Attributes);
  const containerId = textOf(actor.ID) || textOf(value.id);
  const [word = '', detail] = (textOf(value.Action) || textOf(value.status)).split(': ', 2);
  const action = DOCKER_WORDS[word] ?? word;
  const stamp = stampOf(line, numberOf(value.time));
  return {
    containerId,
    action,
    health: action === 'health_status' ? healthStatusOf(detail ?? textOf(value.HealthStatus)) : undefined,
    exitCode: action === 'die' && attributes.exitCode !== undefined ? Number(attributes.exitCode) : undefined,
    at: Math.round(Number(stamp) * 1000),
    stamp,
    key: `${stamp} ${action} ${detail ?? ''} ${containerId}`,
  };
}

function parse(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    if (isObject(value)) return value;
  } catch {
    // Told below: the text itself may be anything and is not repeated.
  }
  throw new EngineError('protocol', 'The engine sent an event that is not JSON.');
}

/** Nanoseconds since 1970 do not fit into a number of JavaScript: they are taken from the text. */
function stampOf(line: string, seconds: number): string {
  const [, whole, fraction] = /"timeNano":(\d+)(\d{9})\b/.exec(line) ?? [];
  return whole === undefined ? `${seconds}.000000000` : `${whole}.${fraction}`;
}

/** Recognises events that come twice: asking for events since a moment sends those of that moment again. */
export class SeenEvents {
  /** More than the 256 that an engine keeps. */
  static readonly #MOST = 512;
  readonly #keys = new Set<string>();

  /** Whether it is new. */
  add({ key }: EngineEvent): boolean {
    if (this.#keys.has(key)) return false;
    this.#keys.add(key);
    // A set keeps the order of insertion.
    for (const oldest of this.#keys) {
      if (this.#keys.size <= SeenEvents.#MOST) break;
      this.#keys.delete(oldest);
    }
    return true;
  }

  clear(): void {
    this.#keys.clear();
  }
}
