import { deleteItem } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { composeRule } from '../rule';
import { securityOption } from '../securityOptions';

export default composeRule({
  id: 'compose/unmasked-proc-mount',
  severity: 'warning',
  preset: 'recommended',
  category: 'security',
  since: '0.1.0',
  summary: 'Service sees the parts of /proc and /sys that are hidden from containers',
  why: 'The engine hides what in /proc and /sys tells secrets of the kernel or changes the host, and makes the rest of it read-only. With this option a container that runs as root can write there.',
  knownProblems: '`docker stack deploy` ignores the option: in a Swarm it is an information under the preset `strict`.',
  references: [
    'https://docs.docker.com/reference/cli/docker/container/run/#security-opt',
    'https://docs.docker.com/reference/compose-file/services/#security_opt',
  ],
  examples: {
    bad: 'services:\n  builder:\n    image: example/builder:1.4\n    security_opt:\n      - systempaths=unconfined\n    restart: unless-stopped\n',
    good: 'services:\n  builder:\n    image: example/builder:1.4\n    restart: unless-stopped\n',
  },
  on: {
    service(service) {
      const option = securityOption(service, 'systempaths', 'unconfined');
      if (!option) return undefined;
      return finding(option.token, { service, option }, service.isSwarm ? { severity: 'info', preset: 'strict' } : {});
    },
  },
  message: ({ service }) =>
    `"${service.name}" sees all of /proc and /sys, and as root it can change settings of the host there. Delete this unless containers run inside of it.`,
  fixes: [
    {
      kind: 'review',
      title: 'Hide the paths of the kernel again',
      edits: ({ option: { item } }) => deleteItem(item.holder, item.view),
    },
  ],
});
