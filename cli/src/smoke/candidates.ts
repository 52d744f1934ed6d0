/** Which tests there are, and what they are run against. */
import type { JoinedStack } from '../../../client/src/live/services';
import { builtInTests } from '../../../client/src/live/smoke/builtIn';
import type { BrokenSmokeTest, SmokeFile, SmokeTest, SourceRange } from '../../../server/src/protocol';

/** A test of a file, or one that is built in and stands nowhere. */
export type Candidate = RunnableCandidate | BrokenCandidate;

export interface RunnableCandidate {
  readonly test: SmokeTest;
  readonly problem: undefined;
  readonly source: SourceRange | undefined;
}

export interface BrokenCandidate {
  readonly test: BrokenSmokeTest;
  /** Why it cannot be understood, in words for a person. */
  readonly problem: string;
  readonly source: SourceRange;
}

/** Tests that run together: those of one file against one stack, and what is built in for that stack. Each id is there once. */
export interface Job {
  /** As it was when the run began; undefined where there is none, which tests of fixed addresses do not mind. */
  readonly stack: JoinedStack | undefined;
  /** URI of the folder that relative paths of `command` belong to. */
  readonly folder: string;
  readonly candidates: readonly Candidate[];
}

/** @param stacks those that are declared */
export function jobsOf(files: readonly SmokeFile[], stacks: readonly JoinedStack[]): Job[] {
  const ofFiles = files.flatMap((file) => jobsOfFile(file, stacks));
  const ofStacks = stacks.map((stack): Job => {
    const own = ofFiles.find((job) => job.stack === stack);
    const builtIn = builtInTests(stack).map((test): Candidate => ({ test, problem: undefined, source: undefined }));
    return {
      stack,
      folder: own?.folder ?? stack.declared?.folder ?? '',
      candidates: [...(own?.candidates ?? []), ...builtIn],
    };
  });
  const merged = new Set(stacks.map((stack) => ofFiles.find((job) => job.stack === stack)));
  return [...ofFiles.filter((job) => !merged.has(job)), ...ofStacks].filter(({ candidates }) => candidates.length > 0);
}

function jobsOfFile({ uri, tests }: SmokeFile, stacks: readonly JoinedStack[]): Job[] {
  const folder = new URL('.', uri).toString().replace(/\/$/, '');
  const byStack = new Map<JoinedStack | undefined, Candidate[]>();
  for (const test of tests) {
    const against = stacks.filter(({ declared }) => declared !== undefined && test.stacks.includes(declared.id));
    const { source } = test;
    const candidate: Candidate =
      test.problem === undefined ? { test, problem: undefined, source } : { test, problem: test.problem, source };
    for (const stack of against.length > 0 ? against : [undefined])
      byStack.set(stack, [...(byStack.get(stack) ?? []), candidate]);
  }
  return [...byStack].map(([stack, candidates]) => ({ stack, folder, candidates }));
}
