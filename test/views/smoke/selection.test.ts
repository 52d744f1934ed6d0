import { describe, expect, it } from 'vitest';
import { joinStacks } from '../../../client/src/live/services';
import { jobsOf, select, type Selection } from '../../../client/src/views/smoke/selection';
import { detectedNode, isRunnable, leavesOf, type RunnableLeaf } from '../../../client/src/views/smoke/tree';
import { declaredService, observation, stack } from '../../live/services/fixtures';
import { ASKS_DATABASE, broken, declared, FILE, joined, leaves, nodesOf, smokeTest, STACK } from './fixtures';

const NOTHING = new Set<string>();
const nodes = nodesOf(
  declared('web'),
  declared('db', { needs: ['web'] }),
  declared('rows', { needs: ['db'] }),
  declared('survives', { destructive: true, needs: ['db'] }),
  broken('odd', 'It has no kind.'),
);
const idOf = (test: string): string => `file ${FILE} ${test}`;
const names = ({ chosen, needed }: Selection): string[][] => [
  chosen.map(({ test }) => test.id),
  needed.map(({ test }) => test.id),
];

describe('what is run', () => {
  it('is everything but what is destructive when nothing is named', () => {
    expect(names(select(nodes, undefined, NOTHING, 'safe'))).toEqual([['web', 'db', 'rows', 'odd'], []]);
  });

  it('is never everything that is destructive', () => {
    expect(names(select(nodes, undefined, NOTHING, 'destructive'))).toEqual([[], []]);
  });

  it('is what is destructive in a file that was named, with what it needs', () => {
    expect(names(select(nodes, new Set([`file ${FILE}`]), NOTHING, 'destructive'))).toEqual([
      ['survives'],
      ['web', 'db'],
    ]);
  });

  it('is a named test with what it needs, and what that needs', () => {
    expect(names(select(nodes, new Set([idOf('rows')]), NOTHING, 'safe'))).toEqual([['rows'], ['web', 'db']]);
  });

  it('is no destructive test that another one needs', () => {
    const tests = nodesOf(declared('one', { needs: ['two'] }), declared('two', { destructive: true }));
    expect(names(select(tests, new Set([idOf('one')]), NOTHING, 'safe'))).toEqual([['one'], []]);
  });

  it('is each test once, however often it is named', () => {
    expect(names(select(nodes, new Set([`file ${FILE}`, idOf('web')]), NOTHING, 'safe'))).toEqual([
      ['web', 'db', 'rows', 'odd'],
      [],
    ]);
  });

  it('is nothing that was excluded, alone or with its file, not even where it is needed', () => {
    expect(names(select(nodes, undefined, new Set([idOf('web')]), 'safe'))).toEqual([['db', 'rows', 'odd'], []]);
    expect(names(select(nodes, new Set([idOf('db')]), new Set([idOf('web')]), 'safe'))).toEqual([['db'], []]);
    expect(names(select(nodes, undefined, new Set([`file ${FILE}`]), 'safe'))).toEqual([[], []]);
  });
});

describe('what runs together', () => {
  const runnable = (...tests: Parameters<typeof leaves>): RunnableLeaf[] => leaves(...tests).filter(isRunnable);
  const other = 'file:///srv/other/compose.yaml';
  const stacks = joinStacks(
    [stack('app', [declaredService('db')]), stack('other', [declaredService('db')], { id: other })],
    observation([]),
  );

  it('is of one file and one stack; a test about several stacks is in several jobs', () => {
    const jobs = jobsOf(
      runnable(declared('one', { stacks: [STACK, other] }), declared('two', { stacks: [other] })),
      stacks,
    );
    expect(jobs.map(({ stack, leaves }) => [stack?.name, leaves.map(({ test }) => test.id)])).toEqual([
      ['app', ['one']],
      ['other', ['one', 'two']],
    ]);
  });

  it('is run against no stack where none is known', () => {
    expect(jobsOf(runnable(declared('one', { stacks: [] })), stacks)).toMatchObject([{ stack: undefined }]);
  });

  it('is apart from built-in tests of the same name', () => {
    const root = detectedNode([joined()], () => [smokeTest('one', { probe: ASKS_DATABASE })], undefined);
    const builtIn = leavesOf(root ? [root] : []).filter(isRunnable);
    expect(jobsOf([...runnable(declared('one')), ...builtIn], [joined()])).toHaveLength(2);
  });

  it('is, for built-in tests, the one project that they are about', () => {
    const [app] = stacks;
    if (!app) throw new Error('no stack');
    const second = { ...app, id: `${app.id}#second`, name: 'second' };
    const root = detectedNode([app], () => [smokeTest('one')], undefined);
    const jobs = jobsOf(leavesOf(root ? [root] : []).filter(isRunnable), [app, second]);
    expect(jobs.map(({ stack }) => stack?.name)).toEqual(['app']);
  });
});
