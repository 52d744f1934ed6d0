import type { SequenceView, YamlView } from '../../document/view';
import { countOf, durationOf, shareOf, type Objectives } from '../../engine/objectives';
import { LEVELS, PRESETS, TARGETS, type Level, type Settings } from '../../engine/settings';
import { readBackups } from './backups/read';
import { settingText } from './validate';

/** What a `holdfast.yaml` sets. Parts that are wrong are left out here; `validate` says what is wrong with them. */
export function readConfiguration(root: YamlView | undefined): Partial<Settings> {
  if (root?.kind !== 'map') return {};
  const word = <T extends string>(key: string, words: readonly T[]): T | undefined => {
    const value = root.get(key)?.value;
    return value?.kind === 'scalar' ? words.find((one) => one === settingText(value)) : undefined;
  };
  const preset = word('preset', PRESETS);
  const target = word('target', TARGETS);
  const ignore = root.get('ignore')?.value;
  const registries = root.get('registries')?.value;
  const rules: Record<string, Level> = {};
  for (const [id, text] of pairs(root.get('rules')?.value)) {
    const level = LEVELS.find((one) => one === text);
    if (level) rules[id] = level;
  }
  return {
    ...(preset ? { preset } : {}),
    ...(target ? { target } : {}),
    ...(ignore?.kind === 'sequence' ? { ignore: textsOf(ignore) } : {}),
    rules,
    ...(registries?.kind === 'sequence' ? { registries: textsOf(registries) } : {}),
    images: Object.fromEntries(pairs(root.get('images')?.value)),
    objectives: objectivesOf(root.get('objectives')?.value),
    backedUp: backedUpOf(root),
  };
}

/** A job with a mistake elsewhere still says whose data it saves. */
function backedUpOf(root: YamlView): readonly string[] | undefined {
  const { jobs, problems } = readBackups(root);
  const isUnread = jobs.some(({ job }) => job.protects.length === 0) || (jobs.length === 0 && problems.length > 0);
  return isUnread ? undefined : jobs.flatMap(({ job }) => job.protects);
}

const OBJECTIVE_READERS: Readonly<Record<keyof Objectives, (text: string) => number | undefined>> = {
  startup: durationOf,
  recovery: durationOf,
  failures: countOf,
  stability: durationOf,
  memory: shareOf,
  scrape: shareOf,
};

function objectivesOf(view: YamlView | undefined): Partial<Objectives> {
  const objectives: Record<string, number> = {};
  for (const [name, text] of pairs(view)) {
    if (!Object.hasOwn(OBJECTIVE_READERS, name)) continue;
    const value = OBJECTIVE_READERS[name as keyof Objectives](text);
    if (value !== undefined) objectives[name] = value;
  }
  return objectives;
}

function textsOf({ items }: SequenceView): string[] {
  return items.flatMap((item) => (item.kind === 'scalar' && !item.isNull ? [item.text] : []));
}

function pairs(view: YamlView | undefined): [string, string][] {
  if (view?.kind !== 'map') return [];
  return view.entries.flatMap(({ key, value }): [string, string][] =>
    value?.kind === 'scalar' && !value.isNull ? [[key.text, settingText(value)]] : [],
  );
}
