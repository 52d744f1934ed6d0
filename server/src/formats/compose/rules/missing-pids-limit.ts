import { finding } from '../../../engine/rule';
import { missingLimit, setLimit, type Limit } from '../limits';
import { composeRule } from '../rule';

const PROCESSES: Limit = { deploy: 'pids', service: ['pids_limit'] };

export default composeRule({
  id: 'compose/missing-pids-limit',
  severity: 'info',
  preset: 'strict',
  category: 'resources',
  since: '0.1.0',
  grouped: 'process limit',
  summary: 'Service may start any number of processes',
  why: 'A container that forks without end uses up the process table of the host, and then not even a shell starts there any more.',
  knownProblems:
    'Jobs that end by themselves are exempt. Threads count as processes: raise the number for programs with many.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#pids_limit',
    'https://docs.docker.com/reference/compose-file/deploy/#pids',
  ],
  peers: ['kics:pids_limit_not_set', 'cis:5.29', 'owasp:7'],
  examples: {
    bad: 'services:\n  web:\n    image: nginx:1.29.1\n    mem_limit: 256m\n',
    good: 'services:\n  web:\n    image: nginx:1.29.1\n    mem_limit: 256m\n    pids_limit: 200\n',
  },
  on: {
    service(service, { severity }) {
      if (service.isPartial || !service.isLongRunning) return undefined;
      const token = missingLimit(service, PROCESSES);
      const more = { subject: service.subject, severity: service.lenient(severity) };
      return token && finding(token, { service }, more);
    },
  },
  message: ({ service }) =>
    `"${service.name}" may start processes until the host can start none. Set a limit above the number of threads it needs.`,
  fixes: [
    {
      kind: 'review',
      title: 'Limit the number of processes',
      edits: ({ service }) => setLimit(service, PROCESSES, 200),
    },
  ],
});
