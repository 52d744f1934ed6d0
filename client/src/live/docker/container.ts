/**
 * A container as we know it: the parts of an engine's answer that say how it feels, with units and absence made plain. Values of
 * environment variables are never taken over; names of variables are.
 */
import { EngineError } from './errors';
import { isObject, listOf, numberOf, objectOf, textMapOf, textOf, textsOf, timeOf, type Json } from './json';

/** `unknown` is whatever an engine may add one day. */
export type ContainerState =
  'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead' | 'unknown';

/** What the list of containers says; enough to name one that could not be read. */
export interface ContainerSummary {
  readonly id: string;
  /** Without the leading slash. */
  readonly name: string;
  /** As it was asked for, such as `postgres:16`. */
  readonly image: string;
  /** May hold secrets: hashes of passwords in labels of proxies, for instance. */
  readonly labels: Readonly<Record<string, string>>;
  readonly state: ContainerState;
}

/** Times are milliseconds since 1970 on the engine's clock. */
export interface Container extends ContainerSummary {
  /** `sha256:…` of the image's configuration; not the digest of a registry, see `Image.repoDigests`. */
  readonly imageId: string;
  readonly createdAt: number | undefined;
  readonly startedAt: number | undefined;
  /** When it last ended; also of one that runs again. */
  readonly finishedAt: number | undefined;
  /** Of the last run; undefined while it runs. */
  readonly exitCode: number | undefined;
  readonly oomKilled: boolean;
  /** What the engine says about a container that it could not start, such as a port already taken. */
  readonly error: string;
  /** By the restart policy, since the last start by hand. */
  readonly restartCount: number;
  /** Undefined without a health check. */
  readonly health: Health | undefined;
  readonly healthCheck: HealthCheck | undefined;
  readonly restartPolicy: { readonly name: string; readonly maximumRetryCount: number };
  readonly limits: Limits;
  readonly logging: {
    readonly driver: string;
    readonly maxSize: string | undefined;
    readonly maxFile: string | undefined;
  };
  /** Reachable now. */
  readonly ports: readonly PortBinding[];
  /** Asked for, whether it runs or not; a host port 0 means any free one. */
  readonly requestedPorts: readonly PortBinding[];
  readonly environmentNames: readonly string[];
  readonly mounts: readonly Mount[];
  readonly networks: readonly { readonly name: string; readonly address: string }[];
  /** Whether its output is one stream of a terminal rather than stdout and stderr. */
  readonly tty: boolean;
}

export interface Health {
  readonly status: 'starting' | 'healthy' | 'unhealthy' | 'unknown';
  /** Failed probes in a row; goes on counting after `unhealthy`. */
  readonly failingStreak: number;
  /** The last probes, oldest first; engines keep five. */
  readonly probes: readonly Probe[];
}

export interface Probe {
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  /** 0 healthy; -1 could not be run or took too long. */
  readonly exitCode: number;
  /** As printed, cut by the engine at 4096 bytes; may hold secrets. */
  readonly output: string;
}

/** The probe in force, whether it comes from the image or from the file. An engine's defaults stand as undefined. */
export interface HealthCheck {
  readonly test: readonly string[];
  readonly intervalMs: number | undefined;
  readonly timeoutMs: number | undefined;
  readonly startPeriodMs: number | undefined;
  readonly retries: number | undefined;
}

/** Undefined is unlimited. */
export interface Limits {
  readonly memoryBytes: number | undefined;
  readonly cpus: number | undefined;
  readonly processes: number | undefined;
}

export interface PortBinding {
  readonly containerPort: number;
  readonly protocol: string;
  /** Empty for every address. */
  readonly hostAddress: string;
  readonly hostPort: number;
}

export interface Mount {
  readonly type: string;
  /** Name of a volume, path on the host, or empty. */
  readonly source: string;
  readonly target: string;
  readonly isReadOnly: boolean;
}

/** @param value the answer of `GET /containers/{id}/json`; @throws EngineError of kind `protocol` when it is none */
export function containerOf(value: unknown): Container {
  if (!isObject(value) || textOf(value.Id) === '') throw notAContainer();
  const state = objectOf(value.State);
  const config = objectOf(value.Config);
  const host = objectOf(value.HostConfig);
  const network = objectOf(value.NetworkSettings);
  const restartPolicy = objectOf(host.RestartPolicy);
  const status = stateOf(state.Status);
  const logging = objectOf(host.LogConfig);
  const logOptions = textMapOf(logging.Config);
  return {
    id: textOf(value.Id),
    name: withoutSlash(textOf(value.Name)),
    image: textOf(config.Image),
    imageId: textOf(value.Image),
    labels: textMapOf(config.Labels),
    state: status,
    createdAt: timeOf(value.Created),
    startedAt: timeOf(state.StartedAt),
    finishedAt: timeOf(state.FinishedAt),
    exitCode:
      status === 'exited' || status === 'dead' || status === 'restarting' ? numberOf(state.ExitCode) : undefined,
    oomKilled: state.OOMKilled === true,
    error: textOf(state.Error),
    restartCount: numberOf(value.RestartCount),
    health: healthOf(state.Health ?? state.Healthcheck),
    healthCheck: healthCheckOf(config.Healthcheck),
    restartPolicy: {
      name: textOf(restartPolicy.Name) || 'no',
      maximumRetryCount: numberOf(restartPolicy.MaximumRetryCount),
    },
    limits: limitsOf(host),
    logging: {
      driver: textOf(logging.Type),
      maxSize: logOptions['max-size'],
      maxFile: logOptions['max-file'],
    },
    ports: portBindingsOf(network.Ports),
    requestedPorts: portBindingsOf(host.PortBindings),
    environmentNames: textsOf(config.Env).map((entry) => entry.split('=', 1)[0] ?? ''),
    mounts: listOf(value.Mounts).map(objectOf).map(mountOf),
    networks: Object.entries(objectOf(network.Networks)).map(([name, settings]) => ({
      name,
      address: textOf(objectOf(settings).IPAddress),
    })),
    tty: config.Tty === true,
  };
}

