import { placeholder } from '../../../document/render';
import { finding } from '../../../engine/rule';
import { alertmanagerGap, declaredAlertmanager } from '../alertmanagers';
import { hasOtherRuler, isSample, runsAsAgent } from '../deployment';
import { prometheusRule } from '../rule';

export default prometheusRule({
  id: 'prometheus/missing-alertmanager',
  severity: 'warning',
  preset: 'recommended',
  category: 'observability',
  since: '0.1.0',
  crossFile: true,
  grouped: 'Alertmanager',
  summary: 'Prometheus knows no Alertmanager',
  why: 'Prometheus only evaluates alerts. Without an Alertmanager to send them to, no mail, no chat message and no call ever goes out.',
  knownProblems:
    'Where no rules are loaded either, this is a hint. Agents, samples under `examples/` or `testdata/` and servers whose rules are evaluated elsewhere are left alone.',
  references: [
    'https://prometheus.io/docs/prometheus/latest/configuration/configuration/#alertmanager_config',
    'https://prometheus.io/docs/alerting/latest/overview/',
  ],
  examples: {
    bad: 'rule_files:\n  - rules/*.yml\nscrape_configs:\n  - job_name: node\n    static_configs:\n      - targets: ["node-exporter:9100"]\n',
    good: 'rule_files:\n  - rules/*.yml\nscrape_configs:\n  - job_name: node\n    static_configs:\n      - targets: ["node-exporter:9100"]\nalerting:\n  alertmanagers:\n    - static_configs:\n        - targets:\n            - alertmanager:9093\n',
  },
  on: {
    config(config, { surroundings }) {
      const gap = alertmanagerGap(config);
      const hasRules = config.ruleFilePatterns.length > 0;
      if (!gap || runsAsAgent(config, surroundings) || isSample(config, surroundings)) return undefined;
      if (!hasRules) {
        if (!(config.get('scrape_configs') ?? config.get('scrape_config_files')) || config.writesElsewhere)
          return undefined;
        if (hasOtherRuler(config, surroundings)) return undefined;
      }
      return finding(
        gap.token,
        { gap, hasRules, target: declaredAlertmanager(surroundings) },
        { subject: config.subject, ...(hasRules ? {} : { severity: 'hint' }) },
      );
    },
  },
  message: ({ hasRules, target }) => {
    const advice = target
      ? `Send alerts to ${target}, which the project runs.`
      : 'Name one under `alerting.alertmanagers`.';
    return hasRules
      ? `The rules are evaluated, but their alerts go nowhere: no Alertmanager is configured. ${advice}`
      : `No Alertmanager is configured, so nobody could be told about an alert. ${advice}`;
  },
  fixes: [
    {
      kind: 'manual',
      title: ({ target }) => `Send alerts to ${target ?? 'an Alertmanager'}`,
      edits: ({ gap, target }) => gap.fill(target ?? placeholder('alertmanager:9093')),
    },
  ],
});
