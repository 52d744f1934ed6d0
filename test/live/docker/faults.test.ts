import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { leftSince, resources } from '../support/resources';
import { ScriptedEngine, type Fault } from '../support/scriptedEngine';
import { temporarySocket } from '../support/temporary';
import { isConnected, isLost, overview, SHORT, watch } from '../support/watching';

const WEB = 'a'.repeat(64);
const INSPECT = `/containers/${WEB}/json`;

async function scripted(): Promise<ScriptedEngine> {
  const engine = await ScriptedEngine.start();
  onTestFinished(() => engine.dispose());
  engine.put({ id: WEB, name: 'web', state: 'running', health: 'healthy' });
  return engine;
}

/** Ends a watcher and says what it left behind: connections of the engine, and whatever this process holds. */
async function remains(watched: ReturnType<typeof watch>, engine: ScriptedEngine, before: Record<string, number>) {
  await watched.end();
  await engine.until(() => engine.connections === 0);
  expect(watched.reported).toEqual([]);
  return leftSince(before);
}

const FAULTS: readonly Fault[] = ['hang', 'stall', 'cut', 'error', 'garbage', 'noise', { status: 302, body: '' }];

describe.each(FAULTS)('an engine whose answers are %s', (fault) => {
  const deadlines = fault === 'hang' || fault === 'stall' ? SHORT : undefined;
  // A stream that falls silent is no different from one with nothing to tell: the list finds that out.
  const paths = ['/_ping', '/containers/json', ...(fault === 'stall' ? [] : ['/events'])];

  it.each(paths)('at %s is lost, and back when it is well again', async (path) => {
    const engine = await scripted();
    const before = resources();
    const watched = watch(engine.socket, {}, deadlines);
    engine.fault = (asked) => (asked === path ? fault : undefined);
    watched.watcher.resume();
    const lost = await watched.until(isLost());
    expect(lost.isStale).toBe(true);
    expect(lost.value.size).toBe(0);
    engine.fault = () => undefined;
    expect(overview(await watched.until(isConnected))).toEqual(['web running healthy']);
    expect(await remains(watched, engine, before)).toEqual({});
  });

  it('for one container makes that one unknown', async () => {
    const engine = await scripted();
    const before = resources();
    const watched = watch(engine.socket, {}, deadlines);
    engine.fault = (asked) => (asked === INSPECT ? fault : undefined);
    watched.watcher.resume();
    expect(overview(await watched.until(isConnected))[0]).toMatch(/^web \? /);
    engine.fault = () => undefined;
    await watched.until((snapshot) => overview(snapshot).includes('web running healthy'));
    expect(await remains(watched, engine, before)).toEqual({});
  });
});

describe('a stream of events', () => {
  const ENDINGS: Record<string, (engine: ScriptedEngine) => void> = {
    'cut in the middle of a line': (engine) => {
      engine.emit(engine.event(WEB, 'die').slice(0, 40));
      engine.cutEvents();
    },
    'cut between two lines': (engine) => engine.cutEvents(),
    'ended in order': (engine) => engine.endEvents(),
    'with a line that is not JSON': (engine) => {
      engine.emit(engine.event(WEB, 'start'));
      engine.emit('{"status":"die","id":\n');
    },
    'with a line that is no event': (engine) => engine.emit('[]\n'),
  };

  it.each(Object.keys(ENDINGS))('%s is followed by another one', async (ending) => {
    const engine = await scripted();
    const before = resources();
    const watched = watch(engine.socket);
    watched.watcher.resume();
    await watched.until(isConnected);
    ENDINGS[ending]?.(engine);
    await watched.until(isLost());
    await watched.until(isConnected);
    // The new stream works.
    engine.change(WEB, { state: 'paused' }, 'pause');
    await watched.until((snapshot) => overview(snapshot).includes('web paused healthy'));
    expect(await remains(watched, engine, before)).toEqual({});
  });

  it('cut in any byte of a line tells every event once', async () => {
    const engine = await scripted();
    const watched = watch(engine.socket);
    const told: string[] = [];
    watched.watcher.onEvent(({ stamp }) => told.push(stamp));
    watched.watcher.resume();
    await watched.until(isConnected);
    const line = engine.event(WEB, 'die');
    for (const byte of [...Buffer.from(line)]) engine.emit(String.fromCharCode(byte));
    engine.change(WEB, {}, 'start');
    await watched.until(() => told.length === 2);
    expect(new Set(told).size).toBe(2);
  });
});

describe('an engine that', () => {
  it('is killed and started again twenty times is found again each time', async () => {
    const engine = await scripted();
    const before = resources();
    const watched = watch(engine.socket);
    watched.watcher.resume();
    for (let round = 1; round <= 20; round++) {
      await watched.until(isConnected);
      await engine.kill();
      expect((await watched.until(isLost())).isStale).toBe(true);
      engine.put({ id: WEB, name: 'web', state: 'running', health: round % 2 ? 'unhealthy' : 'healthy' });
      await engine.start();
      await watched.until(
        (snapshot) =>
          isConnected(snapshot) && overview(snapshot)[0] === `web running ${round % 2 ? 'unhealthy' : 'healthy'}`,
      );
      expect(engine.subscribers).toBe(1);
    }
    expect(await remains(watched, engine, before)).toEqual({});
  });

  it('takes connections and says nothing is lost, not waited for', async () => {
    const path = temporarySocket();
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
      socket.resume();
    }).listen(path);
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const before = resources();
    const watched = watch(path, {}, SHORT);
    watched.watcher.resume();
    await watched.until(isLost('timeout'));
    await watched.end();
    await Promise.all([...sockets].map((socket) => once(socket, 'close')));
    expect(await leftSince(before)).toEqual({});
  });

  it('goes while everything is read is lost', async () => {
    const engine = await scripted();
    const before = resources();
    const watched = watch(engine.socket);
    engine.gate = () => new Promise(() => undefined);
    watched.watcher.resume();
    await engine.until(() => engine.countOf('/containers/json') === 1);
    await engine.kill();
    await watched.until(isLost());
    expect(await remains(watched, engine, before)).toEqual({});
  });

  it('is left in the middle of anything leaves nothing behind', async () => {
    const engine = await scripted();
    const before = resources();
    for (const path of ['/_ping', '/events', '/containers/json', INSPECT]) {
      const watched = watch(engine.socket);
      engine.fault = (asked) => (asked === path ? 'hang' : undefined);
      engine.forgetCalls();
      watched.watcher.resume();
      await engine.until(() => engine.countOf(path) === 1);
      watched.watcher.pause();
      expect(await remains(watched, engine, before)).toEqual({});
      expect(watched.watcher.snapshot.state.kind).toBe('stopped');
    }
  });

  it('is looked at, left and looked at again in one breath is read once', async () => {
    const engine = await scripted();
    const { watcher, until } = watch(engine.socket);
    for (let glance = 0; glance < 50; glance++) {
      watcher.resume();
      watcher.pause();
    }
    watcher.resume();
    await until(isConnected);
    expect(engine.countOf('/containers/json')).toBe(1);
    expect(engine.subscribers).toBe(1);
  });
});
