import { finding } from '../../../engine/rule';
import { memoryLimitOf } from '../limits';
import { boundHeap, unboundRuntime } from '../oldRuntimes';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/missing-heap-limit',
  severity: 'info',
  preset: 'strict',
  category: 'resources',
  since: '0.1.0',
  crossFile: true,
  summary: 'Old runtime does not know its memory limit',
  why: 'Node.js before 12 and Java before 10 size their heap by the memory of the host. In a container with a limit they grow past it and are killed.',
  knownProblems: 'Newer runtimes read the limit by themselves. Options in files that the container reads are not seen.',
  references: [
    'https://nodejs.org/en/blog/release/v12.0.0',
    'https://www.oracle.com/java/technologies/javase/8u191-relnotes.html',
  ],
  examples: {
    bad: 'services:\n  api:\n    image: node:10.24-alpine\n    mem_limit: 512M\n',
    good: 'services:\n  api:\n    image: node:10.24-alpine\n    mem_limit: 512M\n    environment:\n      NODE_OPTIONS: --max-old-space-size=384\n',
  },
  on: {
    service(service, { severity, surroundings }) {
      const limit = memoryLimitOf(service);
      const runtime = limit && unboundRuntime(service, surroundings);
      if (!limit || !runtime) return undefined;
      return finding(
        limit === 'unknown' ? service.key : limit.token,
        { service, limit, runtime },
        { severity: service.lenient(severity) },
      );
    },
  },
  message: ({ service, runtime }) =>
    `The ${runtime} of "${service.name}" is too old to see this limit: its heap grows past it until it is killed. Bound the heap, or update.`,
  fixes: [
    {
      kind: 'review',
      title: 'Let the heap take three quarters of the limit',
      edits: ({ service, limit, runtime }) =>
        limit === 'unknown' ? undefined : boundHeap(service, runtime, limit.value),
    },
  ],
});
