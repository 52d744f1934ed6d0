import { ruleFactory } from '../../engine/rule';
import type { DockerfileDocument } from './document';
import type { Instruction } from './instruction';
import type { Call, Dockerfile, Run, Stage } from './model';

/** What the walk over a Dockerfile comes by. */
export interface DockerfileSubjects {
  readonly document: DockerfileDocument;
  readonly file: Dockerfile;
  readonly stage: Stage;
  /** Every instruction, FROM and those of ONBUILD included. */
  readonly instruction: InStage;
  readonly run: Run;
  readonly call: Call;
}

export interface InStage {
  readonly instruction: Instruction;
  /** Undefined in front of the first FROM. */
  readonly stage: Stage | undefined;
  readonly file: Dockerfile;
}

export const dockerfileRule = ruleFactory<DockerfileSubjects>();
