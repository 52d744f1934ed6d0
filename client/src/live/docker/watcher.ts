/**
 * Keeps what is known of an engine's containers true, for as long as somebody looks.
 *
 * One session with an engine: agree on a version, subscribe to events, read everything (the list, then each container), then read again
 * what events name. The order matters: what changes while everything is being read has its event waiting. A session ends when the
 * stream breaks, a watchdog call fails or the machine has slept; the next one begins after a pause that grows, for ever.
 */
import { setMaxListeners } from 'node:events';
import { Emitter, type LiveSource, type Snapshot, type SourceState, type Unsubscribe } from '../source';
import { sleep, SYSTEM_CLOCK, type Clock } from './clock';
import type { Ping } from './connection';
import { isUp, type ListedContainer } from './container';
import type { DockerEngine } from './engine';
import { asEngineError, EngineError, interrupted } from './errors';
import { SeenEvents, type EngineEvent } from './events';
import { Readings, type ContainerReadings } from './readings';
import { Refresher } from './refresher';

/** In milliseconds. */
export interface WatcherTiming {
  /** Events of one container within this time lead to one reading. */
  readonly settle: number;
  /** A container that could not be read is tried again after this. */
  readonly retry: number;
  /** How often the clock is looked at. */
  readonly beat: number;
  /** How often the engine is asked whether it is there: a dead network does not tell. */
  readonly ping: number;
  /** How often the list is held against what is known, and health checks are read, whose probes make no events. */
  readonly poll: number;
  /** A clock that goes on by more than this between two beats means that the machine slept. */
  readonly clockJump: number;
  readonly firstPause: number;
  /** With the time of one failing attempt still within five seconds. */
  readonly longestPause: number;
  /** Machines lock out whoever knocks in vain too often. */
  readonly longestPauseOverSsh: number;
  /** A session that lasted this long was a good one: the next pause is short again. */
  readonly steady: number;
  /** Events older than this are not asked for after a break. */
  readonly longestReplay: number;
}

export const WATCHER_TIMING: WatcherTiming = {
  settle: 250,
  retry: 5_000,
  beat: 5_000,
  ping: 30_000,
  poll: 60_000,
  clockJump: 60_000,
  firstPause: 250,
  longestPause: 2_000,
  longestPauseOverSsh: 30_000,
  steady: 10_000,
  longestReplay: 600_000,
};

/** More at once make an engine slower, not faster. */
const CONCURRENT_READINGS = 8;
/** Pauses vary by a fifth either way, so that many editors do not come back in the same moment. */
const JITTER = 0.2;

export interface WatcherOptions {
  /** Told of errors thrown by listeners. */
  report(error: unknown): void;
  readonly clock?: Clock;
  readonly timing?: Partial<WatcherTiming>;
}

export class DockerWatcher implements LiveSource<ContainerReadings> {
  readonly #engine: DockerEngine;
  readonly #clock: Clock;
  readonly #timing: WatcherTiming;
  readonly #changes: Emitter<void>;
  readonly #events: Emitter<EngineEvent>;
  readonly #readings = new Readings();
  readonly #seen = new SeenEvents();

  #state: SourceState = { kind: 'stopped' };
  #freshAt: number | undefined;
  /** When the stream last said anything. */
  #heardAt = 0;
  #lastStamp: string | undefined;
  #address: string | undefined;
  #refresher: Refresher | undefined;

  #running: AbortController | undefined;
  #loop: Promise<void> = Promise.resolve();
  /** Ends the present session or pause; the next session begins at once. */
  #again: () => void = () => undefined;
  #notification: NodeJS.Immediate | undefined;
  #isDisposed = false;

  constructor(engine: DockerEngine, { report, clock = SYSTEM_CLOCK, timing = {} }: WatcherOptions) {
    this.#engine = engine;
    this.#clock = clock;
    this.#timing = { ...WATCHER_TIMING, ...timing };
    this.#changes = new Emitter(report);
    this.#events = new Emitter(report);
  }

  get snapshot(): Snapshot<ContainerReadings> {
    return {
      value: this.#readings.copy(),
      state: this.#state,
      freshAt: this.#freshAt,
      isStale: this.#state.kind !== 'connected',
    };
  }

  onChange(listener: () => void): Unsubscribe {
    return this.#changes.on(listener);
  }

  /**
   * Each event of a container once, in the order of the engine; after a break also those that the engine still remembers. Some may be
   * missing: an engine remembers few.
   */
  onEvent(listener: (event: EngineEvent) => void): Unsubscribe {
    return this.#events.on(listener);
  }

