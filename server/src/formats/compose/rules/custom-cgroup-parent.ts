import { deleteEntry } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/custom-cgroup-parent',
  severity: 'info',
  preset: 'strict',
  category: 'security',
  since: '0.1.0',
  summary: 'Service leaves the control group of the containers',
  why: 'Limits that the host sets for all containers together do not hold elsewhere. With `cgroup: host` a container also sees the control groups of everything that runs on the host.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#cgroup_parent',
    'https://docs.docker.com/reference/compose-file/services/#cgroup',
  ],
  peers: ['kics:cgroup_not_default', 'cis:5.25'],
  examples: {
    bad: 'services:\n  worker:\n    image: example/worker:1.4\n    cgroup_parent: /batch\n    restart: unless-stopped\n',
    good: 'services:\n  worker:\n    image: example/worker:1.4\n    restart: unless-stopped\n',
  },
  on: {
    service(service) {
      const parent = service.text('cgroup_parent');
      const namespace = service.text('cgroup');
      return [
        parent?.known && parent.text !== ''
          ? finding(parent.token, { service, value: parent, isHost: false })
          : undefined,
        namespace?.known && namespace.text === 'host'
          ? finding(namespace.token, { service, value: namespace, isHost: true })
          : undefined,
      ];
    },
  },
  message: ({ service, isHost }) =>
    isHost
      ? `"${service.name}" sees the control groups of the whole host. Delete \`cgroup: host\` unless it is an agent that measures the host.`
      : `"${service.name}" runs in a control group of its own choice, where limits for all containers do not hold. Delete \`cgroup_parent\`, and set its limits at the service.`,
  fixes: [
    {
      kind: 'review',
      title: ({ isHost }) => `Delete \`${isHost ? 'cgroup' : 'cgroup_parent'}\``,
      edits: ({ value }) => deleteEntry(value.entry),
    },
  ],
});
