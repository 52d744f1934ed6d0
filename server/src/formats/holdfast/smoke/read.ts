import type { ScalarView, YamlView } from '../../../document/view';
import type { SmokeTest } from '../../../smoke/definition';
import { noteInto, type ConfigurationProblem } from '../problem';
import { noteNeeds } from './needs';
import { DEFAULTS_KEY } from './schema';
import { readTest, type Draft } from './readTest';
import { readDefaults } from './timing';

/** A test as it stands in the file, whole or not. */
export interface WrittenTest {
  readonly id: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly destructive: boolean;
  readonly key: ScalarView;
  /** Undefined exactly where there are problems. */
  readonly test: SmokeTest | undefined;
  /** The name of the service it is about. */
  readonly service: ScalarView | undefined;
  readonly problems: readonly ConfigurationProblem[];
}

export interface WrittenTests {
  readonly tests: readonly WrittenTest[];
  /** Of every test and of what stands beside them, in the order of the file. */
  readonly problems: readonly ConfigurationProblem[];
}

/**
 * Reads `smoke:` of a `holdfast.yaml`. One wrong test costs the others nothing.
 * @param services names that tests can speak of; undefined where they are not known
 */
export function readSmoke(
  root: YamlView | undefined,
  services: () => ReadonlySet<string> | undefined = () => undefined,
): WrittenTests {
  const section = root?.kind === 'map' ? root.get('smoke') : undefined;
  const view = section?.value;
  if (!section || !view || (view.kind === 'scalar' && view.isNull)) return { tests: [], problems: [] };
  const problems: ConfigurationProblem[] = [];
  if (view.kind !== 'map') {
    noteInto(problems)(view, '`smoke` must be a mapping of names to tests.');
    return { tests: [], problems };
  }
  const defaults = readDefaults(view.get(DEFAULTS_KEY), noteInto(problems));
  // The last of two equal names wins, as everywhere.
  const entries = view.entries.filter(({ key }) => key.text !== DEFAULTS_KEY);
  const drafts = entries
    .filter((entry) => view.get(entry.key.text) === entry)
    .map((entry) => readTest(entry, defaults, services()));
  noteNeeds(drafts);
  return {
    tests: drafts.map(finished),
    problems: [...problems, ...drafts.flatMap((draft) => draft.problems)].sort(
      (a, b) => a.token.range.start - b.token.range.start,
    ),
  };
}

function finished({ made, id, title, tags, destructive, key, service, problems }: Draft): WrittenTest {
  return { id, title, tags, destructive, key, service, problems, test: problems.length === 0 ? made : undefined };
}
