import { finding } from '../../../engine/rule';
import type { ComposeService } from '../model';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/missing-memory-limit',
  severity: 'info',
  preset: 'recommended',
  category: 'resources',
  since: '0.1.0',
  grouped: 'memory limit',
  summary: 'Service has no memory limit',
  why: 'One leaking container takes the memory of the whole host, and the kernel then kills whatever it likes: often the database.',
  knownProblems: 'A reservation is no limit and does not count. Jobs that end by themselves are exempt.',
  references: [
    'https://docs.docker.com/reference/compose-file/deploy/#memory',
    'https://docs.docker.com/engine/containers/resource_constraints/',
  ],
  peers: ['kics:memory_not_limited', 'compose-lint:CL-0026', 'docksec:compose-resource-limits', 'cis:5.11', 'owasp:7'],
  examples: {
    bad: 'services:\n  db:\n    image: postgres:17.6\n    restart: unless-stopped\n',
    good: 'services:\n  db:\n    image: postgres:17.6\n    restart: unless-stopped\n    mem_limit: 1g\n',
  },
  on: {
    service(service, { severity }) {
      if (service.isPartial || !service.isLongRunning || isLimited(service)) return undefined;
      return finding(service.key, { service }, { subject: service.subject, severity: service.lenient(severity) });
    },
  },
  message: ({ service }) =>
    `"${service.name}" may use all memory of the host, and the kernel then kills other services. Set a limit a little above what it needs.`,
  fixes: [
    {
      kind: 'review',
      title: 'Add a memory limit',
      edits: ({ service }) => {
        const size = service.knownImage?.memoryLimit ?? '512M';
        return service.insert(usesDeploy(service) ? ['deploy', 'resources', 'limits', 'memory'] : ['mem_limit'], size);
      },
    },
  ],
});

/** Zero means unlimited; a variable without default may hold a limit. */
function isLimited(service: ComposeService): boolean {
  return [service.text('deploy', 'resources', 'limits', 'memory'), service.text('mem_limit')].some(
    (limit) => limit && (!limit.known || Number.parseFloat(limit.text) > 0),
  );
}

/** Compose refuses a service that has both spellings, so the one in use is kept up; otherwise the one most used in the file. */
function usesDeploy(service: ComposeService): boolean {
  if (service.get('deploy', 'resources', 'limits')) return true;
  if (['mem_limit', 'mem_reservation', 'cpus', 'pids_limit'].some((key) => service.get(key))) return false;
  const others = service.file.services.filter((other) => other !== service);
  const withDeploy = others.filter((other) => other.get('deploy', 'resources', 'limits')).length;
  return withDeploy > 0 && withDeploy >= others.filter((other) => other.get('mem_limit')).length;
}
