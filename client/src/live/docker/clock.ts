/** Time as the watcher sees it, so that tests can let an hour pass. */
export interface Clock {
  /** Milliseconds since 1970. Jumps when the machine slept. */
  now(): number;
  /** Calls back once. Returns the way to call it off. */
  after(milliseconds: number, work: () => void): () => void;
}

export const SYSTEM_CLOCK: Clock = {
  now: () => Date.now(),
  after(milliseconds, work) {
    const timer = setTimeout(work, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** Waits; resolves early when the signal is aborted, so that the caller looks at the signal rather than catches. */
export function sleep(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const wake = (): void => {
      cancel();
      signal.removeEventListener('abort', wake);
      resolve();
    };
    const cancel = clock.after(milliseconds, wake);
    signal.addEventListener('abort', wake, { once: true });
  });
}
