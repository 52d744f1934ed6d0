import { finding } from '../../../engine/rule';
import type { ComposeService } from '../model';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/implicit-privilege-escalation',
  severity: 'warning',
  preset: 'strict',
  category: 'security',
  since: '0.1.0',
  grouped: '`no-new-privileges`',
  summary: 'Service may gain privileges',
  why: 'Without no-new-privileges a process that runs as an ordinary user can become root through any setuid program in the image. Entrypoints that step down with gosu or su-exec work with it.',
  knownProblems:
    'Images that use sudo or setuid programs themselves break with it: those that are known to are an information without a fix. `docker stack deploy` ignores `security_opt`, so services written for a Swarm are exempt.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#security_opt',
    'https://docs.kernel.org/userspace-api/no_new_privs.html',
  ],
  peers: [
    'kics:no_new_privileges_not_set',
    'kics:security_opt_not_set',
    'compose-lint:CL-0003',
    'semgrep:no-new-privileges',
    'docksec:compose-no-new-privileges',
    'cis:5.26',
    'owasp:4',
  ],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:1.4\n    restart: unless-stopped\n',
    good: 'services:\n  api:\n    image: example/api:1.4\n    restart: unless-stopped\n    security_opt:\n      - no-new-privileges:true\n',
  },
  on: {
    service(service, { severity }) {
      if (service.isPartial || !service.hasContainer || service.isSwarm || saysSomething(service)) return undefined;
      const usesSetuid = service.knownImage?.usesSetuid === true;
      return finding(
        service.key,
        { service, usesSetuid },
        { subject: service.subject, severity: usesSetuid ? 'info' : service.lenient(severity) },
      );
    },
  },
  message: ({ service, usesSetuid }) =>
    usesSetuid
      ? `"${service.name}" may gain privileges through setuid programs, and its image needs some of them. Leave it out of no-new-privileges and keep it away from untrusted input.`
      : `"${service.name}" may become root again through any setuid program in its image. Add no-new-privileges.`,
  fixes: [
    {
      kind: 'review',
      title: 'Add no-new-privileges',
      edits: ({ service, usesSetuid }) =>
        usesSetuid ? undefined : service.append('security_opt', 'no-new-privileges:true'),
    },
  ],
});

/** The option is written, on or off (off is privilege-escalation), or a variable may hold it. */
function saysSomething(service: ComposeService): boolean {
  return service.items('security_opt').some(({ view }) => {
    const written = view.kind === 'scalar' ? service.interpolate(view) : undefined;
    return written !== undefined && (!written.known || /^\s*no-new-privileges\s*(?:[:=]|$)/i.test(written.text));
  });
}
