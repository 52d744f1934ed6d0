import { deleteEntry } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/disabled-logging',
  severity: 'warning',
  preset: 'recommended',
  category: 'observability',
  since: '0.1.0',
  summary: 'Service throws its logs away',
  why: 'When the service fails, nothing says why: `docker logs` is empty, and no collector gets to see a line.',
  references: ['https://docs.docker.com/engine/logging/configure/#supported-logging-drivers'],
  peers: ['compose-lint:CL-0014'],
  examples: {
    bad: 'services:\n  web:\n    image: nginx:1.29.1\n    logging:\n      driver: none\n',
    good: 'services:\n  web:\n    image: nginx:1.29.1\n',
  },
  on: {
    service(service, { severity }) {
      const driver = service.text('logging', 'driver');
      if (!driver?.known || driver.text.toLowerCase() !== 'none') return undefined;
      const logging = service.get('logging');
      return logging && finding(driver.token, { service, logging }, { severity: service.lenient(severity) });
    },
  },
  message: ({ service }) =>
    `"${service.name}" throws its logs away: after a failure nobody can tell what happened. Delete this, and bound the logs by size instead.`,
  fixes: [
    {
      kind: 'review',
      title: 'Keep its logs',
      edits: ({ logging }) => (logging.aliased ? undefined : deleteEntry(logging)),
    },
  ],
});
