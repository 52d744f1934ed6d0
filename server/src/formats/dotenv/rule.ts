import type { ContainerProject } from '../../engine/containers';
import { ruleFactory } from '../../engine/rule';
import type { DotenvDocument } from './document';
import type { DotenvFile, DotenvVariable } from './model';

/** What the walk over a file of variables comes by. */
export interface DotenvSubjects {
  readonly document: DotenvDocument;
  readonly file: DotenvFile;
  readonly variable: DotenvVariable;
  /** As a guest in compose files, which use the variables. */
  readonly project: ContainerProject;
}

export const dotenvRule = ruleFactory<DotenvSubjects>();
