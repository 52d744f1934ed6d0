import { deleteItem } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { composeRule } from '../rule';
import { securityOption } from '../securityOptions';

export default composeRule({
  id: 'compose/unconfined-seccomp',
  severity: 'error',
  preset: 'recommended',
  category: 'security',
  since: '0.1.0',
  summary: 'Service switches the seccomp filter off',
  why: 'The filter keeps a container away from the system calls of the kernel that it never needs. Without it every hole in one of them is a way out to the host.',
  knownProblems:
    '`docker stack deploy` ignores the option, so in a Swarm it is an information under the preset `strict` only. Whether a profile of your own is strict enough cannot be seen here.',
  references: [
    'https://docs.docker.com/engine/security/seccomp/',
    'https://docs.docker.com/reference/compose-file/services/#security_opt',
  ],
  peers: [
    'kics:default_seccomp_profile_disabled',
    'compose-lint:CL-0009',
    'semgrep:seccomp-confinement-disabled',
    'docksec:compose-security-opt-unconfined',
    'cis:5.22',
    'owasp:6',
  ],
  examples: {
    bad: 'services:\n  tracer:\n    image: example/tracer:1.4\n    security_opt:\n      - no-new-privileges:true\n      - seccomp:unconfined\n',
    good: 'services:\n  tracer:\n    image: example/tracer:1.4\n    security_opt:\n      - no-new-privileges:true\n',
  },
  on: {
    service(service) {
      const option = securityOption(service, 'seccomp', 'unconfined');
      if (!option) return undefined;
      return finding(option.token, { service, option }, service.isSwarm ? { severity: 'info', preset: 'strict' } : {});
    },
  },
  message: ({ service }) =>
    `"${service.name}" may use every system call of the kernel, which makes a way out to the host far more likely. Delete this, or name a profile that allows only what it needs.`,
  fixes: [
    {
      kind: 'review',
      title: 'Use the default seccomp profile',
      edits: ({ option: { item } }) => deleteItem(item.holder, item.view),
    },
  ],
});
