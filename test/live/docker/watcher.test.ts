import { describe, expect, it } from 'vitest';
import type { EngineEvent } from '../../../client/src/live/docker';
import { WATCHER_TIMING } from '../../../client/src/live/docker/watcher';
import { ManualClock } from '../support/manualClock';
import { figure } from '../support/figures';
import { JOB, JOB_PATH, twoContainers, WEB, WEB_PATH } from '../support/twoContainers';
import { isConnected, isLost, overview, SHORT, watch } from '../support/watching';

describe('what a watcher asks', () => {
  it('is everything once, after it has subscribed to events', async () => {
    const engine = await twoContainers();
    const { watcher, until } = watch(engine.socket);
    watcher.resume();
    expect(overview(await until(isConnected))).toEqual(['job exited', 'web running healthy']);
    expect(engine.calls).toEqual(['/_ping', '/events', '/containers/json', WEB_PATH, JOB_PATH]);
  });

  it('leaves out the three events of every probe', async () => {
    const engine = await twoContainers();
    const { watcher, until } = watch(engine.socket);
    watcher.resume();
    await until(isConnected);
    const query = new URL(engine.urls[1] ?? '', 'http://docker').searchParams;
    const { type, event } = JSON.parse(query.get('filters') ?? '') as { type: string[]; event: string[] };
    expect(type).toEqual(['container']);
    expect(event).toContain('health_status');
    expect(event.filter((name) => name.startsWith('exec'))).toEqual([]);
  });

  it('is one container after an event, and once for many events of one moment', async () => {
    const engine = await twoContainers();
    const clock = new ManualClock();
    const { watcher, until } = watch(engine.socket, { clock, timing: {} });
    watcher.resume();
    await until(isConnected);
    engine.forgetCalls();
    const heard = new Promise<void>((resolve) => watcher.onEvent(({ action }) => action === 'die' && resolve()));
    engine.change(WEB, {}, 'kill');
    engine.change(WEB, { state: 'exited', health: 'unhealthy' }, 'die', { exitCode: '137' });
    await heard;
    await clock.pass(WATCHER_TIMING.settle);
    await until((snapshot) => overview(snapshot).includes('web exited unhealthy'));
    expect(engine.calls).toEqual([WEB_PATH]);
  });

  it('does not wait for ever for a container that never settles', async () => {
    const engine = await twoContainers();
    const clock = new ManualClock();
    const { watcher, until } = watch(engine.socket, { clock, timing: {} });
    watcher.resume();
    await until(isConnected);
    let heard = 0;
    watcher.onEvent(() => heard++);
    for (let passed = 0; passed < WATCHER_TIMING.settle; passed += 50) {
      const next = new Promise<void>((resolve) => watcher.onEvent(() => resolve()));
      engine.change(WEB, { state: 'restarting' }, 'die');
      await next;
      clock.advance(50);
    }
    await until((snapshot) => overview(snapshot).includes('web restarting healthy'));
    expect(heard).toBe(WATCHER_TIMING.settle / 50);
  });

  it('follows containers that come, are renamed and go, without a list', async () => {
    const engine = await twoContainers();
    const { watcher, until } = watch(engine.socket);
    watcher.resume();
    await until(isConnected);
    engine.forgetCalls();
    const id = 'c'.repeat(64);
    engine.put({ id, name: 'new', state: 'created' });
    engine.change(id, {}, 'create');
    await until((snapshot) => overview(snapshot).includes('new created'));
    engine.change(id, { name: 'renamed' }, 'rename');
    await until((snapshot) => overview(snapshot).includes('renamed created'));
    engine.containers.delete(id);
    engine.change(id, {}, 'destroy');
    await until((snapshot) => !snapshot.value.has(id));
    expect(engine.countOf('/containers/json')).toBe(0);
    expect(engine.countOf(`/containers/${id}/json`)).toBe(2);
  });

  it('is at most eight containers at a time', async () => {
    const engine = await twoContainers();
    for (let index = 0; index < 30; index++)
      engine.put({ id: `${index}`.padStart(64, '0'), name: `c${index}`, state: 'running' });
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    const underWay = (): number => engine.calls.filter((path) => path.endsWith('/json') && path.length > 64).length;
    engine.gate = (path) => (path.length > 64 ? opened : undefined);
    const { watcher, until } = watch(engine.socket);
    watcher.resume();
    await engine.until(() => underWay() === 8);
    // A ninth would have been asked for together with the eight.
    await watcher.refresh('nothing');
    expect(underWay()).toBe(8);
    open();
    expect((await until(isConnected)).value.size).toBe(32);
  });

  it('is nothing at all while nobody looks', async () => {
    const engine = await twoContainers();
    const clock = new ManualClock();
    const { watcher, until } = watch(engine.socket, { clock, timing: {} });
    watcher.resume();
    await until(isConnected);
    const heard = new Promise<void>((resolve) => watcher.onEvent(() => resolve()));
    engine.change(WEB, { state: 'exited' }, 'die');
    await heard;
    watcher.pause();
    await engine.until(() => engine.connections === 0);
    engine.forgetCalls();
    expect(clock.pending).toBe(0);
    clock.advance(60_000);
    engine.change(WEB, { state: 'running' }, 'start');
    figure('calls and connections in 60 s of a hidden view', `${engine.calls.length} and ${engine.connections}`);
    expect(engine.calls).toEqual([]);
    expect(engine.connections).toBe(0);
  });
});

