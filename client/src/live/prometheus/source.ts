/** Asks Prometheus again and again for as long as somebody looks: it sends no events. */
import { setMaxListeners } from 'node:events';
import { sleep, SYSTEM_CLOCK, type Clock } from '../docker/clock';
import { Emitter, type LiveSource, type Problem, type Snapshot, type SourceState, type Unsubscribe } from '../source';
import type { PrometheusClient } from './client';
import { PrometheusError } from './errors';
import { readingOf, SCRAPE_SUCCESS, type PrometheusReading } from './reading';

/** In milliseconds. */
export interface PrometheusTiming {
  /** Rules and targets are looked at by Prometheus itself every 15 s or less often. */
  readonly poll: number;
  readonly firstPause: number;
  readonly longestPause: number;
}

const PROMETHEUS_TIMING: PrometheusTiming = { poll: 15_000, firstPause: 1_000, longestPause: 30_000 };

export interface PrometheusSourceOptions {
  /** Told of errors thrown by listeners. */
  report(error: unknown): void;
  readonly clock?: Clock;
  readonly timing?: Partial<PrometheusTiming>;
}

const NOTHING: PrometheusReading = { targets: [], alerts: [] };

export class PrometheusSource implements LiveSource<PrometheusReading> {
  readonly #client: PrometheusClient;
  readonly #clock: Clock;
  readonly #timing: PrometheusTiming;
  readonly #changes: Emitter<void>;
  #snapshot: Snapshot<PrometheusReading> = {
    value: NOTHING,
    state: { kind: 'stopped' },
    freshAt: undefined,
    isStale: true,
  };
  #running: AbortController | undefined;
  #loop: Promise<void> = Promise.resolve();
  #isDisposed = false;

  constructor(client: PrometheusClient, { report, clock = SYSTEM_CLOCK, timing = {} }: PrometheusSourceOptions) {
    this.#client = client;
    this.#clock = clock;
    this.#timing = { ...PROMETHEUS_TIMING, ...timing };
    this.#changes = new Emitter(report);
  }

  get snapshot(): Snapshot<PrometheusReading> {
    return this.#snapshot;
  }

  onChange(listener: () => void): Unsubscribe {
    return this.#changes.on(listener);
  }

  resume(): void {
    if (this.#isDisposed || this.#running) return;
    const running = new AbortController();
    setMaxListeners(0, running.signal);
    this.#running = running;
    this.#setState({ kind: 'connecting', since: this.#clock.now() });
    this.#loop = this.#loop.then(() => this.#run(running.signal));
  }

  pause(): void {
    if (!this.#running) return;
    this.#running.abort();
    this.#running = undefined;
    this.#setState({ kind: 'stopped' });
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true;
    this.pause();
    await this.#loop;
    this.#changes.clear();
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { poll, firstPause, longestPause } = this.#timing;
    let pause = firstPause;
    while (!signal.aborted) {
      try {
        const value = await this.#read(signal);
        if (signal.aborted) return;
        this.#connected(value);
        pause = firstPause;
        await sleep(this.#clock, poll, signal);
      } catch (error) {
        if (signal.aborted) return;
        this.#lost(asProblem(error));
        await sleep(this.#clock, pause, signal);
        pause = Math.min(pause * 2, longestPause);
      }
    }
  }

  async #read(signal: AbortSignal): Promise<PrometheusReading> {
    const [targets, alerts, success] = await Promise.all([
      this.#client.targets(signal),
      this.#client.alerts(signal),
      this.#client.query(SCRAPE_SUCCESS, signal),
    ]);
    return readingOf(targets, alerts, success);
  }

  #connected(value: PrometheusReading): void {
    const now = this.#clock.now();
    const { state } = this.#snapshot;
    const since = state.kind === 'connected' ? state.since : now;
    this.#snapshot = { value, state: { kind: 'connected', since }, freshAt: now, isStale: false };
    this.#changes.emit();
  }

  #lost(reason: Problem): void {
    const { state } = this.#snapshot;
    this.#setState({ kind: 'lost', since: state.kind === 'lost' ? state.since : this.#clock.now(), reason });
  }

  #setState(state: SourceState): void {
    this.#snapshot = { ...this.#snapshot, state, isStale: true };
    this.#changes.emit();
  }
}

function asProblem(error: unknown): PrometheusError {
  if (error instanceof PrometheusError) return error;
  return new PrometheusError('protocol', 'Prometheus sent an answer that is not understood.', { cause: error });
}
