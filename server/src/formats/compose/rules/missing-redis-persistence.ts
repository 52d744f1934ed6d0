import { insertAt, type Edits } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { volumeOf } from '../dataVolumes';
import type { ComposeService } from '../model';
import { serviceMounts } from '../mounts';
import { addOptions, redisServer, redisUse, type RedisServer } from '../redis';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/missing-redis-persistence',
  severity: 'warning',
  preset: 'recommended',
  category: 'reliability',
  since: '0.1.0',
  crossFile: true,
  summary: 'Redis loses what it was told since the last snapshot',
  why: 'Sessions and queued jobs live in memory alone. Snapshots are taken once in a while, so a crash loses minutes of them, and with snapshots switched off every restart loses everything. The append-only file keeps all but the last second.',
  knownProblems:
    'What Redis is used for shows in the variables of its clients. Pure caches (`maxmemory` with an `allkeys-` policy) are exempt, and so are servers whose configuration cannot be read.',
  references: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  examples: {
    bad: 'services:\n  worker:\n    image: example/worker:1.4\n    environment:\n      QUEUE_REDIS_URL: redis://queue:6379/0\n  queue:\n    image: redis:8.6.4\n    command: redis-server --save ""\n',
    good: 'services:\n  worker:\n    image: example/worker:1.4\n    environment:\n      QUEUE_REDIS_URL: redis://queue:6379/0\n  queue:\n    image: redis:8.6.4\n    command: redis-server --save "" --appendonly yes\n    volumes:\n      - queue-data:/data\nvolumes:\n  queue-data: {}\n',
  },
  on: {
    service(service, { severity, surroundings }) {
      const server = redisServer(service, surroundings);
      if (!server?.isComplete || service.isPartial || !service.isLongRunning) return undefined;
      if (server.get('appendonly')?.value === 'yes' || isCache(server)) return undefined;
      const use = redisUse(service);
      if (!use && !keepsData(service)) return undefined;
      const save = server.get('save');
      const isOff = save !== undefined && save.value === '';
      const level = use && isOff ? severity : 'info';
      const related = use
        ? [{ token: use.reference.token, message: `"${use.reference.from.name}" keeps its ${use.use} there.` }]
        : [];
      const token = server.get('appendonly')?.token ?? save?.token ?? service.key;
      const interval = snapshotInterval(save?.value);
      // Whoever asks for a snapshot every few minutes has weighed what a crash costs.
      const more = interval <= 300 && !isOff ? ({ preset: 'strict' } as const) : {};
      const data = { service, server, use: use?.use, isOff, interval };
      return finding(token, data, { severity: service.lenient(level), related, ...more });
    },
  },
  message: ({ service, use, isOff, interval }) => {
    const what = use ? `the ${use}` : 'what was written';
    return isOff
      ? `"${service.name}" saves nothing: every restart loses ${use ? `all ${use}` : 'everything'}. Switch the append-only file on.`
      : `"${service.name}" saves snapshots only: a crash loses ${what} since the last one, up to ${interval < 3600 ? `${interval} seconds` : 'an hour'}. Switch the append-only file on.`;
  },
  fixes: [
    {
      kind: 'review',
      // A server that starts with the file switched on and has none yet does not look at the snapshot.
      title: 'Keep every write (first run `CONFIG SET appendonly yes` in the running server)',
      edits: ({ service, server }) => {
        const setting = server.get('appendonly');
        const kept = setting ? setting.replace('yes') : addOptions(service, server, ['--appendonly', 'yes']);
        const place = keepsData(service) ? [] : addVolume(service);
        return kept && place && [...kept, ...place];
      },
    },
  ],
});

/** The seconds after which a single change is saved, of `3600 1 300 100`; Redis does so every hour unless it is told otherwise. */
function snapshotInterval(save: string | undefined): number {
  const points = [...(save ?? '').matchAll(/(\d+)\s+\d+/g)].map(([, seconds]) => Number(seconds));
  return points.length > 0 ? Math.max(...points) : 3600;
}

/** Without a volume the file goes with the container. */
function addVolume(service: ComposeService): Edits {
  const name = `${service.name}-data`;
  const { file } = service;
  const isFree =
    !file.declared('volumes', name) && serviceMounts(service).every(({ target }) => target?.isKnown === true);
  const mounted = service.append('volumes', `${name}:/data`);
  const declared = isFree ? insertAt(file.root, ['volumes', name], {}) : undefined;
  return mounted && declared && [...mounted, ...declared];
}

function isCache(server: RedisServer): boolean {
  const bound = server.get('maxmemory');
  return bound !== undefined && bound.value !== '0' && /^allkeys-/.test(server.get('maxmemory-policy')?.value ?? '');
}

function keepsData(service: ComposeService): boolean {
  return serviceMounts(service).some((mount) => {
    return (
      mount.target?.isKnown === true && /^\/data\/?$/.test(mount.target.text) && volumeOf(service, mount) !== undefined
    );
  });
}
