import { finding } from '../../../engine/rule';
import { builtImageOf } from '../health';
import type { ComposeService } from '../model';
import { composeRule } from '../rule';

/** What they do takes root, or they give it up by themselves where it matters. */
const EXEMPT = new Set(['agent', 'vpn', 'proxy', 'backup']);

export default composeRule({
  id: 'compose/missing-user',
  severity: 'info',
  preset: 'strict',
  category: 'security',
  since: '0.1.0',
  grouped: 'ordinary user',
  crossFile: true,
  summary: 'Service runs as root because nothing says otherwise',
  why: 'Root in the container is root on the host for every mounted file and for every hole in the kernel.',
  knownProblems:
    'Only images that are known to stay root, and Dockerfiles written inside the compose file; a Dockerfile of its own is judged where it stands. Proxies, agents, VPNs and backup tools need root and are left alone, and so are jobs that end.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#user',
    'https://docs.docker.com/build/building/best-practices/#user',
  ],
  peers: ['docksec:compose-no-non-root-user', 'cis:4.1', 'owasp:2'],
  examples: {
    bad: 'services:\n  api:\n    build:\n      dockerfile_inline: |\n        FROM python:3.13-slim\n        USER root\n        CMD ["python", "-m", "http.server"]\n',
    good: 'services:\n  api:\n    build:\n      dockerfile_inline: |\n        FROM python:3.13-slim\n        USER root\n        CMD ["python", "-m", "http.server"]\n    user: 1000:1000\n',
    files: { 'README.md': '' },
  },
  on: {
    service(service, { surroundings }) {
      if (service.isPartial || !service.isLongRunning || service.get('user') || service.get('privileged'))
        return undefined;
      const staysRoot = service.isBuilt
        ? service.get('build', 'dockerfile_inline') !== undefined && isRoot(builtImageOf(service, surroundings)?.user)
        : imageStaysRoot(service);
      return staysRoot ? finding(service.key, { service }, { subject: service.subject }) : undefined;
    },
  },
  message: ({ service }) =>
    `"${service.name}" runs as root: a hole in it is a hole in the host. Give it the number of an ordinary user that owns its files.`,
  fixes: [
    {
      kind: 'review',
      title: 'Run as an ordinary user',
      edits: ({ service }) => (service.isBuilt ? service.insert(['user'], '1000:1000') : undefined),
    },
  ],
});

function isRoot(user: string | undefined): boolean {
  return user !== undefined && /^(?:root|0+)(?::|$)/.test(user);
}

function imageStaysRoot({ knownImage }: ComposeService): boolean {
  if (!knownImage || EXEMPT.has(knownImage.class) || knownImage.justifiedHostAccess?.length) return false;
  return knownImage.user.default === 'root' && knownImage.user.dropsPrivileges !== true;
}
