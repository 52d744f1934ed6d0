import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits, type TextEdit } from '../../../server/src/document/edit';
import type { YamlDocument } from '../../../server/src/document/document';
import { placeholder } from '../../../server/src/document/render';
import type { Entry } from '../../../server/src/document/view';
import type { Finding } from '../../../server/src/engine/finding';
import { fixAll, minimalEdits, safeFix } from '../../../server/src/engine/fixing';
import { finding, type FixKind, type Rule } from '../../../server/src/engine/rule';
import { lintToy, toyRule } from './toy';

/** A rule that finds one word and replaces it by another. */
function replaces(from: string, to: string, kind: FixKind = 'safe'): Rule {
  return toyRule<Entry>({
    id: `toy/${from}`,
    on: { pair: ({ entry, value }) => (value.text === from ? finding(value, entry) : undefined) },
    fixes: [
      {
        kind,
        title: `${from} to ${to}`,
        edits: ({ value }) => (value ? [{ document: value.document, range: value.range, newText: to }] : undefined),
      },
    ],
  });
}

/** A rule that finds a text without a top-level key and appends it. */
function appends(key: string): Rule {
  return toyRule<{ readonly document: YamlDocument; readonly end: number }>({
    id: `toy/${key}`,
    on: {
      document(document) {
        const { root, text } = document;
        if (root?.kind !== 'map' || root.get(key)) return undefined;
        return finding({ document, range: { start: 0, end: 1 } }, { document, end: text.length });
      },
    },
    fixes: [
      {
        kind: 'safe',
        title: key,
        edits: ({ document, end }) => [{ document, range: { start: end, end }, newText: `${key}: 1\n` }],
      },
    ],
  });
}

function fix(text: string, rules: readonly Rule[], choose: typeof safeFix = safeFix) {
  return fixAll(text, (of) => lintToy(of, rules).findings, choose);
}

const first = (found: Finding) => found.fixes()[0];

describe('fix all', () => {
  it('applies every safe fix and says what it did', () => {
    expect(fix('a: x\nb: x\nc: y\n', [replaces('x', 'z')])).toEqual({
      text: 'a: z\nb: z\nc: y\n',
      applied: [
        { rule: 'toy/x', title: 'x to z' },
        { rule: 'toy/x', title: 'x to z' },
      ],
    });
  });

  it('leaves review and manual fixes alone', () => {
    const rules = [replaces('x', 'z', 'review'), replaces('y', 'z', 'manual')];
    expect(fix('a: x\nb: y\n', rules)).toEqual({ text: 'a: x\nb: y\n', applied: [] });
    expect(fix('a: x\nb: y\n', rules, first).text).toBe('a: z\nb: z\n');
  });

  it('goes on until nothing is left, when one fix brings the next finding', () => {
    expect(fix('a: one\n', [replaces('one', 'two'), replaces('two', 'three')])).toEqual({
      text: 'a: three\n',
      applied: [
        { rule: 'toy/one', title: 'one to two' },
        { rule: 'toy/two', title: 'two to three' },
      ],
    });
  });

  it('applies fixes at the same place one after the other', () => {
    expect(fix('a: 1\n', [appends('x'), appends('y'), appends('z')]).text).toBe('a: 1\nx: 1\ny: 1\nz: 1\n');
  });

  it('takes the first of two fixes for the same token', () => {
    const other = { ...replaces('x', 'w'), id: 'toy/another' };
    expect(fix('a: x\n', [other, replaces('x', 'z')])).toEqual({
      text: 'a: w\n',
      applied: [{ rule: 'toy/another', title: 'x to w' }],
    });
  });

  it('ends when fixes undo each other', () => {
    const { text, applied } = fix('a: x\n', [replaces('x', 'y'), replaces('y', 'x')]);
    expect(['a: x\n', 'a: y\n']).toContain(text);
    expect(applied.length).toBeLessThanOrEqual(2);
  });

  it('ends when a fix never stops finding more to do', () => {
    const growing = toyRule<Entry>({
      on: { pair: ({ entry, value }) => finding(value, entry) },
      fixes: [
        {
          kind: 'safe',
          title: 'grow',
          edits: ({ value }) =>
            value && [
              { document: value.document, range: { start: value.range.end, end: value.range.end }, newText: 'x' },
            ],
        },
      ],
    });
    expect(fix('a: x\n', [growing]).text).toMatch(/^a: x{2,100}\n$/);
  });

  it('ends when a fix changes nothing', () => {
    expect(fix('a: x\n', [replaces('x', 'x')])).toEqual({ text: 'a: x\n', applied: [] });
  });

  it('turns placeholders of its edits into plain text, and nothing else', () => {
    const rule = replaces('x', `${placeholder('later')} on`);
    expect(fix('a: x\nb: "\uE000 \uE001"\n', [rule]).text).toBe('a: later on\nb: "\uE000 \uE001"\n');
  });
});

describe('minimal edits', () => {
  it('leave equal lines alone', () => {
    const before = 'a: 1\nb: 2\nc: 3\n';
    const edits = minimalEdits(before, 'a: 1\nb: 4\nc: 3\nd: 5\n');
    expect(edits).toEqual([
      { range: { start: 5, end: 10 }, newText: 'b: 4\n' },
      { range: { start: 15, end: 15 }, newText: 'd: 5\n' },
    ]);
    expect(minimalEdits(before, before)).toEqual([]);
  });

  it('make the target of any two texts, in order and apart', () => {
    const line = fc.constantFrom('a: 1', 'b: 2', '  c: 3', '', '# x', 'ü: 😀');
    const text = fc
      .tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom('\n', '\r\n', '\r'), fc.boolean())
      .map(([lines, lineBreak, ends]) => lines.join(lineBreak) + (ends ? lineBreak : ''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const edits: readonly TextEdit[] = minimalEdits(before, after);
        expect(applyEdits(before, edits)).toBe(after);
        for (const [index, edit] of edits.entries()) {
          expect(edit.range.start).toBeGreaterThanOrEqual(edits[index - 1]?.range.end ?? 0);
        }
      }),
      { numRuns: 500 },
    );
  });
});
