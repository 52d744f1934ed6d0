import { problemMessage, PROPOSED_FIX, reportProblems } from '../promqlProblems';
import { prometheusRulesRule } from '../rule';

export default prometheusRulesRule({
  id: 'prometheus-rules/promql-syntax-error',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Expression is no valid PromQL',
  why: 'One expression that does not parse makes Prometheus refuse the whole file: no rule in it is evaluated, and a reload fails altogether.',
  knownProblems: 'Rules for Loki (LogQL) and expressions that a template engine still has to fill in are not judged.',
  references: ['https://prometheus.io/docs/prometheus/latest/querying/basics/'],
  peers: ['promtool:check rules', 'pint:promql/syntax'],
  examples: {
    bad: 'groups:\n  - name: web\n    rules:\n      - record: job:requests:rate5m\n        expr: sum by (job) (rate(http_requests_total[5m])\n',
    good: 'groups:\n  - name: web\n    rules:\n      - record: job:requests:rate5m\n        expr: sum by (job) (rate(http_requests_total[5m]))\n',
  },
  on: {
    rule: (rule) => reportProblems(rule, 'syntax'),
  },
  message: problemMessage,
  fixes: [PROPOSED_FIX],
});
