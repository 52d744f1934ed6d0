import { finding } from '../../../engine/rule';
import { memoryLimitOf } from '../limits';
import type { ComposeService } from '../model';
import { composeRule } from '../rule';
import { MEBIBYTE, writtenSize } from '../units';

const RESERVATIONS = ['deploy', 'resources', 'reservations'] as const;

export default composeRule({
  id: 'compose/missing-resource-reservation',
  severity: 'hint',
  preset: 'strict',
  category: 'resources',
  since: '0.1.0',
  grouped: 'memory reservation',
  summary: 'Service has a memory limit but no reservation',
  why: 'A limit says how much a service may take, not how much it needs. With a reservation a Swarm places it where that much is free, and the kernel takes memory from others first when it runs short.',
  references: [
    'https://docs.docker.com/reference/compose-file/deploy/#resources',
    'https://docs.docker.com/reference/compose-file/services/#mem_reservation',
  ],
  examples: {
    bad: 'services:\n  db:\n    image: postgres:17.6\n    deploy:\n      resources:\n        limits:\n          memory: 1G\n',
    good: 'services:\n  db:\n    image: postgres:17.6\n    deploy:\n      resources:\n        limits:\n          memory: 1G\n        reservations:\n          memory: 512M\n',
  },
  on: {
    service(service) {
      const limit = memoryLimitOf(service);
      if (!limit || service.isPartial || !service.isLongRunning) return undefined;
      if (service.get(...RESERVATIONS, 'memory') || service.get('mem_reservation')) return undefined;
      // For development the limit itself weighs no more than this would.
      if (service.lenient('info') !== 'info') return undefined;
      return finding(service.key, { service, limit }, { subject: service.subject });
    },
  },
  message: ({ service }) =>
    `"${service.name}" has a memory limit, but nothing is set aside for it: when memory runs short, it suffers like everything else. Reserve what it needs.`,
  fixes: [
    {
      kind: 'review',
      title: 'Reserve half of the limit',
      edits: ({ service, limit }) =>
        limit === 'unknown' || limit.value < 2 * MEBIBYTE
          ? undefined
          : service.insert(placeOf(service), writtenSize(limit.value / 2)),
    },
  ],
});

/** Compose refuses both spellings with different values, and reservations of devices have only one. */
function placeOf(service: ComposeService): string[] {
  const usesDeploy = service.get(...RESERVATIONS) ?? service.get('deploy', 'resources', 'limits');
  return usesDeploy ? [...RESERVATIONS, 'memory'] : ['mem_reservation'];
}
