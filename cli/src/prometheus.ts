import type { Endpoint } from '../../client/src/live/docker';
import {
  findPrometheus,
  metricsOf,
  PrometheusClient,
  PrometheusError,
  PrometheusSource,
  type PrometheusAuthorization,
} from '../../client/src/live/prometheus';
import type { JoinedService, JoinedStack } from '../../client/src/live/services';
import { Emitter, firstVerdict, type Unsubscribe } from '../../client/src/live/source';
import { UsageError } from './arguments';
import type { ReportedPrometheus } from './report/status';

const FIRST_VERDICT_MS = 15_000;

interface Connected {
  readonly client: PrometheusClient;
  readonly source: PrometheusSource;
}

/** A server and the service that it runs in. */
interface OfStack {
  readonly connected: Connected;
  readonly service: JoinedService;
}

/** The Prometheus servers that a run asks: the one that was named, for every stack, else the one in each stack. */
export class PrometheusReadings {
  readonly #report: (error: unknown) => void;
  readonly #named: Connected | undefined;
  /** By address. */
  readonly #found = new Map<string, Connected>();
  /** By id of the stack. */
  #ofStack: ReadonlyMap<string, OfStack> = new Map();
  readonly #changes: Emitter<void>;

  /** @throws UsageError for an address that cannot be used */
  constructor(url: string | undefined, report: (error: unknown) => void) {
    this.#report = report;
    this.#changes = new Emitter(report);
    if (url !== undefined) this.#named = this.#connect(url, authorizationFromEnvironment());
  }

  onChange(listener: () => void): Unsubscribe {
    return this.#changes.on(listener);
  }

  /** Looks for servers in the stacks; those that are new are asked from now on. */
  follow(stacks: readonly JoinedStack[], endpoint: Endpoint | undefined): void {
    this.#named?.source.resume();
    if (this.#named) return;
    const ofStack = new Map<string, OfStack>();
    for (const stack of stacks) {
      const found =
        stack.declared && findPrometheus(stack, endpoint && endpoint.kind !== 'socket' ? endpoint.host : '127.0.0.1');
      if (!found) continue;
      let connected = this.#found.get(found.url);
      // What is found by itself gets no credentials: they are for what was named.
      if (!connected) this.#found.set(found.url, (connected = this.#connect(found.url, undefined)));
      connected.source.resume();
      ofStack.set(stack.id, { connected, service: found.service });
    }
    this.#ofStack = ofStack;
    for (const connected of this.#found.values())
      if (![...ofStack.values()].some((one) => one.connected === connected)) connected.source.pause();
  }

  /** The same, settled when each has answered or is known not to. */
  async settle(stacks: readonly JoinedStack[], endpoint: Endpoint | undefined): Promise<void> {
    this.follow(stacks, endpoint);
    const all = this.#named ? [this.#named] : [...this.#found.values()];
    await Promise.all(all.map(({ source }) => firstVerdict(source, AbortSignal.timeout(FIRST_VERDICT_MS))));
  }

  of(stack: JoinedStack): ReportedPrometheus | undefined {
    const found = this.#ofStack.get(stack.id);
    const connected = this.#named ?? found?.connected;
    if (!connected) return undefined;
    const { state, value, isStale } = connected.source.snapshot;
    return {
      address: connected.client.address,
      isNamed: this.#named !== undefined,
      problem: state.kind === 'lost' ? state.reason : undefined,
      metrics: isStale ? undefined : metricsOf(stack, value, found?.service),
    };
  }

  async dispose(): Promise<void> {
    const all = [...(this.#named ? [this.#named] : []), ...this.#found.values()];
    await Promise.all(all.map(({ source }) => source.dispose()));
  }

  #connect(url: string, authorization: PrometheusAuthorization | undefined): Connected {
    try {
      const client = new PrometheusClient({ url, authorization });
      const source = new PrometheusSource(client, { report: this.#report });
      source.onChange(() => this.#changes.emit());
      return { client, source };
    } catch (error) {
      if (error instanceof PrometheusError) throw new UsageError(`${error.message} ${error.remedy ?? ''}`.trim());
      throw error;
    }
  }
}

function authorizationFromEnvironment(): PrometheusAuthorization | undefined {
  const token = process.env['HOLDFAST_PROMETHEUS_TOKEN'];
  if (token) return { kind: 'bearer', token };
  const user = process.env['HOLDFAST_PROMETHEUS_USER'];
  return user ? { kind: 'basic', user, password: process.env['HOLDFAST_PROMETHEUS_PASSWORD'] ?? '' } : undefined;
}
