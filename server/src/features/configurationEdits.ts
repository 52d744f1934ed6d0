import { applyEdits, insertAt, replaceScalar, replaceValue, type Edits } from '../document/edit';
import { parseYaml, type YamlFile } from '../document/parse';
import { plainText, renderBlock, type Value } from '../document/render';
import { lineBreakOf, positionAt } from '../document/text';
import type { MapView } from '../document/view';
import type { SetRuleLevelResult } from '../protocol';

/** A `holdfast.yaml` that is about to be edited; undefined for a text that has to be mended first. */
export interface EditableConfiguration {
  readonly yaml: YamlFile;
  /** Undefined where nothing is set yet. */
  readonly root: MapView | undefined;
}

function openConfiguration(text: string): EditableConfiguration | undefined {
  const yaml = parseYaml('holdfast.yaml', text);
  const [slot, ...more] = yaml.documents;
  if (more.length > 0 || (slot && slot.document.problems.length > 0)) return undefined;
  const root = slot?.document.root;
  if (!root || (root.kind === 'scalar' && root.isNull)) return { yaml, root: undefined };
  return root.kind === 'map' ? { yaml, root } : undefined;
}

/** Adds `section: { key: value }`, of which the section may be there already. */
function insertSetting({ yaml, root }: EditableConfiguration, section: string, key: string, value: Value): Edits {
  if (root) return insertAt(root, [section, key], value);
  const { text } = yaml;
  const lineBreak = lineBreakOf(text);
  const separator = text === '' || text.endsWith('\n') ? '' : lineBreak;
  const block = renderBlock({ [section]: { [key]: value } }, '', { lineBreak, step: 2, sequenceStep: 2 });
  return [{ document: yaml, range: { start: text.length, end: text.length }, newText: separator + block + lineBreak }];
}

/** Edits as they go over the wire, and the text they lead to. */
export function editsOf(yaml: YamlFile, edits: Edits): { edits: SetRuleLevelResult['edits']; text: string } {
  const plain = (edits ?? []).map(({ range, newText }) => ({ range, newText: plainText(newText) }));
  return {
    edits: plain.map(({ range, newText }) => ({
      range: { start: positionAt(yaml.lineStarts, range.start), end: positionAt(yaml.lineStarts, range.end) },
      newText,
    })),
    text: applyEdits(yaml.text, plain),
  };
}

/** What a client is told of an entry that was added. */
export interface AddedEntry {
  /** Empty where the text has to be mended first. */
  readonly edits: SetRuleLevelResult['edits'];
  readonly id: string;
  /** Where the key stands once the edits are made; zero-based, UTF-16. */
  readonly position: { readonly line: number; readonly character: number };
}

/**
 * Adds an entry with a free name to a section of a `holdfast.yaml`, which may be empty.
 *
 * @param wish the name to be; numbered where it is taken
 * @param reserved names that are none
 */
export function addEntry(
  text: string,
  section: string,
  wish: string,
  value: Value,
  reserved: readonly string[] = [],
): AddedEntry {
  const configuration = openConfiguration(text);
  const before = configuration?.root?.get(section)?.value;
  const taken = [...reserved, ...(before?.kind === 'map' ? before.entries.map(({ key }) => key.text) : [])];
  const id = freeName(wish, new Set(taken));
  const nowhere = { edits: [], id, position: { line: 0, character: 0 } };
  if (!configuration) return nowhere;
  const { edits, text: after } = editsOf(configuration.yaml, insertSetting(configuration, section, id, value));
  const written = openConfiguration(after);
  const entries = written?.root?.get(section)?.value;
  const key = entries?.kind === 'map' ? entries.get(id)?.key : undefined;
  if (edits.length === 0 || !written || !key) return nowhere;
  return { edits, id, position: positionAt(written.yaml.lineStarts, key.range.start) };
}

function freeName(wish: string, taken: ReadonlySet<string>): string {
  const name = wish.replace(/[^\w.-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '') || 'new';
  let number = 2;
  for (let candidate = name; ; candidate = `${name}-${number++}`) if (!taken.has(candidate)) return candidate;
}

/** Edits that set the level of a rule in the text of a `holdfast.yaml`, which may be empty. None where the text is too broken to edit. */
export function setRuleLevelIn(text: string, rule: string, level: string): SetRuleLevelResult['edits'] {
  const configuration = openConfiguration(text);
  if (!configuration) return [];
  const rules = configuration.root?.get('rules')?.value;
  const existing = rules?.kind === 'map' ? rules.get(rule) : undefined;
  let edits: Edits;
  if (!existing) edits = insertSetting(configuration, 'rules', rule, level);
  else if (existing.value?.kind === 'scalar' && !existing.value.isNull) edits = replaceScalar(existing.value, level);
  else edits = replaceValue(existing, level);
  return editsOf(configuration.yaml, edits).edits;
}
