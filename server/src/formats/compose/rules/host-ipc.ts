import { deleteEntry, replaceEntry } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/host-ipc',
  severity: 'warning',
  preset: 'recommended',
  category: 'security',
  since: '0.1.0',
  summary: 'Service shares the shared memory of the host',
  why: 'The container can read and change the shared memory of every process on the host, for example the buffers of a database there. Mostly the reason is that 64 MB of /dev/shm were too small, and `shm_size` is the answer to that.',
  knownProblems: '`docker stack deploy` ignores the key: in a file written for a Swarm it is an information.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#ipc',
    'https://docs.docker.com/reference/compose-file/services/#shm_size',
  ],
  peers: ['kics:shared_host_ipc_namespace', 'compose-lint:CL-0010', 'docksec:compose-host-ipc', 'cis:5.17'],
  examples: {
    bad: 'services:\n  browser:\n    image: example/browser:131\n    ipc: host\n    restart: unless-stopped\n',
    good: 'services:\n  browser:\n    image: example/browser:131\n    restart: unless-stopped\n',
  },
  on: {
    service(service) {
      const ipc = service.text('ipc');
      if (!ipc?.known || ipc.text !== 'host') return undefined;
      return finding(ipc.token, { service, ipc }, service.isSwarm ? { severity: 'info' } : {});
    },
  },
  message: ({ service }) =>
    `"${service.name}" asks for the shared memory of the host and can change what other processes keep there. Delete \`ipc: host\`; a larger /dev/shm is \`shm_size\`.`,
  fixes: [
    { kind: 'review', title: 'Delete `ipc: host`', edits: ({ ipc }) => deleteEntry(ipc.entry) },
    {
      kind: 'review',
      title: 'Replace it by a larger /dev/shm of its own',
      edits: ({ service, ipc }) => (service.get('shm_size') ? undefined : replaceEntry(ipc.entry, 'shm_size', '256m')),
    },
  ],
});
