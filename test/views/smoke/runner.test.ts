import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { TestRunRequest } from 'vscode';
import type { SourceState } from '../../../client/src/live/source';
import type { SmokeContext } from '../../../client/src/live/smoke/context';
import type { SmokeResult } from '../../../client/src/live/smoke/result';
import type { SmokeListener } from '../../../client/src/live/smoke/run';
import { SmokeResults } from '../../../client/src/views/smoke/results';
import { SmokeRunner, type RunnerSurroundings } from '../../../client/src/views/smoke/runner';
import { TestTree } from '../../../client/src/views/smoke/testTree';
import type { SmokeTest } from '../../../server/src/protocol';
import { detectedNode } from '../../../client/src/views/smoke/tree';
import { ASKS_DATABASE, broken, declared, FILE, joined, nodesOf, result, runs, smokeTest } from './fixtures';

type Run = (
  tests: readonly SmokeTest[],
  context: SmokeContext,
  listener: SmokeListener,
  signal: AbortSignal,
) => Promise<readonly SmokeResult[]>;

const fake = vi.hoisted(() => ({
  isTrusted: true,
  allowsRemote: false,
  answer: undefined as string | undefined,
  said: [] as string[],
  told: [] as string[],
  cancel: [] as (() => void)[],
  run: undefined as Run | undefined,
}));

vi.mock('vscode', () => {
  class Uri {
    static parse = (text: string) => ({ toString: () => text });
    static file = Uri.parse;
    static joinPath = (uri: object, ...parts: string[]) => Uri.parse(`${String(uri)}/${parts.join('/')}`);
  }
  class TestMessage {
    constructor(readonly message: string) {}
    static diff = (message: string, expected: string, actual: string) =>
      Object.assign(new TestMessage(`${message} (${expected} / ${actual})`), {});
  }
  const tell =
    (name: string) =>
    (item: { id: string }, message?: TestMessage | TestMessage[]): void => {
      const texts = [message ?? []].flat().map((one) => (one instanceof TestMessage ? `: ${one.message}` : ''));
      fake.told.push(`${name} ${item.id.split(' ').at(-1)}${texts.join('')}`);
    };
  const collection = () => {
    const items = new Map<string, object>();
    return {
      get: (id: string) => items.get(id),
      add: (item: { id: string }) => items.set(item.id, item),
      delete: (id: string) => items.delete(id),
      [Symbol.iterator]: () => items.entries(),
    };
  };
  const createTestRun = () => ({
    token: { isCancellationRequested: false, onCancellationRequested: (stop: () => void) => fake.cancel.push(stop) },
    ...Object.fromEntries(
      ['enqueued', 'started', 'passed', 'failed', 'errored', 'skipped'].map((name) => [name, tell(name)]),
    ),
    appendOutput: (text: string) => expect(text).not.toMatch(/[^\r]\n/),
    end: () => fake.told.push('end'),
  });
  return {
    Uri,
    TestMessage,
    Location: class {},
    Range: class {},
    TestTag: class {},
    TestRunProfileKind: { Run: 1 },
    commands: {},
    tests: {
      createTestController: () => ({
        items: collection(),
        createRunProfile: () => ({}),
        createTestItem: (id: string, label: string, uri: object) => ({ id, label, uri, children: collection() }),
        createTestRun,
        dispose: () => undefined,
      }),
    },
    window: {
      showInformationMessage: (text: string) => void fake.said.push(text),
      showWarningMessage: async (text: string) => (fake.said.push(text), fake.answer),
    },
    workspace: {
      get isTrusted() {
        return fake.isTrusted;
      },
      getConfiguration: () => ({ get: () => fake.allowsRemote }),
      workspaceFolders: [],
    },
  };
});
vi.mock('../../../client/src/live/smoke/run', () => ({
  placesFor: () => undefined,
  runSmokeTests: (...args: Parameters<Run>) => fake.run?.(...args),
}));

/** Every test passes. */
const passes: Run = async (tests, _, listener) =>
  tests.map((test) => {
    listener.started?.(test);
    listener.ended?.(result(test));
    return result(test);
  });

