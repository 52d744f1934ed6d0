import { duplicateKey } from '../../shared/duplicateKey';

export default duplicateKey({
  format: 'prometheus-rules',
  reader: 'Prometheus',
  consequence: 'refuses the file',
  references: [
    'https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/',
    'https://yaml.org/spec/1.2.2/#3213-node-comparison',
  ],
  peers: ['promtool:check rules', 'pint:yaml/parse'],
  examples: {
    bad: 'groups:\n  - name: node\n    rules:\n      - alert: TargetDown\n        expr: up == 0\n        for: 5m\n        expr: up < 1\n',
    good: 'groups:\n  - name: node\n    rules:\n      - alert: TargetDown\n        expr: up == 0\n        for: 5m\n',
  },
});
