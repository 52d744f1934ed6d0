import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Matcher } from '../../../server/src/protocol';
import { selectJson } from '../../../client/src/live/smoke/jsonPath';
import { mismatchOf } from '../../../client/src/live/smoke/matchers';
import { CannotRun } from '../../../client/src/live/smoke/result';
import { Each, NoValue } from '../../../client/src/live/smoke/values';

const holds = (value: unknown, matcher: Matcher): boolean => mismatchOf(value, matcher) === undefined;

describe('numbers and texts', () => {
  it.each([
    ['80', 80, true],
    ['80\n', 80, true],
    ['8e1', 80, true],
    ['80 %', 80, false],
    ['80%', 80, false],
    ['0x50', 80, false],
    ['', 0, false],
    ['  ', 0, false],
    [200, '200', true],
    [true, 'true', true],
    ['true', true, true],
    [null, null, true],
    [null, 'null', false],
    [undefined, 'undefined', false],
    [0, false, false],
  ])('%j equals %j: %j', (value, wanted, isEqual) => {
    expect(holds(value, { equals: wanted })).toBe(isEqual);
  });

  it('compare numbers, never texts that merely begin with one', () => {
    expect(holds('100.20', { gt: 80 })).toBe(true);
    expect(holds('9.50', { gt: 80 })).toBe(false);
    expect(mismatchOf('9.50%', { lt: 80 })?.message).toBe('is no number ("9.50%"), expected less than 80');
    expect(holds(NaN, { ge: 0 })).toBe(false);
    expect(holds(Infinity, { gt: 5 })).toBe(true);
  });

  it('compare every number with every bound as arithmetic does', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        (value, bound) => {
          for (const one of [value, String(value)]) {
            expect(holds(one, { gt: bound })).toBe(value > bound);
            expect(holds(one, { ge: bound })).toBe(value >= bound);
            expect(holds(one, { lt: bound })).toBe(value < bound);
            expect(holds(one, { le: bound })).toBe(value <= bound);
          }
        },
      ),
    );
  });

  it('never hold for what is missing, but for the wish that it is', () => {
    const any = fc.record(
      { equals: fc.string(), not: fc.string(), contains: fc.string(), gt: fc.double(), in: fc.array(fc.string()) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(any, (matcher) => {
        fc.pre(Object.values(matcher).some((one) => one !== undefined));
        expect(holds(undefined, matcher)).toBe(false);
      }),
    );
    expect(holds(undefined, { present: false })).toBe(true);
    expect(holds(null, { present: true })).toBe(true);
    expect(mismatchOf('x', { present: false })?.message).toBe('is "x", expected nothing');
  });

  it('hold together: all that is set', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.integer(), (value, low, high) => {
        expect(holds(value, { ge: low, le: high })).toBe(value >= low && value <= high);
      }),
    );
  });
});

describe('texts and lists', () => {
  it('contain, match, have a length', () => {
    expect(holds('Prometheus Server is Healthy.\n', { contains: 'is Healthy' })).toBe(true);
    expect(holds('a\nERROR b', { matches: '^ERROR' })).toBe(true);
    expect(holds('grüß', { length: { equals: 4 } })).toBe(true);
    expect(holds('a\nError b', { lacks: '^ERROR' })).toBe(false);
    expect(holds('a Error b', { lacks: '^ERROR' })).toBe(true);
    expect(mismatchOf('an Error', { lacks: 'error|fatal' })?.expected).toBe('nothing like /error|fatal/');
    expect(holds('👍', { length: { equals: 1 }, matches: '^.$' })).toBe(true);
    expect(holds(['a', 'b'], { contains: 'b', length: { ge: 2 } })).toBe(true);
    expect(mismatchOf([], { length: { gt: 0 } })?.message).toBe('is [], expected a length of more than 0');
    expect(mismatchOf({}, { length: { gt: 0 } })?.message).toContain('is no text and no list');
    expect(holds(5, { in: [4, 5] })).toBe(true);
  });

  it('give an editor the two texts to compare', () => {
    expect(mismatchOf('ok\nb', { equals: 'ok\na' })).toMatchObject({ expected: 'ok\na', actual: 'ok\nb' });
    expect(mismatchOf(503, { in: [200, 204] })).toMatchObject({ expected: 'one of 200, 204', actual: '503' });
  });

  it('do not hang on an expression that would', () => {
    const begun = performance.now();
    const mismatch = mismatchOf(`${'a'.repeat(60)}!`, { matches: '^(a+)+$' });
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect(mismatch).toMatchObject({ outcome: 'error', message: expect.stringContaining('takes too long') as string });
  });

  it('say of an expression that is none that it cannot be checked', () => {
    expect(mismatchOf('a', { matches: '(' })).toMatchObject({ outcome: 'error' });
  });
});

describe('several values', () => {
  const each = (...values: unknown[]): Each => new Each(values.map((value, index) => ({ name: `s${index}`, value })));

  it('hold when every one does, and never when there is none', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (values, bound) => {
        expect(holds(each(...values), { gt: bound })).toBe(values.length > 0 && values.every((value) => value > bound));
      }),
    );
    expect(mismatchOf(each(6, 4, 7), { gt: 5 })).toMatchObject({
      message: 'of s1 is 4, expected more than 5',
      actual: 's1: 4',
    });
  });

  it('are not known where nobody can know them', () => {
    const unknown = new NoValue('only root may read it', 'error');
    expect(mismatchOf(each(5, unknown), { lt: 9 })).toMatchObject({
      outcome: 'error',
      message: 'of s1 is not known: only root may read it',
    });
    expect(mismatchOf(each(50, unknown), { lt: 9 })?.outcome).toBe('fail');
  });
});

describe('JSONPath', () => {
  const document = {
    models: [{ name: 'llama3' }, { name: 'mistral' }],
    total: 0,
    none: null,
    'content-type': 'x',
    list: [1, 2],
  };

  it('leads to one value', () => {
    expect(selectJson(document, 'models[0].name')).toBe('llama3');
    expect(selectJson(document, 'total')).toBe(0);
    expect(selectJson(document, 'none')).toBe(null);
    expect(selectJson(document, 'models[7].name')).toBe(undefined);
    expect(selectJson(document, "['content-type']")).toBe('x');
    expect(selectJson([5], '[0]')).toBe(5);
    expect(selectJson(5, '')).toBe(5);
    expect(selectJson(document, 'constructor')).toBe(undefined);
    expect(selectJson(document, '__proto__')).toBe(undefined);
  });

  it('leads to several, which are a list for contains and length and hold each for the rest', () => {
    const names = selectJson(document, 'models[*].name');
    expect(holds(names, { contains: 'mistral' })).toBe(true);
    expect(holds(names, { contains: 'mist' })).toBe(false);
    expect(holds(names, { length: { equals: 2 } })).toBe(true);
    expect(holds(names, { matches: '^[a-z0-9]+$' })).toBe(true);
    expect(holds(names, { equals: 'llama3' })).toBe(false);
    const none = selectJson({ models: [] }, 'models[*].name');
    expect(holds(none, { contains: 'mistral' })).toBe(false);
    expect(holds(none, { present: false })).toBe(true);
    expect(holds(none, { length: { equals: 0 } })).toBe(true);
    expect(holds(none, { not: 'x' })).toBe(false);
  });

  it('is refused where it is none, and given up where it takes too long', () => {
    expect(() => selectJson(document, 'models[')).toThrow(CannotRun);
    expect(() => selectJson([`${'a'.repeat(60)}!`], "[?search(@, '^(a+)+$')]")).toThrow('cannot be followed');
  });
});
