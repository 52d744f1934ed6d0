import { problemMessage, PROPOSED_FIX, reportProblems } from '../promqlProblems';
import { prometheusRulesRule } from '../rule';

export default prometheusRulesRule({
  id: 'prometheus-rules/promql-type-error',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Expression does not fit together',
  why: 'Prometheus checks the types of every expression when it loads the file and refuses the whole file for one mistake: no rule in it is evaluated.',
  knownProblems: 'Rules for Loki (LogQL) and expressions that a template engine still has to fill in are not judged.',
  references: [
    'https://prometheus.io/docs/prometheus/latest/querying/basics/#expression-language-data-types',
    'https://prometheus.io/docs/prometheus/latest/querying/functions/',
  ],
  peers: ['promtool:check rules', 'pint:promql/syntax'],
  examples: {
    bad: 'groups:\n  - name: web\n    rules:\n      - record: job:requests:rate5m\n        expr: sum by (job) (rate(http_requests_total))\n',
    good: 'groups:\n  - name: web\n    rules:\n      - record: job:requests:rate5m\n        expr: sum by (job) (rate(http_requests_total[5m]))\n',
  },
  on: {
    rule: (rule) => reportProblems(rule, 'type'),
  },
  message: problemMessage,
  fixes: [PROPOSED_FIX],
});
