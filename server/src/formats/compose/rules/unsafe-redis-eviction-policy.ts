import { finding } from '../../../engine/rule';
import { redisServer, redisUse } from '../redis';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/unsafe-redis-eviction-policy',
  severity: 'warning',
  preset: 'recommended',
  category: 'reliability',
  since: '0.1.0',
  crossFile: true,
  summary: 'Redis may throw away sessions or jobs',
  why: 'With an `allkeys-` policy Redis deletes any key when its memory is full: people are logged out and jobs vanish without a trace. Refusing to write is an error that somebody sees.',
  knownProblems:
    'What Redis is used for shows in the variables of its clients. A server that writes an append-only file is taken for more than a cache, which is an information only.',
  references: [
    'https://redis.io/docs/latest/develop/reference/eviction/',
    'https://docs.bullmq.io/guide/going-to-production',
  ],
  examples: {
    bad: 'services:\n  worker:\n    image: example/worker:1.4\n    environment:\n      CELERY_BROKER_URL: redis://queue:6379/0\n  queue:\n    image: redis:8.6.4\n    command: redis-server --maxmemory 256mb --maxmemory-policy allkeys-lru\n',
    good: 'services:\n  worker:\n    image: example/worker:1.4\n    environment:\n      CELERY_BROKER_URL: redis://queue:6379/0\n  queue:\n    image: redis:8.6.4\n    command: redis-server --maxmemory 256mb --maxmemory-policy noeviction\n',
  },
  on: {
    service(service, { severity, surroundings }) {
      const server = redisServer(service, surroundings);
      const policy = server?.get('maxmemory-policy');
      if (!policy || !/^allkeys-/.test(policy.value)) return undefined;
      const found = redisUse(service);
      if (!found && server?.get('appendonly')?.value !== 'yes') return undefined;
      const related = found
        ? [{ token: found.reference.token, message: `"${found.reference.from.name}" keeps its ${found.use} there.` }]
        : [];
      const more = { severity: service.lenient(found ? severity : 'info'), related };
      return finding(policy.token, { service, policy, use: found?.use }, more);
    },
  },
  message: ({ service, policy, use }) =>
    use
      ? `When its memory is full, "${service.name}" deletes ${use} (${policy.value}): nobody sees why they are gone. Let it refuse to write instead.`
      : `"${service.name}" keeps every write on disk, and yet deletes any key when its memory is full (${policy.value}). If it is more than a cache, let it refuse to write.`,
  fixes: [
    { kind: 'review', title: 'Refuse to write when it is full', edits: ({ policy }) => policy.replace('noeviction') },
  ],
});
