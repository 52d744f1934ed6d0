/** Every Prometheus that knows something about the stacks: the one that was set, or the one in each stack. */
import type { Endpoint } from '../docker';
import type { JoinedStack } from '../services';
import { Emitter, firstVerdict, type Problem, type SourceState, type Unsubscribe } from '../source';
import type { PrometheusClient } from './client';
import { PrometheusError } from './errors';
import { findPrometheus } from './find';
import type { PrometheusReading } from './reading';
import { judgeByMetrics, metricsOf, type PrometheusMetrics } from './services';
import { PrometheusSource, type PrometheusTiming } from './source';

export interface PrometheusServersOptions {
  /** The address set for a stack, or for all when undefined is given; empty or undefined where none is set. */
  setting(stack: JoinedStack | undefined): string | undefined;
  /**
   * @param isSet whether somebody set the address; otherwise it was found in a stack
   * @throws PrometheusError of kind `configuration` for an address that cannot be used
   */
  connect(url: string, isSet: boolean): PrometheusClient;
  /** Told of errors thrown by listeners. */
  report(error: unknown): void;
  readonly timing?: Partial<PrometheusTiming>;
}

export interface PrometheusServer {
  /** Stays the same for the same server. */
  readonly id: string;
  /** For people, without credentials; empty when it cannot be used. */
  readonly address: string;
  /** The stack it was found in; undefined for one that was set. */
  readonly stackId: string | undefined;
  readonly state: SourceState;
  /** Whether what it said may have changed unseen since. */
  readonly isStale: boolean;
  readonly reading: PrometheusReading;
  readonly metrics: PrometheusMetrics;
}

export interface JudgedStacks {
  /** With what Prometheus complains about, as far as it is known now. */
  readonly stacks: readonly JoinedStack[];
  readonly servers: readonly PrometheusServer[];
}

/** A server that is asked, or the reason why it is not. */
type Connection =
  | { readonly address: string; readonly source: PrometheusSource }
  | { readonly address: ''; readonly source: undefined; readonly problem: Problem; readonly since: number };

/** A server that is wanted, and what for. */
interface Wanted {
  readonly url: string;
  /** The stack it was found in; undefined for one that was set. */
  readonly stackId: string | undefined;
  /** The service that it runs in, where that is known. */
  readonly serviceId: string | undefined;
  /** Ids of the stacks that it is asked about. */
  readonly asked: Set<string>;
}

interface Place extends Wanted {
  readonly connection: Connection;
}

export class PrometheusServers {
  readonly #options: PrometheusServersOptions;
  readonly #changes: Emitter<void>;
  /** By address as it was set or found. */
  readonly #connections = new Map<string, Connection>();
  readonly #ending = new Set<Promise<void>>();
  #places: readonly Place[] = [];
  #isWatching = false;
  #told = '';
  #judged: { readonly of: readonly JoinedStack[]; readonly result: JudgedStacks } | undefined;

  constructor(options: PrometheusServersOptions) {
    this.#options = options;
    this.#changes = new Emitter(options.report);
  }

  /** Told when a state, a target or an alert has changed; not when it has only been looked at again. */
  onChange(listener: () => void): Unsubscribe {
    return this.#changes.on(listener);
  }

