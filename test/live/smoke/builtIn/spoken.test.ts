import { describe, expect, it } from 'vitest';
import { DEBIAN_DEADLINE_MS, importDebianImages, whyNoDebianImages } from '../../../rig/debianImages';
import { whyNoDocker, type Dockerd } from '../../../rig/docker';
import { importServers } from '../../../rig/products/servers';
import { Coverage, SPOKEN } from './coverage';
import { overTheWire } from './overTheWire';
import { postgresInContainers } from './postgresInContainers';
import { redisInContainers } from './redisInContainers';
import { useStacks } from './running';
import { LOG_IMAGES, pages, serversInContainers } from './serversInContainers';

const reason = (await whyNoDocker()) ?? (await whyNoDebianImages());
if (reason) console.warn(`Smoke tests of real databases, caches and queues are SKIPPED: ${reason}`);

const coverage = new Coverage(SPOKEN);

describe('over the wire', { timeout: 30_000 }, () => {
  overTheWire(coverage);
  pages(coverage);
});

describe.skipIf(reason)('in real containers', { timeout: 120_000 }, () => {
  const stacks = useStacks(async (dockerd) => {
    await dockerd.importBusybox('busybox:test', ...Object.values(LOG_IMAGES).map(([image]) => image));
    await importDebianImages(dockerd);
    await importServers(dockerd);
    await makeValkey(dockerd);
  }, DEBIAN_DEADLINE_MS);

  describe('PostgreSQL', () => postgresInContainers(stacks, coverage));
  describe('Redis and Valkey', () => redisInContainers(stacks, coverage));
  describe('other servers', () => serversInContainers(stacks, coverage));

  it('every test of every product was seen well and sick', () => expect(coverage.missing()).toEqual([]));
});

/** Debian has no Valkey of this age; it is the same server, and its client has another name. */
async function makeValkey(dockerd: Dockerd): Promise<void> {
  const link = ['ln', '-s', '/usr/bin/redis-cli', '/usr/local/bin/valkey-cli'];
  const id = await dockerd.run('valkey-maker', { Image: 'redis:7', Cmd: link });
  await dockerd.api('POST', `/containers/${id}/wait`);
  await dockerd.api('POST', `/commit?${new URLSearchParams({ container: id, repo: 'valkey/valkey', tag: '8' })}`);
  await dockerd.remove(id);
}
