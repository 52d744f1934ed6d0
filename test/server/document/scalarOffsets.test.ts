import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../../server/src/document/parse';
import type { ScalarView } from '../../../server/src/document/view';

/** The scalar behind `expr`, wherever it stands in the text. */
function scalarOf(text: string): ScalarView {
  const root = parseYaml('test.yaml', text).documents[0]?.document.root;
  const entry = root?.kind === 'map' ? root.get('expr') : undefined;
  if (entry?.value?.kind !== 'scalar') throw new Error(`no scalar in ${JSON.stringify(text)}`);
  return entry.value;
}

/** What stands in the source where `word` stands in the decoded text. */
function sourceOf(text: string, word: string): string {
  const scalar = scalarOf(text);
  const start = scalar.text.indexOf(word);
  if (start < 0) throw new Error(`${word} is not in ${JSON.stringify(scalar.text)}`);
  const range = scalar.part(start, start + word.length);
  return text.slice(range.start, range.end);
}

const STYLES: Readonly<Record<string, string>> = {
  plain: 'expr: sum(up) / needle > 0.5 # note\n',
  'plain over lines': 'expr: sum(up)\n  / needle\n\n  > 0.5\nnext: 1\n',
  single: "expr: 'label = ''x'' / needle'\n",
  'single over lines': "expr: 'label = ''x''\n  / needle\n\n  end'\n",
  double: 'expr: "a\\"b\\\\d\\u00e9\\x41\\t / needle"\n',
  'double over lines': 'expr: "a\\"b \\\n    c \n  / needle\n\n  end"\n',
  literal: 'expr: |\n  sum(up)\n    / needle\n\n  > 0.5\n',
  'literal, chomped': 'expr: |-\n\n    sum(up)\n      / needle\n\n\n',
  'literal, indented by number': 'expr: |2-\n    sum(up)\n  / needle\n',
  'literal behind a comment': 'expr: | # why\n  # part of it\n  needle\n',
  folded: 'expr: >\n  sum(up)\n  / needle\n\n  > 0.5\n',
  'folded, deeper lines': 'expr: >-\n  sum(up)\n\n    / needle\n    > 0.5\n\n\n  or vector(1)\n',
  'folded, kept': 'expr: >+\n\n\n  sum(up)\n  / needle\n\n',
};

describe('parts of a scalar are found in the source', () => {
  for (const [name, text] of Object.entries(STYLES)) {
    it(name, () => {
      expect(sourceOf(text, 'needle')).toBe('needle');
    });
    it(`${name}, with CRLF`, () => {
      expect(sourceOf(text.replaceAll('\n', '\r\n'), 'needle')).toBe('needle');
    });
    it(`${name}, nested in a list`, () => {
      const nested = `rules:\n  - expr: x\nlist:\n  - ${text.replaceAll('\n', '\n    ')}`.trimEnd();
      const root = parseYaml('test.yaml', nested).documents[0]?.document.root;
      const list = root?.kind === 'map' ? root.get('list')?.value : undefined;
      const item = list?.kind === 'sequence' ? list.items[0] : undefined;
      const scalar = item?.kind === 'map' ? item.get('expr')?.value : undefined;
      if (scalar?.kind !== 'scalar') throw new Error('no scalar');
      const start = scalar.text.indexOf('needle');
      const range = scalar.part(start, start + 6);
      expect(nested.slice(range.start, range.end)).toBe('needle');
    });
  }

  it('escapes are covered as a whole', () => {
    expect(sourceOf('expr: "a\\u00e9b"\n', 'é')).toBe('\\u00e9');
    expect(sourceOf("expr: 'it''s'\n", "'")).toBe("''");
    expect(sourceOf('expr: "x\\"y"\n', '"y')).toBe('\\"y');
  });

  it('a doubled quote at the end is covered as a whole, too', () => {
    expect(sourceOf("expr: 'a'''\n", "'")).toBe("''");
    expect(sourceOf("expr: 'a'''\n", "a'")).toBe("a''");
  });

  it('the end of the text is a place of its own', () => {
    const text = 'expr: |\n  sum(up\nnext: 1\n';
    const scalar = scalarOf(text);
    const { start } = scalar.part('sum(up'.length, 'sum(up'.length);
    expect(text.slice(0, start)).toBe('expr: |\n  sum(up');
  });
});

/** Words and white space as expressions hold them; quotes, backslashes and non-ASCII included. */
const line = fc.string({
  unit: fc.constantFrom('a', 'b', '0', '(', ')', '"', "'", '\\', ' ', 'é', '{', '=', '|'),
  minLength: 1,
  maxLength: 12,
});
const lines = fc.array(line, { minLength: 1, maxLength: 5 });
const breaks = fc.constantFrom('\n', '\r\n');

function agrees(text: string): void {
  const scalar = scalarOf(text);
  for (let at = 0; at < scalar.text.length; at++) {
    const char = scalar.text.charAt(at);
    const range = scalar.part(at, at + 1);
    const written = text.slice(range.start, range.end);
    if (/\s/.test(char)) expect(written).toMatch(/^\s*$|^\\/);
    else expect(written === char || written === `${char}${char}` || written === `\\${char}`).toBe(true);
  }
}

describe('every character of the decoded text is found', () => {
  it('in block scalars', () => {
    const header = fc.constantFrom('|', '|-', '|+', '>', '>-', '>+');
    fc.assert(
      fc.property(header, lines, breaks, fc.constantFrom('  ', '     '), (head, body, lineBreak, indent) => {
        fc.pre(body.some((one) => one.trim() !== '') && !/^\s/.test(body.find((one) => one.trim() !== '') ?? ' '));
        agrees(
          ['expr: ' + head, ...body.map((one) => (one.trim() === '' ? '' : indent + one)), 'next: 1', ''].join(
            lineBreak,
          ),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('in quoted scalars', () => {
    fc.assert(
      fc.property(lines, breaks, fc.boolean(), (body, lineBreak, isDouble) => {
        const joined = body.map((one) => (one.trim() === '' ? '' : one)).join(lineBreak + '   ');
        const quoted = isDouble
          ? `"${joined.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
          : `'${joined.replaceAll("'", "''")}'`;
        agrees(`expr: ${quoted}${lineBreak}next: 1${lineBreak}`);
      }),
      { numRuns: 500 },
    );
  });

  it('in plain scalars over several lines', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('sum(up)', 'a b', '/ x', '> 0.5', ''), { maxLength: 5 }),
        breaks,
        (body, lineBreak) => {
          agrees(
            ['expr: rate(x[5m])', ...body.map((one) => (one === '' ? '' : `    ${one}`)), 'next: 1', ''].join(
              lineBreak,
            ),
          );
        },
      ),
      { numRuns: 300 },
    );
  });
});
