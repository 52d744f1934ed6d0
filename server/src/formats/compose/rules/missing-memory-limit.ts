import { finding } from '../../../engine/rule';
import { fillsLimit, heapSettings, shareForHeap } from '../heap';
import { missingLimit, setLimit, type Limit } from '../limits';
import type { ComposeService } from '../model';
import { composeRule } from '../rule';
import { bytesOf, MEBIBYTE, writtenSize } from '../units';

const MEMORY: Limit = { deploy: 'memory', service: ['mem_limit'] };

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
    good: 'services:\n  db:\n    image: postgres:17.6\n    restart: unless-stopped\n    mem_limit: 512M\n',
  },
  on: {
    service(service, { severity }) {
      if (service.isPartial || !service.isLongRunning) return undefined;
      const token = missingLimit(service, MEMORY);
      const more = { subject: service.subject, ...service.inOperation(severity) };
      return token && finding(token, { service }, more);
    },
  },
  message: ({ service }) =>
    `"${service.name}" may use all memory of the host, and the kernel then kills other services. Set a limit a little above what it needs.`,
  fixes: [
    {
      kind: 'review',
      title: 'Add a memory limit',
      edits: ({ service }) => {
        const limit = limitFor(service);
        return limit === undefined ? undefined : setLimit(service, MEMORY, limit);
      },
    },
  ],
});

/** What is usual for the image, and more where a heap needs it; undefined where a heap takes its share of whatever it gets. */
function limitFor(service: ComposeService): string | undefined {
  const usual = service.knownImage?.memoryLimit ?? '512M';
  const tooLarge = heapSettings(service).filter((heap) => fillsLimit(heap, bytesOf(usual) ?? 0));
  if (tooLarge.length === 0) return usual;
  const sizes = tooLarge.map(({ size }) => ('bytes' in size ? size.bytes : Infinity));
  const limit = Math.max(...sizes) / shareForHeap(service);
  return Number.isFinite(limit) ? writtenSize(Math.ceil(limit / MEBIBYTE) * MEBIBYTE) : undefined;
}
