import { describe, expect, test } from 'vitest';
import { checkRegex } from '../../../server/src/promql/regex';

describe('what RE2 compiles', () => {
  test.each([
    'a|b|',
    '(?:a)(b)(?P<c>d)(?<e>f)(?i)g(?i-s:h)',
    'a*?b+?c??d{2}e{2,}f{2,3}?',
    'a{b}{,3}{x',
    '^*$*',
    '(a*)*',
    '[]a-z^-][^]]',
    '[[:alpha:][:^digit:]\\d\\-a-]',
    '[+--]',
    '\\d\\W\\pL\\p{Greek}\\P{^Lu}\\x{10FFFF}\\x41\\012\\0',
    '\\Q(*[\\E)'.slice(0, -1),
    '\\Q(',
    '\\A\\b\\B\\z\\C',
    '\\.\\_\\-\\/\\"',
    '💥+[💥-💫]',
  ])('%s', (pattern) => {
    expect(checkRegex(pattern).error).toBeUndefined();
  });

  test.each([
    ['*a', /nothing stands before "\*"/],
    ['a|*', /nothing stands before/],
    ['(+)', /nothing stands before/],
    ['a**', /follows another repetition/],
    ['a+*', /follows another/],
    ['a{2}{3}', /follows another/],
    ['a{1001}', /more than 1000/],
    ['a{3,2}', /first number is larger/],
    ['(a', /"\(" is never closed/],
    ['a)', /closes nothing/],
    ['[a', /"\[" is never closed/],
    ['[]', /"\[" is never closed/],
    ['[z-a]', /no range/],
    ['[a-\\d]', /no range/],
    ['[[:foo:]]', /no character class/],
    ['(?=a)', /look-around/],
    ['(?<!a)b', /look-around/],
    ['(?>a)', /not supported/],
    ['(?P<a>b)(?P<a>c)', /two groups/],
    ['(a)\\1', /refers back/],
    ['\\Z', /no escape/],
    ['\\é', /no escape/],
    ['[\\b]', /no escape/],
    ['\\p{Klingon}', /no escape/],
    ['a\\', /lone backslash/],
  ])('not %s', (pattern, error) => {
    expect(checkRegex(pattern).error).toMatch(error);
  });
});

test.each([
  ['', true],
  ['a', false],
  ['.*', true],
  ['.+', false],
  ['a|', true],
  ['a|b*', true],
  ['(a|b)c*', false],
  ['(a?b*)+', true],
  ['(a|(b|))(c){0,2}', true],
  ['^$', true],
  ['\\b', false],
  ['\\Q\\E', true],
  ['\\Qa\\E', false],
  ['[a]?', true],
  ['(?i)', true],
  ['a{0}', true],
])('%s matches the empty string: %s', (pattern, expected) => {
  expect(checkRegex(pattern).matchesEmpty).toBe(expected);
});

test('ten thousand nested groups do not overflow the stack', () => {
  expect(checkRegex('('.repeat(10_000) + ')'.repeat(10_000)).error).toBeUndefined();
});