describe('what happens while everything is read', () => {
  it('is read again afterwards, not at the same time', async () => {
    const engine = await twoContainers();
    const clock = new ManualClock();
    const { watcher, until, client } = watch(engine.socket, { clock, timing: {} });
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    engine.gate = (path) => (path === WEB_PATH && engine.countOf(path) === 1 ? opened : undefined);
    watcher.resume();
    await engine.until(() => engine.countOf(WEB_PATH) === 1);
    const heard = new Promise<void>((resolve) => watcher.onEvent(() => resolve()));
    // The answer on its way still says healthy.
    engine.change(WEB, { health: 'unhealthy' }, 'health_status: unhealthy');
    await heard;
    await clock.pass(WATCHER_TIMING.settle);
    await client.ping();
    expect(engine.countOf(WEB_PATH)).toBe(1);
    open();
    await until((snapshot) => isConnected(snapshot) && overview(snapshot).includes('web running unhealthy'));
    expect(engine.countOf(WEB_PATH)).toBe(2);
  });

  it('cannot bring back what has gone', async () => {
    const engine = await twoContainers();
    const { watcher, until } = watch(engine.socket);
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    engine.gate = (path) => (path === WEB_PATH ? opened : undefined);
    watcher.resume();
    await engine.until(() => engine.countOf(WEB_PATH) === 1);
    const heard = new Promise<void>((resolve) => watcher.onEvent(() => resolve()));
    engine.containers.delete(WEB);
    engine.change(WEB, {}, 'destroy');
    await heard;
    open();
    expect(overview(await until(isConnected))).toEqual(['job exited']);
  });

  it('is noticed when it is the end of the stream', async () => {
    const engine = await twoContainers();
    const { watcher, until } = watch(engine.socket);
    engine.gate = (path) => (path === WEB_PATH ? new Promise(() => undefined) : undefined);
    watcher.resume();
    await engine.until(() => engine.countOf(WEB_PATH) === 1);
    engine.cutEvents();
    await until(isLost('interrupted'));
    engine.gate = () => undefined;
    await until(isConnected);
  });
});

describe('what happened while nobody looked', () => {
  it('is known as soon as somebody does', async () => {
    const engine = await twoContainers();
    const { watcher, until } = watch(engine.socket);
    watcher.resume();
    await until(isConnected);
    watcher.pause();
    engine.containers.delete(JOB);
    engine.put({ id: WEB, name: 'web', state: 'paused' });
    engine.put({ id: 'c'.repeat(64), name: 'new', state: 'running' });
    expect(overview(watcher.snapshot)).toEqual(['job exited', 'web running healthy']);
    expect(watcher.snapshot.isStale).toBe(true);
    watcher.resume();
    expect(overview(await until(isConnected))).toEqual(['new running', 'web paused']);
  });
});

