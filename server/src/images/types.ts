/** What an image is for. Rules choose severities, default sizes and exemptions by it. */
export type ImageClass =
  | 'database'
  | 'cache'
  | 'queue'
  | 'search'
  | 'object-storage'
  | 'proxy'
  | 'vpn'
  | 'monitoring'
  | 'exporter'
  | 'logging'
  | 'application'
  | 'agent'
  | 'runtime'
  | 'backup';

/** The protocol a port speaks. `http` can be scraped and probed with GET; the others cannot. `udp` is any datagram protocol. */
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
  | 'ssh'
  | 'udp'
  | 'tcp';

export interface ImagePort {
  readonly port: number;
  readonly protocol: PortProtocol;
  /** Serves Prometheus metrics under this path. */
  readonly metricsPath?: string;
  /** An administration interface: reaching it means control over the service. */
  readonly admin?: true;
  /** What must be switched on before this port, or its metrics, answer. */
  readonly requires?: string;
  /** The image does not EXPOSE the port: tools that read EXPOSE (Traefik, `-P`) do not see it. */
  readonly notExposed?: true;
}

/** How the image says whether it is healthy, with nothing but the tools inside it. */
export type ImageProbe =
  | {
      readonly kind: 'command';
      /** `healthcheck.test` as Compose takes it; `$` is doubled because Compose would interpolate it. */
      readonly test: readonly string[];
      /** Durations as Compose writes them; absent means `PROBE_DEFAULTS`. */
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
  /** What the file must look like for the image to take it. */
  readonly caveat?: string;
}

export interface ImageUser {
  /** `root` where the main process stays root; a name or uid where the image sets USER or drops privileges by itself. */
  readonly default: string;
  /** Numeric uid to offer where a number is needed (Kubernetes runAsUser). */
  readonly uid?: number;
  /** The image starts as root and its entrypoint drops to `default` by itself. */
  readonly dropsPrivileges?: true;
}

/** Something a node agent is documented to need from the host. */
export type HostAccess = 'network' | 'pid' | 'root-mount' | 'container-logs' | 'engine-socket';

/** One well-known image: data only. Every fact names the page it was read on. */
export interface KnownImage {
  /** Stable short name, e.g. `postgres`. */
  readonly kind: string;
  readonly title: string;
  /**
   * Repositories with their registry, `docker.io/` and `library/` stripped, without tag and digest. Forks and mirrors
   * that behave the same are listed too.
   */
  readonly repositories: readonly string[];
  readonly class: ImageClass;
  readonly ports: readonly ImagePort[];
  readonly user: ImageUser;
  readonly probe: ImageProbe;
  /** `none`: the image is known to read no secret from a file. Absent: not known. */
  readonly secretFiles?: SecretFileSupport | 'none';
  /** Folders that hold state and belong on a volume. Empty for stateless images, or where the folder is not certain. */
  readonly dataFolders: readonly string[];
  /** Memory limit to begin with, as Compose writes it: an estimate for a small installation. */
  readonly memoryLimit: string;
  /** A tag known to exist and to be maintained when this table was written; never a moving one. */
  readonly knownTag?: string;
  /** Smallest set of capabilities the image needs on top of `cap_drop: [ALL]`. */
  readonly capabilities?: readonly string[];
  /** Capabilities whose presence has a well-known good reason in this image. */
  readonly justifiedCapabilities?: readonly string[];
  /** Writes outside its volumes and /tmp: a read-only root file system breaks it without more work. */
  readonly writesRootFilesystem?: true;
  /** Uses sudo or setuid programs inside: no-new-privileges breaks it. */
  readonly usesSetuid?: true;
  /** What a node agent or similar has a good reason to take from the host. */
  readonly justifiedHostAccess?: readonly HostAccess[];
  /**
   * Programs people probe with that the image does not ship; `sh` means that it has no shell at all. A command that
   * installs packages when the container starts can add them.
   */
  readonly missingPrograms?: readonly string[];
  /** The image's STOPSIGNAL. Absent: the engine's default, SIGTERM. */
  readonly stopSignal?: string;
  /** Pages the facts above were read on. */
  readonly sources: readonly string[];
}

/**
 * The tags a fact holds for; all given conditions must be met. Bounds compare with the version the tag begins with, or
 * with the day of a `RELEASE.2023-11-01T…`, which is 2023.11.1. A tag that leaves numbers out (`3.6`) or has no version at all (`latest`, `alpine`) stands for the newest release it covers.
 */
export interface TagRange {
  /** First version, inclusive. */
  readonly from?: string;
  /** First version the fact does not hold for any more. */
  readonly before?: string;
  /** Beginning of a part between dashes: `alpine` covers `alpine`, `17-alpine` and `17-alpine3.22`. */
  readonly variant?: string;
}

/** The facts that may differ between tags of one repository. */
export type TagDependentFacts = Partial<
  Pick<KnownImage, 'probe' | 'ports' | 'user' | 'dataFolders' | 'missingPrograms' | 'stopSignal'>
>;

/** Facts that hold for some tags only. */
export interface TagRow extends TagDependentFacts {
  readonly tags: TagRange;
  /** Nobody should run these any more: a tag that is not known is not taken for one of them. */
  readonly outdated?: true;
}

/** A row of the table: the facts of the newest release, and where other tags differ. */
export interface ImageEntry extends Omit<KnownImage, 'knownTag'> {
  /** Later rows win over earlier ones. */
  readonly byTag?: readonly TagRow[];
  /** By repository, because forks of one image number their tags differently. */
  readonly knownTags?: Readonly<Record<string, string>>;
}

/** Versions of a product that its makers no longer mend. */
export interface EndedVersions {
  /** Any of them is enough. Absent: all tags. */
  readonly tags?: readonly TagRange[];
  /** Releases that tags call by name: `bullseye` covers `bullseye` and `bullseye-slim`. */
  readonly names?: readonly string[];
  /** Year and month after which nothing is mended any more: that of the version that was the last to end. */
  readonly month: string;
  /** A version that is maintained, as a tag that there is, or the image to take instead. */
  readonly successor: { readonly version: string } | { readonly image: string };
}

/** A product with a published end of its versions. */
export interface MaintainedProduct {
  readonly title: string;
  /** Docker Hub's are written without `docker.io/` and `library/`. */
  readonly repositories: readonly string[];
  /** Another version does not read the data as it is, or not without a way back. */
  readonly keepsData?: true;
  /** Updates go through every major version in between. */
  readonly isStepwise?: true;
  readonly ended: readonly EndedVersions[];
  readonly source: string;
  /** Year and month of the state of the page that was read. What ended later was announced there. */
  readonly asOf: string;
}

/** An image that its publisher gave up. */
export interface Discontinued {
  /** A whole name, or the beginning of one, up to and with a slash. */
  readonly name: string;
  /** What became of it, as the end of "The image …". */
  readonly fate: string;
  /** What to do. */
  readonly advice: string;
  /** Cannot be pulled any more; a copy that only stands still. */
  readonly state?: 'gone' | 'frozen';
  /** What its name, or that beginning of it, is to become. */
  readonly replacement?: { readonly name: string; readonly tags: 'same' | 'other' };
  readonly source: string;
}
