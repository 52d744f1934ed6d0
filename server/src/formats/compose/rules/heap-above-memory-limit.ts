import { finding } from '../../../engine/rule';
import { fillsLimit, heapSettings, shareForHeap, USUAL_SHARE } from '../heap';
import { memoryLimitOf } from '../limits';
import { composeRule } from '../rule';
import { writtenSize } from '../units';

export default composeRule({
  id: 'compose/heap-above-memory-limit',
  severity: 'warning',
  preset: 'recommended',
  category: 'resources',
  since: '0.1.0',
  summary: 'Heap leaves no room below the memory limit',
  why: 'Stacks, buffers and the code itself come on top of the heap. The kernel kills the process before the runtime sees a reason to collect garbage, and its log says nothing.',
  knownProblems: 'Options in files that the container reads are not seen.',
  references: [
    'https://nodejs.org/api/cli.html#--max-old-space-sizesize-in-mib',
    'https://docs.oracle.com/en/java/javase/21/docs/specs/man/java.html',
    'https://docs.docker.com/reference/compose-file/deploy/#memory',
  ],
  examples: {
    bad: 'services:\n  api:\n    image: node:24.3-alpine\n    environment:\n      NODE_OPTIONS: --max-old-space-size=512\n    mem_limit: 512M\n',
    good: 'services:\n  api:\n    image: node:24.3-alpine\n    environment:\n      NODE_OPTIONS: --max-old-space-size=384\n    mem_limit: 512M\n',
  },
  on: {
    service(service) {
      const limit = memoryLimitOf(service);
      if (!limit || limit === 'unknown') return undefined;
      return heapSettings(service).map((heap) => {
        if (!fillsLimit(heap, limit.value)) return undefined;
        const related = [{ token: limit.token, message: 'The memory limit is set here.' }];
        return finding(heap.token, { service, heap, limit: limit.value }, { related });
      });
    },
  },
  message: ({ service, heap, limit }) =>
    `\`${heap.name}\` lets the heap of "${service.name}" fill its memory limit of ${writtenSize(limit)}: it is killed instead of collecting garbage. Leave a quarter for the rest.`,
  fixes: [
    {
      kind: 'review',
      title: ({ service }) =>
        `Let the heap take ${shareForHeap(service) === USUAL_SHARE ? 'three quarters' : 'half'} of the limit`,
      edits: ({ service, heap, limit }) => heap.replace(limit * shareForHeap(service)),
    },
  ],
});
