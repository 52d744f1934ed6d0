import { deleteEntry } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/default-bridge-network',
  severity: 'warning',
  preset: 'recommended',
  category: 'network',
  since: '0.1.0',
  summary: 'Service is on the default bridge of the engine',
  why: 'Every container of the host that names no network is on that bridge and can reach this one. Services do not find each other by name there.',
  knownProblems: 'In a Swarm the key is ignored, and so it is not reported there.',
  references: [
    'https://docs.docker.com/engine/network/drivers/bridge/#differences-between-user-defined-bridges-and-the-default-bridge',
    'https://docs.docker.com/reference/compose-file/services/#network_mode',
  ],
  peers: ['cis:5.30'],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:1.4\n    network_mode: bridge\n    restart: unless-stopped\n',
    good: 'services:\n  api:\n    image: example/api:1.4\n    restart: unless-stopped\n',
  },
  on: {
    service(service) {
      const mode = service.text('network_mode');
      if (!mode?.known || mode.text !== 'bridge' || service.isSwarm) return undefined;
      // Alone in its project it misses no neighbour, but strangers still reach it.
      const isAlone = service.file.services.length === 1;
      return finding(mode.token, { service, mode }, isAlone ? { severity: 'info' } : {});
    },
  },
  message: ({ service }) =>
    `"${service.name}" is on the default bridge: other projects can reach it, and names of services do not work there. Delete \`network_mode: bridge\`, and it joins the network of this project.`,
  fixes: [{ kind: 'review', title: 'Join the network of the project', edits: ({ mode }) => deleteEntry(mode.entry) }],
});
