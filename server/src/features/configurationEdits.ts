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

export function openConfiguration(text: string): EditableConfiguration | undefined {
  const yaml = parseYaml('holdfast.yaml', text);
  const [slot, ...more] = yaml.documents;
  if (more.length > 0 || (slot && slot.document.problems.length > 0)) return undefined;
  const root = slot?.document.root;
  if (!root || (root.kind === 'scalar' && root.isNull)) return { yaml, root: undefined };
  return root.kind === 'map' ? { yaml, root } : undefined;
}

/** Adds `section: { key: value }`, of which the section may be there already. */
export function insertSetting(
  { yaml, root }: EditableConfiguration,
  section: string,
  key: string,
  value: Value,
): Edits {
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
