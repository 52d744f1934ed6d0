import { describe, expect, it, vi } from 'vitest';
import { lensesIn } from '../../../client/src/views/services/lens';
import { stackRows } from '../../../client/src/views/services/rows';
import { SmokeResults } from '../../../client/src/views/smoke/results';
import { smokeLensesOf, smokeOf, summaryText } from '../../../client/src/views/smoke/serviceRow';
import type { SmokeOutcome } from '../../../client/src/live/smoke/result';
import type { RunnableLeaf } from '../../../client/src/views/smoke/tree';
import { NOW } from '../../live/services/fixtures';
import { ASKS_DATABASE, FILE, joined, leaf, result, runs, service, STACK } from './fixtures';

const stack = joined(runs('db'), runs('web'));
const tests = ['db-reachable', 'db-rows', 'db-backup'].map((id) => leaf(id, { probe: ASKS_DATABASE }));

/** After a run with these outcomes, one for each test. */
function after(...outcomes: SmokeOutcome[]): SmokeResults {
  const results = new SmokeResults((error) => expect.fail(String(error)));
  results.offer(tests);
  outcomes.forEach((outcome, index) => {
    const test = tests[index] as RunnableLeaf;
    const message = outcome === 'pass' ? 'It answers.' : 'connection refused';
    results.record(test, stack, result(test.test, { outcome, message, containers: ['db-1'] }), NOW);
  });
  return results;
}

describe('the summary of a service', () => {
  const summary = (results: SmokeResults) => results.summaryOf(service(stack, 'db'), stack);

  it('is not there before the first run, nor for another service or stack', () => {
    expect(summary(after())).toBeUndefined();
    expect(after('pass').summaryOf(service(stack, 'web'), stack)).toBeUndefined();
    expect(after('pass').summaryOf(service(stack, 'db'), { ...stack, id: 'other' })).toBeUndefined();
  });

  it('counts what passed, and begins with what is worst', () => {
    expect(summary(after('pass', 'error', 'fail'))).toMatchObject({
      ...{ passed: 1, total: 3, worst: 'fail' },
      first: { title: 'db-backup', source: { uri: FILE } },
    });
    expect(summary(after('pass', 'warn'))).toMatchObject({ passed: 2, total: 2, worst: 'warn' });
  });

  it('says nothing of what was skipped', () => {
    expect(summary(after('skip'))).toBeUndefined();
    expect(summary(after('pass', 'skip'))).toMatchObject({ passed: 1, total: 1, first: undefined });
  });

  it('takes in tests that name no service and were about its containers alone', () => {
    const results = after();
    const http = leaf('front-page');
    results.offer([http]);
    results.record(http, stack, result(http.test, { containers: ['web-1'] }), NOW);
    expect(results.summaryOf(service(stack, 'web'), stack)).toMatchObject({ passed: 1, total: 1 });
    results.record(http, stack, result(http.test, { containers: ['web-1', 'db-1'] }), NOW);
    expect(results.summaryOf(service(stack, 'web'), stack)).toBeUndefined();
  });

  it('forgets tests that are no longer there', () => {
    const results = after('pass', 'fail');
    results.offer(tests.slice(0, 1));
    expect(summary(results)).toMatchObject({ passed: 1, total: 1 });
  });

  it('is outdated once a container is another one, which is told once', () => {
    const results = after('pass', 'pass');
    const told = vi.fn();
    results.onChange(told);
    expect(results.outdate([stack])).toEqual([]);
    const anew = joined(runs('db', { id: 'db-2' }), runs('web'));
    expect(results.outdate([anew])).toEqual([tests[0]?.id, tests[1]?.id]);
    expect(results.outdate([anew])).toEqual([]);
    expect(told).toHaveBeenCalledTimes(1);
    expect(summary(results)).toMatchObject({ isOutdated: true });
  });
});

describe('failed tests', () => {
  it('are those that failed or could not be run, until they pass', () => {
    const results = after('pass', 'fail', 'error');
    expect(results.failed()).toEqual([tests[1]?.id, tests[2]?.id]);
    results.record(tests[1] as RunnableLeaf, stack, result((tests[1] as RunnableLeaf).test), NOW);
    expect(results.failed()).toEqual([tests[2]?.id]);
  });
});

describe('what is shown on a service', () => {
  const rowsOf = (results: SmokeResults) => stackRows([stack], String, [], smokeOf(results))[0]?.children?.() ?? [];

  it('is a row that says what is wrong and leads to its line', () => {
    const [db, web] = rowsOf(after('pass', 'fail'));
    const row = db?.children?.().find(({ label }) => label === 'smoke tests');
    expect(row).toMatchObject({
      description: '1 of 2 passed · db-rows: connection refused',
      spoken: 'smoke tests: 1 of 2 passed · db-rows: connection refused',
      source: { uri: FILE, range: { start: { line: 3 } } },
    });
    expect(web?.children?.().some(({ label }) => label === 'smoke tests')).toBe(false);
  });

  it('is an ability that menus ask for', () => {
    const [db, web] = rowsOf(after());
    expect(db?.context.split(' ')).toContain('canTest');
    expect(web?.context.split(' ')).not.toContain('canTest');
  });

  it('says that it is about a container that is gone', () => {
    const summary = { passed: 2, total: 2, worst: 'pass', first: undefined, at: NOW, isOutdated: true } as const;
    expect(summaryText(summary)).toBe('of a container that is gone · 2 of 2 passed');
  });

  it('is a lens that tests, and one that says what the last run has found out', () => {
    const lensesOf = (results: SmokeResults) =>
      lensesIn(STACK, [stack], smokeLensesOf(results)).filter(({ command }) => command.startsWith('holdfast.smoke'));
    expect(lensesOf(after()).map(({ title, command }) => [title, command])).toEqual([
      ['Smoke test', 'holdfast.smoke.runService'],
    ]);
    const [, found] = lensesOf(after('pass', 'fail', 'pass'));
    expect(found).toMatchObject({
      title: '$(error)\u00a02 of 3 passed',
      command: 'holdfast.smoke.showResult',
      id: service(stack, 'db').id,
    });
    expect(found?.tooltip).toContain('db-rows: connection refused');
  });

  it('offers no test that is destructive', () => {
    const results = new SmokeResults(() => undefined);
    results.offer([leaf('survives', { probe: ASKS_DATABASE, destructive: true })]);
    expect(results.testsOf(service(stack, 'db'), stack)).toEqual([]);
  });
});
