import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tokenizeYaml, yamlGrammars, type Token } from './tokenize';

const isPromql = (token: Token) => token.scopes.includes('source.promql');
const promqlOf = (line: readonly Token[] | undefined) => (line ?? []).filter(isPromql).map(({ text }) => text);

describe.each(yamlGrammars)('PromQL in YAML, on $name', ({ grammars }) => {
  const tokenize = (text: string, options = {}) => tokenizeYaml(text, grammars(), options);

  it.each([
    ['plain', '- expr: up{job="web"} == 0 # why'],
    ['single-quoted', `- expr: 'up{job="web"} == 0' # why`],
    ['double-quoted', '- expr: "up{job=\\"web\\"} == 0" # why'],
    ['plain under a quoted key', '- "expr": up{job="web"} == 0 # why'],
    ['plain after an anchor', '- expr: &down up{job="web"} == 0 # why'],
  ])('colours a %s value and the comment behind it', async (_name, line) => {
    const [tokens = []] = await tokenize(line);
    const scope = (text: string) => tokens.find((token) => token.text === text)?.scope;
    expect(scope('up')).toBe('variable.other.metric.promql');
    expect(scope('job')).toBe('entity.other.attribute-name.promql');
    expect(scope('web')).toBe('string.quoted.double.promql');
    expect(scope('==')).toBe('keyword.operator.comparison.promql');
    expect(tokens.at(-1)?.scope).toBe('comment.line.number-sign.yaml');
    expect(tokens.at(-1)?.text).toMatch(/why$/);
  });

  it.each(['|', '>', '|-', '>+', '|2', '| # note'])('colours a block scalar %s up to its last line', async (header) => {
    const lines = await tokenize(
      [
        'groups:',
        '  - name: a',
        '    rules:',
        '      - alert: A',
        `        expr: ${header}`,
        '          sum by (job) (',
        '            rate(errors[5m]) # both',
        '',
        '          ) > 1',
        '        for: 5m',
        '      - expr: up == 0',
        '        alert: for',
        '  - name: max',
      ].join('\n'),
    );
    expect(lines.map((line) => promqlOf(line).join(' '))).toEqual([
      '',
      '',
      '',
      '',
      '',
      'sum by ( job ) (',
      'rate ( errors [ 5m ] ) # both',
      '',
      ') > 1',
      '',
      'up == 0',
      '',
      '',
    ]);
    expect(
      lines
        .flat()
        .filter(({ scope }) => scope === 'entity.name.tag.yaml')
        .map(({ text }) => text),
    ).toEqual(['groups', 'name', 'rules', 'alert', 'expr', 'for', 'expr', 'alert', 'name']);
  });

  it('goes on over the lines of a long plain or quoted value, and no further', async () => {
    const lines = await tokenize('expr: up\n  and foo\nfor: max\n---\nexpr: "up\n  or foo"\nfor: "max"');
    expect(lines.map((line) => promqlOf(line).join(' '))).toEqual(['up', 'and foo', '', '', 'up', 'or foo', '']);
  });

  it.each([
    'expr: "up{job=\\"web',
    "expr: 'up{job=\"web'",
    'expr: up{job="web',
    'expr: |\n  up{job="web\n  or (rate(foo[5',
    'expr: >-\n  label_replace(up, "a", \'',
  ])('never leaks out of the half-typed value %j', async (value) => {
    const lines = await tokenize(`rules:\n  - alert: A\n${value.replace(/^/gm, '    ')}\n    for: 5m\n  - alert: max`);
    const after = lines.slice(-2);
    expect(after.flat().filter(isPromql)).toEqual([]);
    expect(after.map((line) => line.find(({ scope }) => scope === 'entity.name.tag.yaml')?.text)).toEqual([
      'for',
      'alert',
    ]);
  });

  it.each([
    ['another key that ends in expr', 'my_expr: sum(up)'],
    ['a key of a flow mapping', '- { expr: sum(up), for: 5m }'],
    ['a mapping below the key', 'expr:\n  type: sum'],
    ['text in a comment', '# expr: sum(up)'],
    ['text in a block scalar', 'description: |\n  expr: sum(up)'],
    ['text in a plain scalar', 'description: the expr of sum'],
  ])('leaves %s to YAML', async (_name, text) => {
    expect(await tokenize(text)).toEqual(await tokenize(text, { inject: false }));
  });

  it('changes nothing but the expressions of a real rule file', async () => {
    const text = readFileSync(join(import.meta.dirname, '../../../examples/stack/prometheus/rules/shop.yml'), 'utf8');
    const [injected, bare] = [await tokenize(text), await tokenize(text, { inject: false })];
    const untouched = injected.flatMap((line, index) => (line.some(isPromql) ? [] : [index]));
    const innermost = (line: readonly Token[] | undefined) => line?.map(({ text: word, scope }) => [word, scope]);
    expect(injected.length - untouched.length).toBeGreaterThan(5);
    for (const index of untouched.filter((each) => !/expr: [|>]/.test(text.split('\n')[each] ?? ''))) {
      expect(innermost(injected[index])).toEqual(innermost(bare[index]));
    }
  });
});
