/**
 * What every live source has in common: an engine, Prometheus, a cluster. Views and the command line know sources only through
 * this; how one is reached and read is its own business.
 */

/** Why a source cannot be read, in words for the person who has to mend it. */
export interface Problem {
  /** For icons and welcome views; each source documents its own kinds. */
  readonly kind: string;
  readonly message: string;
  /** What to do about it, where that is known. */
  readonly remedy?: string | undefined;
}

/** Times are milliseconds since 1970, on the clock of this machine. */
export type SourceState =
  /** Nothing is asked, nothing is listened to: before the first `resume` and after `pause`. */
  | { readonly kind: 'stopped' }
  /** On the way to a first answer. Whatever is known is from before. */
  | { readonly kind: 'connecting'; readonly since: number }
  | { readonly kind: 'connected'; readonly since: number }
  /** Lost and being tried again, for ever. `since` is when it was lost, not when it was last tried. */
  | { readonly kind: 'lost'; readonly since: number; readonly reason: Problem };

export interface Snapshot<Value> {
  readonly value: Value;
  readonly state: SourceState;
  /** When the value was last known to be true; undefined before the first reading. */
  readonly freshAt: number | undefined;
  /** Whether the value may have changed unseen since: nothing of it is to be shown as healthy. */
  readonly isStale: boolean;
}

export interface LiveSource<Value> {
  /** What is known now. A later change makes a new snapshot; this one stays as it is. */
  readonly snapshot: Snapshot<Value>;
  /** Told after the snapshot changed, once for many changes of the same moment. Returns the way to stop listening. */
  onChange(listener: () => void): Unsubscribe;
  /** Begins or goes on watching; does nothing while watching. */
  resume(): void;
  /** Stops every call, stream and timer at once; what is known stays, as stale. */
  pause(): void;
  /** Ends for good. Settled when no socket, timer or process is left. */
  dispose(): Promise<void>;
}

export type Unsubscribe = () => void;

/** Listeners of one kind. One that throws is reported and costs the others nothing. */
export class Emitter<Value> {
  readonly #listeners = new Set<(value: Value) => void>();
  readonly #report: (error: unknown) => void;

  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  on(listener: (value: Value) => void): Unsubscribe {
    // Wrapped, so that a listener registered twice is told twice and each registration ends by itself.
    const entry = (value: Value): void => listener(value);
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  emit(value: Value): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (error) {
        this.#report(error);
      }
    }
  }

  clear(): void {
    this.#listeners.clear();
  }
}

/**
 * Resumes a source and waits for its first verdict: connected or lost. For callers that want one reading, such as a command line.
 * @param signal gives up the wait; the source goes on.
 */
export function firstVerdict<Value>(source: LiveSource<Value>, signal: AbortSignal): Promise<Snapshot<Value>> {
  return new Promise((resolve, reject) => {
    const finish = (): void => {
      unsubscribe();
      signal.removeEventListener('abort', giveUp);
    };
    const giveUp = (): void => {
      finish();
      reject(signal.reason as Error);
    };
    const look = (): void => {
      const { snapshot } = source;
      if (snapshot.state.kind !== 'connected' && snapshot.state.kind !== 'lost') return;
      finish();
      resolve(snapshot);
    };
    const unsubscribe = source.onChange(look);
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) return giveUp();
    source.resume();
    look();
  });
}
