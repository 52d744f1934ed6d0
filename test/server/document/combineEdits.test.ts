import { describe, expect, it } from 'vitest';
import { applyEdits, combineEdits, deleteEntry, insertKey } from '../../../server/src/document/edit';
import { parseYaml } from '../../../server/src/document/parse';

/** The text without `x.b`, and with `new: 1` at its end. */
function replaceLast(text: string): string {
  const root = parseYaml('file.yaml', text).documents[0]?.document.root;
  const x = root?.kind === 'map' ? root.get('x')?.value : undefined;
  const last = x?.kind === 'map' ? x.get('b') : undefined;
  if (!last) throw new Error('no x.b');
  return applyEdits(text, combineEdits(deleteEntry(last), insertKey(root, 'new', 1)) ?? []);
}

describe('combineEdits', () => {
  it('puts what is inserted behind deleted lines in their place', () => {
    expect(replaceLast('x:\n  a: 1\n  b: 2\n')).toBe('x:\n  a: 1\nnew: 1\n');
  });

  it('keeps the line ends of the file', () => {
    expect(replaceLast('x:\r\n  a: 1\r\n  b: 2\r\n')).toBe('x:\r\n  a: 1\r\nnew: 1\r\n');
  });

  it('leaves a file without a line break at its end as it is', () => {
    expect(replaceLast('x:\n  a: 1\n  b: 2')).toBe('x:\n  a: 1\nnew: 1');
  });

  it('does not touch edits that stand apart', () => {
    expect(replaceLast('x:\n  b: 2\n  a: 1\n')).toBe('x:\n  a: 1\nnew: 1\n');
  });

  it('is no edit where one of the parts is none', () => {
    expect(combineEdits([], undefined)).toBeUndefined();
  });
});