  resume(): void {
    if (this.#isDisposed || this.#running) return;
    const running = new AbortController();
    this.#running = running;
    this.#setState({ kind: 'connecting', since: this.#clock.now() });
    this.#loop = this.#loop.then(() => this.#run(running.signal));
  }

  pause(): void {
    if (!this.#running) return;
    this.#running.abort();
    this.#running = undefined;
    this.#again();
    this.#setState({ kind: 'stopped' });
  }

  /** Begins a new session at once: when a person asks for it, or when another Docker context was chosen. */
  reconnect(): void {
    if (!this.#running) return;
    if (this.#state.kind === 'connected') this.#setState({ kind: 'connecting', since: this.#clock.now() });
    this.#again();
  }

  /** Reads one container now, for somebody who looks closer: probes between two events are not told otherwise. */
  async refresh(id: string): Promise<void> {
    if (this.#state.kind === 'connected') await this.#refresher?.now([id]);
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true;
    this.pause();
    await this.#loop;
    clearImmediate(this.#notification);
    this.#changes.clear();
    this.#events.clear();
  }

  // ---- sessions, one after the other ----

  async #run(signal: AbortSignal): Promise<void> {
    const { firstPause, longestPause, longestPauseOverSsh, steady } = this.#timing;
    let pause = firstPause;
    while (!signal.aborted) {
      try {
        await this.#session();
        if (signal.aborted) return;
        if (this.#state.kind === 'connected') this.#setState({ kind: 'connecting', since: this.#clock.now() });
      } catch (error) {
        if (signal.aborted) return;
        const reason = asEngineError(error);
        const now = this.#clock.now();
        // What could not be understood would be told again and again.
        if (reason.kind === 'protocol') this.#lastStamp = undefined;
        if (this.#state.kind === 'connected' && now - this.#state.since >= steady) pause = firstPause;
        const since = this.#state.kind === 'lost' ? this.#state.since : now;
        this.#setState({ kind: 'lost', since, reason });
        const longest = reason.kind === 'ssh' ? longestPauseOverSsh : longestPause;
        await this.#rest(Math.min(pause, longest));
        pause = Math.min(pause * 2, longest);
      }
    }
  }

  #rest(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const jittered = milliseconds * (1 - JITTER + Math.random() * 2 * JITTER);
      const cancel = this.#clock.after(jittered, resolve);
      this.#again = () => {
        cancel();
        resolve();
      };
    });
  }

  /** Rejected with the reason why it ended; resolved when the next one is to begin at once, or none. */
  async #session(): Promise<void> {
    const session = new AbortController();
    // One listener for each call under way.
    setMaxListeners(0, session.signal);
    this.#again = () => session.abort();
    try {
      await this.#watch(session.signal);
    } catch (error) {
      if (!session.signal.aborted) throw error;
    } finally {
      session.abort();
      this.#refresher = undefined;
    }
  }

  /** Resolved when the machine slept, rejected when anything else went wrong. */
  async #watch(signal: AbortSignal): Promise<void> {
    const ping = await this.#engine.open(signal);
    this.#forgetOtherEngine();
    const refresher = this.#newRefresher(signal);
    const stream = await this.#engine.events(this.#sinceWhen(ping), signal, (event) => this.#hear(event, refresher));
    const broken = stream.ended.then(() => {
      throw interrupted();
    });
    await Promise.race([this.#readEverything(refresher, signal), broken]);
    signal.throwIfAborted();
    this.#refresher = refresher;
    this.#freshAt = this.#clock.now();
    this.#setState({ kind: 'connected', since: this.#freshAt });
    await Promise.race([this.#beat(refresher, signal), broken]);
  }

  /** What is known of one engine says nothing about another. */
  #forgetOtherEngine(): void {
    const address = this.#engine.endpoint?.address;
    if (this.#address !== undefined && this.#address !== address) {
      this.#readings.clear();
      this.#seen.clear();
      this.#lastStamp = undefined;
      this.#freshAt = undefined;
    }
    this.#address = address;
  }

  /** From the last event heard, or from before the subscription: no event is lost between it and the list. */
  #sinceWhen({ time }: Ping): string | undefined {
    if (time === undefined) return this.#lastStamp;
    if (this.#lastStamp === undefined) return `${time / 1000}.000000000`;
    const earliest = `${(time - this.#timing.longestReplay) / 1000}.000000000`;
    // Of equal length until the year 2286.
    return this.#lastStamp > earliest ? this.#lastStamp : earliest;
  }

  #newRefresher(signal: AbortSignal): Refresher {
    return new Refresher({
      clock: this.#clock,
      settleMs: this.#timing.settle,
      retryMs: this.#timing.retry,
      concurrency: CONCURRENT_READINGS,
      signal,
      read: (id, aborted) => this.#engine.inspect(id, aborted),
      done: (container) => {
        this.#readings.set(container);
        this.#changed();
      },
      failed: (id, error) => {
        if (error.kind === 'not-found') this.#readings.delete(id);
        else this.#readings.setUnread(id, error);
        this.#changed();
      },
    });
  }

  // ---- reading ----

  async #readEverything(refresher: Refresher, signal: AbortSignal): Promise<void> {
    const listed = await this.#list(refresher, signal);
    await refresher.now(listed.map(({ id }) => id));
  }

  /** The list; containers that are not in it are gone, unless they came while it was made. */
  async #list(refresher: Refresher, signal: AbortSignal): Promise<ListedContainer[]> {
    const before = this.#readings.ids();
    const listed = await this.#engine.list(signal);
    this.#readings.setListed(listed);
    const present = new Set(listed.map(({ id }) => id));
    for (const id of before) if (!present.has(id)) this.#drop(id, refresher);
    return listed;
  }

  #drop(id: string, refresher: Refresher): boolean {
    refresher.forget(id);
    const wasThere = this.#readings.delete(id);
    if (wasThere) this.#changed();
    return wasThere;
  }

