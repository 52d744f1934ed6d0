import { insertAt, replaceScalar, replaceValue, type Edits } from '../document/edit';
import { parseYaml } from '../document/parse';
import { plainText } from '../document/render';
import { lineBreakOf, positionAt } from '../document/text';
import type { SetRuleLevelResult } from '../protocol';

/** Edits that set the level of a rule in the text of a `holdfast.yaml`, which may be empty. None where the text is too broken to edit. */
export function setRuleLevelIn(text: string, rule: string, level: string): SetRuleLevelResult['edits'] {
  const yaml = parseYaml('holdfast.yaml', text);
  const [slot, ...more] = yaml.documents;
  const root = slot?.document.root;
  let edits: Edits;
  if (more.length > 0 || (slot && slot.document.problems.length > 0)) edits = undefined;
  else if (root?.kind === 'map') {
    const rules = root.get('rules')?.value;
    const existing = rules?.kind === 'map' ? rules.get(rule) : undefined;
    if (!existing) edits = insertAt(root, ['rules', rule], level);
    else if (existing.value?.kind === 'scalar' && !existing.value.isNull) edits = replaceScalar(existing.value, level);
    else edits = replaceValue(existing, level);
  } else if (!root || (root.kind === 'scalar' && root.isNull)) {
    const lineBreak = lineBreakOf(text);
    const separator = text === '' || text.endsWith('\n') ? '' : lineBreak;
    // In quotes, because `off` is a boolean for readers of YAML 1.1.
    const newText = `${separator}rules:${lineBreak}  ${rule}: "${level}"${lineBreak}`;
    edits = [{ document: yaml, range: { start: text.length, end: text.length }, newText }];
  }
  return (edits ?? []).map(({ range, newText }) => ({
    range: { start: positionAt(yaml.lineStarts, range.start), end: positionAt(yaml.lineStarts, range.end) },
    newText: plainText(newText),
  }));
}
