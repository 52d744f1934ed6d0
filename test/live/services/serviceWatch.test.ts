import { describe, expect, it } from 'vitest';
import type { Container, ContainerReadings, DockerEngine, EngineEvent, Usage } from '../../../client/src/live/docker';
import { Emitter, type Snapshot } from '../../../client/src/live/source';
import { measureOnce, ServiceWatch } from '../../../client/src/live/services';
import { ManualClock } from '../support/manualClock';
import { container, declaredService, labels, readings, SECOND, stack } from './fixtures';

const fail = (error: unknown): void => {
  throw error;
};

/** An engine's watcher whose readings a test sets. */
class FakeEngine {
  readonly #changes = new Emitter<void>(fail);
  readonly #events = new Emitter<EngineEvent>(fail);
  snapshot: Snapshot<ContainerReadings> = {
    value: new Map(),
    state: { kind: 'connecting', since: 0 },
    freshAt: undefined,
    isStale: true,
  };

  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  onEvent(listener: (event: EngineEvent) => void): () => void {
    return this.#events.on(listener);
  }

  read(...containers: Container[]): void {
    this.snapshot = { value: readings(containers), state: { kind: 'connected', since: 0 }, freshAt: 1, isStale: false };
    this.#changes.emit();
  }

  lose(): void {
    const reason = { kind: 'refused', message: 'gone' };
    this.snapshot = { ...this.snapshot, state: { kind: 'lost', since: 0, reason }, isStale: true };
    this.#changes.emit();
  }

  tell(action: string, over: Partial<EngineEvent> = {}): void {
    this.#events.emit({
      containerId: 'web',
      action,
      health: undefined,
      exitCode: undefined,
      at: 0,
      stamp: '',
      key: '',
      ...over,
    });
  }
}

function watching() {
  const engine = new FakeEngine();
  const clock = new ManualClock();
  const watch = new ServiceWatch(engine, { report: fail, realPath: (path) => path, clock });
  watch.declare([stack('app', [declaredService('web')])]);
  let changes = 0;
  watch.onChange(() => changes++);
  const web = (over: Partial<Container> = {}): Container =>
    container({ id: 'web', labels: labels('app', 'web'), startedAt: clock.now(), ...over });
  return {
    ...{ engine, clock, watch, web },
    state: () => watch.stacks[0]?.services[0]?.state,
    reason: () => watch.stacks[0]?.services[0]?.reason,
    changes: () => changes,
  };
}

describe('watched services', () => {
  it('are unknown before the engine has said anything, and once it is lost', () => {
    const { engine, state, changes, web } = watching();
    expect(state()).toBe('unknown');
    engine.read(web());
    expect(state()).toBe('running');
    engine.lose();
    expect([state(), changes()]).toEqual(['unknown', 2]);
  });

  it('tell changes, and nothing else', () => {
    const { engine, watch, clock, changes, web } = watching();
    engine.read(web());
    expect(changes()).toBe(1);
    engine.read(web());
    clock.advance(60 * SECOND);
    watch.declare([stack('app', [declaredService('web')])]);
    expect(changes()).toBe(1);
    watch.declare([stack('app', [declaredService('web', { image: undefined })])]);
    // Places in files have moved.
    expect(changes()).toBe(2);
    watch.declare([stack('app', [declaredService('web'), declaredService('db')])]);
    expect(changes()).toBe(3);
  });

  it('become late by the passing of time alone', () => {
    const { engine, clock, reason, changes, web } = watching();
    engine.read(web({ health: { status: 'starting', failingStreak: 0, probes: [] } }));
    expect(reason()).toBe('starting');
    clock.advance(66 * SECOND);
    expect([reason(), changes()]).toEqual(['still starting after 1 min', 2]);
  });

  it('remember crashes', () => {
    const { engine, clock, reason, web } = watching();
    engine.read(web());
    for (let crash = 0; crash < 3; crash++) engine.tell('die', { exitCode: 1, at: clock.now() });
    engine.read(web({ restartCount: 3 }));
    expect(reason()).toBe('keeps restarting');
  });

  it('were out of memory also where the engine says so only after the end', () => {
    const { engine, clock, reason, web } = watching();
    engine.read(web());
    const end = clock.now();
    const ended = web({ state: 'exited', exitCode: 137, startedAt: end - 60 * SECOND, finishedAt: end });
    engine.tell('die', { exitCode: 137, at: end });
    engine.read(ended);
    expect(reason()).toBe('killed (exit code 137)');
    engine.tell('oom', { at: end + 800 });
    engine.read(ended);
    expect(reason()).toBe('out of memory');
  });

  it('were not out of memory where that was long before the end', () => {
    const { engine, clock, reason, web } = watching();
    engine.read(web());
    const end = clock.now();
    engine.tell('oom', { at: end - 60 * SECOND });
    engine.read(web({ state: 'exited', exitCode: 137, startedAt: end - 120 * SECOND, finishedAt: end }));
    expect(reason()).toBe('killed (exit code 137)');
  });

  it('take in what is measured', () => {
    const { engine, watch, reason, web } = watching();
    engine.read(web({ limits: { memoryBytes: 100, cpus: undefined, processes: undefined } }));
    const usage: Usage = { readAt: 0, cpus: 0, memoryBytes: 95, memoryLimitBytes: 100, processes: 1 };
    watch.measure('web', usage);
    expect(reason()).toBe('memory above 90 % of its limit');
    watch.measure('web', undefined);
    expect(reason()).toBeUndefined();
  });

  it('leave no timer behind: not while the engine is lost, not at the end', () => {
    const { engine, watch, clock, web } = watching();
    engine.read(web());
    expect(clock.pending).toBe(1);
    engine.lose();
    expect(clock.pending).toBe(0);
    engine.read(web());
    watch.dispose();
    expect(clock.pending).toBe(0);
    engine.read(web());
    expect(clock.pending).toBe(0);
  });
});

describe('measuring once', () => {
  it('takes the first frame of each container, a few at a time, without those that fail', async () => {
    let open = 0;
    let most = 0;
    const stats: DockerEngine['stats'] = async (id, signal, onUsage) => {
      if (id === 'gone') throw new Error('no such container');
      most = Math.max(most, ++open);
      const ended = new Promise<void>((_, reject) =>
        signal.addEventListener('abort', () => {
          open--;
          reject(new Error('aborted'));
        }),
      );
      setImmediate(() => {
        for (const memoryBytes of [1, 2])
          onUsage({ readAt: 0, cpus: 0, memoryBytes, memoryLimitBytes: 0, processes: 1 });
      });
      return { opened: Promise.resolve(), ended };
    };
    const ids = Array.from({ length: 30 }, (_, index) => `c${index}`);
    const usages = await measureOnce({ stats }, [...ids, 'gone']);
    expect([usages.size, usages.get('c0')?.memoryBytes, open, most]).toEqual([30, 1, 0, 8]);
  });
});
