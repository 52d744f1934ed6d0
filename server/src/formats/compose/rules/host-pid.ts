import { deleteEntry } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { isAgentFor } from '../agents';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/host-pid',
  severity: 'error',
  preset: 'recommended',
  category: 'security',
  since: '0.1.0',
  summary: 'Service shares the process namespace of the host',
  why: 'The container sees every process of the host, can read what they hold in /proc and can end them.',
  knownProblems:
    'Monitoring agents such as node-exporter need it, and `docker stack deploy` ignores it: both are reported as an information under the preset `strict` only.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#pid',
    'https://docs.docker.com/engine/containers/run/#pid-settings---pid',
  ],
  peers: ['kics:host_namespace_is_shared', 'compose-lint:CL-0010', 'docksec:compose-host-pid', 'cis:5.16'],
  examples: {
    bad: 'services:\n  worker:\n    image: example/worker:1.4\n    pid: host\n    restart: unless-stopped\n',
    good: 'services:\n  worker:\n    image: example/worker:1.4\n    restart: unless-stopped\n',
  },
  on: {
    service(service) {
      const pid = service.text('pid');
      if (!pid?.known || pid.text !== 'host') return undefined;
      const isAgent = isAgentFor(service, 'pid');
      const data = { service, pid, isAgent };
      return finding(pid.token, data, isAgent || service.isSwarm ? { severity: 'info', preset: 'strict' } : {});
    },
  },
  message: ({ service }) =>
    `"${service.name}" asks for the process namespace of the host: it could read the memory and the secrets of every process there. Delete \`pid: host\` unless it is an agent that watches the host.`,
  fixes: [
    {
      kind: 'review',
      title: 'Delete `pid: host`',
      edits: ({ pid, isAgent }) => (isAgent ? undefined : deleteEntry(pid.entry)),
    },
  ],
});
