import type { Clock } from '../../../client/src/live/docker/clock';

interface Timer {
  readonly at: number;
  readonly milliseconds: number;
  readonly work: () => void;
}

/** Time that passes when a test says so. */
export class ManualClock implements Clock {
  #now = 1_795_255_457_000;
  readonly #timers = new Set<Timer>();
  readonly #waiters = new Set<() => void>();

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, work: () => void): () => void {
    const timer = { at: this.#now + milliseconds, milliseconds, work };
    this.#timers.add(timer);
    for (const waiter of [...this.#waiters]) waiter();
    return () => void this.#timers.delete(timer);
  }

  get pending(): number {
    return this.#timers.size;
  }

  /** Lets time pass; what is due meanwhile happens. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.work();
    }
    this.#now = end;
  }

  /** The wall clock goes on while nothing runs, as when a laptop sleeps. */
  jump(milliseconds: number): void {
    this.#now += milliseconds;
  }

  /** Waits until somebody waits for just this long, then lets that time pass. */
  async pass(milliseconds: number): Promise<void> {
    await this.#untilTimer((timer) => timer.milliseconds === milliseconds);
    this.advance(milliseconds);
  }

  /** Waits until somebody waits, then lets time pass until the first of them need not. @returns how long that was */
  async passNext(): Promise<number> {
    await this.#untilTimer(() => true);
    const milliseconds = Math.min(...[...this.#timers].map(({ at }) => at)) - this.#now;
    this.advance(milliseconds);
    return milliseconds;
  }

  #untilTimer(fits: (timer: Timer) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (![...this.#timers].some(fits)) return;
        this.#waiters.delete(look);
        resolve();
      };
      this.#waiters.add(look);
      look();
    });
  }
}
