import { placeholder } from '../../../document/render';
import { finding } from '../../../engine/rule';
import { isConstant } from '../../../promql';
import type { RuleView } from '../model';
import { prometheusRulesRule } from '../rule';

/** `priority` and `level` may be what the Alertmanager routes on. */
const LABELS = ['severity', 'priority', 'level'];

export default prometheusRulesRule({
  id: 'prometheus-rules/missing-severity',
  severity: 'warning',
  preset: 'recommended',
  category: 'observability',
  since: '0.1.0',
  grouped: 'severity label',
  summary: 'Alert has no severity',
  why: 'The Alertmanager decides by this label whether somebody is woken up. Without it an alert takes the default route, which may be nobody.',
  knownProblems:
    'A label `priority` or `level` counts too, because the Alertmanager may route on it; so do labels of the group. Alerts that always fire (Watchdog) are exempt.',
  references: [
    'https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/#defining-alerting-rules',
    'https://prometheus.io/docs/alerting/latest/configuration/#route',
  ],
  peers: ['mixtool:alert-severity-rule', 'pint:rule/label', 'promruval'],
  examples: {
    bad: 'groups:\n  - name: node\n    rules:\n      - alert: TargetDown\n        expr: up == 0\n        for: 5m\n        annotations:\n          summary: Target is down\n',
    good: 'groups:\n  - name: node\n    rules:\n      - alert: TargetDown\n        expr: up == 0\n        for: 5m\n        labels:\n          severity: warning\n        annotations:\n          summary: Target is down\n',
  },
  on: {
    alert(alert) {
      const labels = alert.get('labels');
      const isUnknown =
        labels !== undefined && (!labels.value || (labels.value.kind === 'scalar' && !labels.value.isNull));
      if (isUnknown || LABELS.some((name) => alert.label(name)) || isWatchdog(alert)) return undefined;
      return finding(alert.token, { alert }, { subject: alert.subject });
    },
  },
  message: ({ alert }) =>
    `"${alert.name}" has no severity, so nothing decides whether it wakes somebody up. Add the label with a value that the Alertmanager routes.`,
  fixes: [
    {
      kind: 'manual',
      title: 'Add a severity',
      edits: ({ alert }) => alert.insertIn('labels', 'severity', placeholder('warning')),
    },
  ],
});

/** Fires always, to show that alerts get through. */
function isWatchdog(alert: RuleView): boolean {
  return /watchdog|dead.?man/i.test(alert.name) || (alert.tree !== undefined && isConstant(alert.tree));
}
