import { placeholder } from '../../../document/render';
import { finding } from '../../../engine/rule';
import { calculatesWithTime, callsOf, isConstant, selectorsOf, type PromqlTree } from '../../../promql';
import type { RuleView } from '../model';
import { prometheusRulesRule } from '../rule';

/** A rate over this long moves slowly enough by itself. */
const LONG_RANGE_SECONDS = 300;

/** Ages, times to live and points in time do not jump to and fro. */
const STEADY_METRIC = /_expir|_ttl_seconds$|_timestamp_seconds$/;

export default prometheusRulesRule({
  id: 'prometheus-rules/missing-for',
  severity: 'info',
  preset: 'recommended',
  category: 'observability',
  since: '0.1.0',
  grouped: '`for`',
  summary: 'Alert fires at the first evaluation',
  why: 'One slow scrape or a restart is enough to fire it. Alerts that clear by themselves teach people to ignore the page that matters.',
  knownProblems:
    'Expressions that smooth by themselves are exempt: `*_over_time`, rates over five minutes or more, `changes`, ages; so are constants, alerts with `keep_firing_for` and those of severity info or none. `for: 0s` says that it is meant.',
  references: ['https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/#defining-alerting-rules'],
  peers: ['pint:rule/for', 'gaphunter:for', 'promruval'],
  examples: {
    bad: 'groups:\n  - name: node\n    rules:\n      - alert: TargetDown\n        expr: up == 0\n        labels:\n          severity: critical\n        annotations:\n          summary: Target is down\n',
    good: 'groups:\n  - name: node\n    rules:\n      - alert: TargetDown\n        expr: up == 0\n        for: 5m\n        labels:\n          severity: critical\n        annotations:\n          summary: Target is down\n',
  },
  on: {
    alert(alert) {
      const { tree } = alert;
      if (!tree || tree.syntaxError || alert.get('for') || alert.get('keep_firing_for')) return undefined;
      if (/^(?:info|none)$/i.test(alert.label('severity') ?? '') || isSteady(tree)) return undefined;
      return finding(alert.token, { alert }, { subject: alert.subject });
    },
  },
  message: ({ alert }: { alert: RuleView }) =>
    `"${alert.name}" fires at the first bad sample, so a single slow scrape wakes somebody up. Add \`for\` with the time a person would wait.`,
  fixes: [
    {
      kind: 'manual',
      title: 'Wait before the alert fires',
      edits: ({ alert }) => alert.insertBehind(['expr'], 'for', placeholder('5m')),
    },
  ],
});

function isSteady(tree: PromqlTree): boolean {
  if (isConstant(tree) || calculatesWithTime(tree) || isAbsence(tree.root)) return true;
  if (selectorsOf(tree).some(({ name }) => name !== undefined && STEADY_METRIC.test(name))) return true;
  return callsOf(tree).some(({ name, rangeSeconds }) => {
    if (name === 'rate' || name === 'increase' || name === 'absent_over_time')
      return rangeSeconds === undefined || rangeSeconds >= LONG_RANGE_SECONDS;
    return /_over_time$|^(?:predict_linear|changes|resets)$/.test(name);
  });
}

/** absent() alone or beside an `or` needs a waiting time for another reason: every restart of Prometheus fires it. */
function isAbsence(node: PromqlTree['root']): boolean {
  if (node.kind === 'parentheses') return isAbsence(node.operand);
  if (node.kind === 'binary') return node.operator === 'or' && (isAbsence(node.left) || isAbsence(node.right));
  return node.kind === 'call' && node.name === 'absent';
}
