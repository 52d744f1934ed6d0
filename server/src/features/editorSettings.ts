import { LEVELS, PRESETS, TARGETS, type Level, type Settings } from '../engine/settings';

/** The editor's `holdfast.*` settings for one resource, read with care: people write settings by hand. */
export interface EditorSettings {
  readonly isEnabled: boolean;
  readonly settings: Partial<Settings>;
}

export function readEditorSettings(value: unknown): EditorSettings {
  const given = isRecord(value) ? value : {};
  const preset = PRESETS.find((one) => one === given['preset']);
  const target = TARGETS.find((one) => one === given['target']);
  const rules: Record<string, Level> = {};
  for (const [id, level] of Object.entries(isRecord(given['rules']) ? given['rules'] : {})) {
    const known = LEVELS.find((one) => one === level);
    if (known) rules[id] = known;
  }
  const registries = textsOf(given['registries']);
  return {
    isEnabled: given['enable'] !== false,
    settings: {
      ...(preset ? { preset } : {}),
      ...(target ? { target } : {}),
      rules,
      ignore: textsOf(given['ignore']),
      ...(registries.length > 0 ? { registries } : {}),
    },
  };
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
