/**
 * Reads containers anew: so many at a time, never the same one twice at once, soon after an event and once for many. Two readings of one
 * container can so not overtake each other, and a reading always began after the event that asked for it.
 */
import type { Clock } from './clock';
import type { Container } from './container';
import { asEngineError, type EngineError } from './errors';

export interface RefresherOptions {
  readonly clock: Clock;
  /** Events of one container within this time are one. */
  readonly settleMs: number;
  /** A container that could not be read is tried again after this. */
  readonly retryMs: number;
  readonly concurrency: number;
  /** Ends everything. */
  readonly signal: AbortSignal;
  read(id: string, signal: AbortSignal): Promise<Container>;
  done(container: Container): void;
  failed(id: string, error: EngineError): void;
}

type Waiter = () => void;

export class Refresher {
  readonly #options: RefresherOptions;
  readonly #timers = new Map<string, { readonly at: number; readonly cancel: () => void }>();
  /** In the order of asking. */
  readonly #queue = new Map<string, Waiter[]>();
  readonly #running = new Map<string, { isForgotten: boolean }>();

  constructor(options: RefresherOptions) {
    this.#options = options;
    options.signal.addEventListener('abort', () => this.#stop(), { once: true });
  }

  /** Whether what is known of a container is about to be replaced. */
  isPending(id: string): boolean {
    return this.#timers.has(id) || this.#queue.has(id) || this.#running.has(id);
  }

  /** Once things have settled. The first event starts the wait and later ones do not prolong it: a busy container is still read. */
  soon(id: string): void {
    this.#after(this.#options.settleMs, id);
  }

  /** Settled when each has been read, or could not be; the reading begins after this call. */
  async now(ids: Iterable<string>): Promise<void> {
    await Promise.all([...ids].map((id) => this.#enqueue(id)));
  }

  /** The container is gone: a reading under way is not worth anything. */
  forget(id: string): void {
    this.#cancelTimer(id);
    for (const waiter of this.#queue.get(id) ?? []) waiter();
    this.#queue.delete(id);
    const running = this.#running.get(id);
    if (running) running.isForgotten = true;
  }

  #after(milliseconds: number, id: string): void {
    const { clock, signal } = this.#options;
    if (signal.aborted || this.#queue.has(id)) return;
    const at = clock.now() + milliseconds;
    const planned = this.#timers.get(id);
    if (planned && planned.at <= at) return;
    planned?.cancel();
    const cancel = clock.after(milliseconds, () => void this.#enqueue(id));
    this.#timers.set(id, { at, cancel });
  }

  #enqueue(id: string): Promise<void> {
    this.#cancelTimer(id);
    if (this.#options.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const waiters = this.#queue.get(id) ?? [];
      waiters.push(resolve);
      this.#queue.set(id, waiters);
      this.#pump();
    });
  }

  #pump(): void {
    for (const [id, waiters] of this.#queue) {
      if (this.#running.size >= this.#options.concurrency) return;
      if (this.#running.has(id)) continue;
      this.#queue.delete(id);
      void this.#refresh(id, waiters);
    }
  }

  async #refresh(id: string, waiters: readonly Waiter[]): Promise<void> {
    const { read, done, failed, signal, retryMs } = this.#options;
    const run = { isForgotten: false };
    this.#running.set(id, run);
    try {
      const container = await read(id, signal);
      if (!signal.aborted && !run.isForgotten) done(container);
    } catch (error) {
      const reason = asEngineError(error);
      if (!signal.aborted && !run.isForgotten) {
        failed(id, reason);
        if (reason.kind !== 'not-found') this.#after(retryMs, id);
      }
    } finally {
      this.#running.delete(id);
      for (const waiter of waiters) waiter();
      this.#pump();
    }
  }

  #cancelTimer(id: string): void {
    this.#timers.get(id)?.cancel();
    this.#timers.delete(id);
  }

  #stop(): void {
    for (const id of [...this.#timers.keys()]) this.#cancelTimer(id);
    for (const waiters of this.#queue.values()) for (const waiter of waiters) waiter();
    this.#queue.clear();
  }
}