describe('events', () => {
  /** Every event that a connected watcher has told so far. */
  async function listening({ socket }: { readonly socket: string }) {
    const { watcher, until } = watch(socket);
    const told: EngineEvent[] = [];
    watcher.onEvent((event) => told.push(event));
    watcher.resume();
    await until(isConnected);
    return { watcher, told, until };
  }

  it('of the time without a stream are told afterwards, each once', async () => {
    const engine = await twoContainers();
    const { told, until } = await listening(engine);
    engine.change(WEB, {}, 'start');
    engine.emit(engine.event(WEB, 'health_status: healthy'));
    await until(() => told.length === 2);
    engine.cutEvents();
    await until(isLost('interrupted'));
    engine.change(WEB, { state: 'exited' }, 'die', { exitCode: '3' });
    await until((snapshot) => isConnected(snapshot) && overview(snapshot).includes('web exited healthy'));
    expect(told.map(({ action, health, exitCode }) => [action, health, exitCode])).toEqual([
      ['start', undefined, undefined],
      ['health_status', 'healthy', undefined],
      ['die', undefined, 3],
    ]);
  });

  it('that come twice are told once', async () => {
    const engine = await twoContainers();
    const { watcher, told } = await listening(engine);
    const line = engine.event(WEB, 'die');
    engine.emit(line);
    engine.emit(line);
    engine.change(JOB, {}, 'start');
    await new Promise<void>((resolve) => watcher.onEvent(({ action }) => action === 'start' && resolve()));
    expect(told.map(({ action }) => action)).toEqual(['die', 'start']);
  });

  it('reach every listener, whatever another one does', async () => {
    const engine = await twoContainers();
    const { watcher, until, reported } = watch(engine.socket);
    const mistake = new Error('a view has a mistake');
    watcher.onEvent(() => {
      throw mistake;
    });
    const reached = new Promise<EngineEvent>((resolve) => watcher.onEvent(resolve));
    watcher.resume();
    await until(isConnected);
    engine.change(WEB, {}, 'pause');
    expect((await reached).action).toBe('pause');
    expect(reported).toEqual([mistake]);
    expect(watcher.snapshot.state.kind).toBe('connected');
  });
});

describe('Podman', () => {
  it('is watched though it begins to answer only with the first event', async () => {
    const engine = await twoContainers({ isPodman: true });
    const { watcher, until } = watch(engine.socket);
    watcher.resume();
    await until(isConnected);
    engine.containers.delete(JOB);
    engine.change(JOB, {}, 'remove');
    await until((snapshot) => !snapshot.value.has(JOB));
  });

  it('tells the health after every probe, which is news only when it differs', async () => {
    const engine = await twoContainers({ isPodman: true });
    const clock = new ManualClock();
    const { watcher, until } = watch(engine.socket, { clock, timing: {} });
    watcher.resume();
    await until(isConnected);
    engine.forgetCalls();
    const waiting = clock.pending;
    const told: unknown[] = [];
    watcher.onEvent(({ health }) => told.push(health));
    const untilTold = (count: number) =>
      new Promise<void>((resolve) => watcher.onEvent(() => told.length === count && resolve()));
    const same = untilTold(2);
    engine.emit(engine.event(WEB, 'health_status: healthy'));
    engine.emit(engine.event(WEB, 'health_status: healthy'));
    await same;
    expect(clock.pending).toBe(waiting);
    engine.change(WEB, { health: 'unhealthy' }, 'health_status: unhealthy');
    await clock.pass(WATCHER_TIMING.settle);
    await until((snapshot) => overview(snapshot).includes('web running unhealthy'));
    expect(engine.calls).toEqual([WEB_PATH]);
    expect(told).toEqual(['healthy', 'healthy', 'unhealthy']);
  });
});

describe('a container that cannot be read', () => {
  it('is unknown, alone, until it can', async () => {
    const engine = await twoContainers();
    const { watcher, until } = watch(engine.socket);
    engine.fault = (path) => (path === WEB_PATH ? 'error' : undefined);
    watcher.resume();
    expect(overview(await until(isConnected))).toEqual(['job exited', 'web ? server']);
    engine.fault = () => undefined;
    await until((snapshot) => overview(snapshot).includes('web running healthy'));
  });

  it('keeps nothing of what was known before', async () => {
    const engine = await twoContainers();
    const { watcher, until } = watch(engine.socket, {}, SHORT);
    watcher.resume();
    await until(isConnected);
    engine.fault = (path) => (path === WEB_PATH ? 'hang' : undefined);
    engine.change(WEB, {}, 'restart');
    const snapshot = await until((now) => overview(now).includes('web ? timeout'));
    expect(snapshot.value.get(WEB)?.container).toEqual({
      id: WEB,
      name: 'web',
      image: 'image',
      labels: {},
      state: 'unknown',
    });
  });
});
