import type { YamlFile } from '../document/parse';
import type { ParsedFile } from '../document/parsed';
import type { Mount } from './mounts';
import type { Severity } from './rule';
import type { YamlDocument } from '../document/document';
import type { MapView } from '../document/view';
import type { ComposeProject } from './composeProject';
import type { ContainerProject } from './containers';

/** A service that the compose files of the same folder declare, as far as other formats need it. */
export interface DeclaredService {
  readonly name: string;
  /** Every name by which the other containers can reach it: service, container, host name and network aliases. */
  readonly hosts: readonly string[];
  /** Names it can resolve beyond those of its neighbours: `extra_hosts` and links. */
  readonly knownHosts: readonly string[];
  /** Networks it is on; `default` where it names none, the value of `network_mode` where it has one. */
  readonly networks: readonly string[];
  /** Containers that are declared nowhere here may be its neighbours: an external network, an `include`. */
  readonly hasUnknownNeighbours: boolean;
  /** Part of it is declared in a file that was not read. */
  readonly isPartial: boolean;
  readonly image: string | undefined;
  /** The words of `entrypoint` and `command`, as far as they are known. */
  readonly command: readonly string[];
  /** Files and folders of the workspace that the container sees, by their path inside it. */
  readonly mounts: readonly Mount[];
  /** Paths inside the container that are filled from somewhere else: named volumes, sources that hold variables. */
  readonly hiddenMounts: readonly string[];
  /** Ports of the host that it takes, as far as they are known. */
  readonly hostPorts: readonly HostPort[];
  /** Every compose file that declares it or a part of it. */
  readonly files: readonly string[];
  /** Path or URI of the compose file. */
  readonly file: string;
}

/** A service of a compose project that is built from a Dockerfile of the workspace. */
export interface BuildingService {
  readonly name: string;
  /** Absolute. */
  readonly dockerfile: string;
  /** Absolute. */
  readonly context: string;
  /** The stage to build; the last one by default. */
  readonly target: string | undefined;
  /** Part of it is declared in a file that was not read. */
  readonly isPartial: boolean;
  /** Whom it says to run as; a variable counts as somebody else than root. */
  readonly user: 'root' | 'other' | undefined;
  /** It has a health check of its own, or switches off that of the image. */
  readonly decidesHealth: boolean;
}

/** A range of ports on the host, both ends inclusive. */
export interface HostPort {
  /** Without brackets; empty for every address of the host. */
  readonly address: string;
  readonly first: number;
  readonly last: number;
  readonly protocol: string;
  /** Path or URI of the compose file that publishes it. */
  readonly file: string;
}

/** An object that a Kubernetes manifest of the same folder declares. */
export interface DeclaredObject {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly view: MapView;
}

/** What is built: paths are absolute or relative to the folder of the checked file, the Dockerfile's to the context. */
export interface BuildSource {
  readonly context: string;
  readonly dockerfile: string | undefined;
  /** The Dockerfile itself, where it is written in the file that is checked. */
  readonly inline: string | undefined;
  /** The stage to build; the last one by default. */
  readonly target: string | undefined;
}

/** What a Dockerfile says about the image that is built from it. */
export interface BuiltImage {
  /** `none` switches off what the base image brings; `absent` leaves it to the base image. */
  readonly healthcheck: 'present' | 'none' | 'absent';
  /** The user the image runs as, as written; undefined where the base image decides. */
  readonly user: string | undefined;
  /** The image it begins with, `scratch` included; undefined where a build argument without default decides. */
  readonly base: string | undefined;
}

/** A compose file that lies so near to another file that it may run it. */
export interface NearbyComposeFile {
  readonly path: string;
  readonly document: YamlDocument;
  readonly surroundings: Surroundings;
}

/**
 * What stands around the file that is checked. Rules ask here and never touch a file system. Undefined always means "cannot be
 * known" (no folder, a virtual workspace, an unreadable file), and then a rule stays silent.
 */
