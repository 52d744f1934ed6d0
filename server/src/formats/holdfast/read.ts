import type { YamlView } from '../../document/view';
import { LEVELS, PRESETS, TARGETS, type Level, type Settings } from '../../engine/settings';
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
  const rules: Record<string, Level> = {};
  for (const [id, text] of pairs(root.get('rules')?.value)) {
    const level = LEVELS.find((one) => one === text);
    if (level) rules[id] = level;
  }
  return {
    ...(preset ? { preset } : {}),
    ...(target ? { target } : {}),
    ...(ignore?.kind === 'sequence'
      ? { ignore: ignore.items.flatMap((item) => (item.kind === 'scalar' ? [item.text] : [])) }
      : {}),
    rules,
    images: Object.fromEntries(pairs(root.get('images')?.value)),
  };
}

function pairs(view: YamlView | undefined): [string, string][] {
  if (view?.kind !== 'map') return [];
  return view.entries.flatMap(({ key, value }): [string, string][] =>
    value?.kind === 'scalar' && !value.isNull ? [[key.text, settingText(value)]] : [],
  );
}
