/** What the Test Explorer shows, before it meets the editor: files with their tests, and services with what is known about them. */
import type { BrokenSmokeTest, SmokeFile, SmokeTest, SourceRange } from '../../../../server/src/protocol';
import type { JoinedStack } from '../../live/services';

/** Every test has one of these: each is what a run profile asks for. */
export const SAFE = 'safe';
export const DESTRUCTIVE = 'destructive';

export interface TestNode {
  /** Stays the same for the same thing, and differs from that of everything else. */
  readonly id: string;
  readonly label: string;
  /** Where the button to run it stands. */
  readonly source: SourceRange | undefined;
  readonly tags: readonly string[];
  /** Why it cannot be run, in words for a person. */
  readonly problem: string | undefined;
  readonly children: readonly TestNode[];
  /** Undefined for what only holds tests. */
  readonly leaf: Leaf | undefined;
}

/** A test with where it belongs. */
export type Leaf = RunnableLeaf | BrokenLeaf;

interface LeafPlace {
  /** Of its node. */
  readonly id: string;
  /** Ids of tests, in `needs` too, are those of one suite: a file, or what is known about a stack. */
  readonly suite: string;
  readonly stacks: StackChoice;
  /** Undefined for tests of what no file declares. */
  readonly source: SourceRange | undefined;
}

export interface RunnableLeaf extends LeafPlace {
  readonly test: SmokeTest;
  readonly problem: undefined;
}

export interface BrokenLeaf extends LeafPlace {
  readonly test: BrokenSmokeTest;
  readonly problem: string;
}

export function isRunnable(leaf: Leaf): leaf is RunnableLeaf {
  return leaf.problem === undefined;
}

/** Stacks that a test is run against: all that come from these files, or the one that runs. */
export type StackChoice =
  { readonly by: 'declaration'; readonly ids: readonly string[] } | { readonly by: 'id'; readonly id: string };

/** @param nameFile told apart from those of other folders */
export function fileNodes(files: readonly SmokeFile[], nameFile: (uri: string) => string): TestNode[] {
  return files
    .filter(({ tests }) => tests.length > 0)
    .map((file) =>
      group(
        `file ${file.uri}`,
        nameFile(file.uri),
        file.tests.map((test): TestNode => {
          const place: LeafPlace = {
            id: `file ${file.uri} ${test.id}`,
            suite: file.uri,
            stacks: { by: 'declaration', ids: test.stacks },
            source: test.source,
          };
          const leaf: Leaf =
            test.problem === undefined
              ? { ...place, test, problem: undefined }
              : { ...place, test, problem: test.problem };
          return leafNode(leaf);
        }),
        startOf(file.uri),
      ),
    );
}

const DETECTED = 'detected';

/**
 * @param testsOf what is known about a stack without any file
 * @param problem why nothing is known about what runs; the node is there for it even when it has no tests
 */
export function detectedNode(
  stacks: readonly JoinedStack[],
  testsOf: (stack: JoinedStack) => readonly SmokeTest[],
  problem: string | undefined,
): TestNode | undefined {
  const children = stacks
    .map((stack) => stackNode(stack, testsOf(stack)))
    .filter(({ children }) => children.length > 0);
  if (children.length === 0 && problem === undefined) return undefined;
  return { ...group(DETECTED, 'Detected services', children), problem };
}

function stackNode(stack: JoinedStack, tests: readonly SmokeTest[]): TestNode {
  const id = `stack ${stack.id}`;
  const nodeOf = (test: SmokeTest): TestNode => {
    const service = stack.services.find(({ name }) => name === serviceOf(test));
    const leaf: Leaf = {
      id: `${id} ${test.id}`,
      test,
      suite: stack.id,
      stacks: { by: 'id', id: stack.id },
      problem: undefined,
      source: service?.declared?.source,
    };
    // Only services have a button in the file: one for each of their tests would be a heap of them on one line.
    return { ...leafNode(leaf), source: undefined };
  };
  const services = stack.services.flatMap((service): TestNode[] => {
    const own = tests.filter((test) => serviceOf(test) === service.name);
    if (own.length === 0) return [];
    return [group(`${id} service ${service.name}`, service.name, own.map(nodeOf), service.declared?.source)];
  });
  const known = new Set(stack.services.map(({ name }) => name));
  const others = tests.filter((test) => !known.has(serviceOf(test) ?? ''));
  return group(id, stack.name, [...others.map(nodeOf), ...services]);
}

/** The service that a test names; undefined for one about an address, or about all services. */
export function serviceOf({ probe }: SmokeTest): string | undefined {
  return 'service' in probe ? probe.service : undefined;
}

export function leavesOf(nodes: readonly TestNode[]): Leaf[] {
  return nodes.flatMap(({ leaf, children }) => [...(leaf ? [leaf] : []), ...leavesOf(children)]);
}

function leafNode(leaf: Leaf): TestNode {
  const { id, test, source, problem } = leaf;
  const tags = [test.destructive ? DESTRUCTIVE : SAFE, ...test.tags];
  return { id, label: test.title, source, tags: [...new Set(tags)], problem, children: [], leaf };
}

/** A profile runs a group when something in it is meant for that profile. */
function group(id: string, label: string, children: readonly TestNode[], source?: SourceRange): TestNode {
  const tags = [SAFE, DESTRUCTIVE].filter((tag) => children.some((child) => child.tags.includes(tag)));
  return { id, label, source, tags, problem: undefined, children, leaf: undefined };
}

function startOf(uri: string): SourceRange {
  const start = { line: 0, character: 0 };
  return { uri, range: { start, end: start } };
}
