import { describe, expect, it } from 'vitest';
import { applyEdits, insertKeyBefore } from '../../../server/src/document/edit';
import { parseYaml } from '../../../server/src/document/parse';
import type { YamlView } from '../../../server/src/document/view';

/** The text with `new: {a: 1}` in front of the key that a path leads to. */
function insertBefore(text: string, ...path: readonly (string | number)[]): string {
  let view: YamlView | undefined = parseYaml('file.yaml', text).documents[0]?.document.root;
  for (const step of path.slice(0, -1)) {
    if (view?.kind === 'sequence') view = view.items[Number(step)];
    else if (view?.kind === 'map') view = view.get(String(step))?.value;
  }
  const entry = view?.kind === 'map' ? view.get(String(path.at(-1))) : undefined;
  if (!entry) throw new Error(`no ${path.join('.')}`);
  return applyEdits(text, insertKeyBefore(entry, 'new', { a: 1 }) ?? []);
}

describe('insertKeyBefore', () => {
  it('puts the key on lines of its own', () => {
    expect(insertBefore('x:\n  y: 1\n  z: 2\n', 'x', 'z')).toBe('x:\n  y: 1\n  new:\n    a: 1\n  z: 2\n');
  });

  it('leaves a comment with the key it belongs to', () => {
    expect(insertBefore('x:\n  y: 1 # one\n\n  # two\n  # more\n  z: 2\n', 'x', 'z')).toBe(
      'x:\n  y: 1 # one\n\n  new:\n    a: 1\n  # two\n  # more\n  z: 2\n',
    );
  });

  it('keeps line ends and the first line of the file', () => {
    expect(insertBefore('y: 1\r\nz: 2\r\n', 'y')).toBe('new:\r\n  a: 1\r\ny: 1\r\nz: 2\r\n');
  });

  it('stays behind a byte order mark', () => {
    expect(insertBefore('\uFEFFy: 1\n', 'y')).toBe('\uFEFFnew:\n  a: 1\ny: 1\n');
  });

  it('shares the line of a dash', () => {
    expect(insertBefore('- y: 1\n  z: 2\n', 0, 'y')).toBe('- new:\n    a: 1\n  y: 1\n  z: 2\n');
  });

  it('stays inside braces', () => {
    expect(insertBefore('x: {y: 1, z: 2}\n', 'x', 'z')).toBe('x: {y: 1, new: {a: 1}, z: 2}\n');
  });
});
