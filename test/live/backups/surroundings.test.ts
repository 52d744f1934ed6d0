import { describe, expect, it } from 'vitest';
import { readSources } from '../../../client/src/live/backups/sources';
import { sourceContextOf, type BackupSurroundings } from '../../../client/src/live/backups/surroundings';
import { EngineError, type Container, type ContainerDetails } from '../../../client/src/live/docker';
import { PrometheusClient } from '../../../client/src/live/prometheus';
import type { JoinedStack } from '../../../client/src/live/services';
import type { BackupSource, DeclaredBackup } from '../../../server/src/protocol';
import { jobOf, NOW } from './support';

const SECRET = 'correct-horse-battery';
const EXEC: BackupSource = { kind: 'exec', service: 'db', argv: ['restic', 'snapshots'], parser: 'restic' };
const SIGNAL = new AbortController().signal;

/** A service `db` with these containers, and nothing else. */
function stackOf(...ids: string[]): JoinedStack {
  const replicas = ids.map((id, number) => ({ container: { id }, number }));
  return { id: 'shop', name: 'shop', services: [{ name: 'db', replicas }] } as unknown as JoinedStack;
}

function around(changes: Partial<BackupSurroundings> = {}): BackupSurroundings {
  return {
    engine: {
      endpoint: undefined,
      pathInfo: () => Promise.reject(new EngineError('not-found', 'Nothing is there.')),
      inspect: (id) => Promise.resolve({ id, name: id, state: 'running' } as Container),
      details: () =>
        Promise.resolve({ environment: new Map([['RESTIC_PASSWORD', SECRET]]) } as unknown as ContainerDetails),
      exec: () =>
        Promise.resolve({
          ...{ exitCode: 1, stdout: '', stderr: `Fatal: wrong key ${SECRET}`, isTruncated: false, notRun: undefined },
        }),
    },
    engineProblem: () => undefined,
    stack: (id) => (id === 'shop' ? stackOf('db-1') : undefined),
    isTrusted: true,
    clock: { now: () => NOW, after: () => () => undefined },
    prometheus: { setting: () => undefined, connect: (url) => new PrometheusClient({ url }) },
    ...changes,
  };
}

function declared(source: BackupSource = EXEC): DeclaredBackup {
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
  return {
    ...jobOf({ sources: [source] }),
    ...{ stack: 'shop', origin: 'configuration', service: undefined, problem: undefined },
    source: { uri: 'file:///srv/my%20shop/holdfast.yaml', range },
  };
}

async function problemIn(surroundings: BackupSurroundings) {
  const [reading] = await readSources(declared(), sourceContextOf(declared(), surroundings), SIGNAL);
  return reading?.problem;
}

describe('the surroundings of a backup', () => {
  it('give paths the folder of the file that declares it', () => {
    expect(sourceContextOf(declared(), around()).folder).toBe('file:///srv/my%20shop');
  });

  it('hide what is secret in the environment of a container', async () => {
    const problem = await problemIn(around());
    expect(problem?.message).toContain('wrong key •••');
    expect(JSON.stringify(problem)).not.toContain(SECRET);
  });

  it('say why the engine cannot be asked, rather than that there is no container', async () => {
    const reason = { kind: 'unreachable', message: 'No engine answers.', remedy: 'Start Docker.' };
    expect(await problemIn(around({ engineProblem: () => reason }))).toEqual({
      ...{ message: 'No engine answers.', remedy: 'Start Docker.' },
    });
    const inspect = () => Promise.reject(new EngineError('timeout', 'It does not answer in time.'));
    expect(await problemIn(around({ engine: { ...around().engine, inspect } }))).toEqual({
      message: 'It does not answer in time.',
    });
  });

  it('leave out containers that have gone', async () => {
    const inspect = () => Promise.reject(new EngineError('not-found', 'There is no such container.'));
    expect(await problemIn(around({ engine: { ...around().engine, inspect } }))).toMatchObject({
      message: 'There is no container of db.',
    });
    expect(await problemIn(around({ stack: () => undefined }))).toMatchObject({
      message: 'There is no container of db.',
    });
  });

  it('give credentials only to the Prometheus that somebody has set', () => {
    const asked: [string, boolean][] = [];
    const prometheus = (set: string | undefined): BackupSurroundings['prometheus'] => ({
      setting: () => set,
      connect: (url, isSet) => {
        asked.push([url, isSet]);
        return new PrometheusClient({ url });
      },
    });
    const withOne = sourceContextOf(declared(), around({ prometheus: prometheus('http://set:9090') }));
    withOne.prometheus(undefined);
    withOne.prometheus('http://file:9090');
    withOne.prometheus('http://set:9090');
    expect(asked).toEqual([
      ['http://set:9090', true],
      ['http://file:9090', false],
      ['http://set:9090', true],
    ]);
    expect(sourceContextOf(declared(), around({ prometheus: prometheus('') })).prometheus(undefined)).toBeUndefined();
  });
});
