/** Which of the tests a command line means, and which of those are not even tried. */
import { needsEngine } from '../../../client/src/live/smoke/unrun';
import { nearest } from '../../../server/src/engine/nearest';
import { UsageError, type SmokeOptions } from '../arguments';
import type { Candidate, Job, RunnableCandidate } from './candidates';

/** Why a test is not tried. */
export type Reason = 'not-understood' | 'destructive' | 'no-engine' | 'needs';

export interface Refusal {
  readonly candidate: Candidate;
  readonly reason: Reason;
  readonly message: string;
}

export interface SelectedJob extends Pick<Job, 'stack' | 'folder'> {
  /** In the order of the job. */
  readonly all: readonly Candidate[];
  readonly runnable: readonly RunnableCandidate[];
  readonly refused: readonly Refusal[];
}

const LEFT_OUT = 'Left out, because it changes or interrupts what it tests: --allow-destructive runs it.';

/** How the end of a test that another one needs is told with that one. */
const ENDED: Readonly<Record<Reason, string>> = {
  'not-understood': 'which cannot be understood',
  destructive: 'which is destructive: --allow-destructive runs both',
  'no-engine': 'which could not be run',
  needs: 'which was not run',
};

type Wishes = Pick<SmokeOptions, 'only' | 'tags' | 'allowDestructive'>;

/**
 * @param obstacle why the engine cannot be asked; undefined when it can
 * @throws UsageError for a wish that no test answers to
 */
export function select(jobs: readonly Job[], wishes: Wishes, obstacle: string | undefined): SelectedJob[] {
  const all = jobs.flatMap((job) => job.candidates.map((candidate) => ({ job, candidate })));
  const only = wishes.only.map((pattern) => ({ pattern, names: matcherOf(pattern) }));
  for (const { pattern, names } of only)
    if (!all.some(({ job, candidate }) => names(candidate.test.id, job.stack?.name)))
      throw new UsageError(
        `--only ${pattern} is no test here${hintFor(
          pattern,
          all.map(({ candidate }) => candidate.test.id),
        )}`,
      );
  const tags = all.flatMap(({ candidate }) => candidate.test.tags);
  for (const tag of wishes.tags)
    if (!tags.includes(tag)) throw new UsageError(`no test here has the tag ${tag}${hintFor(tag, tags)}`);
  const isMeant = ({ stack }: Job, { test }: Candidate): boolean =>
    (only.length === 0 || only.some(({ names }) => names(test.id, stack?.name))) &&
    (wishes.tags.length === 0 || test.tags.some((tag) => wishes.tags.includes(tag)));
  const selected = jobs.flatMap((job) => {
    const chosen = withNeeded(
      job.candidates.filter((candidate) => isMeant(job, candidate)),
      job.candidates,
    );
    return chosen.length === 0 ? [] : [judged(job, chosen, wishes, obstacle)];
  });
  if (selected.length === 0 && all.length > 0) throw new UsageError('no test here has both such an id and such a tag');
  return selected;
}

/** `*` stands for any characters; before a colon may be the name of a stack. */
function matcherOf(pattern: string): (id: string, stack: string | undefined) => boolean {
  const literal = pattern.split('*').map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&'));
  const expression = new RegExp(`^${literal.join('.*')}$`);
  return (id, stack) => expression.test(id) || (stack !== undefined && expression.test(`${stack}:${id}`));
}

const MOST_LISTED = 12;

function hintFor(word: string, known: readonly string[]): string {
  const names = [...new Set(known)];
  const guess = nearest(word, names, 3);
  if (guess !== undefined) return `; did you mean ${guess}?`;
  if (names.length === 0) return ': there is none';
  const listed = names.slice(0, MOST_LISTED).join(', ');
  return `: there is ${listed}${names.length > MOST_LISTED ? ' …' : ''}`;
}

/** In the order of the job. */
function withNeeded(chosen: readonly Candidate[], all: readonly Candidate[]): Candidate[] {
  const byId = new Map(all.map((candidate) => [candidate.test.id, candidate]));
  const found = new Set<Candidate>();
  const add = (candidate: Candidate): void => {
    if (found.has(candidate)) return;
    found.add(candidate);
    for (const id of needsOf(candidate)) {
      const needed = byId.get(id);
      if (needed) add(needed);
    }
  };
  chosen.forEach(add);
  return all.filter((candidate) => found.has(candidate));
}

function needsOf({ test, problem }: Candidate): readonly string[] {
  return problem === undefined ? test.needs : [];
}

function judged(
  { stack, folder }: Job,
  chosen: readonly Candidate[],
  { allowDestructive }: Wishes,
  obstacle: string | undefined,
): SelectedJob {
  const refusals = new Map<string, Refusal>();
  const refuse = (candidate: Candidate, reason: Reason, message: string): void =>
    void refusals.set(candidate.test.id, { candidate, reason, message });
  for (const candidate of chosen) {
    const { test, problem } = candidate;
    if (problem !== undefined) refuse(candidate, 'not-understood', problem);
    else if (test.destructive && !allowDestructive) refuse(candidate, 'destructive', LEFT_OUT);
    else if (obstacle !== undefined && needsEngine(candidate.test)) refuse(candidate, 'no-engine', obstacle);
  }
  // What is not tried keeps others from being tried, and those still others.
  for (let before = -1; before !== refusals.size;) {
    before = refusals.size;
    for (const candidate of chosen) {
      if (refusals.has(candidate.test.id)) continue;
      const needed = needsOf(candidate).flatMap((id) => refusals.get(id) ?? [])[0];
      if (needed)
        refuse(
          candidate,
          needed.reason === 'destructive' ? 'destructive' : 'needs',
          `Not run: it needs ${needed.candidate.test.id}, ${ENDED[needed.reason]}.`,
        );
    }
  }
  return {
    ...{ stack, folder, all: chosen },
    runnable: chosen.filter(isRunnable).filter(({ test }) => !refusals.has(test.id)),
    refused: [...refusals.values()],
  };
}

function isRunnable(candidate: Candidate): candidate is RunnableCandidate {
  return candidate.problem === undefined;
}
