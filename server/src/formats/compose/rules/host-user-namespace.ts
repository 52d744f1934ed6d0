import { deleteEntry } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/host-user-namespace',
  severity: 'info',
  preset: 'strict',
  category: 'security',
  since: '0.1.0',
  summary: 'Service is exempt from user namespace remapping',
  why: 'Where the engine remaps users, root in a container is nobody on the host. This service gives that up.',
  knownProblems: 'Without `userns-remap` in the configuration of the engine the line changes nothing.',
  references: [
    'https://docs.docker.com/engine/security/userns-remap/#disable-namespace-remapping-for-a-container',
    'https://docs.docker.com/reference/compose-file/services/#userns_mode',
  ],
  peers: ['kics:shared_host_user_namespace', 'cis:5.31'],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:1.4\n    userns_mode: host\n    restart: unless-stopped\n',
    good: 'services:\n  api:\n    image: example/api:1.4\n    restart: unless-stopped\n',
  },
  on: {
    service(service) {
      const mode = service.text('userns_mode');
      return mode?.known && mode.text === 'host' ? finding(mode.token, { service, mode }) : undefined;
    },
  },
  message: ({ service }) =>
    `"${service.name}" is exempt from user namespace remapping: its root is root on the host. Delete \`userns_mode: host\` unless it needs files that only root of the host may read.`,
  fixes: [{ kind: 'review', title: 'Delete `userns_mode: host`', edits: ({ mode }) => deleteEntry(mode.entry) }],
});
