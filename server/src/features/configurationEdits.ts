import { insertAt, replaceValue, type Edits } from '../document/edit';
import { parseYaml } from '../document/parse';
import { plainText } from '../document/render';
import { positionAt } from '../document/text';
import type { SetRuleLevelResult } from '../protocol';

/** Edits that set the level of a rule in the text of a `holdfast.yaml`, which may be empty. None where the text is too broken to edit. */
export function setRuleLevelIn(text: string, rule: string, level: string): SetRuleLevelResult['edits'] {
  const yaml = parseYaml('holdfast.yaml', text);
  const root = yaml.documents[0]?.document.root;
  let edits: Edits;
  if (root?.kind === 'map') {
    const rules = root.get('rules')?.value;
    const existing = rules?.kind === 'map' ? rules.get(rule) : undefined;
    edits = existing ? replaceValue(existing, level) : insertAt(root, ['rules', rule], level);
  } else if (!root || root.kind === 'scalar') {
    const separator = text === '' || text.endsWith('\n') ? '' : '\n';
    // In quotes, because `off` is a boolean for readers of YAML 1.1.
    edits = [
      { range: { start: text.length, end: text.length }, newText: `${separator}rules:\n  ${rule}: "${level}"\n` },
    ];
  }
  return (edits ?? []).map(({ range, newText }) => ({
    range: { start: positionAt(yaml.lineStarts, range.start), end: positionAt(yaml.lineStarts, range.end) },
    newText: plainText(newText),
  }));
}
