import { deleteEntry } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/conflicting-network-mode',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Service has both `network_mode` and `networks`',
  why: 'A container either uses the network of somebody else or joins networks of its own. Compose refuses the whole project when a service asks for both.',
  references: ['https://docs.docker.com/reference/compose-file/services/#network_mode'],
  peers: ['compose-go:validate'],
  examples: {
    bad: 'services:\n  agent:\n    image: example/agent:3.2\n    network_mode: host\n    networks:\n      - metrics\nnetworks:\n  metrics:\n',
    good: 'services:\n  agent:\n    image: example/agent:3.2\n    network_mode: host\nnetworks:\n  metrics:\n',
  },
  on: {
    service(service) {
      const mode = service.text('network_mode');
      const networks = service.holders('networks');
      const [nearest] = networks;
      if (!nearest || !mode?.known || mode.text === '') return undefined;
      if (service.entries('networks').length === 0 && service.items('networks').length === 0) return undefined;
      const related = [{ token: mode.token, message: '`network_mode` is set here' }];
      return finding(nearest.key, { service, networks, mode: mode.text }, { related });
    },
  },
  message: ({ service, mode }) =>
    `"${service.name}" has \`network_mode: ${mode}\` and \`networks\`, which exclude each other: Compose refuses the project. Delete one of them.`,
  fixes: [
    {
      kind: 'review',
      title: 'Delete `networks`',
      edits: ({ networks: [first, ...others] }) => (first && others.length === 0 ? deleteEntry(first) : undefined),
    },
  ],
});
