import { realpathSync } from 'node:fs';
import { EventEmitter, RelativePattern, Uri, workspace, type Disposable, type LogOutputChannel } from 'vscode';
import type { DeclaredStack } from '../../../../server/src/protocol';
import { createDockerSource, type DockerSource } from '../../live/docker';
import { PrometheusServers, type JudgedStacks, type PrometheusServer } from '../../live/prometheus';
import { firstVerdict, type SourceState } from '../../live/source';
import { ServiceWatch, type JoinedStack } from '../../live/services';
import { Attendance } from '../attendance';
import { engineName } from '../engineStatus';
import type { PrometheusCredentials } from '../prometheus/credentials';
import { prometheusAccess, PROMETHEUS_SETTING } from '../prometheus/servers';
import { Measurements } from './measurements';
import type { Target } from './row';
import { targetOf } from './rows';

const FIRST_VERDICT_MS = 15_000;
const NO_STACKS: readonly JoinedStack[] = [];

interface Connected {
  readonly docker: DockerSource;
  readonly services: ServiceWatch;
  readonly measurements: Measurements;
}

/**
 * What the editor knows of running services. Asks the engine for something only while somebody attends, and never before the folder
 * is trusted.
 */
export class LiveSession implements Disposable {
  readonly #log: LogOutputChannel;
  readonly #changed = new EventEmitter<void>();
  readonly #subscriptions: Disposable[] = [];
  readonly #prometheus: PrometheusServers;
  #connected: Connected | undefined;
  #declared: readonly DeclaredStack[] = [];
  #isDisposed = false;

  readonly #attendance = new Attendance(
    () => this.#resume(),
    () => this.#pause(),
  );

  /** Something may read differently now. */
  readonly onChange = this.#changed.event;

  constructor(log: LogOutputChannel, credentials: PrometheusCredentials) {
    this.#log = log;
    this.#prometheus = new PrometheusServers({
      ...prometheusAccess(credentials),
      report: (error) => this.#report(error),
    });
    this.#prometheus.onChange(() => this.#changed.fire());
    this.#subscriptions.push(
      credentials.onChange(() => this.#prometheus.askAgain()),
      workspace.onDidGrantWorkspaceTrust(() => this.#resume()),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('holdfast.live.enable')) this.#switch();
        if (event.affectsConfiguration('holdfast.live.dockerHost')) this.reconnect();
        if (event.affectsConfiguration(PROMETHEUS_SETTING)) this.#followPrometheus();
      }),
    );
  }

  /** Undefined until somebody attends in a trusted folder. */
  get docker(): DockerSource | undefined {
    return this.#connected?.docker;
  }

  get isEnabled(): boolean {
    return workspace.getConfiguration('holdfast.live').get('enable', true);
  }

  get state(): SourceState {
    return this.docker?.watcher.snapshot.state ?? { kind: 'stopped' };
  }

  get engineName(): string {
    return engineName(this.docker?.engine.endpoint);
  }

  /** Empty until an engine has answered for the first time: what is declared alone is no news. */
  get stacks(): readonly JoinedStack[] {
    const isKnown = this.isEnabled && this.docker?.watcher.snapshot.freshAt !== undefined;
    return isKnown ? this.#judged.stacks : [];
  }

  /** Every Prometheus that is set or was found in a stack. */
  get prometheus(): readonly PrometheusServer[] {
    return this.isEnabled ? this.#judged.servers : [];
  }

  get #judged(): JudgedStacks {
    return this.#prometheus.judge(this.#connected?.services.stacks ?? NO_STACKS);
  }

  targets(): Target[] {
    return this.stacks.flatMap((stack) => stack.services.map((service) => targetOf(service, stack)));
  }

  get declared(): readonly DeclaredStack[] {
    return this.#declared;
  }

  /** What files declare, as of now. */
  declare(stacks: readonly DeclaredStack[]): void {
    this.#declared = stacks;
    this.#connected?.services.declare(stacks);
    this.#changed.fire();
  }

  /** Keeps watching until what is returned is called. */
  attend(): () => void {
    return this.#attendance.begin();
  }

  /** Settled when the engine has answered or is known not to. */
  async settled(): Promise<void> {
    if (this.docker && this.#attendance.isAttended)
      await firstVerdict(this.docker.watcher, AbortSignal.timeout(FIRST_VERDICT_MS));
  }

  reconnect(): void {
    this.docker?.watcher.reconnect();
  }

  /** Measures the containers of these services, and no others, and reads anew those that were not measured before. */
  lookCloser(targets: readonly Target[]): void {
    // Whoever shows changes does so also while all of this ends.
    if (!this.#connected || this.#isDisposed) return;
    const { docker, measurements } = this.#connected;
    const fresh = measurements.follow(targets.flatMap(({ containers }) => containers));
    // What probes printed between two events is not told otherwise.
    for (const id of fresh) docker.watcher.refresh(id).catch((error: unknown) => this.#report(error));
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#pause();
    this.#changed.dispose();
    this.#prometheus.dispose().catch((error: unknown) => this.#report(error));
    this.#connected?.services.dispose();
    this.#connected?.docker.dispose().catch((error: unknown) => this.#report(error));
  }

  #switch(): void {
    if (this.isEnabled) this.#resume();
    else this.#pause();
    this.#changed.fire();
  }

  #resume(): void {
    if (!this.#attendance.isAttended || !workspace.isTrusted || !this.isEnabled) return;
    if (!this.#connected) {
      this.#connected = this.#connect();
      this.#followPrometheus();
    }
    this.#connected.docker.watcher.resume();
    this.#prometheus.resume();
  }

  #pause(): void {
    this.#connected?.measurements.follow([]);
    this.docker?.watcher.pause();
    this.#prometheus.pause();
  }

  #followPrometheus(): void {
    if (!this.#connected) return;
    const { services, docker } = this.#connected;
    this.#prometheus.follow(services.stacks, docker.engine.endpoint);
    this.#changed.fire();
  }

  #connect(): Connected {
    const report = (error: unknown): void => this.#report(error);
    const docker = createDockerSource({
      setting: () => workspace.getConfiguration('holdfast.live').get<string>('dockerHost'),
      report,
    });
    const services = new ServiceWatch(docker.watcher, { report, realPath });
    services.declare(this.#declared);
    // Later than the services themselves, which have then taken in what changed.
    docker.watcher.onChange(() => this.#changed.fire());
    services.onChange(() => this.#followPrometheus());
    const { config, contexts } = docker.decidedBy;
    const folder = Uri.joinPath(Uri.file(config), '..');
    this.#reconnectOnChange(new RelativePattern(folder, 'config.json'));
    this.#reconnectOnChange(new RelativePattern(Uri.file(contexts), '**/meta.json'));
    const measurements = new Measurements(docker.engine, (id, usage) => {
      services.measure(id, usage);
      this.#changed.fire();
    });
    return { docker, services, measurements };
  }

  #reconnectOnChange(files: RelativePattern): void {
    const watcher = workspace.createFileSystemWatcher(files);
    const reconnect = (): void => this.reconnect();
    this.#subscriptions.push(
      watcher,
      watcher.onDidChange(reconnect),
      watcher.onDidCreate(reconnect),
      watcher.onDidDelete(reconnect),
    );
  }

  #report(error: unknown): void {
    this.#log.error('Following the Docker engine', error as Error);
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
