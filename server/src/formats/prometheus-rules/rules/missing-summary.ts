import { placeholder } from '../../../document/render';
import { finding } from '../../../engine/rule';
import { outputLabel } from '../outputLabel';
import type { RuleView } from '../model';
import { prometheusRulesRule } from '../rule';

/** What notification templates show, the most usual first. */
const TEXTS = ['summary', 'description', 'message', 'title'];

export default prometheusRulesRule({
  id: 'prometheus-rules/missing-summary',
  severity: 'warning',
  preset: 'recommended',
  category: 'observability',
  since: '0.1.0',
  grouped: 'summary',
  summary: 'Alert has no text for the person it wakes',
  why: 'The notification then shows a name and a list of labels. Whoever is on call has to read the expression to learn what is wrong.',
  knownProblems:
    'A `description`, `message` or `title` counts; that only the summary is missing is a hint in the strict preset.',
  references: [
    'https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/#templating',
    'https://prometheus.io/docs/alerting/latest/notifications/',
  ],
  peers: ['mixtool:lint', 'gaphunter:annotations', 'pint:alerts/annotation', 'promruval'],
  examples: {
    bad: 'groups:\n  - name: node\n    rules:\n      - alert: TargetDown\n        expr: up == 0\n        for: 5m\n        labels:\n          severity: critical\n',
    good: 'groups:\n  - name: node\n    rules:\n      - alert: TargetDown\n        expr: up == 0\n        for: 5m\n        labels:\n          severity: critical\n        annotations:\n          summary: Target down on {{ $labels.instance }}\n',
  },
  on: {
    alert(alert) {
      const annotations = alert.get('annotations');
      const isUnknown =
        annotations !== undefined &&
        (!annotations.value || (annotations.value.kind === 'scalar' && !annotations.value.isNull));
      if (isUnknown || alert.annotation('summary')) return undefined;
      const other = TEXTS.find((name) => alert.annotation(name));
      return finding(
        alert.token,
        { alert, other },
        { subject: alert.subject, ...(other ? { severity: 'hint', preset: 'strict' } : {}) },
      );
    },
  },
  message: ({ alert, other }) =>
    other
      ? `"${alert.name}" has a ${other} but no summary, the one line that fits a phone's screen. Say in it what is wrong and where.`
      : `"${alert.name}" carries no text: who is woken up sees a name and labels only. Add a summary that says what is wrong and where.`,
  fixes: [
    {
      kind: 'manual',
      title: 'Add a summary',
      edits: ({ alert }) => alert.insertIn('annotations', 'summary', placeholder(draft(alert))),
    },
  ],
});

/** The alert's name as words, and where it happens. */
function draft({ name, tree }: RuleView): string {
  const words = name
    .replace(/[_-]+/g, ' ')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(' ')
    .map((word) => (/[A-Z].*[A-Z]/.test(word) ? word : word.toLowerCase()))
    .join(' ')
    .replace(/^./, (letter) => letter.toUpperCase());
  const label = tree && outputLabel(tree);
  if (!label) return words;
  return `${words} ${label === 'instance' ? 'on' : 'for'} {{ $labels.${label} }}`;
}
