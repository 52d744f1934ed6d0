import type { DockerSource } from '../../client/src/live/docker';
import type { PrometheusServers } from '../../client/src/live/prometheus';
import { liveFindings, measureOnce, type JoinedStack } from '../../client/src/live/services';
import type { DeclaredStack } from '../../server/src/protocol';
import { STATUS_EXIT, UsageError, type StatusOptions } from './arguments';
import { pathText, tellError, wantsColour } from './console';
import { Declarations, DeclarationWatch } from './declarations';
import { EngineSession } from './engineSession';
import { prometheusServers } from './prometheus';
import { isAllWell, type StatusReport } from './report/status';
import { statusJson } from './report/statusJson';
import { statusText } from './report/statusText';

/** Longer than the deadline of a call to Prometheus. */
const FIRST_READING_MS = 15_000;
/** How often memory is measured while watching. */
const MEASURE_MS = 30_000;

/** Runs `holdfast status` and returns the exit code. Writes the report to standard output, everything else to standard error. */
export async function status(options: StatusOptions): Promise<number> {
  const declarations = new Declarations(options.path, tellError);
  const declared = declarations.read();
  if (declared.length === 0) throw new UsageError(`no Compose file declares services in ${options.path}`);
  const session = new StatusSession(options, declared);
  try {
    await session.settle();
    if (!options.watch) return session.print();
    const files = new DeclarationWatch(declarations, (stacks) => session.declare(stacks));
    try {
      return await session.watch();
    } finally {
      files.close();
    }
  } finally {
    await session.dispose();
  }
}

/** Everything that one run keeps: the engine, what is declared, and what Prometheus says. */
class StatusSession {
  readonly #options: StatusOptions;
  readonly #live: EngineSession;
  readonly #prometheus: PrometheusServers;

  constructor(options: StatusOptions, declared: readonly DeclaredStack[]) {
    this.#options = options;
    this.#live = new EngineSession(options.context, declared);
    this.#prometheus = prometheusServers(options.prometheus, tellError);
  }

  /** Settled when the engine, and Prometheus if there is one, have answered or are known not to. */
  async settle(): Promise<void> {
    if (await this.#live.settle()) await this.#measure();
    this.#followPrometheus();
    await this.#prometheus.settled(FIRST_READING_MS);
  }

  declare(stacks: readonly DeclaredStack[]): void {
    this.#services.declare(stacks);
  }

  /** @returns the exit code that goes with it */
  print(): number {
    const report = this.#report();
    const { format } = this.#options;
    const { stdout } = process;
    if (format === 'json') stdout.write(statusJson(report, pathText));
    else stdout.write(statusText(report, pathText, wantsColour(stdout), Date.now()));
    if (report.engine.problem) return STATUS_EXIT.noEngine;
    return isAllWell(report) ? STATUS_EXIT.well : STATUS_EXIT.unwell;
  }

  /** Prints again after every change until somebody ends it; the exit code is that of the last report. */
  async watch(): Promise<number> {
    const ended = new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
      // Nobody reads any more.
      process.stdout.once('error', () => resolve());
    });
    let code = this.#draw();
    const redraw = (): void => void (code = this.#draw());
    const changed = (): void => {
      this.#followPrometheus();
      redraw();
    };
    const subscriptions = [
      this.#services.onChange(changed),
      this.#docker.watcher.onChange(engineChange(this.#docker, redraw)),
      this.#prometheus.onChange(redraw),
    ];
    const measuring = setInterval(() => void this.#measure(), MEASURE_MS);
    await ended;
    clearInterval(measuring);
    for (const unsubscribe of subscriptions) unsubscribe();
    return code;
  }

  async dispose(): Promise<void> {
    await Promise.all([this.#prometheus.dispose(), this.#live.dispose()]);
  }

  get #docker(): DockerSource {
    return this.#live.docker;
  }

  get #services(): EngineSession['services'] {
    return this.#live.services;
  }

  #draw(): number {
    // On a terminal each report takes the place of the one before.
    if (process.stdout.isTTY && this.#options.format === 'text') process.stdout.write('\x1b[H\x1b[2J\x1b[3J');
    return this.print();
  }

  #report(): StatusReport {
    const { stacks, servers } = this.#prometheus.judge(this.#declaredStacks());
    return {
      engine: this.#live.engine,
      stacks: stacks.map((stack) => ({
        stack,
        prometheus: servers.find(({ stackId }) => stackId === undefined || stackId === stack.id),
      })),
      findings: liveFindings(stacks),
    };
  }

  #followPrometheus(): void {
    this.#prometheus.follow(this.#declaredStacks(), this.#docker.engine.endpoint);
  }

  #declaredStacks(): JoinedStack[] {
    return this.#services.stacks.filter(({ declared }) => declared !== undefined);
  }

  /** Only what has a limit: without one there is no share to tell. */
  async #measure(): Promise<void> {
    if (this.#docker.watcher.snapshot.isStale) return;
    const ids = this.#declaredStacks()
      .flatMap(({ services }) => services.flatMap(({ replicas }) => replicas))
      .filter(({ figures }) => figures?.state === 'running' && figures.limits.memoryBytes !== undefined)
      .map(({ container }) => container.id);
    for (const [id, usage] of await measureOnce(this.#docker.engine, ids)) this.#services.measure(id, usage);
  }
}

/** Of the watcher's many changes only that of its state is news beside those of services. */
function engineChange({ watcher }: DockerSource, listener: () => void): () => void {
  let told = watcher.snapshot.state.kind;
  return () => {
    const { kind } = watcher.snapshot.state;
    if (kind === told) return;
    told = kind;
    listener();
  };
}
