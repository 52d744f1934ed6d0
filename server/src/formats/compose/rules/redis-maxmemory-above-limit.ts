import { finding } from '../../../engine/rule';
import { memoryLimitOf, setLimit } from '../limits';
import { limitForRedis, redisBytes, redisFillsLimit, redisServer } from '../redis';
import { composeRule } from '../rule';
import { MEBIBYTE, writtenSize } from '../units';

export default composeRule({
  id: 'compose/redis-maxmemory-above-limit',
  severity: 'warning',
  preset: 'recommended',
  category: 'resources',
  since: '0.1.0',
  crossFile: true,
  summary: 'Redis may fill its memory limit',
  why: '`maxmemory` counts the data only. Buffers, fragmentation and the copy that a snapshot or a rewrite of the log makes come on top, and then the kernel kills the server in the middle of it.',
  references: [
    'https://redis.io/docs/latest/operate/oss_and_stack/management/admin/',
    'https://redis.io/docs/latest/develop/reference/eviction/',
  ],
  examples: {
    bad: 'services:\n  cache:\n    image: redis:8.6.4\n    command: redis-server --maxmemory 256mb --maxmemory-policy allkeys-lru\n    mem_limit: 256M\n',
    good: 'services:\n  cache:\n    image: redis:8.6.4\n    command: redis-server --maxmemory 256mb --maxmemory-policy allkeys-lru\n    mem_limit: 359M\n',
  },
  on: {
    service(service, { surroundings }) {
      const limit = memoryLimitOf(service);
      if (!limit || limit === 'unknown') return undefined;
      const setting = redisServer(service, surroundings)?.get('maxmemory');
      const bytes = setting && redisBytes(setting.value);
      if (!setting || !bytes || !redisFillsLimit(bytes, limit.value)) return undefined;
      const related = [{ token: limit.token, message: 'The memory limit is set here.' }];
      return finding(setting.token, { service, setting, bytes, limit }, { related });
    },
  },
  message: ({ service, bytes, limit }) =>
    `"${service.name}" may hold ${writtenSize(bytes)} of data in ${writtenSize(limit.value)} of memory: the next snapshot gets it killed. Raise the limit, or lower \`maxmemory\`.`,
  fixes: [
    {
      kind: 'review',
      title: ({ bytes }) => `Raise the memory limit to ${writtenSize(limitForRedis(bytes))}`,
      edits: ({ service, bytes, limit }) =>
        limit.token.text.includes('$')
          ? undefined
          : setLimit(service, { deploy: 'memory', service: ['mem_limit'] }, writtenSize(limitForRedis(bytes))),
    },
    {
      kind: 'review',
      title: ({ limit }) => `Lower maxmemory to ${below(limit.value)}`,
      edits: ({ setting, limit }) => setting.replace(below(limit.value)),
    },
  ],
});

function below(limit: number): string {
  return `${Math.max(1, Math.floor((limit * 0.7) / MEBIBYTE))}mb`;
}
