import { expect, test } from 'vitest';
import {
  aggregationsOf,
  calculatesWithTime,
  callsOf,
  isConstant,
  parsePromql,
  selectorsOf,
  typeOf,
} from '../../../server/src/promql';

test('selectors, with their names wherever these are written', () => {
  const text = 'a{b!="c"}[5m] offset 1h + {"d"} + {__name__="e", f=~"g\\\\d"} + {__name__=~"h.*"}';
  const selectors = selectorsOf(parsePromql(text));
  expect(selectors.map(({ name, start, end }) => [name, text.slice(start, end)])).toEqual([
    ['a', 'a{b!="c"}'],
    ['d', '{"d"}'],
    ['e', '{__name__="e", f=~"g\\\\d"}'],
    [undefined, '{__name__=~"h.*"}'],
  ]);
  expect(selectors[0]?.matchers).toMatchObject([{ label: 'b', operator: '!=', value: 'c' }]);
  expect(selectors[2]?.matchers[1]).toMatchObject({ label: 'f', operator: '=~', value: 'g\\d' });
});

test.each([
  ['rate(a[5m])', 'rate', 300],
  ['increase(a[1h30m] offset 1d)', 'increase', 5400],
  ['max_over_time((sum(a))[1w:5m])', 'max_over_time', 604_800],
  ['quantile_over_time(0.5, a[1y2d3h4m5s6ms])', 'quantile_over_time', 365 * 86_400 + 2 * 86_400 + 3 * 3600 + 245.006],
  ['rate(a[2 * 30s + 90])', 'rate', 150],
  ['rate(a[step()])', 'rate', undefined],
  ['absent(a)', 'absent', undefined],
])('the range of %s', (text, name, rangeSeconds) => {
  const [call] = callsOf(parsePromql(text));
  expect(call).toMatchObject({ name, start: 0, end: text.length });
  if (rangeSeconds === undefined) expect(call?.rangeSeconds).toBeUndefined();
  else expect(call?.rangeSeconds).toBeCloseTo(rangeSeconds, 6);
});

test('aggregations with the labels they keep or drop', () => {
  expect(aggregationsOf(parsePromql('SUM by (a, "b c") (count(x) without (d))'))).toMatchObject([
    { operator: 'sum', grouping: { clause: 'by', labels: ['a', 'b c'] } },
    { operator: 'count', grouping: { clause: 'without', labels: ['d'] } },
  ]);
});

test.each([
  ['up', 'vector'],
  ['up[5m]', 'matrix'],
  ['(up)[5m:]', 'matrix'],
  ['1 + 2', 'scalar'],
  ['-1 + up', 'vector'],
  ['scalar(up)', 'scalar'],
  ['"a"', 'string'],
  ['nonsense(', 'unknown'],
])('%s is a %s', (text, type) => {
  expect(typeOf(parsePromql(text))).toBe(type);
});

test.each([
  ['vector(1)', true],
  ['1 > bool 0', true],
  ['pi() > 3', true],
  ['time()', false],
  ['hour() > 5', false],
  ['up', false],
  ['up >', false],
])('%s is constant: %s', (text, expected) => {
  expect(isConstant(parsePromql(text))).toBe(expected);
});

test.each([
  ['time() - last_success > 3600', true],
  ['(expiry - time()) / 86400 < 7', true],
  ['expiry - vector(time())', true],
  ['time() > 1700000000', false],
  ['rate(a[5m]) - b', false],
])('%s calculates with the time: %s', (text, expected) => {
  expect(calculatesWithTime(parsePromql(text))).toBe(expected);
});
