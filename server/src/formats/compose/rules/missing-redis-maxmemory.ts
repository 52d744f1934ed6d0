import { placeholder } from '../../../document/render';
import { finding } from '../../../engine/rule';
import { memoryLimitOf } from '../limits';
import { addOptions, redisServer } from '../redis';
import { composeRule } from '../rule';
import { MEBIBYTE } from '../units';

/** Of the memory limit; the rest is for buffers and for the copy that a snapshot makes. */
const SHARE = 0.7;

export default composeRule({
  id: 'compose/missing-redis-maxmemory',
  severity: 'info',
  preset: 'recommended',
  category: 'resources',
  since: '0.1.0',
  crossFile: true,
  summary: 'Redis has no bound for its data',
  why: 'Without `maxmemory` it takes what it gets: with a memory limit it is killed when that is reached, without one it takes the host. With a bound it refuses to write, or evicts, and goes on serving.',
  knownProblems:
    'Settings in a file that cannot be read, or made by `CONFIG SET`, are not seen: then nothing is said. The policy that is offered keeps every key; for a pure cache choose `allkeys-lru`.',
  references: ['https://redis.io/docs/latest/develop/reference/eviction/'],
  examples: {
    bad: 'services:\n  cache:\n    image: redis:8.6.4\n    command: ["redis-server", "--appendonly", "yes"]\n    mem_limit: 256M\n',
    good: 'services:\n  cache:\n    image: redis:8.6.4\n    command: ["redis-server", "--appendonly", "yes", "--maxmemory", "179mb", "--maxmemory-policy", "noeviction"]\n    mem_limit: 256M\n',
  },
  on: {
    service(service, { severity, surroundings }) {
      const server = redisServer(service, surroundings);
      if (!server?.isComplete || service.isPartial || !service.isLongRunning) return undefined;
      const maxmemory = server.get('maxmemory');
      const hasPolicy = server.get('maxmemory-policy') !== undefined;
      const isBounded = maxmemory !== undefined && maxmemory.value !== '0';
      if (isBounded && hasPolicy) return undefined;
      const limit = memoryLimitOf(service);
      const data = { service, server, hasPolicy, isBounded, limit };
      if (isBounded) return finding(maxmemory.token, data, { severity: service.lenient(severity) });
      const more = { severity: service.lenient(limit ? 'warning' : severity), subject: service.subject };
      return finding(maxmemory?.token ?? service.key, data, more);
    },
  },
  message: ({ service, isBounded, limit }) => {
    if (isBounded)
      return `When "${service.name}" is full, it refuses to write, which is what nobody expects of a cache. Say with \`maxmemory-policy\` what you want.`;
    return limit
      ? `"${service.name}" does not know its memory limit: it grows until it is killed, with all that it holds. Give it a \`maxmemory\`.`
      : `"${service.name}" grows as long as the host has memory. Give it a \`maxmemory\`.`;
  },
  fixes: [
    {
      kind: 'review',
      title: ({ isBounded }) =>
        isBounded ? 'Refuse to write when it is full, as it does now' : 'Bound its data at 70 % of the limit',
      edits: ({ service, server, hasPolicy, isBounded, limit }) => {
        const policy = hasPolicy ? [] : ['--maxmemory-policy', 'noeviction'];
        if (isBounded) return addOptions(service, server, policy);
        if (!limit || limit === 'unknown' || server.get('maxmemory')) return undefined;
        const size = `${Math.floor((limit.value * SHARE) / MEBIBYTE)}mb`;
        return addOptions(service, server, ['--maxmemory', size, ...policy]);
      },
    },
    {
      kind: 'manual',
      title: 'Bound its data',
      edits: ({ service, server, hasPolicy, isBounded, limit }) => {
        if (isBounded || (limit && limit !== 'unknown') || server.get('maxmemory')) return undefined;
        const policy = hasPolicy ? [] : ['--maxmemory-policy', 'noeviction'];
        return addOptions(service, server, ['--maxmemory', placeholder('256mb'), ...policy]);
      },
    },
  ],
});
