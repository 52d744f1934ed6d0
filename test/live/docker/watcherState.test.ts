import { describe, expect, it, onTestFinished } from 'vitest';
import { DockerEngine, DockerWatcher } from '../../../client/src/live/docker';
import type { Deadlines } from '../../../client/src/live/docker/connection';
import { WATCHER_TIMING } from '../../../client/src/live/docker/watcher';
import { firstVerdict } from '../../../client/src/live/source';
import { ManualClock } from '../support/manualClock';
import type { ScriptedOptions } from '../support/scriptedEngine';
import { JOB, JOB_PATH, twoContainers, WEB, WEB_PATH } from '../support/twoContainers';
import { isConnected, isLost, overview, QUICK, SHORT, socketEndpoint, watch } from '../support/watching';

describe('the state', () => {
  it('is stopped, connecting, connected, lost; and stale in all but one of them', async () => {
    const engine = await twoContainers();
    const { watcher, until } = watch(engine.socket);
    const states: string[] = [];
    watcher.onChange(() =>
      states.push(`${watcher.snapshot.state.kind} ${watcher.snapshot.isStale ? 'stale' : 'fresh'}`),
    );
    expect(watcher.snapshot).toMatchObject({ state: { kind: 'stopped' }, isStale: true, freshAt: undefined });
    watcher.resume();
    await until(isConnected);
    await engine.kill();
    const lost = await until(isLost());
    expect(overview(lost)).toEqual(['job exited', 'web running healthy']);
    expect(lost.freshAt).toBeTypeOf('number');
    await engine.start();
    await until(isConnected);
    watcher.pause();
    await new Promise<void>((resolve) => watcher.onChange(resolve));
    watcher.resume();
    await until(isConnected);
    expect(states.filter((state, index) => state !== states[index - 1])).toEqual([
      ...['connecting stale', 'connected fresh', 'lost stale', 'connected fresh'],
      ...['stopped stale', 'connecting stale', 'connected fresh'],
    ]);
  });

  it('says since when it is lost, not since when it was last tried', async () => {
    const engine = await twoContainers();
    const { watcher, until } = watch(engine.socket);
    watcher.resume();
    await until(isConnected);
    await engine.kill();
    const first = await until(isLost());
    let tries = 0;
    await until(() => ++tries > 3);
    expect(watcher.snapshot.state).toMatchObject({ kind: 'lost', since: (first.state as { since: number }).since });
  });

  it('reaches whoever wants one reading only', async () => {
    const engine = await twoContainers();
    const connected = watch(engine.socket);
    const { signal } = new AbortController();
    expect((await firstVerdict(connected.watcher, signal)).state.kind).toBe('connected');
    const lost = watch(`${engine.socket}.missing`);
    expect((await firstVerdict(lost.watcher, signal)).state).toMatchObject({
      kind: 'lost',
      reason: { kind: 'no-engine' },
    });
    await expect(firstVerdict(watch(engine.socket).watcher, AbortSignal.abort())).rejects.toThrow('aborted');
  });
});

describe('pauses between attempts', () => {
  it('grow, vary, and stay short enough to be back within five seconds', async () => {
    const clock = new ManualClock();
    const { watcher } = watch('/nonexistent/engine.sock', { clock, timing: {} });
    watcher.resume();
    const pauses: number[] = [];
    while (pauses.length < 20) pauses.push(await clock.passNext());
    expect(pauses[0]).toBeLessThanOrEqual(300);
    expect(pauses[3]).toBeGreaterThan(1_500);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(2_400);
    expect(new Set(pauses.slice(4)).size).toBeGreaterThan(1);
  });

  it('end when somebody asks', async () => {
    const engine = await twoContainers();
    const clock = new ManualClock();
    const { watcher, until } = watch(engine.socket, { clock, timing: {} });
    await engine.kill();
    watcher.resume();
    await until(isLost('refused'));
    await engine.start();
    watcher.reconnect();
    await until(isConnected);
    expect(clock.now()).toBe(new ManualClock().now());
  });
});

