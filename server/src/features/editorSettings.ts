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
  const ignore = Array.isArray(given['ignore'])
    ? given['ignore'].filter((one): one is string => typeof one === 'string')
    : [];
  return {
    isEnabled: given['enable'] !== false,
    settings: { ...(preset ? { preset } : {}), ...(target ? { target } : {}), rules, ignore },
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
