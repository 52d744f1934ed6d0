import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Dockerd, IDLE, whyNoDocker } from '../../rig/docker';
import { proxyTo, type Spoiling } from '../support/proxy';
import { leftSince, resources } from '../support/resources';
import { isConnected, isLost, overview, SHORT, watch } from '../support/watching';

const reason = await whyNoDocker();
if (reason) console.warn(`Tests against a real Docker engine are SKIPPED: ${reason}`);

const LIMIT_MS = 5_000;

describe.skipIf(reason)('a real engine behind a proxy whose answers are', () => {
  let dockerd: Dockerd;
  let id: string;

  beforeAll(async () => {
    dockerd = await Dockerd.start();
    await dockerd.importBusybox('busybox:test');
    id = await dockerd.run('web', IDLE);
  }, 120_000);

  afterAll(async () => {
    await dockerd?.dispose();
  }, 60_000);

  const SPOILINGS: readonly Spoiling[] = ['stalled', 'cut', 'an error', 'garbage'];
  const cases = SPOILINGS.flatMap((spoiling) =>
    ['/_ping', '/events', '/containers/json', 'one container'].map((path) => ({ spoiling, path })),
  )
    // A stream that falls silent is no different from one with nothing to tell: the list finds that out, once a minute.
    .filter(({ spoiling, path }) => !(spoiling === 'stalled' && path === '/events'));

  it.each(cases)('$spoiling at $path is not known, and known again when they are well', async ({ spoiling, path }) => {
    const proxy = await proxyTo(dockerd.socket);
    const before = resources();
    // With the pauses of real life, except that one container is tried again sooner.
    const watched = watch(proxy.socket, { timing: { retry: 250 } }, spoiling === 'stalled' ? SHORT : undefined);
    watched.watcher.resume();
    await watched.until(isConnected);

    const spoiled = path === 'one container' ? `/containers/${id}/json` : path;
    proxy.spoil = (asked) => (asked === spoiled ? spoiling : undefined);
    proxy.cut();
    if (path === 'one container') {
      await watched.until((snapshot) => isConnected(snapshot) && /^web \? /.test(overview(snapshot)[0] ?? ''));
    } else {
      await watched.until(isLost());
      // Something has to happen for the stream to be cut in the middle of a line.
      await dockerd.api('POST', `/containers/${id}/pause`);
      expect((await watched.until(isLost())).isStale).toBe(true);
      await dockerd.api('POST', `/containers/${id}/unpause`);
    }

    proxy.spoil = () => undefined;
    const start = performance.now();
    await watched.until((snapshot) => isConnected(snapshot) && overview(snapshot)[0] === 'web running');
    expect(performance.now() - start).toBeLessThan(LIMIT_MS);
    expect(watched.reported).toEqual([]);
    await watched.end();
    await proxy.quiet();
    expect(await leftSince(before)).toEqual({});
  });
});
