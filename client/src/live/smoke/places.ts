/**
 * Places for those at work at the same time. One that is given out for longer than the patience goes to whoever waits, while its
 * holder goes on: what takes that long mostly waits for an answer, which costs next to nothing, and must not hold up the others.
 */
import type { Clock } from '../docker/clock';

export type Release = () => void;

export class Places {
  readonly #clock: Clock;
  readonly #patienceMs: number;
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(count: number, patienceMs: number, clock: Clock) {
    this.#free = count;
    this.#patienceMs = patienceMs;
    this.#clock = clock;
  }

  /** Resolves without a place once the signal is aborted: the caller looks at the signal. */
  take(signal: AbortSignal): Promise<Release> {
    if (signal.aborted) return Promise.resolve(() => undefined);
    if (this.#free > 0) return Promise.resolve(this.#give());
    return new Promise((resolve) => {
      const giveUp = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(next), 1);
        resolve(() => undefined);
      };
      const next = (): void => {
        signal.removeEventListener('abort', giveUp);
        resolve(this.#give());
      };
      signal.addEventListener('abort', giveUp, { once: true });
      this.#waiting.push(next);
    });
  }

  #give(): Release {
    this.#free--;
    let isHeld = true;
    const release = (): void => {
      if (!isHeld) return;
      isHeld = false;
      loseCount();
      this.#free++;
      this.#waiting.shift()?.();
    };
    const loseCount = this.#clock.after(this.#patienceMs, release);
    return release;
  }
}
