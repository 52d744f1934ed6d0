import { yamlSyntaxError } from '../../shared/yamlSyntaxError';

export default yamlSyntaxError({
  format: 'prometheus',
  reader: 'Prometheus',
  references: [
    'https://prometheus.io/docs/prometheus/latest/configuration/configuration/#configuration-file',
    'https://yaml.org/spec/1.2.2/',
  ],
  peers: ['promtool:load'],
  examples: {
    bad: 'scrape_configs:\n  - job_name: node\n    scrape_interval 30s\n    metrics_path: /metrics\n',
    good: 'scrape_configs:\n  - job_name: node\n    scrape_interval: 30s\n    metrics_path: /metrics\n',
  },
});
