import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, onTestFinished } from 'vitest';
import { figure } from '../support/figures';
import { ScriptedEngine } from '../support/scriptedEngine';
import { isConnected, watch } from '../support/watching';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const idOf = (index: number): string => index.toString(16).padStart(64, '0');

async function crowded(containers: number): Promise<ScriptedEngine> {
  const engine = await ScriptedEngine.start();
  onTestFinished(() => engine.dispose());
  for (let index = 0; index < containers; index++) {
    engine.put({ id: idOf(index), name: `service-${index}`, state: 'running', health: 'healthy' });
  }
  return engine;
}

describe('a watcher of many containers', () => {
  it('reads a hundred with three calls and one for each', async () => {
    const engine = await crowded(100);
    const { watcher, until } = watch(engine.socket);
    watcher.resume();
    expect((await until(isConnected)).value.size).toBe(100);
    figure('calls for the first load of 100 containers', String(engine.calls.length));
    expect(engine.calls.length).toBe(103);
  });

  it('holds no more after ten thousand events than after one thousand', async () => {
    const engine = await crowded(10);
    const { watcher, until } = watch(engine.socket);
    let heard = 0;
    watcher.onEvent(() => heard++);
    watcher.resume();
    await until(isConnected);

    const send = async (count: number): Promise<number> => {
      const goal = heard + count;
      const reached = new Promise<void>((resolve) => {
        const stop = watcher.onEvent(() => {
          if (heard < goal) return;
          stop();
          resolve();
        });
      });
      const actions = ['die', 'start', 'health_status: healthy', 'kill', 'restart'];
      for (let index = 0; index < count; index++) {
        engine.write(engine.event(idOf(index % 10), actions[index % actions.length] ?? 'die'));
        // In pieces, as an engine sends them.
        if (index % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      await reached;
      // What the last of them asked for.
      await Promise.all([...watcher.snapshot.value.keys()].map((id) => watcher.refresh(id)));
      engine.forgetCalls();
      collectGarbage();
      return process.memoryUsage().heapUsed;
    };

    await send(1_000);
    const early = await send(1_000);
    const late = await send(10_000);
    figure(
      'heap after 10,000 more events',
      `${(early / 1e6).toFixed(1)} MB before, ${(late / 1e6).toFixed(1)} MB after`,
    );
    expect(late - early).toBeLessThan(1_000_000);
    expect(heard).toBe(12_000);
  });
});
