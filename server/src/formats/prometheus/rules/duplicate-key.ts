import { duplicateKey } from '../../shared/duplicateKey';

export default duplicateKey({
  format: 'prometheus',
  reader: 'Prometheus',
  consequence: 'refuses the file',
  references: [
    'https://prometheus.io/docs/prometheus/latest/configuration/configuration/#configuration-file',
    'https://yaml.org/spec/1.2.2/#3213-node-comparison',
  ],
  peers: ['promtool:load', 'pint:yaml/parse'],
  examples: {
    bad: 'scrape_configs:\n  - job_name: node\n    scrape_interval: 30s\n    metrics_path: /metrics\n    scrape_interval: 15s\n',
    good: 'scrape_configs:\n  - job_name: node\n    scrape_interval: 30s\n    metrics_path: /metrics\n',
  },
});