/** What the list adds to a summary: the health, where the engine tells it there. */
export interface ListedContainer extends ContainerSummary {
  readonly healthStatus: Health['status'] | 'none' | undefined;
}

/** @param value the answer of `GET /containers/json`; @throws EngineError of kind `protocol` when it is none */
export function listedContainersOf(value: unknown): ListedContainer[] {
  if (!Array.isArray(value)) throw notAContainer();
  return value.map((item: unknown) => {
    if (!isObject(item) || textOf(item.Id) === '') throw notAContainer();
    return {
      id: textOf(item.Id),
      name: withoutSlash(textsOf(item.Names)[0] ?? ''),
      image: textOf(item.Image),
      labels: textMapOf(item.Labels),
      state: stateOf(item.State),
      healthStatus: listedHealthOf(item),
    };
  });
}

function notAContainer(): EngineError {
  return new EngineError('protocol', 'The engine answered something that does not describe containers.');
}

const STATES: ReadonlySet<string> = new Set([
  'created',
  'running',
  'paused',
  'restarting',
  'removing',
  'exited',
  'dead',
]);
/** Podman's own words. */
const OTHER_NAMES: Readonly<Record<string, ContainerState>> = {
  configured: 'created',
  initialized: 'created',
  stopped: 'exited',
  stopping: 'running',
};

function stateOf(value: unknown): ContainerState {
  const text = textOf(value);
  return STATES.has(text) ? (text as ContainerState) : (OTHER_NAMES[text] ?? 'unknown');
}

export function isUp(state: ContainerState): boolean {
  return state === 'running' || state === 'paused' || state === 'restarting';
}

function healthOf(value: unknown): Health | undefined {
  const health = objectOf(value);
  const status = textOf(health.Status);
  // Without a check: absent in Docker, an empty status or "none" elsewhere.
  if (status === '' || status === 'none') return undefined;
  return {
    status: healthStatusOf(status),
    failingStreak: numberOf(health.FailingStreak),
    probes: listOf(health.Log)
      .map(objectOf)
      .map((probe) => ({
        startedAt: timeOf(probe.Start),
        endedAt: timeOf(probe.End),
        exitCode: numberOf(probe.ExitCode),
        output: textOf(probe.Output),
      })),
  };
}

export function healthStatusOf(text: string): Health['status'] {
  return text === 'starting' || text === 'healthy' || text === 'unhealthy' ? text : 'unknown';
}

/** From API 1.52 on as a field; before only in the text for people, such as `Up 3 minutes (healthy)`. */
function listedHealthOf(item: Json): ListedContainer['healthStatus'] {
  const status = textOf(objectOf(item.Health).Status);
  if (status) return status === 'none' ? 'none' : healthStatusOf(status);
  const [, inText] = /\((?:health: )?(starting|healthy|unhealthy)\)/.exec(textOf(item.Status)) ?? [];
  return inText === undefined ? undefined : healthStatusOf(inText);
}

function healthCheckOf(value: unknown): HealthCheck | undefined {
  const check = objectOf(value);
  const test = textsOf(check.Test);
  if (test.length === 0 || test[0] === 'NONE') return undefined;
  return {
    test,
    intervalMs: millisecondsOf(check.Interval),
    timeoutMs: millisecondsOf(check.Timeout),
    startPeriodMs: millisecondsOf(check.StartPeriod),
    retries: positiveOf(check.Retries),
  };
}

function millisecondsOf(nanoseconds: unknown): number | undefined {
  const value = positiveOf(nanoseconds);
  return value === undefined ? undefined : value / 1e6;
}

/** Engines write "not set" as 0, -1 or null. */
function positiveOf(value: unknown): number | undefined {
  const number = numberOf(value);
  return number > 0 ? number : undefined;
}

const DEFAULT_CPU_PERIOD = 100_000;

function limitsOf(host: Json): Limits {
  const nanoCpus = positiveOf(host.NanoCpus);
  const quota = positiveOf(host.CpuQuota);
  const fromQuota = quota === undefined ? undefined : quota / (positiveOf(host.CpuPeriod) ?? DEFAULT_CPU_PERIOD);
  return {
    memoryBytes: positiveOf(host.Memory),
    cpus: nanoCpus === undefined ? fromQuota : nanoCpus / 1e9,
    processes: positiveOf(host.PidsLimit),
  };
}

function portBindingsOf(value: unknown): PortBinding[] {
  return Object.entries(objectOf(value)).flatMap(([containerPort, bindings]) => {
    const [port = '', protocol = 'tcp'] = containerPort.split('/');
    return listOf(bindings)
      .map(objectOf)
      .map((binding) => ({
        containerPort: Number(port),
        protocol,
        hostAddress: textOf(binding.HostIp),
        hostPort: Number(textOf(binding.HostPort)) || 0,
      }));
  });
}

function mountOf(mount: Json): Mount {
  return {
    type: textOf(mount.Type),
    source: textOf(mount.Name) || textOf(mount.Source),
    target: textOf(mount.Destination),
    isReadOnly: mount.RW === false,
  };
}

function withoutSlash(name: string): string {
  return name.startsWith('/') ? name.slice(1) : name;
}
