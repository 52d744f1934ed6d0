import { describe, expect, test } from 'vitest';
import { hasTemplate, isLogql } from '../../../server/src/promql';

describe('templates', () => {
  test.each([
    'up > {{ $value }}',
    'up{job="{{ .Values.job }}"}',
    '{% if x %}up{% endif %}',
    'rate(x[$__rate_interval])',
    'up{job="$__cell"}',
    'rate(x[${range}])',
    'up{job="${job}"}',
    'up{job=~"[[job]]"}',
    'rate(x[[[range]]])',
    'up > $threshold',
  ])('%s', (text) => {
    expect(hasTemplate(text)).toBe(true);
  });

  test.each([
    'up{job=~"a$"}',
    'label_replace(up, "a", "$1-${2}", "b", "(.*)-(.*)")',
    'label_replace(up, "a", "${name}", "b", "(?P<name>.*)")',
    'up{job=~"[[:alpha:]]+"}',
    'up # costs $5 {{',
    'up{a="{{"}',
  ])('not %s', (text) => {
    expect(hasTemplate(text)).toBe(false);
  });
});

describe('LogQL', () => {
  test.each([
    'sum(rate({app="a"} |= "error" [5m])) > 0',
    'sum by (app) (rate({app="a"} | json | level="error" [5m]))',
    'count_over_time({app="a"}[5m]) > 0',
    'sum(rate({app="a"} != "debug" [1m]))',
    'rate({app="a"} !~ `x|y` [1m])',
    'bytes_rate({app="a"}[1m])',
    'sum_over_time({app="a"} | logfmt | unwrap bytes [1m])',
    '{app="a"} |~ "x"',
  ])('%s', (text) => {
    expect(isLogql(text)).toBe(true);
  });

  test.each([
    'a{x="y"} || b{x="y"}',
    'a{x=~"p|json"} > 0',
    'rate({__name__=~"a|b"}[5m])',
    'count_over_time({__name__=~"a.*"}[5m])',
    'count_over_time(up{a="b"}[5m])',
    'a{x="y"} != b{x="y"}',
    'a | b',
    'up # | json {',
  ])('not %s', (text) => {
    expect(isLogql(text)).toBe(false);
  });
});