/** Tests run until they are cancelled. */
const hangs: Run = async (tests, _, listener, signal) => {
  for (const test of tests) listener.started?.(test);
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
  for (const test of tests) listener.ended?.(result(test, { outcome: 'skip', message: 'Cancelled.' }));
  return [];
};

const FILE_NODE = `file ${FILE}`;
const connected: SourceState = { kind: 'connected', since: 0 };
let attending = 0;

function runnerOf(state: SourceState = connected, endpoint: object = { kind: 'socket' }): SmokeRunner {
  const session = {
    ...{ state, isEnabled: true, engineName: 'default', stacks: [joined(runs('db'))] },
    docker: { engine: { endpoint } },
    settled: () => Promise.resolve(),
    attend: () => {
      attending++;
      return () => void attending--;
    },
  };
  const around = {
    ...{ session, results: new SmokeResults(() => undefined), secrets: {} },
    declarations: { known: () => Promise.resolve() },
  };
  return new SmokeRunner(around as unknown as RunnerSurroundings);
}

function treeOf(...tests: Parameters<typeof nodesOf>): TestTree {
  const tree = new TestTree({ run: () => Promise.resolve(), look: () => Promise.resolve() });
  tree.show(nodesOf(...tests));
  return tree;
}

function request(tree: TestTree, ...ids: string[]): TestRunRequest {
  return { include: ids.length > 0 ? tree.itemsOf(ids) : undefined, exclude: undefined } as unknown as TestRunRequest;
}

beforeEach(() => {
  Object.assign(fake, { isTrusted: true, allowsRemote: false, answer: undefined, said: [], told: [], cancel: [] });
  fake.run = passes;
  attending = 0;
});

describe('a run', () => {
  it('tells of every test, ends, and leaves the engine alone again', async () => {
    const tree = treeOf(declared('one'), declared('two'));
    await runnerOf().run(tree, request(tree), 'safe');
    expect(fake.told).toEqual([
      ...['enqueued one', 'enqueued two', 'started one', 'passed one', 'started two', 'passed two', 'end'],
    ]);
    expect(attending).toBe(0);
  });

  it('ends also when something goes wrong, and lets the next one in', async () => {
    const tree = treeOf(declared('one'));
    const runner = runnerOf();
    fake.run = () => Promise.reject(new Error('odd'));
    await expect(runner.run(tree, request(tree), 'safe')).rejects.toThrow('odd');
    fake.run = passes;
    await runner.run(tree, request(tree), 'safe');
    expect(fake.told).toEqual(['enqueued one', 'end', 'enqueued one', 'started one', 'passed one', 'end']);
    expect(attending).toBe(0);
  });

  it('does not let one stack wait for what hangs in another', async () => {
    const tree = treeOf(declared('here'));
    const other = { ...joined(runs('db')), id: 'other', name: 'other' };
    const [elsewhere] = detectedNode([other], () => [smokeTest('there')], undefined)?.children ?? [];
    tree.show([...nodesOf(declared('here')), ...(elsewhere ? [elsewhere] : [])]);
    fake.run = (...args) => (args[0][0]?.id === 'here' ? hangs(...args) : passes(...args));
    const run = runnerOf().run(tree, request(tree), 'safe');
    await vi.waitFor(() => expect(fake.told).toContain('passed there'));
    expect(fake.told).toContain('started here');
    fake.cancel[0]?.();
    await run;
  });

  it('says what failed, what could not be run, and what is wrong with a test', async () => {
    fake.run = async (tests, _, listener) => {
      const difference = { expected: '200', actual: '503' };
      for (const test of tests) listener.ended?.(result(test, { outcome: 'fail', message: 'It is down.', difference }));
      return [];
    };
    const tree = treeOf(declared('one'), broken('odd', 'It has no kind.'));
    await runnerOf().run(tree, request(tree), 'safe');
    expect(fake.told.slice(2)).toEqual(['errored odd: It has no kind.', 'failed one: It is down. (200 / 503)', 'end']);
  });

  it('is cancelled by the editor, also while it waits for its turn', async () => {
    const tree = treeOf(declared('one'));
    const runner = runnerOf();
    fake.run = hangs;
    const first = runner.run(tree, request(tree), 'safe');
    const second = runner.run(tree, request(tree), 'safe');
    await vi.waitFor(() => expect(fake.told).toContain('started one'));
    fake.cancel[1]?.();
    await second;
    expect(fake.told.filter((one) => one === 'started one')).toHaveLength(1);
    fake.cancel[0]?.();
    await first;
    expect(fake.told.slice(-2)).toEqual(['skipped one', 'end']);
  });

  it('waits for the one before, even when one between them was cancelled', async () => {
    const tree = treeOf(declared('one'));
    const runner = runnerOf();
    fake.run = hangs;
    const first = runner.run(tree, request(tree), 'safe');
    const second = runner.run(tree, request(tree), 'safe');
    const third = runner.run(tree, request(tree), 'safe');
    await vi.waitFor(() => expect(fake.told).toContain('started one'));
    fake.cancel[1]?.();
    await second;
    expect(fake.told.filter((one) => one === 'started one')).toHaveLength(1);
    fake.run = passes;
    fake.cancel[0]?.();
    await Promise.all([first, third]);
    expect(fake.told.slice(-3)).toEqual(['started one', 'passed one', 'end']);
  });

  it('runs what needs no engine where there is none, and says what to do about the rest', async () => {
    const reason = { kind: 'no-engine', message: 'No engine runs.', remedy: 'Start Docker.' };
    const tree = treeOf(declared('address'), declared('db', { probe: ASKS_DATABASE }));
    await runnerOf({ kind: 'lost', since: 0, reason }).run(tree, request(tree), 'safe');
    expect(fake.told).toContain('errored db: No engine runs. Start Docker.');
    expect(fake.told).toContain('passed address');
  });

  it('runs nothing in a folder that is not trusted', async () => {
    fake.isTrusted = false;
    fake.run = () => expect.fail('ran');
    const tree = treeOf(declared('one'), declared('two', { destructive: true }));
    await runnerOf().run(tree, request(tree), 'safe');
    await runnerOf().run(tree, request(tree, FILE_NODE), 'destructive');
    expect(fake.told.filter((one) => one.startsWith('errored'))).toEqual([
      expect.stringContaining('errored one: This folder is not trusted'),
      expect.stringContaining('errored two: This folder is not trusted'),
    ]);
  });
});

