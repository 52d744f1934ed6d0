import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { statSync } from 'node:fs';
import { areDockerTestsRequired, Dockerd, whyNoDocker } from '../../rig/docker';
import { figure, figureOfTimes, rounds } from '../support/figures';
import { leftSince, resources } from '../support/resources';
import { isConnected, isLost, overview, SHORT, watch } from '../support/watching';

const reason = await whyNoDocker();
if (reason) console.warn(`Tests against a real Docker engine are SKIPPED: ${reason}`);

/** Two and a half seconds each. */
const ROUNDS = rounds(20, areDockerTestsRequired() ? 20 : 4);
const CONTAINERS = 100;

describe.skipIf(reason)('with a real engine of its own', () => {
  let dockerd: Dockerd;

  beforeAll(async () => {
    dockerd = await Dockerd.start();
    await dockerd.importBusybox('busybox:test');
  }, 120_000);

  afterAll(async () => {
    await dockerd?.dispose();
  }, 120_000);

  it(`a watcher is back within five seconds of the engine, ${ROUNDS} times`, { timeout: 300_000 }, async () => {
    const id = await dockerd.run('steady', { Cmd: ['sleep', '1000'] });
    onTestFinished(() => dockerd.remove(id));
    const before = resources();
    // With the timing of real life.
    const watched = watch(dockerd.socket, { timing: {} });
    watched.watcher.resume();
    const took: number[] = [];
    /** Each start makes a socket of its own in the same place. */
    const sockets = new Set<string>();
    for (let round = 0; round < ROUNDS; round++) {
      await watched.until(isConnected);
      await (round % 2 ? dockerd.stop() : dockerd.kill());
      const lost = await watched.until(isLost());
      expect(lost.isStale).toBe(true);
      await dockerd.start();
      const start = performance.now();
      const { ino, birthtimeNs } = statSync(dockerd.socket, { bigint: true });
      sockets.add(`${ino} ${birthtimeNs}`);
      await watched.until(isConnected);
      took.push(performance.now() - start);
      // An engine that comes back without its containers says so.
      expect(overview(watched.watcher.snapshot)).toEqual(['steady exited']);
    }
    figureOfTimes('engine back to everything known again', took);
    expect(Math.max(...took)).toBeLessThan(5_000);
    expect(sockets.size).toBe(ROUNDS);
    expect(watched.reported).toEqual([]);
    await watched.end();
    const left = await leftSince(before);
    figure('held after the restarts and not before', JSON.stringify(left));
    expect(left).toEqual({});
  });

  it('a watcher notices an engine that hangs, and when it goes on', async () => {
    const watched = watch(dockerd.socket, { timing: { beat: 50, ping: 100, firstPause: 10, longestPause: 50 } }, SHORT);
    watched.watcher.resume();
    await watched.until(isConnected);
    dockerd.freeze();
    await watched.until(isLost('timeout'));
    dockerd.thaw();
    await watched.until(isConnected);
  });

  it(`a watcher reads ${CONTAINERS} containers in half a second`, { timeout: 120_000 }, async () => {
    const ids: string[] = [];
    for (let index = 0; index < CONTAINERS; index++) ids.push(await dockerd.create(`many-${index}`, { Cmd: ['true'] }));
    onTestFinished(async () => {
      for (const id of ids) await dockerd.remove(id);
    });
    const took: number[] = [];
    for (let round = 0; round < 5; round++) {
      const { watcher, until, end } = watch(dockerd.socket, { timing: {} });
      const start = performance.now();
      watcher.resume();
      const { value } = await until(isConnected);
      took.push(performance.now() - start);
      expect(value.size).toBe(CONTAINERS);
      await end();
    }
    figureOfTimes(`first load of ${CONTAINERS} containers`, took);
    // Of several, because other tests want the machine as well.
    expect(Math.min(...took)).toBeLessThan(500);
  });
});
