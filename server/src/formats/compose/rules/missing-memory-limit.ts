import { combineEdits, type Edits } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import type { Surroundings } from '../../../engine/surroundings';
import { fillsLimit, heapSettings, shareForHeap } from '../heap';
import { missingLimit, setLimit, type Limit } from '../limits';
import type { ComposeService } from '../model';
import { boundHeap, unboundRuntime } from '../oldRuntimes';
import { limitForRedis, redisBytes, redisFillsLimit, redisServer } from '../redis';
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
    service(service, { severity, surroundings }) {
      if (service.isPartial || !service.isLongRunning) return undefined;
      const token = missingLimit(service, MEMORY);
      const more = { subject: service.subject, ...service.inOperation(severity) };
      return token && finding(token, { service, surroundings }, more);
    },
  },
  message: ({ service }) =>
    `"${service.name}" may use all memory of the host, and the kernel then kills other services. Set a limit a little above what it needs.`,
  fixes: [
    {
      kind: 'review',
      title: 'Add a memory limit',
      // Other files decide how much it needs, but not whether it has a limit.
      edits: ({ service, surroundings }) => limitMemory(service, surroundings),
    },
  ],
});

function limitMemory(service: ComposeService, surroundings: Surroundings): Edits {
  const bytes = limitFor(service, surroundings);
  if (bytes === undefined) return undefined;
  const limit = setLimit(service, MEMORY, writtenSize(bytes));
  const runtime = unboundRuntime(service, surroundings);
  // It would grow past the limit until it is killed.
  return runtime ? combineEdits(limit, boundHeap(service, runtime, bytes)) : limit;
}

/** Bytes: what is usual for the image, and more where a heap or a store needs it; undefined where a heap takes its share of whatever it gets. */
function limitFor(service: ComposeService, surroundings: Surroundings): number | undefined {
  const usual = bytesOf(service.knownImage?.memoryLimit ?? '512M') ?? 0;
  const tooLarge = heapSettings(service).filter((heap) => fillsLimit(heap, usual));
  const heaps = tooLarge.map(({ size }) => ('bytes' in size ? size.bytes / shareForHeap(service) : Infinity));
  const data = redisBytes(redisServer(service, surroundings)?.get('maxmemory')?.value ?? '');
  const limit = Math.max(usual, data && redisFillsLimit(data, usual) ? limitForRedis(data) : 0, ...heaps);
  return Number.isFinite(limit) ? Math.ceil(limit / MEBIBYTE) * MEBIBYTE : undefined;
}
