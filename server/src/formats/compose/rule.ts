import { ruleFactory } from '../../engine/rule';
import type { YamlDocument } from '../../document/document';
import type { ComposeFile, ComposeService } from './model';

/** What the walk over a compose file comes by. */
export interface ComposeSubjects {
  /** Every document, also one that could not be read as a compose file. */
  readonly document: YamlDocument;
  readonly file: ComposeFile;
  readonly service: ComposeService;
  /** A service by what it runs: visited for its compose file, and again for every script that it mounts. */
  readonly runner: ComposeService;
}

export const composeRule = ruleFactory<ComposeSubjects>();
