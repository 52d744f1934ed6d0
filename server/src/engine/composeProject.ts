import type { YamlDocument } from '../document/document';
import type { Entry, MapView } from '../document/view';

/** Values of Compose's variables. Undefined: it is set, but to a value that is secret or cannot be known, and so is not kept. */
export type Variables = ReadonlyMap<string, string | undefined>;

/** A compose file as a part of a project. */
export interface ComposeSource {
  readonly path: string;
  readonly document: YamlDocument;
  /** Where the document begins in its file. */
  readonly start: number;
  /** Relative paths that are written in it count from here. */
  readonly folder: string;
  /** What its variables are filled in with. */
  readonly variables: Variables;
}

/** One place that declares a service: the main file, or a file that overrides it. */
export interface ServiceDeclaration {
  readonly source: ComposeSource;
  readonly entry: Entry;
  readonly own: MapView;
}

/** What an effective service is made of. */
export interface ServiceParts {
  readonly name: string;
  /** In the order in which Compose merges them: the first one is the service's own place, the others change it. */
  readonly declarations: readonly ServiceDeclaration[];
  /** The mappings of all declarations and of what they extend, the nearest first: what it says wins. */
  readonly layers: readonly MapView[];
  /** False where a part of it could not be read. */
  readonly isComplete: boolean;
}

/** Files that Compose merges into one model (https://docs.docker.com/reference/compose-file/merge/). */
export interface ComposeProject {
  /** Relative paths and the name count from here. */
  readonly folder: string;
  /** As Compose writes it into the labels of its containers. */
  readonly name: string;
  /** The main file and those that Compose is told to merge into it, in that order. */
  readonly paths: readonly string[];
  /** `docker compose` finds it by itself; otherwise it was made of a file that is named (`-f`). */
  readonly isDefault: boolean;
  /** The files that make up the project, in the order of merging; what a file includes stands in front of it. */
  readonly sources: readonly ComposeSource[];
  /** The same, and files of which services are extended, by their document. */
  readonly sourceOf: ReadonlyMap<object, ComposeSource>;
  readonly services: readonly ServiceParts[];
  /** Paths of files that it names and that cannot be read. */
  readonly missing: readonly string[];
  /** Profiles that COMPOSE_PROFILES switches on. */
  readonly activeProfiles: readonly string[];
  /** Everything that a judgement about one of its services rests on, to compare it with that of an earlier time. */
  readonly basis: readonly unknown[];
}
