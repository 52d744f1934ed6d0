import type { YamlDocument } from '../../document/document';
import type { YamlView } from '../../document/view';
import type { Candidate } from '../../engine/format';

const NAME = /(?:rule|alert)[^/]*\.ya?ml$/i;

/** Top-level keys of files that have groups or rules of another kind. */
const FOREIGN_KEYS = ['apiVersion', 'kind', 'services', 'scrape_configs'];

/** What a group may consist of; one that has anything else belongs to another tool. */
const GROUP_KEYS = new Set(['name', 'interval', 'query_offset', 'limit', 'labels', 'rules']);

/** By content: `groups` whose members hold alerting or recording rules. Loki's rule files have the same shape. */
export function recognise({ name, file }: Candidate): boolean {
  return file.documents.some(({ document }) => isRuleFile(document, name));
}

function isRuleFile({ root, problems, text }: YamlDocument, name: string): boolean {
  if (root?.kind === 'sequence') return root.items.length > 0 && root.items.every(isRule);
  if (root?.kind === 'map') {
    if (FOREIGN_KEYS.some((key) => root.get(key))) return false;
    const groups = root.get('groups')?.value;
    if (groups?.kind === 'sequence' && groups.items.some(isGroup)) return true;
    if (root.get('groups') && root.entries.length === 1 && NAME.test(name)) return true;
    const rules = root.get('groups') ? undefined : root.get('rules')?.value;
    if (rules?.kind === 'sequence' && rules.items.length > 0 && rules.items.every(isRule)) return true;
  }
  // A text that does not parse may hold no tree worth asking: then its lines decide, so that the mistake can be reported.
  if (problems.length === 0) return false;
  return /^groups:/m.test(text) && /^[ \t-]+(?:alert|record):/m.test(text) && /^[ \t-]+expr\b/m.test(text);
}

function isGroup(view: YamlView): boolean {
  if (view.kind !== 'map') return false;
  const rules = view.get('rules')?.value;
  if (rules?.kind === 'sequence' && rules.items.length > 0) return rules.items.some(isRule);
  return view.get('name') !== undefined && view.entries.every(({ key }) => GROUP_KEYS.has(key.text));
}

/** Rules of Falco and Sigma have a `condition`, Grafana's provisioned alerts have `data`. */
function isRule(view: YamlView): boolean {
  if (view.kind !== 'map' || view.get('condition') || view.get('data')) return false;
  return ['alert', 'record', 'expr'].some((key) => view.get(key));
}
