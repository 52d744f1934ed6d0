/** Which tests wait for which, and which cannot run at all. */
import type { SmokeTest } from '../../../../server/src/protocol';

export interface Plan {
  /** Beside each other, each once what it needs has passed. */
  readonly together: readonly SmokeTest[];
  /** One after the other when all others have ended: destructive ones, and what needs them. Needed ones first. */
  readonly alone: readonly SmokeTest[];
  /** Why a test can never run, in words for a person. */
  readonly blocked: ReadonlyMap<SmokeTest, string>;
}

export function planOf(tests: readonly SmokeTest[]): Plan {
  const byId = new Map(tests.map((test) => [test.id, test]));
  const blocked = new Map<SmokeTest, string>();
  const isLast = new Map<SmokeTest, boolean>();
  const sorted: SmokeTest[] = [];

  /** @param way the tests that led here, each needing the next */
  const visit = (test: SmokeTest, way: readonly SmokeTest[]): void => {
    if (isLast.has(test)) return;
    const start = way.indexOf(test);
    if (start >= 0) {
      const circle = way.slice(start);
      const names = [...circle, test].map(({ id }) => id).join(' → ');
      for (const one of circle)
        blocked.set(one, `Not run: these tests need each other: ${names}. Take one "needs" away.`);
      return;
    }
    const needed: SmokeTest[] = [];
    for (const id of test.needs) {
      const need = byId.get(id);
      if (need) needed.push(need);
      else if (!blocked.has(test))
        blocked.set(test, `Not run: it needs ${id}, which is not among the tests of this run.`);
    }
    for (const need of needed) visit(need, [...way, test]);
    if (isLast.has(test)) return;
    isLast.set(test, test.destructive || needed.some((need) => isLast.get(need) === true));
    sorted.push(test);
  };
  for (const test of tests) visit(test, []);
  return {
    together: sorted.filter((test) => isLast.get(test) !== true),
    alone: sorted.filter((test) => isLast.get(test) === true),
    blocked,
  };
}
