import { deleteEntry } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { composeRule } from '../rule';

const REQUESTS = [['deploy', 'resources', 'reservations', 'devices'], ['gpus']] as const;

export default composeRule({
  id: 'compose/conflicting-device-request',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Device request has both a count and a list of devices',
  why: 'Compose refuses the whole project when a request for GPUs says how many and also which ones.',
  references: [
    'https://docs.docker.com/reference/compose-file/deploy/#devices',
    'https://docs.docker.com/compose/how-tos/gpu-support/',
  ],
  peers: ['compose-go:validate'],
  examples: {
    bad: 'services:\n  model:\n    image: ollama/ollama:0.12.3\n    deploy:\n      resources:\n        reservations:\n          devices:\n            - driver: nvidia\n              count: 1\n              device_ids: ["0"]\n              capabilities: [gpu]\n',
    good: 'services:\n  model:\n    image: ollama/ollama:0.12.3\n    deploy:\n      resources:\n        reservations:\n          devices:\n            - driver: nvidia\n              device_ids: ["0"]\n              capabilities: [gpu]\n',
  },
  on: {
    service(service) {
      return REQUESTS.flatMap((path) =>
        service.items(...path).flatMap(({ view }) => {
          const count = view.kind === 'map' ? view.get('count') : undefined;
          const devices = view.kind === 'map' ? view.get('device_ids') : undefined;
          return count && devices ? finding(count.key, { service, count }) : [];
        }),
      );
    },
  },
  message: ({ service }) =>
    `"${service.name}" asks for devices by \`count\` and by \`device_ids\`, which exclude each other: Compose refuses the project. Keep one of them.`,
  fixes: [{ kind: 'review', title: 'Delete `count`', edits: ({ count }) => deleteEntry(count) }],
});