export interface Surroundings {
  /** The project that a compose file belongs to; the given document counts in place of what was read of that file. */
  readonly composeProject: (path: string, document: YamlDocument) => ComposeProject | undefined;
  /** What the compose files of this folder declare, or those of the first folder above it that has any. */
  readonly composeServices: readonly DeclaredService[] | undefined;
  /**
   * The compose files that a script of this folder is judged in the light of: those in the folder and above it, and those beside a
   * folder above it that name paths outside of their own.
   */
  readonly composeFilesNear: readonly NearbyComposeFile[];
  /** The containers of the compose project in this folder, or in the first folder above it that has one. */
  readonly nearestProject: ContainerProject | undefined;
  /**
   * Names of the services in the Compose files of this folder, the folders above it and the folders right below those: one project
   * may be put together from several folders with `-f`, COMPOSE_FILE or `include`.
   */
  readonly serviceNamesNearby: ReadonlySet<string> | undefined;
  /** Networks, volumes, secrets and configs that the same files declare, as `volumes/data`. */
  readonly resourceNamesNearby: ReadonlySet<string> | undefined;
  /**
   * Names of the services that smoke tests of this folder can speak of: those of the projects in it, and of those below it that have
   * no configuration nearer by. Undefined where there are none, or where a part of them could not be read.
   */
  readonly smokeServices: ReadonlySet<string> | undefined;
  /** What the manifests of this folder declare. */
  readonly kubernetesObjects: readonly DeclaredObject[] | undefined;
  /** Paths of the files in the folder and right below it that declare alerting or recording rules. */
  readonly ruleFiles: readonly string[] | undefined;
  /** Paths that match a pattern of Go's filepath.Glob, which is absolute or relative to the folder of the checked file. */
  readonly findFiles: (pattern: string) => readonly string[] | undefined;
  /** Texts of the scripts that people keep beside a stack and run from the host, to a sensible number. */
  readonly scripts: readonly string[] | undefined;
  /** The text of a file of the workspace, by its absolute path. */
  readonly text: (path: string) => string | undefined;
  /** The tree of a YAML file of the workspace, by its absolute path, whatever its name. */
  readonly yaml: (path: string) => YamlFile | undefined;
  /** What a file of the workspace was read as, by its absolute path and in whatever language. */
  readonly parsed: (path: string) => ParsedFile | undefined;
  /** Whether git leaves a file out; undefined where no repository is seen around it. */
  readonly isIgnoredByGit: (path: string) => boolean | undefined;
  /** What the Dockerfile of a build says; undefined where it cannot be read. */
  readonly builtImage: (source: BuildSource) => BuiltImage | undefined;
  /** The services around that are built from a Dockerfile, by its absolute path. */
  readonly servicesBuiltFrom: (dockerfile: string) => readonly BuildingService[] | undefined;
  /** Remembers what was worked out about something, for whichever file asks next, until any file of the workspace changes. */
  readonly remember: <T>(about: object, question: string, answer: () => T) => T;
  /** Whether a daemon.json of the workspace makes the engine rotate or ship its logs; undefined where there is none. */
  readonly engineRotatesLogs: boolean | undefined;
}

/** For a text that stands alone: nothing can be known. */
export const NOTHING_AROUND: Surroundings = {
  composeProject: () => undefined,
  composeServices: undefined,
  composeFilesNear: [],
  nearestProject: undefined,
  serviceNamesNearby: undefined,
  resourceNamesNearby: undefined,
  smokeServices: undefined,
  kubernetesObjects: undefined,
  ruleFiles: undefined,
  findFiles: () => undefined,
  scripts: undefined,
  text: () => undefined,
  yaml: () => undefined,
  parsed: () => undefined,
  isIgnoredByGit: () => undefined,
  builtImage: () => undefined,
  servicesBuiltFrom: () => undefined,
  remember: (_about, _question, answer) => answer(),
  engineRotatesLogs: undefined,
};

/** The same with one of the files as it reads now. What is known to stand elsewhere is still worked out only when asked for. */
export function withFile(surroundings: Surroundings, path: string, file: ParsedFile): Surroundings {
  const own: Pick<Surroundings, 'text' | 'parsed'> = {
    text: (other) => (other === path ? file.text : surroundings.text(other)),
    parsed: (other) => (other === path ? file : surroundings.parsed(other)),
  };
  return Object.assign(Object.create(surroundings) as Surroundings, own);
}

export interface RuleContext {
  readonly surroundings: Surroundings;
  /**
   * The whole file that is checked, fresher than what `surroundings` read of it. Only for cross-file rules: findings of the others
   * are kept for as long as their own document does not change.
   */
  readonly file: ParsedFile;
  /** The severity the rule has under the settings in force, before a report changes it. */
  readonly severity: Severity;
}
