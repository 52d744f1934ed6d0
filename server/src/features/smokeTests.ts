import type { YamlFile } from '../document/parse';
import { readSmoke, type WrittenTest } from '../formats/holdfast';
import type { DeclaredSmokeTest, DeclaredStack, SmokeFile } from '../protocol';
import { Places, uriOf } from './stacks/place';
import { syntaxProblems } from './syntaxProblems';

/** A configuration file, and the stacks it is in force for. */
export interface SmokeSource {
  readonly path: string;
  readonly yaml: YamlFile;
  /** Of its folder. */
  readonly own: readonly DeclaredStack[];
  /** Of folders below it. */
  readonly below: readonly DeclaredStack[];
  /** Names that its tests can speak of; undefined where they are not known. */
  readonly services: () => ReadonlySet<string> | undefined;
}

/** The smoke tests of a configuration file; undefined where it holds none. */
export function smokeFileOf({ path, yaml, own, below, services }: SmokeSource): SmokeFile | undefined {
  const [slot] = yaml.documents;
  const { tests } = readSmoke(slot?.document.root, services);
  if (!slot || tests.length === 0) return undefined;
  const places = new Places(() => yaml);
  const stacks = own.length > 0 ? own : below;
  const brokenAt = syntaxProblems(
    yaml,
    tests.map(({ key }) => key),
  );
  return {
    uri: uriOf(path),
    stacks: stacks.map(({ id }) => id),
    tests: tests.map((written): DeclaredSmokeTest => {
      const { id, title, tags, destructive, key, test, problems } = written;
      const place = { source: places.of(key), stacks: stacksOf(written, stacks, below).map((stack) => stack.id) };
      const broken = { id, title, tags, destructive, ...place };
      const unread = brokenAt(key);
      if (unread !== undefined) return { ...broken, problem: unread };
      const [first] = problems;
      return test && !first
        ? { ...test, ...place, problem: undefined }
        : { ...broken, problem: first?.message ?? 'It is not complete.' };
    }),
  };
}

/**
 * The stacks that a test is run against.
 * @param stacks those that the file is about
 * @param below those that it may name a service of
 */
function stacksOf(
  { service, test }: WrittenTest,
  stacks: readonly DeclaredStack[],
  below: readonly DeclaredStack[],
): readonly DeclaredStack[] {
  if (service) {
    const declaring = [stacks, below].map((some) =>
      some.filter(({ services }) => services.some(({ name }) => name === service.text)),
    );
    // It may be declared in a file that could not be read, or in one that a stack is started with (`-f`).
    const perhaps = stacks.filter((stack) => stack.isComplete === false || hasVariants(stack));
    return [...declaring, perhaps].find((some) => some.length > 0) ?? [];
  }
  const probe = test?.probe;
  // What goes to one address needs no stack but for the variables beside it.
  const isFixed = probe?.kind === 'command' || (probe !== undefined && hasAddress(probe));
  return isFixed ? stacks.slice(0, 1) : stacks;
}

function hasAddress(probe: NonNullable<WrittenTest['test']>['probe']): boolean {
  return ('url' in probe && probe.url !== undefined) || ('address' in probe && probe.address !== undefined);
}

function hasVariants({ variants = [] }: DeclaredStack): boolean {
  return variants.length > 0;
}
