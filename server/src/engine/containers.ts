import type { Edits } from '../document/edit';
import type { TextSource, Token } from '../document/text';

/**
 * The containers of a compose project as programs see them that are configured through their labels, their command lines and the files
 * they mount. What compose files look like is known to their own format alone, which hands this to the languages written inside them.
 */
export interface ContainerProject {
  /** Absolute. */
  readonly folder: string;
  /** The compose files it is made of. */
  readonly documents: readonly TextSource[];
  /** Worked out when first asked for. */
  readonly containers: readonly DeclaredContainer[];
  /** The variables that its files leave to the shell and to files of variables, in the order of the text. */
  readonly variables: readonly ProjectVariable[];
  /** Files that it names could not be read. */
  readonly isPartial: boolean;
  /** `docker compose` finds it by itself; others may be parts of a project elsewhere. */
  readonly isDefault: boolean;
}

/** A place that a variable is filled into. */
export interface ProjectVariable {
  readonly name: string;
  readonly token: Token;
  /** `${NAME:?message}`: nothing starts without it. */
  readonly isRequired: boolean;
}

export interface DeclaredContainer {
  readonly name: string;
  /** The key of the service: what it lacks is reported here. */
  readonly key: Token;
  /** What findings about it are grouped by. */
  readonly subject: string;
  /** Part of it is declared in a file that was not read. */
  readonly isPartial: boolean;
  readonly image: ContainerImage | undefined;
  readonly labels: readonly ContainerLabel[];
  /** More labels come from a file or a variable. */
  readonly hasUnreadLabels: boolean;
  /** The words of `entrypoint` and `command`. */
  readonly words: readonly WrittenText[];
  readonly environment: readonly ContainerVariable[];
  readonly hasUnreadEnvironment: boolean;
  /** Undefined where it takes part in the network of the host or of another container. */
  readonly ports: readonly ContainerPort[] | undefined;
  /** Ports that it listens on by its own word: those of the image, `expose` and `ports`; undefined where the image is not known. */
  readonly exposedPorts: readonly number[] | undefined;
  readonly networks: readonly ContainerNetwork[];
  readonly mounts: readonly ContainerMount[];
  readonly addLabels: (labels: readonly (readonly [name: string, value: string])[]) => Edits;
  /** Appends a word to the command; undefined where there is none that could take it. */
  readonly addWord: (word: string) => Edits;
  /** Appends a mount in the short syntax. */
  readonly addMount: (mount: string) => Edits;
}

export interface ContainerImage {
  /** As far as it is known. */
  readonly text: string;
  /** Which well-known image it is; undefined for all others. */
  readonly kind: string | undefined;
  /** Undefined where there is none or a variable decides. */
  readonly tag: string | undefined;
}

/** A text of a compose file with its variables filled in. */
export interface WrittenText {
  /** As it is written where a variable has no value. */
  readonly text: string;
  readonly isKnown: boolean;
  readonly token: Token;
  readonly replace: (text: string) => Edits;
  readonly remove: () => Edits;
}

export interface ContainerLabel {
  readonly name: string;
  readonly key: Token;
  /** Empty for a label without one. Its `remove` takes the whole label away. */
  readonly value: WrittenText;
}

export interface ContainerVariable {
  readonly name: string;
  /** Undefined where it is not known. */
  readonly value: string | undefined;
  readonly token: Token;
  readonly remove: () => Edits;
}

/** A port that is published on the host. */
export interface ContainerPort {
  /** Inside, both ends inclusive; undefined where a variable decides. */
  readonly inside: { readonly first: number; readonly last: number } | undefined;
  readonly reach: 'everywhere' | 'loopback' | 'address' | 'unknown';
}

export interface ContainerNetwork {
  readonly name: string;
  /** Containers of other projects may be on it. */
  readonly isExternal: boolean;
}

export interface ContainerMount {
  readonly target: string;
  /** Of the workspace; undefined where it is filled from somewhere that cannot be read. */
  readonly source: string | undefined;
  /** What is written there survives the container. */
  readonly isKept: boolean;
}
