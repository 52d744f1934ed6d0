import type { YamlDocument } from '../../../server/src/document/document';
import { WrittenMap, type Entry, type ScalarView, type YamlView } from '../../../server/src/document/view';
import type { Finding } from '../../../server/src/engine/finding';
import type { Format } from '../../../server/src/engine/format';
import { lint, type LintResult } from '../../../server/src/engine/lint';
import { openFile, type OpenedFile } from '../../../server/src/engine/open';
import {
  finding,
  ruleFactory,
  type Report,
  type Rule,
  type RuleDefinition,
  type RuleDescription,
} from '../../../server/src/engine/rule';
import { YAML } from '../../../server/src/engine/yamlLanguage';
import { DEFAULT_SETTINGS, type Settings } from '../../../server/src/engine/settings';
import { NOTHING_AROUND, type Surroundings } from '../../../server/src/engine/surroundings';

/** A language made for these tests: any YAML, whose every pair with a scalar value is visited. */
export interface ToySubjects {
  readonly document: YamlDocument;
  readonly pair: { readonly entry: Entry; readonly value: ScalarView };
}

const DESCRIPTION: RuleDescription = {
  id: 'toy/bad',
  severity: 'warning',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Value is bad',
  why: 'It is.',
  references: [],
  examples: { bad: '', good: '' },
};

const define = ruleFactory<ToySubjects>();

/** A rule of the toy language; what is not given is unremarkable. */
export function toyRule<Data>(definition: Partial<RuleDescription> & Partial<RuleDefinition<ToySubjects, Data>>): Rule {
  return define({ ...DESCRIPTION, on: {}, message: () => 'bad', ...definition });
}

/** Reports every value that reads `word`. */
export function finds(
  word: string,
  more: Partial<RuleDescription> & { readonly report?: Omit<Report<Entry>, 'token' | 'data'> } = {},
): Rule {
  const { report, ...description } = more;
  return toyRule<Entry>({
    id: `toy/${word}`,
    message: ({ key }) => `${key.text} is ${word}`,
    ...description,
    on: { pair: ({ entry, value }) => (value.text === word ? finding(value, entry, report) : undefined) },
  });
}

export function toyFormat(rules: readonly Rule[]): Format {
  return {
    id: 'toy',
    title: 'toys',
    language: YAML,
    rules,
    recognise: () => true,
    units: ({ file }) =>
      file.documents.map(({ start, document }) => ({
        start,
        document,
        *subjects() {
          yield { visitor: 'document', view: document };
          yield* pairsBelow(document.root);
        },
      })),
  };
}

function* pairsBelow(view: YamlView | undefined): Iterable<{ visitor: string; view: unknown }> {
  if (view?.kind === 'sequence') for (const item of view.items) yield* pairsBelow(item);
  if (!(view instanceof WrittenMap)) return;
  for (const entry of view.ownEntries) {
    if (entry.value?.kind === 'scalar') yield { visitor: 'pair', view: { entry, value: entry.value } };
    else yield* pairsBelow(entry.value);
  }
}

export interface ToyRun {
  readonly settings?: Partial<Settings>;
  readonly surroundings?: Surroundings;
  readonly previous?: OpenedFile;
}

export function openToy(text: string, rules: readonly Rule[], previous?: OpenedFile): OpenedFile {
  const file = openFile('/w/toy.yaml', text, [toyFormat(rules)], DEFAULT_SETTINGS, previous?.parsed);
  if (!file) throw new Error('the toy format recognises everything');
  return file;
}

export function lintToy(
  text: string,
  rules: readonly Rule[],
  { settings, surroundings, previous }: ToyRun = {},
): LintResult {
  return lint(openToy(text, rules, previous), { ...DEFAULT_SETTINGS, ...settings }, surroundings ?? NOTHING_AROUND);
}

/** `<one-based line>:<rule>` of every finding. */
export function places(text: string, findings: readonly Finding[]): string[] {
  return findings.map(({ rule, range }) => `${text.slice(0, range.start).split(/\r\n?|\n/).length}:${rule.id}`);
}

export function run(text: string, rules: readonly Rule[], options: ToyRun = {}): string[] {
  const { findings, failures } = lintToy(text, rules, options);
  for (const { rule, error } of failures) throw new Error(`${rule} threw`, { cause: error });
  return places(text, findings);
}