  /** Looks again which servers there are; those that are not any more are left. @param endpoint of the engine that the stacks run on */
  follow(stacks: readonly JoinedStack[], endpoint: Endpoint | undefined): void {
    const engineHost = endpoint && endpoint.kind !== 'socket' ? endpoint.host : '127.0.0.1';
    const wanted = wantedServers(stacks, (stack) => this.#options.setting(stack)?.trim() || undefined, engineHost);
    for (const [url, { source }] of this.#connections) {
      if (wanted.some((one) => one.url === url)) continue;
      this.#connections.delete(url);
      if (source) this.#end(source);
    }
    this.#places = wanted.map((one) => ({ ...one, connection: this.#connectionTo(one) }));
    this.#judged = undefined;
    if (this.#isWatching) this.resume();
  }

  /** Asks all of them again and again. */
  resume(): void {
    this.#isWatching = true;
    for (const { source } of this.#connections.values()) source?.resume();
  }

  pause(): void {
    this.#isWatching = false;
    for (const { source } of this.#connections.values()) source?.pause();
  }

  /** Asks at once, whatever is being waited for. */
  askAgain(): void {
    if (!this.#isWatching) return;
    this.pause();
    this.resume();
  }

  /** Settled when each has answered or is known not to. */
  async settled(deadlineMs: number): Promise<void> {
    this.#isWatching = true;
    const sources = [...this.#connections.values()].flatMap(({ source }) => source ?? []);
    await Promise.all(sources.map((source) => firstVerdict(source, AbortSignal.timeout(deadlineMs))));
  }

  /** What follows for stacks. The same stacks give the same objects until something changes. */
  judge(stacks: readonly JoinedStack[]): JudgedStacks {
    if (this.#judged?.of !== stacks) this.#judged = { of: stacks, result: judgedBy(this.#places, stacks) };
    return this.#judged.result;
  }

  async dispose(): Promise<void> {
    for (const { source } of this.#connections.values()) if (source) this.#end(source);
    this.#connections.clear();
    this.#places = [];
    this.#changes.clear();
    await Promise.all(this.#ending);
  }

  #connectionTo({ url, stackId }: Wanted): Connection {
    const known = this.#connections.get(url) ?? this.#connect(url, stackId === undefined);
    this.#connections.set(url, known);
    return known;
  }

  #connect(url: string, isSet: boolean): Connection {
    const { connect, report, timing } = this.#options;
    try {
      const client = connect(url, isSet);
      const source = new PrometheusSource(client, { report, ...(timing && { timing }) });
      source.onChange(() => this.#changed());
      return { address: client.address, source };
    } catch (error) {
      if (!(error instanceof PrometheusError)) throw error;
      return { address: '', source: undefined, problem: error, since: Date.now() };
    }
  }

  #end(source: PrometheusSource): void {
    const end = source.dispose().finally(() => this.#ending.delete(end));
    this.#ending.add(end);
  }

  #changed(): void {
    this.#judged = undefined;
    const tellable = JSON.stringify([...this.#connections.values()].map(({ source }) => source && tellableOf(source)));
    if (tellable === this.#told) return;
    this.#told = tellable;
    this.#changes.emit();
  }
}

/** One for each address that is set, for all stacks or for some, and one for each stack that has its own. */
function wantedServers(
  stacks: readonly JoinedStack[],
  setting: (stack: JoinedStack | undefined) => string | undefined,
  engineHost: string,
): Wanted[] {
  const found = new Map(stacks.map((stack) => [stack, findPrometheus(stack, engineHost)]));
  const set = new Map<string, Wanted>();
  const own: Wanted[] = [];
  const ask = (url: string): Wanted => {
    const service = [...found.values()].find((one) => one && hostOf(one.url) === hostOf(url))?.service;
    const wanted = set.get(url) ?? { url, stackId: undefined, serviceId: service?.id, asked: new Set() };
    set.set(url, wanted);
    return wanted;
  };
  const general = setting(undefined);
  if (general !== undefined) ask(general);
  for (const [stack, one] of found) {
    const url = setting(stack);
    if (url !== undefined) ask(url).asked.add(stack.id);
    else if (one) own.push({ url: one.url, stackId: stack.id, serviceId: one.service.id, asked: new Set([stack.id]) });
  }
  return [...set.values(), ...own];
}

/** With the port; undefined for what is no address. */
function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host.replace(/^(localhost|\[::1\])(?=:|$)/, '127.0.0.1') : undefined;
}

function judgedBy(places: readonly Place[], stacks: readonly JoinedStack[]): JudgedStacks {
  const servers = places.map(({ connection, stackId, serviceId, asked }): PrometheusServer => {
    const { value, state, isStale } = connection.source?.snapshot ?? unusable(connection);
    const about = stacks.filter((stack) => asked.has(stack.id));
    const metrics = metricsOf(about, value, serviceId);
    // No service can have such a name.
    const id = stackId === undefined ? `prometheus:${connection.address}` : `${stackId}/#prometheus`;
    return { id, address: connection.address, stackId, state, isStale, reading: value, metrics };
  });
  const judged = stacks.map((stack) => {
    const server = servers[places.findIndex(({ asked }) => asked.has(stack.id))];
    return server && !server.isStale ? judgeByMetrics(stack, server.metrics) : stack;
  });
  return { stacks: judged, servers };
}

function unusable(connection: Connection): PrometheusSource['snapshot'] {
  const state: SourceState =
    connection.source === undefined
      ? { kind: 'lost', since: connection.since, reason: connection.problem }
      : { kind: 'stopped' };
  return { value: { targets: [], alerts: [] }, state, freshAt: undefined, isStale: true };
}

function tellableOf({ snapshot: { state, value } }: PrometheusSource): unknown {
  const { targets, alerts } = value;
  return [
    state.kind === 'lost' ? state.reason.message : state.kind,
    targets.map(({ labels, health, error, success = -1 }) => [labels, health, error, Math.floor(success * 100)]),
    alerts,
  ];
}
