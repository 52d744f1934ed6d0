import { deleteItem } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { composeRule } from '../rule';
import { securityOption } from '../securityOptions';

export default composeRule({
  id: 'compose/unconfined-apparmor',
  severity: 'error',
  preset: 'recommended',
  category: 'security',
  since: '0.1.0',
  summary: 'Service switches its AppArmor profile off',
  why: 'The default profile keeps containers from mounting file systems and from writing to /proc and /sys of the host. Without it one wrong capability is enough to get out.',
  knownProblems:
    'On a host without AppArmor the option changes nothing, and `docker stack deploy` ignores it: in a Swarm it is an information under the preset `strict` only.',
  references: [
    'https://docs.docker.com/engine/security/apparmor/',
    'https://docs.docker.com/reference/compose-file/services/#security_opt',
  ],
  peers: ['compose-lint:CL-0009', 'docksec:compose-security-opt-unconfined', 'cis:5.2', 'owasp:6'],
  examples: {
    bad: 'services:\n  files:\n    image: example/files:1.4\n    security_opt:\n      - apparmor=unconfined\n    restart: unless-stopped\n',
    good: 'services:\n  files:\n    image: example/files:1.4\n    restart: unless-stopped\n',
  },
  on: {
    service(service) {
      const option = securityOption(service, 'apparmor', 'unconfined');
      if (!option) return undefined;
      return finding(option.token, { service, option }, service.isSwarm ? { severity: 'info', preset: 'strict' } : {});
    },
  },
  message: ({ service }) =>
    `"${service.name}" runs without an AppArmor profile: it may mount file systems and write to /proc and /sys as far as its capabilities reach. Delete this, or name a profile of its own.`,
  fixes: [
    {
      kind: 'review',
      title: 'Use the default AppArmor profile',
      edits: ({ option: { item } }) => deleteItem(item.holder, item.view),
    },
  ],
});
