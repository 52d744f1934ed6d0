import { finding } from '../../../engine/rule';
import type { ComposeFile } from '../model';
import { composeRule } from '../rule';

/** Programs that collect logs and hand them on. */
const SHIPPER =
  /promtail|alloy|fluent-?bit|fluentd|vector|opentelemetry-collector|otel|grafana\/agent|logstash|filebeat|rsyslog|syslog-ng/;

export default composeRule({
  id: 'compose/missing-log-shipper',
  severity: 'hint',
  preset: 'off',
  category: 'observability',
  since: '0.1.0',
  summary: 'Nothing sends logs to the log store',
  why: 'Loki stores what it is sent, and nothing here sends anything: in the hour of need its dashboards are empty.',
  knownProblems:
    'An agent that runs elsewhere, or an engine that is told to send its logs by its own configuration, is not seen.',
  references: [
    'https://grafana.com/docs/loki/latest/send-data/',
    'https://grafana.com/docs/loki/latest/send-data/docker-driver/',
  ],
  examples: {
    bad: 'services:\n  loki:\n    image: grafana/loki:3.7.2\n  web:\n    image: nginx:1.29.1\n',
    good: 'services:\n  loki:\n    image: grafana/loki:3.7.2\n  web:\n    image: nginx:1.29.1\n  alloy:\n    image: grafana/alloy:v1.12.1\n',
  },
  on: {
    service(service) {
      const { file, knownImage } = service;
      if (knownImage?.kind !== 'loki' || file.isPartial || isFed(file)) return undefined;
      return finding(service.key, { service });
    },
  },
  message: ({ service }) =>
    `Nothing in this project sends logs to "${service.name}". Add an agent such as Grafana Alloy, or the logging driver of Loki.`,
});

function isFed({ services }: ComposeFile): boolean {
  return services.some((service) => {
    const driver = service.text('logging', 'driver');
    if (driver && (!driver.known || driver.text.startsWith('loki') || driver.text.includes('grafana/loki')))
      return true;
    // What is built here may send its logs by itself.
    return service.isPartial || SHIPPER.test(service.image?.text ?? '');
  });
}
