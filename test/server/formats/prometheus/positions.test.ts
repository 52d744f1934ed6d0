import { describe, expect, it } from 'vitest';
import { EVERYTHING, lintText, only, pointsAt } from '../../../support/lint';

/** A rule file with one recording rule whose `expr` is written as given, from behind the colon on. */
function ruleFile(expr: string): string {
  return `groups:\n  - name: a\n    rules:\n      - record: a\n        expr:${expr}\n`;
}

const STYLES: Readonly<Record<string, readonly [text: string, place: string]>> = {
  plain: [' sum(up) / ratee(up[5m])', '5:ratee'],
  'plain over lines': [' sum(up)\n          / ratee(up[5m])', '6:ratee'],
  single: [" 'sum(up{a=''b''}) / ratee(up[5m])'", '5:ratee'],
  'single over lines': [" 'sum(up{a=''b''})\n\n          / ratee(up[5m])'", '7:ratee'],
  double: [' "sum(up{a=\\"\\u00e9\\\\\\\\d\\"}) / ratee(up[5m])"', '5:ratee'],
  'double over lines': [' "sum(up{a=\\"b\\"}) \\\n          / ratee(up[5m])"', '6:ratee'],
  literal: [' |\n          sum(up)\n            / ratee(up[5m])', '7:ratee'],
  'literal, chomped': [' |-\n\n          sum(up)\n          / ratee(up[5m])\n', '8:ratee'],
  'literal, indented by number': [' |2\n            sum(up)\n          / ratee(up[5m])', '7:ratee'],
  folded: [' >\n          sum(up)\n\n            / ratee(up[5m])', '8:ratee'],
  'folded, kept': [' >+\n          sum(up)\n          / ratee(up[5m])\n\n', '7:ratee'],
};

describe('a problem of PromQL is shown at its very place', () => {
  for (const [style, [expr, place]] of Object.entries(STYLES)) {
    for (const lineBreak of ['\n', '\r\n']) {
      it(`${style}${lineBreak === '\n' ? '' : ', with CRLF'}`, () => {
        const text = ruleFile(expr).replaceAll('\n', lineBreak);
        const { findings } = lintText(text, { settings: only('prometheus-rules/promql-syntax-error') });
        expect(findings.map((found) => pointsAt(text, found))).toEqual([place]);
      });
    }
  }

  it('at the end of the expression, not behind it', () => {
    const text = ruleFile(' |\n          sum(up) +\n\n\n');
    const { findings } = lintText(text, { settings: only('prometheus-rules/promql-syntax-error') });
    expect(findings.map((found) => pointsAt(text, found))).toEqual(['6:+']);
  });

  it('at the anchor when the expression is an alias', () => {
    const text =
      'x: &x sum(ratee(up[5m]))\ngroups:\n  - name: a\n    rules:\n      - {record: a, expr: *x}\n      - {record: b, expr: *x}\n';
    const { findings } = lintText(text, { settings: only('prometheus-rules/promql-syntax-error') });
    expect(findings.map((found) => pointsAt(text, found))).toEqual(['1:ratee']);
  });
});

describe('half-typed rule files', () => {
  const text =
    'groups:\n  - name: a\n    rules:\n      - alert: A\n        expr: |\n          up == 0\n        labels: {severity: page}\n        annotations:\n          summary: "{{ $labels.job }}"\n';
  it('never make a rule throw, wherever the text ends', () => {
    for (let end = 0; end <= text.length; end++) {
      const part = text.slice(0, end);
      // Nobody's file is no failure; a rule that throws is, and lintText passes it on.
      if (!part.includes('expr')) continue;
      for (const { range } of lintText(part, { path: '/workspace/rules.yml', settings: EVERYTHING }).findings) {
        expect(range.start).toBeGreaterThanOrEqual(0);
        expect(range.end).toBeLessThanOrEqual(part.length);
      }
    }
  });
});
