/** What an image is for. Rules choose severities, default sizes and exemptions by it. */
export type ImageClass =
  | 'database'
  | 'cache'
  | 'queue'
  | 'search'
  | 'object-storage'
  | 'proxy'
  | 'monitoring'
  | 'exporter'
  | 'logging'
  | 'application'
  | 'agent'
  | 'runtime'
  | 'backup';

/** The protocol a port speaks. `http` can be scraped and probed with GET; the others cannot. */
export type PortProtocol =
  | 'http'
  | 'https'
  | 'postgres'
  | 'mysql'
  | 'redis'
  | 'mongodb'
  | 'amqp'
  | 'kafka'
  | 'nats'
  | 'memcached'
  | 'zookeeper'
  | 'smtp'
  | 'mqtt'
  | 'cassandra'
  | 'bolt'
  | 'grpc'
  | 'tcp';

export interface ImagePort {
  readonly port: number;
  readonly protocol: PortProtocol;
  /** Serves Prometheus metrics under this path. */
  readonly metricsPath?: string;
  /** An administration interface: reaching it means control over the service. */
  readonly admin?: true;
}

/** How the image says whether it is healthy, with nothing but the tools inside it. */
export type ImageProbe =
  | {
      readonly kind: 'command';
      /** `healthcheck.test` as Compose takes it; `$` is doubled where Compose would interpolate. */
      readonly test: readonly string[];
      /** Durations as Compose writes them; absent means the defaults of the house (10s, 5s, 3, 30s). */
      readonly interval?: string;
      readonly timeout?: string;
      readonly startPeriod?: string;
      /** What must be switched on for the probe to work, shown with the fix. */
      readonly requires?: string;
    }
  /** The image carries a HEALTHCHECK of its own: nothing to add. */
  | { readonly kind: 'built-in' }
  /** No shell and no tool inside can probe it: test it from outside. */
  | { readonly kind: 'none'; readonly reason: string };

/** Ways a secret can be handed over by file instead of by value. */
export interface SecretFileSupport {
  /** `suffix`: every listed variable is also read as `<NAME><suffix>`, holding a path. */
  readonly suffix: '_FILE' | '__FILE';
  /** Names (exact) or a pattern the support covers. */
  readonly variables: readonly string[] | RegExp;
}

/** One well-known image: data only. Every fact names the page it was read on. */
export interface KnownImage {
  /** Stable short name, e.g. `postgres`. */
  readonly kind: string;
  readonly title: string;
  /** Repositories as parsed: without tag and digest, `docker.io/` and `library/` stripped. Forks that behave the same are listed too. */
  readonly repositories: readonly string[];
  readonly class: ImageClass;
  readonly ports: readonly ImagePort[];
  /** `root` where the main process stays root; a name or uid where the image sets USER or drops privileges by itself. */
  readonly user: {
    readonly default: 'root' | string;
    /** Numeric uid to offer where a number is needed (Kubernetes runAsUser). */
    readonly uid?: number;
    /** The image starts as root and its entrypoint drops to `default` by itself. */
    readonly dropsPrivileges?: true;
  };
  readonly probe: ImageProbe;
  readonly secretFiles?: SecretFileSupport;
  /** Folders that hold state and belong on a volume. */
  readonly dataFolders: readonly string[];
  /** Memory limit to begin with, as Compose writes it. */
  readonly memoryLimit: string;
  /** A tag known to exist and to be maintained when this table was written; never a moving one. */
  readonly knownTag?: string;
  /** Smallest set of capabilities the image needs on top of `cap_drop: [ALL]`. */
  readonly capabilities?: readonly string[];
  /** Capabilities whose presence has a well-known good reason in this image. */
  readonly justifiedCapabilities?: readonly string[];
  /** Writes outside its volumes: a read-only root file system breaks it without more work. */
  readonly writesRootFilesystem?: true;
  /** Uses sudo or setuid programs inside: no-new-privileges breaks it. */
  readonly usesSetuid?: true;
  /** A node agent or similar that has a good reason for host namespaces. */
  readonly justifiedHostAccess?: readonly ('network' | 'pid' | 'root-mount')[];
  /** Pages the facts above were read on. */
  readonly sources: readonly string[];
}
