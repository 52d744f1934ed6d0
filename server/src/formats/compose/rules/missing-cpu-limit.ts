import { finding } from '../../../engine/rule';
import { missingLimit, setLimit, type Limit } from '../limits';
import { composeRule } from '../rule';

const PROCESSORS: Limit = { deploy: 'cpus', service: ['cpus', 'cpu_quota'] };

export default composeRule({
  id: 'compose/missing-cpu-limit',
  severity: 'info',
  preset: 'strict',
  category: 'resources',
  since: '0.1.0',
  grouped: 'CPU limit',
  summary: 'Service has no CPU limit',
  why: 'A busy loop in one container slows down everything else on the host. A limit throttles, though: databases and Java programs answer late when it is tight.',
  knownProblems: 'A reservation or a share is no limit and does not count. Jobs that end by themselves are exempt.',
  references: [
    'https://docs.docker.com/reference/compose-file/deploy/#cpus',
    'https://docs.docker.com/engine/containers/resource_constraints/#configure-the-default-cfs-scheduler',
  ],
  peers: ['kics:cpus_not_limited', 'compose-lint:CL-0026', 'docksec:compose-resource-limits', 'cis:5.12', 'owasp:7'],
  examples: {
    bad: 'services:\n  web:\n    image: nginx:1.29.1\n    deploy:\n      resources:\n        limits:\n          memory: 256M\n',
    good: 'services:\n  web:\n    image: nginx:1.29.1\n    deploy:\n      resources:\n        limits:\n          memory: 256M\n          cpus: "1.0"\n',
  },
  on: {
    service(service, { severity }) {
      if (service.isPartial || !service.isLongRunning) return undefined;
      // A fixed set of processors is a limit too.
      if (service.text('cpuset')) return undefined;
      const token = missingLimit(service, PROCESSORS);
      const more = { subject: service.subject, severity: service.lenient(severity) };
      return token && finding(token, { service }, more);
    },
  },
  message: ({ service }) =>
    `"${service.name}" may take every processor of the host from the other services. Set a generous limit: a tight one throttles databases and Java programs.`,
  fixes: [
    {
      kind: 'review',
      title: 'Add a CPU limit',
      edits: ({ service }) => setLimit(service, PROCESSORS, '1.0'),
    },
  ],
});
