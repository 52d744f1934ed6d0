/**
 * Services as views and commands see them: joined anew whenever the engine, the files or the time change something about them.
 */
import type { DeclaredStack } from '../../../../server/src/protocol';
import type { ContainerReadings, EngineEvent, Usage } from '../docker';
import { SYSTEM_CLOCK, type Clock } from '../docker/clock';
import { Emitter, type LiveSource, type Unsubscribe } from '../source';
import { Histories } from './histories';
import { joinStacks, type JoinedStack } from './join';
import type { RealPath } from './match';
import { engineTime } from './observed';

/** What of the engine's watcher is needed. */
export interface WatchedEngine extends Pick<LiveSource<ContainerReadings>, 'snapshot' | 'onChange'> {
  onEvent(listener: (event: EngineEvent) => void): Unsubscribe;
}

export interface ServiceWatchOptions {
  /** Told of errors thrown by listeners. */
  report(error: unknown): void;
  readonly realPath: RealPath;
  readonly clock?: Clock;
  /** How far the engine's clock is ahead of ours, in milliseconds. */
  readonly engineAheadMs?: () => number;
}

/** Objectives are seconds and minutes: what they say is looked at this often while the engine is connected. */
const LOOK_MS = 5_000;

export class ServiceWatch {
  readonly #engine: WatchedEngine;
  readonly #options: ServiceWatchOptions;
  readonly #clock: Clock;
  readonly #histories = new Histories();
  readonly #usages = new Map<string, Usage>();
  readonly #changes: Emitter<void>;
  readonly #subscriptions: Unsubscribe[];
  #declared: readonly DeclaredStack[] = [];
  #read: ContainerReadings | undefined;
  #stacks: readonly JoinedStack[] = [];
  #told = '';
  #cancelLook: (() => void) | undefined;

  constructor(engine: WatchedEngine, options: ServiceWatchOptions) {
    this.#engine = engine;
    this.#options = options;
    this.#clock = options.clock ?? SYSTEM_CLOCK;
    this.#changes = new Emitter(options.report);
    this.#subscriptions = [
      engine.onChange(() => this.#join()),
      engine.onEvent((event) => this.#histories.hear(event, this.#clock.now())),
    ];
    this.#join();
  }

  /** As of the last change; a later one makes new objects. */
  get stacks(): readonly JoinedStack[] {
    return this.#stacks;
  }

  /** Told when a state, a reason, a drift or the set of services has changed; not when a figure has. */
  onChange(listener: () => void): Unsubscribe {
    return this.#changes.on(listener);
  }

  declare(stacks: readonly DeclaredStack[]): void {
    this.#declared = stacks;
    this.#join();
  }

  /** Takes in what a container uses now; undefined when nobody measures it any more. */
  measure(containerId: string, usage: Usage | undefined): void {
    if (usage) this.#usages.set(containerId, usage);
    else this.#usages.delete(containerId);
    this.#join();
  }

  dispose(): void {
    for (const unsubscribe of this.#subscriptions) unsubscribe();
    this.#cancelLook?.();
    this.#changes.clear();
  }

  #join(): void {
    const { value: readings, isStale, freshAt } = this.#engine.snapshot;
    const now = this.#clock.now();
    if (readings !== this.#read) {
      // Never fresh: another engine, of which nothing is known yet.
      if (freshAt === undefined) this.#histories.clear();
      this.#histories.read(readings, now);
      for (const id of this.#usages.keys()) if (!readings.has(id)) this.#usages.delete(id);
      this.#read = readings;
    }
    const observation = {
      readings,
      historyOf: this.#histories.of.bind(this.#histories),
      isStale,
      now: engineTime(now, this.#options.engineAheadMs?.() ?? 0),
      usages: this.#usages,
    };
    this.#stacks = joinStacks(this.#declared, observation, this.#options.realPath);
    this.#lookAgain(isStale);
    const tellable = JSON.stringify(this.#stacks.map(tellableOf));
    if (tellable === this.#told) return;
    this.#told = tellable;
    this.#changes.emit();
  }

  /** What is lost or paused does not change by itself: then no timer runs. */
  #lookAgain(isStale: boolean): void {
    this.#cancelLook?.();
    this.#cancelLook = isStale ? undefined : this.#clock.after(LOOK_MS, () => this.#join());
  }
}

function tellableOf({ id, name, declared, startedFrom, services }: JoinedStack): unknown {
  return {
    ...{ id, name, declared, startedFrom },
    services: services.map((service) => ({
      ...{ id: service.id, state: service.state, reason: service.reason, drift: service.drift },
      replicas: service.replicas.map(({ container, figures }) => [
        container.id,
        figures?.state,
        figures?.startedAt,
        figures?.restarts,
      ]),
    })),
  };
}