describe('trusting nothing', () => {
  const { beat, ping, poll } = WATCHER_TIMING;

  /** Connected, on a clock that stands still. */
  async function quiet(deadlines?: Deadlines, versions?: ScriptedOptions) {
    const engine = await twoContainers(versions);
    const clock = new ManualClock();
    const watched = watch(engine.socket, { clock, timing: {} }, deadlines);
    watched.watcher.resume();
    await watched.until(isConnected);
    engine.forgetCalls();
    const pass = async (milliseconds: number): Promise<void> => {
      for (let passed = 0; passed < milliseconds; passed += beat) await clock.pass(beat);
    };
    return { ...watched, engine, clock, pass };
  }

  it('asks every 30 s whether the engine is there', async () => {
    const { engine, pass, watcher } = await quiet();
    const before = watcher.snapshot.freshAt ?? 0;
    await pass(ping);
    await engine.until(() => engine.calls.length === 1);
    // The next beat begins once the answer has come.
    await pass(beat);
    expect(engine.calls).toEqual(['/_ping']);
    expect((watcher.snapshot.freshAt ?? 0) - before).toBe(ping);
  });

  it('notices an engine that no longer answers, and when it does again', async () => {
    const { engine, pass, until, clock } = await quiet(SHORT);
    engine.fault = () => 'hang';
    await pass(ping);
    await until(isLost('timeout'));
    engine.fault = () => undefined;
    await clock.passNext();
    await until(isConnected);
  });

  it('reads everything anew after the machine slept', async () => {
    const { engine, clock, until } = await quiet();
    clock.jump(3_600_000);
    engine.put({ id: WEB, name: 'web', state: 'exited' });
    await clock.pass(beat);
    await until((snapshot) => isConnected(snapshot) && overview(snapshot).includes('web exited'));
    expect(engine.calls).toEqual(['/_ping', '/events', '/containers/json', WEB_PATH, JOB_PATH]);
  });

  it('reads every minute what makes no events: probes of health checks', async () => {
    const { engine, pass, until } = await quiet();
    engine.put({ id: WEB, name: 'web', state: 'running', health: 'healthy', failingStreak: 2 });
    await pass(poll);
    await until(({ value }) => {
      const reading = value.get(WEB);
      return reading?.kind === 'read' && reading.container.health?.failingStreak === 2;
    });
    expect(engine.calls.filter((path) => path !== '/_ping')).toEqual(['/containers/json', WEB_PATH]);
  });

  it('finds with the list what no event told, and then a new stream', async () => {
    const { engine, pass, until } = await quiet();
    engine.put({ id: JOB, name: 'job', state: 'running' });
    await pass(poll);
    await until((snapshot) => overview(snapshot).includes('job running'));
    expect(engine.countOf('/events')).toBe(0);
    await pass(beat);
    await until(isLost('interrupted'));
  });

  // Before 1.52 the list has the health in a text for people only.
  it.each([
    { apiVersion: '1.41', minimumApiVersion: '1.12' },
    { apiVersion: '1.52', minimumApiVersion: '1.44' },
  ])('finds with the list of API $apiVersion a health that no event told', async (versions) => {
    const { engine, pass, until } = await quiet(undefined, versions);
    engine.put({ id: WEB, name: 'web', state: 'running', health: 'unhealthy' });
    await pass(poll);
    await until((snapshot) => overview(snapshot).includes('web running unhealthy'));
    await pass(beat);
    await until(isLost('interrupted'));
    expect(engine.urls.at(-1)).toMatch(new RegExp(`^/v${versions.apiVersion}/`));
  });

  it('finds with the list what has gone untold', async () => {
    const { engine, pass, until } = await quiet();
    engine.containers.delete(JOB);
    await pass(poll);
    await until(({ value }) => !value.has(JOB));
    await pass(beat);
    await until(isLost('interrupted'));
  });

  it('keeps a stream that tells late', async () => {
    const { engine, pass, until, watcher } = await quiet();
    engine.put({ id: JOB, name: 'job', state: 'running' });
    await pass(poll);
    await until((snapshot) => overview(snapshot).includes('job running'));
    const heard = new Promise<void>((resolve) => watcher.onEvent(() => resolve()));
    engine.change(JOB, {}, 'start');
    await heard;
    await pass(2 * beat);
    expect(watcher.snapshot.state.kind).toBe('connected');
    expect(engine.countOf('/events')).toBe(0);
  });

  it('reads one container when somebody looks closer', async () => {
    const { engine, watcher } = await quiet();
    engine.put({ id: WEB, name: 'web', state: 'running', health: 'unhealthy' });
    await watcher.refresh(WEB);
    expect(overview(watcher.snapshot)).toContain('web running unhealthy');
    expect(engine.calls).toEqual([WEB_PATH]);
  });
});

describe('another engine', () => {
  it('has nothing of the one before', async () => {
    const [first, second] = [await twoContainers(), await twoContainers()];
    second.containers.delete(WEB);
    let socket = first.socket;
    const engine = new DockerEngine(() => socketEndpoint(socket));
    const watcher = new DockerWatcher(engine, { report: () => undefined, timing: QUICK });
    onTestFinished(async () => {
      await watcher.dispose();
      await engine.close();
    });
    watcher.resume();
    await first.until(() => first.countOf(JOB_PATH) === 1);
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    second.gate = (path) => (path === '/containers/json' ? opened : undefined);
    socket = second.socket;
    await new Promise<void>((resolve) => watcher.onChange(() => isConnected(watcher.snapshot) && resolve()));
    watcher.reconnect();
    expect(watcher.snapshot).toMatchObject({ state: { kind: 'connecting' }, isStale: true });
    await second.until(() => second.countOf('/containers/json') === 1);
    expect(watcher.snapshot.value.size).toBe(0);
    open();
    await new Promise<void>((resolve) => watcher.onChange(() => isConnected(watcher.snapshot) && resolve()));
    expect(overview(watcher.snapshot)).toEqual(['job exited']);
    await first.until(() => first.connections === 0);
  });
});
