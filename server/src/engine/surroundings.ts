import type { Severity } from './rule';
import type { YamlFile } from '../document/parse';
import type { MapView } from '../document/view';

/** A service that a compose file of the same folder declares, as far as other formats need it. */
export interface DeclaredService {
  readonly name: string;
  /** Every name by which the other containers can reach it: service, container, host name and network aliases. */
  readonly hosts: readonly string[];
  /** Networks it is on; `default` where it names none. */
  readonly networks: readonly string[];
  readonly image: string | undefined;
  /** Files and folders of the workspace that the container sees, by their path inside it. */
  readonly mounts: readonly { readonly source: string; readonly target: string }[];
  /** Path or URI of the compose file. */
  readonly file: string;
}

/** An object that a Kubernetes manifest of the same folder declares. */
export interface DeclaredObject {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly view: MapView;
}

/**
 * What stands around the file that is checked. Rules ask here and never touch a file system. Undefined always means "cannot be
 * known" (no folder, a virtual workspace, an unreadable file), and then a rule stays silent.
 */
export interface Surroundings {
  readonly composeServices: readonly DeclaredService[] | undefined;
  readonly kubernetesObjects: readonly DeclaredObject[] | undefined;
  /** Whether alerting or recording rules are declared anywhere in the folder. */
  readonly ruleFiles: readonly string[] | undefined;
  /** Files below the folder of the checked file that match a pattern of Go's filepath.Glob; the pattern is relative to that folder. */
  readonly findFiles: (pattern: string) => readonly string[] | undefined;
}

/** For a text that stands alone: nothing can be known. */
export const NOTHING_AROUND: Surroundings = {
  composeServices: undefined,
  kubernetesObjects: undefined,
  ruleFiles: undefined,
  findFiles: () => undefined,
};

export interface RuleContext {
  readonly surroundings: Surroundings;
  /**
   * The whole file that is checked, fresher than what `surroundings` read of it. Only for cross-file rules: findings of the others
   * are kept for as long as their own document does not change.
   */
  readonly file: YamlFile;
  /** The severity the rule has under the settings in force, before a report changes it. */
  readonly severity: Severity;
}
