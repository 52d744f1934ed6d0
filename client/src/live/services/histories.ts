/** The histories of all places of services of an engine, fed by readings and events in the order in which they come. */
import type { ContainerReadings, ContainerSummary, EngineEvent } from '../docker';
import { NO_HISTORY, withEvent, withReading, type History } from './history';
import { originOf } from './labels';

/** A place stays while its container is made anew, and a while longer. */
const KEPT_MS = 60 * 60_000;
/** Events of containers that no reading has named yet: those that were just created. */
const MOST_WAITING = 256;

interface Entry {
  history: History;
  /** When a container had this place, the last time. */
  seenAt: number;
}

export class Histories {
  readonly #entries = new Map<string, Entry>();
  #places: ReadonlyMap<string, { readonly key: string; readonly hasHealthCheck: boolean }> = new Map();
  #waiting: EngineEvent[] = [];

  of(container: ContainerSummary): History {
    return this.#entries.get(placeOf(container))?.history ?? NO_HISTORY;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** @param now on any clock that is always the same */
  read(readings: ContainerReadings, now: number): void {
    this.#places = new Map(
      [...readings].map(([id, { kind, container }]) => [
        id,
        { key: placeOf(container), hasHealthCheck: kind === 'read' && container.health !== undefined },
      ]),
    );
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const event of waiting) this.hear(event, now);
    for (const reading of readings.values()) {
      const entry = this.#entry(placeOf(reading.container), now);
      if (reading.kind === 'read') entry.history = withReading(entry.history, reading.container);
    }
    for (const [key, { seenAt }] of this.#entries) if (now - seenAt > KEPT_MS) this.#entries.delete(key);
  }

  hear(event: EngineEvent, now: number): void {
    const place = this.#places.get(event.containerId);
    if (!place) {
      this.#waiting = [...this.#waiting, event].slice(-MOST_WAITING);
      return;
    }
    const entry = this.#entry(place.key, now);
    entry.history = withEvent(entry.history, event, place.hasHealthCheck);
  }

  /** What is known of one engine says nothing about another. */
  clear(): void {
    this.#entries.clear();
    this.#places = new Map();
    this.#waiting = [];
  }

  #entry(key: string, now: number): Entry {
    let entry = this.#entries.get(key);
    if (!entry) this.#entries.set(key, (entry = { history: NO_HISTORY, seenAt: now }));
    entry.seenAt = now;
    return entry;
  }
}

/** The same for every container that takes the place of another. */
function placeOf(container: ContainerSummary): string {
  const origin = originOf(container);
  if (!origin) return JSON.stringify([container.name]);
  const { project, service, number, folder, isOneOff } = origin;
  return JSON.stringify(isOneOff ? [project, container.id] : [project, folder, service, number]);
}
