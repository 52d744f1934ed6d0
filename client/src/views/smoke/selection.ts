/** Which tests somebody means who asks for some of the tree, and what they are run against. */
import type { JoinedStack } from '../../live/services';
import { isRunnable, leavesOf, type Leaf, type RunnableLeaf, type TestNode } from './tree';

/** `destructive` runs the destructive tests of what was asked for, and no others; `safe` runs those others. */
export type Profile = 'safe' | 'destructive';

export interface Selection {
  /** In the order of the tree. */
  readonly chosen: readonly Leaf[];
  /** What those need to pass first, and nobody asked for. */
  readonly needed: readonly RunnableLeaf[];
}

/**
 * @param include ids of nodes; undefined for all, which destructive tests are never part of
 * @param exclude ids of nodes that are left out with everything below them
 */
export function select(
  roots: readonly TestNode[],
  include: ReadonlySet<string> | undefined,
  exclude: ReadonlySet<string>,
  profile: Profile,
): Selection {
  if (include === undefined && profile === 'destructive') return { chosen: [], needed: [] };
  const allowed = leavesOf(prune(roots, exclude));
  const wanted = new Set(include === undefined ? allowed.map(({ id }) => id) : idsBelow(roots, include));
  const chosen = allowed.filter(({ id, test }) => wanted.has(id) && test.destructive === (profile === 'destructive'));
  return { chosen, needed: neededBy(chosen, allowed, profile) };
}

function prune(nodes: readonly TestNode[], exclude: ReadonlySet<string>): TestNode[] {
  return nodes
    .filter(({ id }) => !exclude.has(id))
    .map((node) => ({ ...node, children: prune(node.children, exclude) }));
}

function idsBelow(nodes: readonly TestNode[], include: ReadonlySet<string>): string[] {
  return nodes.flatMap((node) =>
    include.has(node.id) ? leavesOf([node]).map(({ id }) => id) : idsBelow(node.children, include),
  );
}

function neededBy(chosen: readonly Leaf[], allowed: readonly Leaf[], profile: Profile): RunnableLeaf[] {
  const runnable = allowed.filter(isRunnable);
  const found = new Set<Leaf>(chosen);
  const look = (leaf: RunnableLeaf): void => {
    for (const id of leaf.test.needs) {
      const other = runnable.find(({ suite, test }) => suite === leaf.suite && test.id === id);
      if (!other || found.has(other) || (other.test.destructive && profile === 'safe')) continue;
      found.add(other);
      look(other);
    }
  };
  for (const leaf of chosen.filter(isRunnable)) look(leaf);
  return runnable.filter((leaf) => found.has(leaf) && !chosen.includes(leaf));
}

/** Tests that run together: of one suite, against one stack. */
export interface Job {
  /** As it was when the run began; undefined where there is none, which tests of fixed addresses do not mind. */
  readonly stack: JoinedStack | undefined;
  readonly leaves: readonly RunnableLeaf[];
}

/** A test about several stacks is part of several jobs. */
export function jobsOf(leaves: readonly RunnableLeaf[], stacks: readonly JoinedStack[]): Job[] {
  const jobs = new Map<string, { stack: JoinedStack | undefined; leaves: RunnableLeaf[] }>();
  for (const leaf of leaves) {
    const against = stacksOf(leaf, stacks);
    for (const stack of against.length > 0 ? against : [undefined]) {
      const key = JSON.stringify([leaf.suite, stack?.id]);
      const job = jobs.get(key) ?? { stack, leaves: [] };
      jobs.set(key, job);
      job.leaves.push(leaf);
    }
  }
  return [...jobs.values()];
}

export function stacksOf({ stacks: choice }: Leaf, stacks: readonly JoinedStack[]): JoinedStack[] {
  return stacks.filter(({ id, declared }) =>
    choice.by === 'id' ? id === choice.id : declared !== undefined && choice.ids.includes(declared.id),
  );
}