describe('destructive tests', () => {
  const survives = declared('survives', {
    destructive: true,
    probe: { kind: 'persistence', service: 'db', write: ['w'], read: ['r'] },
  });

  it('run after somebody has agreed, and only then', async () => {
    const tree = treeOf(declared('one'), survives);
    const runner = runnerOf();
    await runner.run(tree, request(tree, FILE_NODE), 'destructive');
    expect(fake.said).toEqual(['Run a destructive test on app?']);
    expect(fake.told).toEqual([]);
    fake.answer = 'Run Destructive Tests';
    await runner.run(tree, request(tree, FILE_NODE), 'destructive');
    expect(fake.told).toEqual(['enqueued survives', 'started survives', 'passed survives', 'end']);
  });

  it('never run when everything does', async () => {
    const tree = treeOf(survives);
    fake.answer = 'Run Destructive Tests';
    await runnerOf().run(tree, request(tree), 'destructive');
    await runnerOf().run(tree, request(tree), 'safe');
    expect(fake.told).toEqual([]);
    expect(fake.said).toEqual([
      expect.stringContaining('never run all at once'),
      expect.stringContaining('no smoke test'),
    ]);
  });

  it('are refused on another machine unless that is allowed', async () => {
    const tree = treeOf(survives);
    const remote = { kind: 'ssh', host: 'production' };
    fake.answer = 'Run Destructive Tests';
    await runnerOf(connected, remote).run(tree, request(tree, FILE_NODE), 'destructive');
    expect(fake.said).toEqual([expect.stringContaining('not this machine')]);
    expect(fake.told).toEqual([]);
    fake.allowsRemote = true;
    await runnerOf(connected, remote).run(tree, request(tree, FILE_NODE), 'destructive');
    expect(fake.told).toContain('passed survives');
  });
});
