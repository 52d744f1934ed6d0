import type { YamlDocument } from '../../../document/document';
import type { TextRange } from '../../../document/text';
import { yamlSyntaxError } from '../../shared/yamlSyntaxError';

export default yamlSyntaxError({
  format: 'prometheus-rules',
  reader: 'Prometheus',
  references: [
    'https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/',
    'https://yaml.org/spec/1.2.2/',
  ],
  peers: ['promtool:check rules', 'pint:yaml/parse'],
  examples: {
    bad: 'groups:\n  - name: node\n    rules:\n      - alert: TargetDown\n        expr up == 0\n        for: 5m\n',
    good: 'groups:\n  - name: node\n    rules:\n      - alert: TargetDown\n        expr: up == 0\n        for: 5m\n',
  },
  misshapen,
});

/** A list of rules or a single group, written without what belongs around it. */
function misshapen({ root }: YamlDocument): { range: TextRange; text: string } | undefined {
  const advice = 'Put it below `groups:`';
  if (root?.kind === 'sequence') {
    const [first] = root.items;
    const range = (first?.kind === 'map' ? first.entries[0]?.key.range : undefined) ?? root.range;
    return { range, text: `A bare list of rules is no rule file. ${advice}, as the \`rules\` of a named group` };
  }
  const rules = root?.kind === 'map' && !root.get('groups') ? root.get('rules') : undefined;
  return rules && { range: rules.key.range, text: `A single group is no rule file. ${advice}` };
}
