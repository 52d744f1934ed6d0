/** A real Redis, and the same server under Valkey's names, well and sick. */
import { describe, expect, it } from 'vitest';
import { REDIS, VALKEY } from '../../../../client/src/live/smoke/builtIn/caches';
import type { SmokeResult } from '../../../../client/src/live/smoke/result';
import type { ContainerSpec } from '../../../rig/docker';
import { volume } from '../../../rig/products/postgres';
import { place } from '../../services/fixtures';
import { inShort } from '../support';
import type { Coverage } from './coverage';
import type { RunningStacks } from './running';

const DB = 'cache';
const DESTRUCTIVE = { over: { allowsDestructive: true } };

interface RedisOptions {
  readonly settings?: readonly string[];
  readonly env?: readonly string[];
  readonly host?: Readonly<Record<string, unknown>>;
  /** When it counts as healthy. */
  readonly healthy?: string;
}

export function redisInContainers(stacks: () => RunningStacks, coverage: Coverage): void {
  describe.each([
    { group: REDIS, image: 'redis:7', key: 'redis' },
    { group: VALKEY, image: 'valkey/valkey:8', key: 'valkey' },
  ])('$key', ({ group, image, key }) => {
    const spec = ({ settings = [], env = [], host = {}, healthy = 'redis-cli ping | grep -q .' }: RedisOptions) =>
      ({
        Image: image,
        Cmd: ['redis-server', '--bind', '127.0.0.1', '--dir', '/data', ...settings],
        Env: [...env],
        Healthcheck: { Test: ['CMD-SHELL', healthy], Interval: 1e9, Timeout: 5e9, Retries: 100 },
        HostConfig: { Tmpfs: { '/data': '' }, ...host },
      }) satisfies ContainerSpec;
    const up = async (name: string, options: RedisOptions = {}): Promise<{ id: string; project: string }> => {
      const project = `${key}-${name}`;
      stacks().declare(project, { [DB]: { image: { value: image, source: place(1) }, dataVolumes: ['data'] } });
      const id = await stacks().up(project, DB, spec(options));
      await stacks().until(project, DB, ({ replicas }) => replicas[0]?.figures?.health === 'healthy');
      return { id, project };
    };
    const run = async (project: string, what: string): Promise<SmokeResult> => {
      const result = await stacks().run(project, `${DB}/${what}`, DESTRUCTIVE);
      coverage.saw(group, what, result.outcome);
      return result;
    };
    const all = async (project: string, ...whats: string[]): Promise<string[]> => {
      const results: string[] = [];
      // One after the other: the last restarts what the others ask.
      for (const what of whats) results.push(inShort(await run(project, what)));
      return results;
    };

    it('passes on a volume, also with a password that its variables give, and leaves no key behind', async () => {
      const { id, project } = await up('well', {
        settings: ['--appendonly', 'yes', '--requirepass', 'right-horse'],
        env: ['REDIS_PASSWORD=right-horse'],
        host: { Tmpfs: {}, ...volume(`${key}-data`, '/data') },
      });
      const results = await all(project, 'answers', 'saves', 'backup', 'survives-restart', 'log');
      expect(results.map((result) => result.split(':', 1)[0])).toEqual(['pass', 'pass', 'pass', 'pass', 'pass']);
      expect(await stacks().exec(id, 'redis-cli', '-a', 'right-horse', '--no-auth-warning', 'DBSIZE')).toBe('0');
      expect(JSON.stringify(results)).not.toContain('right-horse');
    });

    it('that wants a password which nobody gives is up, and cannot be asked for more', async () => {
      const { id, project } = await up('locked', { settings: ['--requirepass', 'right-horse'] });
      const before = await stacks().source.engine.inspect(id);
      const [answers, ...others] = await all(project, 'answers', 'saves', 'backup', 'survives-restart');
      expect(answers).toMatch(/^pass/);
      for (const result of others)
        expect(result).toMatch(/^error: .*password.*set REDISCLI_AUTH in the environment of the service\.$/);
      expect((await stacks().source.engine.inspect(id)).startedAt).toBe(before.startedAt);
    });

    it('that loses what is only in memory fails, and one that only replicates takes nothing', async () => {
      const { project } = await up('forgets', { settings: ['--save', ''] });
      expect((await all(project, 'survives-restart'))[0]).toMatch(
        /^fail: What was written to \S+ is gone after its restart/,
      );
      const replica = await up('replica', {
        settings: ['--replicaof', '127.0.0.1', '1', '--replica-serve-stale-data', 'no'],
      });
      const [answers, written] = await all(replica.project, 'answers', 'survives-restart');
      expect(answers).toBe(
        'warn: This replica has lost its primary: look at the primary and at the network between them.',
      );
      expect(written).toMatch(/^fail: Nothing can be written to \S+/);
    });

    it('that cannot save fails: the disk is not writable', async () => {
      const { id, project } = await up('disk', {
        settings: ['--save', '1', '1'],
        host: { Tmpfs: { '/data': 'ro' } },
      });
      expect(await all(project, 'backup', 'saves')).toEqual([
        expect.stringMatching(/^fail: The snapshot of \S+ could not be written/),
        'fail: The last snapshot could not be written: what was changed since is lost at the next restart. Look at the free space and the rights of the data folder.',
      ]);
      // Writing nothing is refused from now on, and PING with it.
      expect(await stacks().exec(id, 'redis-cli', 'PING')).toMatch(/^MISCONF/);
      expect(await all(project, 'answers', 'survives-restart')).toEqual([
        'fail: It takes no writes because it cannot save to disk: look at the free space and the rights of its data folder.',
        expect.stringMatching(/^fail: Nothing can be written to \S+.*MISCONF/),
      ]);
    });

    it('that listens elsewhere fails', async () => {
      const { project } = await up('elsewhere', { settings: ['--port', '7777'], healthy: 'redis-cli -p 7777 ping' });
      expect(await all(project, 'answers', 'saves')).toEqual(
        Array(2).fill(
          'fail: It does not listen on 127.0.0.1:6379 inside the container: it is configured for another port or address. See its log.',
        ),
      );
    });
  });
}
