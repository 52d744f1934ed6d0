import { describe, expect, test } from 'vitest';
import { applyPromqlEdits, checkPromql, parsePromql, type PromqlProblem } from '../../../server/src/promql';

interface Case {
  readonly expression: string;
  readonly kind: PromqlProblem['kind'];
  /** The text the problem points at; the first occurrence unless `from` says otherwise. */
  readonly at: string;
  readonly from?: number;
  readonly says: RegExp;
  /** The expression after the fix; absent where none is offered. */
  readonly fixed?: string;
}

const CASES: readonly Case[] = [
  // Something is missing.
  { expression: '  ', kind: 'syntax', at: '  ', says: /empty/ },
  { expression: '# nothing yet', kind: 'syntax', at: '# nothing yet', says: /empty/ },
  { expression: 'up /', kind: 'syntax', at: '/', says: /ends after "\/"/ },
  { expression: '> 0', kind: 'syntax', at: '>', says: /missing before ">"/ },
  { expression: 'up >> 0', kind: 'syntax', at: '>', from: 4, says: /between ">" and ">"/ },
  { expression: 'up down', kind: 'syntax', at: 'down', says: /operator is missing between "up" and "down"/ },
  { expression: 'up offset', kind: 'syntax', at: 'offset', says: /needs a duration/ },
  { expression: 'up @', kind: 'syntax', at: '@', says: /point in time/ },
  { expression: 'up @ foo', kind: 'syntax', at: 'foo', says: /point in time/ },
  { expression: 'sum by', kind: 'syntax', at: 'by', says: /needs labels in brackets/ },
  // Brackets.
  { expression: 'sum(rate(x[5m])', kind: 'syntax', at: '(', says: /never closed/, fixed: 'sum(rate(x[5m]))' },
  { expression: 'sum(rate(x[5m]) > 5', kind: 'syntax', at: '(', says: /never closed/, fixed: 'sum(rate(x[5m])) > 5' },
  {
    expression: 'sum(rate(a[5m])\n  / sum(rate(b[5m])) > 0.01',
    kind: 'syntax',
    at: '(',
    says: /never closed/,
    fixed: 'sum(rate(a[5m]))\n  / sum(rate(b[5m])) > 0.01',
  },
  {
    expression: 'sum(rate(a[5m]) / sum(rate(b[5m])) > 0.01',
    kind: 'syntax',
    at: '(',
    says: /never closed/,
    fixed: 'sum(rate(a[5m])) / sum(rate(b[5m])) > 0.01',
  },
  {
    expression: 'sum(rate(a[5m]) / rate(b[5m]) > 0.01',
    kind: 'syntax',
    at: '(',
    says: /never closed/,
    fixed: 'sum(rate(a[5m]) / rate(b[5m])) > 0.01',
  },
  { expression: 'sum by (job (up)', kind: 'syntax', at: '(', says: /never closed/, fixed: 'sum by (job) (up)' },
  { expression: 'rate(x[5m)', kind: 'syntax', at: '[', says: /Add the missing \]/, fixed: 'rate(x[5m])' },
  { expression: 'up{job="a" # why', kind: 'syntax', at: '{', says: /Add the missing }/, fixed: 'up{job="a"} # why' },
  { expression: 'sum(up)) > 1', kind: 'syntax', at: ')', from: 7, says: /closes nothing/, fixed: 'sum(up) > 1' },
  { expression: 'sum(', kind: 'syntax', at: '(', says: /never closed/ },
  // Words of other languages.
  { expression: 'a == 0&&b == 1 && c', kind: 'syntax', at: '&&', says: /write and/, fixed: 'a == 0 and b == 1 and c' },
  { expression: 'a || b', kind: 'syntax', at: '||', says: /write or/, fixed: 'a or b' },
  { expression: '!up', kind: 'syntax', at: '!', says: /no "not"/ },
  { expression: 'up == 0;', kind: 'syntax', at: ';', says: /no meaning/, fixed: 'up == 0' },
  { expression: 'up = 0', kind: 'syntax', at: '=', says: /compared with ==/, fixed: 'up == 0' },
  { expression: 'up{job=“a”}', kind: 'syntax', at: '“', says: /typographic/, fixed: 'up{job="a"}' },
  // Matchers and labels.
  { expression: 'up{job=="a"}', kind: 'syntax', at: '==', says: /single =/, fixed: 'up{job="a"}' },
  { expression: 'up{job=a}', kind: 'syntax', at: 'a', from: 7, says: /needs quotes/, fixed: 'up{job="a"}' },
  { expression: 'up{a="b" c="d"}', kind: 'syntax', at: 'c', says: /comma is missing/, fixed: 'up{a="b", c="d"}' },
  { expression: 'up{,}', kind: 'syntax', at: ',', says: /comma separates nothing/, fixed: 'up{}' },
  { expression: 'up{job}', kind: 'syntax', at: '}', says: /After a label/ },
  { expression: 'up{my-label="a"}', kind: 'syntax', at: 'my-label', says: /no label name/ },
  { expression: 'sum by (my-label) (up)', kind: 'syntax', at: 'my-label', says: /no label name/ },
  { expression: 'sum by (a,,b) (up)', kind: 'syntax', at: ',', from: 10, says: /comma/, fixed: 'sum by (a,b) (up)' },
  { expression: 'sum by job) (up)', kind: 'syntax', at: 'job', says: /labels in brackets/, fixed: 'sum by (job) (up)' },
  { expression: 'up{a=b', kind: 'syntax', at: 'b', from: 4, says: /needs quotes/ },
  { expression: 'rate(x 5m])', kind: 'syntax', at: '5m', says: /The \[ before 5m is missing/, fixed: 'rate(x [5m])' },
  { expression: 'up{a="b" > 0', kind: 'syntax', at: '{', says: /never closed/, fixed: 'up{a="b"} > 0' },
  { expression: 'a} > 0', kind: 'syntax', at: '}', says: /closes nothing/, fixed: 'a > 0' },
  { expression: 'sum(a b) + c)', kind: 'syntax', at: 'b', says: /between "a" and "b"/ },
  { expression: 'sumrate(x[5m])) by (job)', kind: 'syntax', at: 'sumrate', says: /no function sumrate/ },
  { expression: 'sum by job (up)', kind: 'syntax', at: 'job', says: /labels in brackets/, fixed: 'sum by (job) (up)' },
  { expression: 'sum up', kind: 'syntax', at: 'up', says: /needs brackets/, fixed: 'sum(up)' },
  { expression: 'sum(a) by (b) by (c)', kind: 'syntax', at: 'by', from: 14, says: /beside its aggregation/ },
  { expression: 'a / group_left b', kind: 'syntax', at: 'group_left', says: /must follow on/ },
  { expression: 'up bool > 0', kind: 'syntax', at: 'bool', says: /behind the comparison/ },
  { expression: 'up{job="a}', kind: 'syntax', at: '"a}', says: /never closed/ },
  { expression: '5xx_errors_total > 0', kind: 'syntax', at: '5xx_errors_total', says: /begins with a digit/ },
  // Durations.
  { expression: 'rate(x[5 m])', kind: 'syntax', at: '[5 m]', says: /no range/, fixed: 'rate(x[5m])' },
  { expression: 'rate(x[])', kind: 'syntax', at: '[]', says: /no range/ },
  { expression: 'rate(x[30m1h])', kind: 'syntax', at: '30m1h', says: /no duration/ },
  { expression: 'x offset 5mm', kind: 'syntax', at: '5mm', says: /no duration/ },
  // Functions.
  {
    expression: 'sum(rat(x[5m]))',
    kind: 'syntax',
    at: 'rat',
    says: /Did you mean rate\(\)/,
    fixed: 'sum(rate(x[5m]))',
  },
  { expression: 'RATE(x[5m])', kind: 'syntax', at: 'RATE', says: /Did you mean rate\(\)/, fixed: 'rate(x[5m])' },
  { expression: 'foobar(up)', kind: 'syntax', at: 'foobar', says: /no function foobar/ },
  { expression: 'a > b()', kind: 'syntax', at: 'b', says: /no function b\(\)/ },
  // A range after a calculation belongs to its last operand.
  {
    expression: 'predict_linear(100 * (a - b) / c[6h:5m], 3600) > 95',
    kind: 'syntax',
    at: '[6h:5m]',
    says: /belongs only to "c"/,
    fixed: 'predict_linear((100 * (a - b) / c)[6h:5m], 3600) > 95',
  },
  { expression: 'max_over_time(-x[5m])', kind: 'syntax', at: '[5m]', says: /"x"/, fixed: 'max_over_time((-x)[5m:])' },
  {
    expression: 'max_over_time(a / sum(b)[1h])',
    kind: 'syntax',
    at: '[1h]',
    says: /belongs only to "sum\(b\)"/,
    fixed: 'max_over_time((a / sum(b))[1h:])',
  },
  { expression: 'a + b[5m]', kind: 'syntax', at: '[5m]', says: /belongs only to "b"/ },
  // Types.
  { expression: 'rate(a) + b', kind: 'type', at: 'a', from: 5, says: /needs a range/, fixed: 'rate(a[5m]) + b' },
  {
    expression: 'increase(a offset 1d)',
    kind: 'type',
    at: 'a offset 1d',
    says: /needs a range/,
    fixed: 'increase(a[5m] offset 1d)',
  },
  { expression: 'rate(sum(a))', kind: 'type', at: 'sum(a)', says: /Use sum\(rate/ },
  { expression: 'rate(5)', kind: 'type', at: '5', says: /"5" is a scalar/ },
  { expression: 'abs(up[5m])', kind: 'type', at: 'up[5m]', says: /instant vector here/ },
  { expression: 'up[5m] > 0', kind: 'type', at: 'up[5m]', says: /range vector/ },
  { expression: 'up == "0"', kind: 'type', at: '"0"', says: /"0" is a string/ },
  { expression: '-"a"', kind: 'type', at: '-"a"', says: /sign/ },
  { expression: '1 >0', kind: 'type', at: '>', says: /needs bool/, fixed: '1 > bool 0' },
  { expression: 'up + bool 1', kind: 'type', at: 'bool', says: /comparisons/, fixed: 'up + 1' },
  { expression: 'up and 1', kind: 'type', at: '1', says: /instant vectors/ },
  { expression: 'a and on(x) group_left b', kind: 'type', at: 'on(x) group_left', says: /many to many/ },
  { expression: 'a / on(x) group_left(x) b', kind: 'type', at: 'on(x) group_left(x)', says: /Label x stands in/ },
  { expression: 'up > on(x) 0', kind: 'type', at: 'on(x)', says: /scalar/ },
  { expression: 'sum(5, up)', kind: 'type', at: 'sum', says: /takes 1 argument, not 2/ },
  { expression: 'topk(up)', kind: 'type', at: 'topk', says: /takes 2 arguments, not 1/ },
  { expression: 'count_values(5, up)', kind: 'type', at: '5', says: /quoted string/ },
  { expression: 'round(a, 1, 2)', kind: 'type', at: 'round', says: /1 to 2 arguments, not 3/ },
  { expression: 'time(1)', kind: 'type', at: 'time', says: /no argument/ },
  { expression: 'holt_winters(x[5m], 0.5)', kind: 'type', at: 'holt_winters', says: /3 arguments/ },
  { expression: 'info(a, b{c="d"})', kind: 'type', at: 'b{c="d"}', says: /label matchers/ },
  { expression: 'sum(up) offset 5m', kind: 'type', at: 'offset 5m', says: /right behind a metric/ },
  { expression: 'up offset 1m offset 2m', kind: 'type', at: 'offset 2m', says: /only one/ },
  { expression: 'up offset 1m @ 3 offset 2m', kind: 'type', at: 'offset 2m', says: /only one/ },
  { expression: 'up @ NaN', kind: 'type', at: '@ NaN', says: /point in time/ },
  { expression: 'rate(up offset 1m[5m])', kind: 'type', at: '[5m]', says: /before offset/ },
  {
    expression: 'max_over_time(sum(up)[1h])',
    kind: 'type',
    at: '[1h]',
    says: /subquery/,
    fixed: 'max_over_time(sum(up)[1h:])',
  },
  { expression: 'max_over_time(up[5m][1h:])', kind: 'type', at: '[1h:]', says: /not a range vector/ },
  { expression: 'rate(up[0s])', kind: 'type', at: '0s', says: /longer than zero/ },
  { expression: 'rate(up[-5m])', kind: 'type', at: '-5m', says: /longer than zero/ },
  { expression: 'rate(up[5m/0])', kind: 'type', at: '5m/0', says: /divides by zero/ },
  { expression: 'up{__name__="down"}', kind: 'type', at: '__name__="down"', says: /already has a metric name/ },
  { expression: '{"a", "b"}', kind: 'type', at: '"b"', says: /already has a metric name/ },
  { expression: 'changes(x[5m] smoothed)', kind: 'type', at: 'smoothed', says: /cannot use smoothed/ },
  // What stands in strings.
  { expression: 'up{job=~"a("}', kind: 'regex', at: '"a("', says: /never closed/ },
  { expression: 'up{job=~"(?!a).*"}', kind: 'regex', at: '"(?!a).*"', says: /look-around/ },
  { expression: 'label_replace(a, "b", "$1", "c", "*")', kind: 'regex', at: '"*"', says: /nothing stands before/ },
  { expression: '{job=~".*", a!="b"}', kind: 'regex', at: '{job=~".*", a!="b"}', says: /every matcher accepts/ },
  {
    expression: String.raw`up{a=~"\d+\.x"}`,
    kind: 'escape',
    at: String.raw`\d`,
    says: /Double/,
    fixed: String.raw`up{a=~"\\d+\\.x"}`,
  },
];

function problemsOf(text: string): PromqlProblem[] {
  return checkPromql(parsePromql(text));
}

describe('one problem with its place and its fix', () => {
  test.each(CASES)('$expression', ({ expression, kind, at, from, says, fixed }) => {
    const [problem, ...others] = problemsOf(expression);
    expect(others).toEqual([]);
    const start = expression.indexOf(at, from);
    expect(problem).toMatchObject({ kind, start, end: start + at.length, message: expect.stringMatching(says) });
    expect(problem?.edits && applyPromqlEdits(expression, problem.edits)).toBe(fixed);
    expect(problem?.fixTitle !== undefined).toBe(fixed !== undefined);
    if (fixed !== undefined) expect(problemsOf(fixed)).toEqual([]);
  });

  test('an empty text has an empty range', () => {
    expect(problemsOf('')).toMatchObject([{ kind: 'syntax', start: 0, end: 0 }]);
  });

  test('several causes are several problems, each with a fix of its own', () => {
    const text = 'rate(a) + rate(b) > ratee(c[5m])';
    const problems = problemsOf(text);
    expect(problems.map(({ start, fixTitle }) => [start, fixTitle])).toEqual([
      [5, 'Add the range [5m]'],
      [15, 'Add the range [5m]'],
      [20, 'Replace by rate'],
    ]);
    const edits = problems.flatMap((problem) => problem.edits ?? []);
    expect(problemsOf(applyPromqlEdits(text, edits))).toEqual([]);
  });

  test('a syntax error hides what follows from it', () => {
    expect(problemsOf('sum(rate(a) > (1 == 1)')).toMatchObject([{ kind: 'syntax', start: 3 }]);
  });

  test('offsets count UTF-16 units', () => {
    expect(problemsOf('up{a="💥"} + rate(x)')).toMatchObject([{ start: 18, end: 19 }]);
  });
});

const FINE: readonly string[] = [
  'up',
  '1',
  '5.',
  '1.e3',
  '0755 + 0xff + 1_000',
  '-Inf',
  'foo @ 3.',
  'offset{step="1s"}[5m]',
  'sum by (offset) (up)',
  'step{offset="1s"}',
  'foo{NaN="x"}',
  'min',
  'a + sum',
  'sum(sum)',
  'SUM BY (job) (up)',
  'sum(up) by (job)',
  'sum by ("a b", c,) ({"x.y"})',
  'up{job="a",}',
  '{__name__=~"pg_.*", __name__!="pg_up"}',
  `{'foo\\'bar', 'a'='b'}`,
  'foo{a="\\x41\\101\\u0041\\n\\""}',
  'foo{a=~`\\d+`}',
  '{job=~".+"}',
  '{job!=""}',
  'a # note\n  + b # another',
  'a - b offset 10m',
  'a + b offset 5m * c',
  'rate(a[5m] offset 1h @ end())',
  'foo offset -(5m)',
  'foo[5m30s:1m] @ start()',
  'foo[-10s+15s]',
  'foo[-2^2]',
  'foo[max_of(step(), 5s)]',
  'min_over_time(rate(foo[2s])[5m:])[4m:3s]',
  'a and on() b',
  'a / on(x) group_left(y) b',
  'a * on(x) fill(0) b',
  '1 == bool 1',
  'vector(1) > 0',
  'time() - timestamp(up) > 300',
  'label_join(up, "a", ",", "b", "c", "d")',
  'label_replace(up, "a", "$1", "b", "(.*)")',
  'holt_winters(x[5m], 0.5, 0.5) > 1',
  'limitk(2, up) or limit_ratio(0.5, up)',
  'info(rate(a[5m]), {version=~".*"})',
  'sort_by_label(up, "a", "b")',
  'rate(foo[5m] anchored)',
  'histogram_quantile(0.9, sum by (le) (rate(x_bucket[5m])))',
  'absent(up{job="a"}) or up == 0 unless down',
  'a ^ b ^ c atan2 d',
  '"text"',
];

test.each(FINE)('nothing is wrong with %s', (expression) => {
  expect(problemsOf(expression)).toEqual([]);
});

describe('very large expressions', () => {
  test.each([
    ['brackets', '('.repeat(5000) + '1' + ')'.repeat(5000)],
    ['signs', '-'.repeat(10_000) + '1'],
    ['operators', 'a+'.repeat(5000) + 'a'],
    ['calls', 'abs('.repeat(2500) + 'a' + ')'.repeat(2500)],
    ['durations', `a[${'-'.repeat(9000)}1]`],
  ])('too many nested %s are not judged', (_, text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  test.each([
    ['brackets', '('.repeat(400) + 'a' + ')'.repeat(400)],
    ['operators', 'a + '.repeat(400) + 'a'],
    ['calls', 'abs('.repeat(400) + 'a' + ')'.repeat(400)],
  ])('%s in unusual but possible numbers are judged', (_, text) => {
    expect(problemsOf(text)).toEqual([]);
    expect(problemsOf(`${text} > rate(b)`)).toMatchObject([{ kind: 'type', start: text.length + 8 }]);
  });
});
