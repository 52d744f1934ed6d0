import { deleteItem } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { composeRule } from '../rule';
import { securityOption } from '../securityOptions';

export default composeRule({
  id: 'compose/disabled-selinux-label',
  severity: 'warning',
  preset: 'recommended',
  category: 'security',
  since: '0.1.0',
  summary: 'Service switches its SELinux label off',
  why: 'SELinux keeps a container away from the files of the host and of other containers, also when it runs as root. Without its label that wall is gone.',
  knownProblems:
    'On a host without SELinux the option changes nothing, and `docker stack deploy` ignores it: in a Swarm it is an information under the preset `strict` only.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#security_opt',
    'https://docs.docker.com/engine/storage/bind-mounts/#configure-the-selinux-label',
  ],
  peers: ['compose-lint:CL-0009', 'semgrep:selinux-separation-disabled', 'cis:5.3'],
  examples: {
    bad: 'services:\n  files:\n    image: example/files:1.4\n    security_opt:\n      - label:disable\n    restart: unless-stopped\n',
    good: 'services:\n  files:\n    image: example/files:1.4\n    restart: unless-stopped\n',
  },
  on: {
    service(service) {
      const option = securityOption(service, 'label', 'disable');
      if (!option) return undefined;
      return finding(option.token, { service, option }, service.isSwarm ? { severity: 'info', preset: 'strict' } : {});
    },
  },
  message: ({ service }) =>
    `"${service.name}" runs without an SELinux label, so nothing keeps it from files of the host that it can reach. Delete this; for files that it must see, add \`z\` or \`Z\` to their mount.`,
  fixes: [
    {
      kind: 'review',
      title: 'Keep the SELinux label',
      edits: ({ option: { item } }) => deleteItem(item.holder, item.view),
    },
  ],
});
