import { openFile, type OpenedFile } from '../../server/src/engine/open';
import { lint, type LintResult } from '../../server/src/engine/lint';
import { OWN_RULES } from '../../server/src/engine/ownRules';
import { DEFAULT_SETTINGS, mergeSettings, type Settings } from '../../server/src/engine/settings';
import { NOTHING_AROUND, type Surroundings } from '../../server/src/engine/surroundings';
import type { AnyFormat } from '../../server/src/engine/format';
import type { Finding } from '../../server/src/engine/finding';
import { FORMATS } from '../../server/src/formats';
import { parseYaml } from '../../server/src/document/parse';
import { readConfiguration } from '../../server/src/formats/holdfast';

export const EVERYTHING: Settings = { ...DEFAULT_SETTINGS, preset: 'all' };

/** Settings under which one rule runs and nothing else does, with the severities that it chooses by itself. */
export function only(id: string): Settings {
  const ids = [...FORMATS.flatMap(({ rules }) => rules), ...OWN_RULES].map((rule) => rule.id);
  if (!ids.includes(id)) throw new Error(`no rule is called ${id}`);
  return { ...EVERYTHING, rules: Object.fromEntries(ids.flatMap((other) => (other === id ? [] : [[other, 'off']]))) };
}

export function formatOf(ruleId: string): AnyFormat {
  const format = FORMATS.find(({ rules }) => rules.some(({ id }) => id === ruleId));
  if (!format) throw new Error(`no rule is called ${ruleId}`);
  return format;
}

/** The same with what a `holdfast.yaml` beside the file says. */
export function configured(settings: Settings, configuration: string | undefined): Settings {
  if (configuration === undefined) return settings;
  const [slot] = parseYaml('holdfast.yaml', configuration).documents;
  return mergeSettings(settings, readConfiguration(slot?.document.root));
}

/** Opens a text as a file of the format that recognises it; throws when none does. */
export function open(text: string, path = '/workspace/file.yaml', settings = DEFAULT_SETTINGS): OpenedFile {
  const file = openFile(path, text, FORMATS, settings);
  if (!file) throw new Error(`${path} is recognised by no format`);
  return file;
}

export function lintText(
  text: string,
  { path = '/workspace/file.yaml', settings = DEFAULT_SETTINGS, surroundings = NOTHING_AROUND }: LintOptions = {},
): LintResult {
  const result = lint(open(text, path, settings), settings, surroundings);
  for (const { rule, error } of result.failures) throw new Error(`${rule} threw`, { cause: error });
  return result;
}

export interface LintOptions {
  readonly path?: string;
  readonly settings?: Settings;
  readonly surroundings?: Surroundings;
}

/** `line:text` of what a finding points at; the line is one-based as in an editor. */
export function pointsAt(text: string, { range }: Finding): string {
  return `${text.slice(0, range.start).split('\n').length}:${text.slice(range.start, range.end)}`;
}
