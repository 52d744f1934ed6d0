import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { tokenizePromql } from './tokenize';

/** "text: scope" for each token, without the language at the end of the scope. */
const scopes = async (expression: string) =>
  (await tokenizePromql(expression)).map(({ text, scope }) => `${text} ${scope.replace(/\.promql$/, '')}`);

/** The scope of the first token with this text. */
const scopeOf = async (expression: string, text: string) =>
  (await tokenizePromql(expression)).find((token) => token.text === text)?.scope;

describe('the PromQL grammar', () => {
  it('tells metric, labels, range, grouping and functions of an alert apart', async () => {
    expect(await scopes('sum by (job) (rate(http_requests_total{code=~"5..", job!="x"}[5m])) > 0.05')).toEqual([
      'sum support.function.aggregation',
      'by keyword.other.grouping',
      '( punctuation.section.parens.begin',
      'job entity.other.attribute-name',
      ') punctuation.section.parens.end',
      '( punctuation.section.parens.begin',
      'rate support.function',
      '( punctuation.section.parens.begin',
      'http_requests_total variable.other.metric',
      '{ punctuation.section.braces.begin',
      'code entity.other.attribute-name',
      '=~ keyword.operator.comparison',
      '" punctuation.definition.string.begin',
      '5.. string.quoted.double',
      '" punctuation.definition.string.end',
      ', punctuation.separator',
      'job entity.other.attribute-name',
      '!= keyword.operator.comparison',
      '" punctuation.definition.string.begin',
      'x string.quoted.double',
      '" punctuation.definition.string.end',
      '} punctuation.section.braces.end',
      '[ punctuation.section.brackets.begin',
      '5m constant.numeric.duration',
      '] punctuation.section.brackets.end',
      ') punctuation.section.parens.end',
      ') punctuation.section.parens.end',
      '> keyword.operator.comparison',
      '0.05 constant.numeric',
    ]);
  });

  it.each([
    ['foo offset 1h30m', 'offset', 'keyword.other.modifier.promql'],
    ['foo offset 1h30m', '1h30m', 'constant.numeric.duration.promql'],
    ['foo offset -5m', '5m', 'constant.numeric.duration.promql'],
    ['foo @ end()', '@', 'keyword.operator.modifier.promql'],
    ['foo @ end()', 'end', 'support.function.promql'],
    ['foo[1h:5m]', ':', 'punctuation.separator.range.promql'],
    ['foo > bool 1', 'bool', 'keyword.other.modifier.promql'],
    ['a AND b', 'AND', 'keyword.operator.logical.promql'],
    ['a unless on(x) b', 'unless', 'keyword.operator.logical.promql'],
    ['a * ON (x) group_left (y) b', 'ON', 'keyword.other.grouping.promql'],
    ['a * on (x) group_left b', 'group_left', 'keyword.other.grouping.promql'],
    ['a atan2 b', 'atan2', 'keyword.operator.arithmetic.promql'],
    ['a + fill(0) b', 'fill', 'keyword.other.modifier.promql'],
    ['h >/ 5', '>/', 'keyword.operator.trim.promql'],
    ['SUM(a)', 'SUM', 'support.function.aggregation.promql'],
    ['sum\n  by (job) (a)', 'sum', 'support.function.aggregation.promql'],
    ['holt_winters(a[5m], 0.5, 0.5)', 'holt_winters', 'support.function.promql'],
    ['a # note', 'note', 'comment.line.number-sign.promql'],
    ['0x1F + 1_000.5e-3 + .5', '0x1F', 'constant.numeric.hex.promql'],
    ['0x1F + 1_000.5e-3 + .5', '1_000.5e-3', 'constant.numeric.promql'],
    ['0x1F + 1_000.5e-3 + .5', '.5', 'constant.numeric.promql'],
    ['a < +Inf', 'Inf', 'constant.language.promql'],
    ['job:sum:rate5m', 'job:sum:rate5m', 'variable.other.metric.promql'],
    ['sum_total + rate', 'sum_total', 'variable.other.metric.promql'],
    ['count + 1', 'count', 'variable.other.metric.promql'],
    ['{sum="x"}', 'sum', 'entity.other.attribute-name.promql'],
    ['{"utf8.name"}', 'utf8.name', 'string.quoted.double.promql'],
    ['a{b="\\d"}', '\\d', 'invalid.illegal.escape.promql'],
    ['a{b="x\\n"}', '\\n', 'constant.character.escape.promql'],
    ["a{b='it\\'s'}", "\\'", 'constant.character.escape.promql'],
    ['a{b=`\\d`}', '\\d', 'string.quoted.other.raw.promql'],
  ])('reads %s: %s', async (expression, text, scope) => {
    expect(await scopeOf(expression, text)).toBe(scope);
  });

  it('ends a string that is not closed with its line', async () => {
    expect(await scopeOf('a{b="x\n} > 1', '>')).toBe('keyword.operator.comparison.promql');
  });

  it('knows every function and aggregation of the parser that checks the expressions', async () => {
    const source = readFileSync(
      createRequire(import.meta.url)
        .resolve('@prometheus-io/lezer-promql')
        .replace(/dist.*/, 'src/promql.grammar'),
      'utf8',
    );
    const functions = [...source.matchAll(/\bcondFn<"(\w+)">/g)].flatMap((match) => match[1] ?? []);
    expect(functions.length).toBeGreaterThan(70);
    const tokens = await tokenizePromql(functions.map((name) => `${name}(x)`).join('\n'));
    expect(tokens.filter(({ scope }) => scope === 'support.function.promql').map(({ text }) => text)).toEqual(
      functions,
    );
  });
});
