/**
 * What a smoke test is, wherever it comes from: `smoke:` of a holdfast.yaml, or what is known about an image. Plain data, so that it
 * travels between processes. Durations are milliseconds.
 */

/** One of these stands in every test of a file. */
export const SMOKE_KINDS = [
  'http',
  'tcp',
  'exec',
  'logs',
  'promql',
  'loki',
  'container',
  'stats',
  'logsize',
  'backup',
  'command',
  'persistence',
] as const;
export type SmokeKind = (typeof SMOKE_KINDS)[number];

export interface SmokeTest {
  /** Stays the same across runs: the key in the file, or `<service>/<what>` for a built-in test. */
  readonly id: string;
  readonly title: string;
  readonly probe: SmokeProbe;
  /** All have to hold. Empty only for probes that say themselves what is right: exit codes, protocols, backups, persistence. */
  readonly expect: readonly Expectation[];
  /** By exit code as text, and `default`; for `exec` and `command`. Without it 0 passes, 126 and 127 are errors, the rest fails. */
  readonly exitCodes?: Readonly<Record<string, ExitMeaning>>;
  /** Over all tries together. */
  readonly timeoutMs: number;
  /** Tries after the first one that failed. */
  readonly retries: number;
  /** Between two tries. */
  readonly intervalMs: number;
  /** Ids of tests that have to pass first; otherwise this one is skipped. */
  readonly needs: readonly string[];
  readonly tags: readonly string[];
  /** Changes or interrupts what it tests: runs only when somebody asks for exactly that. */
  readonly destructive: boolean;
}

export const SMOKE_DEFAULTS = { timeoutMs: 10_000, retries: 0, intervalMs: 1_000 } as const;

/** Of kinds that cannot be done with the default: a container that does not hear SIGTERM takes ten seconds to stop alone. */
export const LONG_TIMEOUTS_MS: Readonly<Partial<Record<SmokeKind, number>>> = { backup: 60_000, persistence: 120_000 };

export type SmokeProbe =
  | HttpProbe
  | TcpProbe
  | ExecProbe
  | LogsProbe
  | PromqlProbe
  | LokiProbe
  | ContainerProbe
  | StatsProbe
  | LogSizeProbe
  | BackupProbe
  | CommandProbe
  | PersistenceProbe
  | ProtocolProbe;

/** An address, or a port of a service: its published port is asked, else its address in a network this machine can reach. */
export interface HttpProbe {
  readonly kind: 'http';
  readonly url?: string;
  readonly service?: string;
  /** The container's own. */
  readonly port?: number;
  /** With a service; `/` by default. */
  readonly path?: string;
  readonly scheme?: 'http' | 'https';
  readonly method?: string;
  /** Values may hold `${secret:NAME}`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Certificates are taken as they are. */
  readonly insecure?: boolean;
}

/** Connects, may send something, and hears what comes back. */
export interface TcpProbe {
  readonly kind: 'tcp';
  /** `host:port`. */
  readonly address?: string;
  readonly service?: string;
  readonly port?: number;
  readonly send?: string;
  readonly tls?: boolean;
}

/**
 * A program in the container of a service; never through a shell of ours. `${NAME}` in an argument is a variable of the container,
 * and `$${` stands for `${`.
 */
export interface ExecProbe {
  readonly kind: 'exec';
  readonly service: string;
  readonly argv: readonly string[];
  readonly user?: string;
  /** Added to the container's; values may hold `${secret:NAME}`. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface LogsProbe {
  readonly kind: 'logs';
  readonly service: string;
  /** Since the container was last started, or within a duration until now. */
  readonly since: 'start' | number;
  readonly stream: 'both' | 'stdout' | 'stderr';
}

export interface PromqlProbe {
  readonly kind: 'promql';
  readonly query: string;
  /** Undefined for the Prometheus of the stack. */
  readonly url?: string;
}

export interface LokiProbe {
  readonly kind: 'loki';
  readonly query: string;
  /** Undefined for the Loki of the stack. */
  readonly url?: string;
  readonly sinceMs: number;
  /** X-Scope-OrgID. */
  readonly tenant?: string;
}

/** Undefined service: all services of the stack, each held against the expectations. */
export interface ContainerProbe {
  readonly kind: 'container';
  readonly service?: string;
}

export interface StatsProbe {
  readonly kind: 'stats';
  readonly service?: string;
  /** Readings, one a second; the median counts. */
  readonly samples: number;
}

export interface LogSizeProbe {
  readonly kind: 'logsize';
  readonly service?: string;
}

/** Writes a dump inside the container to a temporary file, checks that it is complete, and removes it. */
export interface BackupProbe {
  readonly kind: 'backup';
  readonly service: string;
  /** Undefined for what the image's own variables name. */
  readonly database?: string;
  /** Rows too, not the schema alone. */
  readonly full: boolean;
}

/** A program on this machine; never through a shell of ours. */
export interface CommandProbe {
  readonly kind: 'command';
  readonly argv: readonly string[];
  /** Relative to the folder of the file. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Writes, restarts the one service, waits until it is healthy, reads, and cleans up whatever happened. Always destructive. */
export interface PersistenceProbe {
  readonly kind: 'persistence';
  readonly service: string;
  readonly write: readonly string[];
  readonly read: readonly string[];
  readonly cleanup?: readonly string[];
}

/** Built-in only: speaks just enough of a protocol to know that the right server answers. */
export interface ProtocolProbe {
  readonly kind: 'protocol';
  readonly protocol: string;
  readonly service: string;
  /** The container's own. */
  readonly port: number;
  /** Of the address that protocols on top of HTTP ask. */
  readonly path?: string;
}

/** `status`, `body`, `json.models[0].name`, `header.content-type`, `stdout`, `value`, `state` …: what there is depends on the kind. */
export interface Expectation {
  readonly subject: string;
  readonly matcher: Matcher;
  /**
   * Of built-in tests, which know the product: what it means where it does not hold. Without it that is a `fail`. Of several that do
   * not hold the gravest counts: an `error` said here, `fail`, `error`, `warn`; and of equal ones the first. `{names}` in the message
   * stands for those of several values, such as series, that do not hold.
   */
  readonly otherwise?: { readonly outcome: Exclude<SmokeVerdict, 'pass'>; readonly message: string };
}

/** Everything that is set has to hold. */
export interface Matcher {
  readonly equals?: Scalar;
  readonly not?: Scalar;
  readonly in?: readonly Scalar[];
  readonly contains?: string;
  /** A regular expression of JavaScript, flags `mu`. */
  readonly matches?: string;
  /** A regular expression of JavaScript, flags `imu`, that must match nowhere. */
  readonly lacks?: string;
  readonly gt?: number;
  readonly ge?: number;
  readonly lt?: number;
  readonly le?: number;
  readonly present?: boolean;
  /** Of a text or a list. */
  readonly length?: Pick<Matcher, 'equals' | 'gt' | 'ge' | 'lt' | 'le'>;
}

export type Scalar = string | number | boolean | null;

export type SmokeVerdict = 'pass' | 'warn' | 'fail' | 'error';

export interface ExitMeaning {
  readonly outcome: SmokeVerdict;
  readonly message?: string;
}
