import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { SMOKE_KINDS } from '../../../../../server/src/smoke/definition';
import { FULLEST, SHORTEST } from './acceptedTests';
import { messagesOf, read, rootOf, schemaErrors } from './support';
import { judgeConfiguration } from '../../../../../server/src/formats/holdfast/judge';
import { configurationSchema } from '../../../../../server/src/formats/holdfast/schema';
import { KINDS } from '../../../../../server/src/formats/holdfast/smoke/kinds';
import { MATCHERS } from '../../../../../server/src/formats/holdfast/smoke/schema';

/** Words that mean something somewhere, so that what is made up comes close to what people write. */
const WORDS = [
  ...SMOKE_KINDS,
  ...Object.keys(MATCHERS),
  ...Object.values(KINDS).flatMap(({ fields, subjects }) => [...Object.keys(fields), ...Object.keys(subjects)]),
  ...['expect', 'title', 'timeout', 'retries', 'interval', 'needs', 'tags', 'destructive', 'exitCodes', 'defaults'],
  ...['json.a', 'json[0]', 'json..x', 'json.a[?', 'header.a', 'outcome', 'message', 'default', '0', '255', '__proto__'],
];
const SCALARS = fc.oneof(
  fc.constantFrom(
    'start',
    '5m',
    '1h30m',
    '100 MiB',
    'running',
    'http://a/',
    '${secret:A}',
    '${A:-b}',
    '',
    '(',
    'count(',
  ),
  fc.constantFrom<unknown>(null, true, false, 0, 1, -1, 1.5, 1e21, Number.NaN, Number.POSITIVE_INFINITY),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom(...WORDS),
);
const NAMES = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...WORDS) }, fc.string({ maxLength: 6 }));
const { value: VALUES } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    SCALARS,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(NAMES, tie('value'), { maxKeys: 5, noNullPrototype: false }),
  ),
}));

const SCHEMA = configurationSchema([]);

/** Everything that is made of a text, whatever it is. */
function judge(text: string): void {
  const { root } = rootOf(text);
  if (!root) return;
  const problems = judgeConfiguration(root, SCHEMA, () => new Set(['db', 'web']));
  for (const { message, token, correction } of problems) {
    expect(message).toMatch(/^\S.*[.?:=]$|\.$|\?$/s);
    expect(token.range.start).toBeGreaterThanOrEqual(0);
    expect(token.range.end).toBeGreaterThanOrEqual(token.range.start);
    expect(token.range.end).toBeLessThanOrEqual(text.length);
    correction?.edits();
  }
  for (const { test, problems: own } of read(text).tests) expect(test === undefined).toBe(own.length > 0);
}

describe('the reader of smoke tests', () => {
  it('takes whatever stands below `smoke:`', () => {
    fc.assert(
      fc.property(fc.dictionary(NAMES, VALUES, { maxKeys: 4, noNullPrototype: false }), (smoke) =>
        judge(stringify({ smoke })),
      ),
      { numRuns: 2000 },
    );
  });

  it('takes texts that are no YAML', () => {
    const pieces = fc.constantFrom(
      'smoke:',
      ' ',
      '\n',
      '  ',
      '{',
      '}',
      '[',
      ']',
      '- ',
      '? ',
      '&a ',
      '*a',
      '<<: ',
      '"',
      "'",
      '|',
      ':',
      '#',
      '!!str ',
      '\t',
      '\r\n',
      ...WORDS,
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => judge(`smoke:\n  a:\n    ${parts.join('')}`)),
      { numRuns: 2000 },
    );
  });

  it('accepts nothing that the JSON schema refuses', () => {
    let accepted = 0;
    const tests = [...Object.values(SHORTEST), ...Object.values(FULLEST)].map(([body]) => parse(body) as unknown);
    fc.assert(
      fc.property(
        fc.constantFrom(...tests),
        fc.array(fc.nat(3), { minLength: 2, maxLength: 4 }),
        NAMES,
        fc.oneof({ weight: 4, arbitrary: SCALARS }, VALUES),
        (test, way, name, value) => {
          const text = stringify({ smoke: { it: changedAt(test, way, name, value) } });
          // JSON holds no such numbers.
          fc.pre(!/\.(?:inf|nan)\b/.test(text));
          if (messagesOf(text).length > 0) return;
          accepted++;
          expect(schemaErrors(text)).toEqual([]);
        },
      ),
      { numRuns: 2000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });
});

/** The tree with something else somewhere: `way` says which branch to take at each fork; at its end a value is replaced, or `name` added. */
function changedAt(tree: unknown, way: readonly number[], name: string, value: unknown): unknown {
  const [step, ...rest] = way;
  if (step === undefined || typeof tree !== 'object' || tree === null) return value;
  const keys = Object.keys(tree);
  const key = keys[step];
  if (Array.isArray(tree))
    return tree.map((item: unknown, index) => (index === step ? changedAt(item, rest, name, value) : item));
  if (key === undefined) return { ...tree, [name]: value };
  return { ...tree, [key]: changedAt((tree as Record<string, unknown>)[key], rest, name, value) };
}
