/** What is known of each container of an engine. */
import { isUp, type Container, type ContainerSummary, type ListedContainer } from './container';
import type { EngineError } from './errors';

export type ContainerReading =
  | { readonly kind: 'read'; readonly container: Container }
  /** It is there, and how it feels is not known. Nothing of an earlier reading is kept: it would pass for the present. */
  | { readonly kind: 'unread'; readonly container: ContainerSummary; readonly problem: EngineError };

/** By id of the container. */
export type ContainerReadings = ReadonlyMap<string, ContainerReading>;

export class Readings {
  readonly #readings = new Map<string, ContainerReading>();
  #listed: ReadonlyMap<string, ListedContainer> = new Map();
  #copy: ContainerReadings | undefined;

  get(id: string): ContainerReading | undefined {
    return this.#readings.get(id);
  }

  ids(): string[] {
    return [...this.#readings.keys()];
  }

  /** As of now; later changes leave it alone. */
  copy(): ContainerReadings {
    this.#copy ??= new Map(this.#readings);
    return this.#copy;
  }

  set(container: Container): void {
    this.#put({ kind: 'read', container });
  }

  /** Notes that a container cannot be read. One that nothing is known of waits for the next list to be named. */
  setUnread(id: string, problem: EngineError): void {
    const known = this.#readings.get(id)?.container ?? this.#listed.get(id);
    if (!known) return;
    const { name, image, labels } = known;
    this.#put({ kind: 'unread', container: { id, name, image, labels, state: 'unknown' }, problem });
  }

  /** Whether there was anything to delete. */
  delete(id: string): boolean {
    this.#copy = undefined;
    return this.#readings.delete(id);
  }

  clear(): void {
    this.#readings.clear();
    this.#listed = new Map();
    this.#copy = undefined;
  }

  /** Takes over a list, for the names in it. */
  setListed(listed: readonly ListedContainer[]): void {
    this.#listed = new Map(listed.map((container) => [container.id, container]));
  }

  /** Whether a list says something else than is known. Only what cannot differ for long: the words of list and details vary. */
  differsFrom(listed: ListedContainer): boolean {
    const reading = this.#readings.get(listed.id);
    if (!reading) return true;
    if (reading.kind === 'unread') return false;
    const { state, health } = reading.container;
    if (isUp(state) !== isUp(listed.state) || (state === 'paused') !== (listed.state === 'paused')) return true;
    return health !== undefined && listed.healthStatus !== undefined && health.status !== listed.healthStatus;
  }

  #put(reading: ContainerReading): void {
    this.#readings.set(reading.container.id, reading);
    this.#copy = undefined;
  }
}