  #hear(event: EngineEvent, refresher: Refresher): void {
    this.#heardAt = this.#clock.now();
    if (this.#state.kind === 'connected') this.#freshAt = this.#heardAt;
    if (!this.#seen.add(event)) return;
    if (this.#lastStamp === undefined || event.stamp > this.#lastStamp) this.#lastStamp = event.stamp;
    this.#events.emit(event);
    const { containerId: id, action } = event;
    if (id === '') return;
    if (action === 'destroy') this.#drop(id, refresher);
    else if (!this.#isKnown(event, refresher)) refresher.soon(id);
  }

  /** Podman sends the health after every probe, whether it changed or not. */
  #isKnown({ containerId, health }: EngineEvent, refresher: Refresher): boolean {
    if (health === undefined || refresher.isPending(containerId)) return false;
    const reading = this.#readings.get(containerId);
    return reading?.kind === 'read' && reading.container.health?.status === health;
  }

  // ---- trusting nothing ----

  /** Resolved when the machine slept; rejected when the engine does not answer, or is silent about what happens. */
  async #beat(refresher: Refresher, signal: AbortSignal): Promise<void> {
    const { beat, ping, poll, clockJump } = this.#timing;
    let last = this.#clock.now();
    let nextPing = last + ping;
    let nextPoll = last + poll;
    let surprisedAt: number | undefined;
    for (;;) {
      await sleep(this.#clock, beat, signal);
      signal.throwIfAborted();
      const now = this.#clock.now();
      if (Math.abs(now - last) > beat + clockJump) return;
      if (surprisedAt !== undefined && this.#heardAt < surprisedAt) throw silent();
      surprisedAt = undefined;
      if (now >= nextPing) {
        await this.#engine.ping(signal);
        this.#freshAt = this.#clock.now();
        nextPing = now + ping;
      }
      if (now >= nextPoll) {
        if (await this.#poll(refresher, signal)) surprisedAt = now;
        nextPoll = now + poll;
      }
      last = this.#clock.now();
    }
  }

  /**
   * Reads again what the list says differently, and what has a health check.
   * @returns whether something happened that no event has told so far
   */
  async #poll(refresher: Refresher, signal: AbortSignal): Promise<boolean> {
    const known = this.#readings.ids().length;
    const listed = await this.#list(refresher, signal);
    const settled = listed.filter(({ id }) => !refresher.isPending(id));
    const surprises = settled.filter((container) => this.#readings.differsFrom(container));
    const probed = settled.filter(({ id, state }) => isUp(state) && this.#hasHealthCheck(id));
    const wereGone = this.#readings.ids().length < known;
    // Not waited for: one container that hangs must not keep the watchdog waiting.
    void refresher.now(new Set([...surprises, ...probed].map(({ id }) => id)));
    return surprises.length > 0 || wereGone;
  }

  #hasHealthCheck(id: string): boolean {
    const reading = this.#readings.get(id);
    return reading?.kind === 'read' && reading.container.health !== undefined;
  }

  // ---- telling ----

  #setState(state: SourceState): void {
    this.#state = state;
    this.#notify();
  }

  /** While everything is being read anew only the end of it is news. */
  #changed(): void {
    if (this.#state.kind === 'connected') this.#notify();
  }

  #notify(): void {
    this.#notification ??= setImmediate(() => {
      this.#notification = undefined;
      this.#changes.emit();
    });
  }
}

function silent(): EngineError {
  return new EngineError('interrupted', 'The Docker engine no longer tells what happens.');
}
