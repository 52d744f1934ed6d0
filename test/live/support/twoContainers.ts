/** An engine with two containers: one that runs, with a health check, and one that has ended. */
import { onTestFinished } from 'vitest';
import { ScriptedEngine, type ScriptedOptions } from './scriptedEngine';

export const WEB = 'a'.repeat(64);
export const JOB = 'b'.repeat(64);
export const WEB_PATH = `/containers/${WEB}/json`;
export const JOB_PATH = `/containers/${JOB}/json`;

/** Gone with the test. */
export async function twoContainers(options?: ScriptedOptions): Promise<ScriptedEngine> {
  const engine = await ScriptedEngine.start(options);
  onTestFinished(() => engine.dispose());
  engine.put({ id: WEB, name: 'web', state: 'running', health: 'healthy' }, { id: JOB, name: 'job', state: 'exited' });
  return engine;
}
