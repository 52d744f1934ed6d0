import { finding } from '../../../engine/rule';
import type { Surroundings } from '../../../engine/surroundings';
import { memoryLimitOf, setLimit } from '../limits';
import type { ComposeService } from '../model';
import { composeRule } from '../rule';
import { managedRuntime } from '../runtimes';
import { MEBIBYTE, writtenSize } from '../units';

/** The engine starts nothing with less. */
const LEAST_FOR_ENGINE = 6 * MEBIBYTE;
const LEAST = 16 * MEBIBYTE;
const LEAST_FOR_RUNTIME = { jvm: 128 * MEBIBYTE, node: 64 * MEBIBYTE } as const;
const LEAST_FOR_KIND: Readonly<Record<string, number>> = {
  elasticsearch: 512 * MEBIBYTE,
  opensearch: 512 * MEBIBYTE,
};

export default composeRule({
  id: 'compose/small-memory-limit',
  severity: 'warning',
  preset: 'recommended',
  category: 'resources',
  since: '0.1.0',
  crossFile: true,
  summary: 'Memory limit is too small to start with',
  why: 'A container that reaches its limit is killed. Below what its program needs to start, that is every time; below 6 MB the engine refuses to create it.',
  knownProblems: 'What is least is an estimate for each kind of program, on the low side.',
  references: [
    'https://docs.docker.com/engine/containers/resource_constraints/#limit-a-containers-access-to-memory',
    'https://docs.docker.com/reference/compose-file/deploy/#memory',
  ],
  examples: {
    bad: 'services:\n  db:\n    image: postgres:17.6\n    mem_limit: 12M\n',
    good: 'services:\n  db:\n    image: postgres:17.6\n    mem_limit: 512M\n',
  },
  on: {
    service(service, { surroundings }) {
      const limit = memoryLimitOf(service);
      if (!limit || limit === 'unknown') return undefined;
      const least = leastFor(service, surroundings);
      if (limit.value >= least) return undefined;
      const isRefused = limit.value < LEAST_FOR_ENGINE;
      return finding(limit.token, { service, limit, least, isRefused }, isRefused ? { severity: 'error' } : {});
    },
  },
  message: ({ service, limit, least, isRefused }) =>
    isRefused
      ? `Docker refuses to create "${service.name}" with less than 6 MB of memory. Is the unit missing? Raise the limit.`
      : `${writtenSize(limit.value)} of memory are not enough for "${service.name}", which is killed as soon as it starts to work. It takes ${writtenSize(least)} at the very least.`,
  fixes: [
    {
      kind: 'review',
      title: ({ service }) => `Raise the limit to ${usual(service)}`,
      edits: ({ service, limit }) =>
        limit.token.text.includes('$')
          ? undefined
          : setLimit(service, { deploy: 'memory', service: ['mem_limit'] }, usual(service)),
    },
  ],
});

function leastFor(service: ComposeService, surroundings: Surroundings): number {
  const runtime = managedRuntime(service, surroundings);
  return LEAST_FOR_KIND[service.knownImage?.kind ?? ''] ?? (runtime ? LEAST_FOR_RUNTIME[runtime] : LEAST);
}

function usual({ knownImage }: ComposeService): string {
  return knownImage?.memoryLimit ?? '512M';
}
