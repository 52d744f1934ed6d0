import { deleteEntry } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/host-uts',
  severity: 'info',
  preset: 'strict',
  category: 'security',
  since: '0.1.0',
  summary: 'Service shares the host name of the host',
  why: 'With the capability for it, a container in the UTS namespace of the host renames the host. It also cannot have a host name of its own.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#uts',
    'https://docs.docker.com/reference/cli/docker/container/run/#uts',
  ],
  peers: ['cis:5.21'],
  examples: {
    bad: 'services:\n  agent:\n    image: example/agent:1.4\n    uts: host\n    restart: unless-stopped\n',
    good: 'services:\n  agent:\n    image: example/agent:1.4\n    restart: unless-stopped\n',
  },
  on: {
    service(service) {
      const uts = service.text('uts');
      return uts?.known && uts.text === 'host' ? finding(uts.token, { service, uts }) : undefined;
    },
  },
  message: ({ service }) =>
    `"${service.name}" shares the UTS namespace of the host and could rename it. Delete \`uts: host\`; a \`hostname:\` gives it a name of its own.`,
  fixes: [{ kind: 'review', title: 'Delete `uts: host`', edits: ({ uts }) => deleteEntry(uts.entry) }],
});
