import { deleteEntry } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/engine-socket-access',
  severity: 'error',
  preset: 'recommended',
  category: 'security',
  since: '0.1.0',
  summary: 'Service is given the socket of the engine',
  why: 'Whoever can talk to the engine can start a privileged container, so the socket is root on the host. Compose also hands over the registry credentials of the person who starts the stack.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#use_api_socket',
    'https://docs.docker.com/engine/security/#docker-daemon-attack-surface',
  ],
  examples: {
    bad: 'services:\n  panel:\n    image: example/panel:1.4\n    use_api_socket: true\n    restart: unless-stopped\n',
    good: 'services:\n  panel:\n    image: example/panel:1.4\n    restart: unless-stopped\n',
  },
  on: {
    service(service) {
      const access = service.get('use_api_socket');
      if (!access || service.boolean('use_api_socket') !== true) return undefined;
      return finding(access.value ?? access.key, { service, access });
    },
  },
  message: ({ service }) =>
    `"${service.name}" gets the socket of the engine and your registry credentials: whoever breaks into it owns the host. Delete this, or put a socket proxy between them.`,
  fixes: [{ kind: 'review', title: 'Delete `use_api_socket`', edits: ({ access }) => deleteEntry(access) }],
});
