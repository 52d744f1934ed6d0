import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../../server/src/document/parse';
import type { YamlView } from '../../../server/src/document/view';

function at(view: YamlView | undefined, ...path: string[]): YamlView | undefined {
  return path.reduce<YamlView | undefined>(
    (found, key) => (found?.kind === 'map' ? found.get(key)?.value : undefined),
    view,
  );
}

function textAt(text: string, ...path: string[]): string | undefined {
  const found = at(parseYaml('test', text).documents[0]?.document.root, ...path);
  return found?.kind === 'scalar' ? found.text : found?.kind;
}

describe('documents of a file', () => {
  it('are cut at their markers, wherever these stand', () => {
    const text = '# head\n---\na: 1\n---\nb: |\n  x\n---\nc: "never\n--- # comment\nd: 1\n';
    const { documents } = parseYaml('test', text);
    expect(documents.map(({ start }) => text.slice(start).split('\n')[0])).toEqual([
      '# head',
      '---',
      '---',
      '--- # comment',
    ]);
    expect(documents.map(({ document }) => document.problems.length > 0)).toEqual([false, false, true, false]);
  });

  it('are cut in no time below a long comment with Windows line ends', () => {
    const { documents } = parseYaml('test', `${'# comment\r\n'.repeat(200)}a: 1\r\n---\r\nb: 1\r\n`);
    expect(documents).toHaveLength(2);
  });

  it('keep their trees while their text stays', () => {
    const before = parseYaml('test', 'a: 1\n---\nb: 1\n---\nc: 1\n');
    const after = parseYaml('test', 'a: 1\nx: 2\n---\nb: 1\n---\nc: 1\n', before);
    expect(after.documents[0]?.document).not.toBe(before.documents[0]?.document);
    expect(after.documents[1]?.document).toBe(before.documents[1]?.document);
    expect(after.documents[2]?.document).toBe(before.documents[2]?.document);
    expect(after.documents[1]?.start).toBe('a: 1\nx: 2\n'.length);
  });

  it('with directives or end markers are read together', () => {
    const { documents } = parseYaml('test', '%YAML 1.2\n---\na: 1\n...\n---\nb: 2\n');
    expect(documents.map(({ document }) => document.root?.kind)).toEqual(['map', 'map']);
    expect(documents.map(({ start }) => start)).toEqual([0, 0]);
  });

  it('that are empty have no root', () => {
    for (const text of ['', '\uFEFF', '# only a comment\n', '---\n']) {
      const root = parseYaml('test', text).documents[0]?.document.root;
      expect(root === undefined || (root.kind === 'scalar' && root.isNull), JSON.stringify(text)).toBe(true);
    }
  });
});

describe('the cursor', () => {
  it('sees through aliases, the nearest anchor above', () => {
    expect(textAt('a: &x 1\nb: *x\nc: &x 2\nd: *x\n', 'b')).toBe('1');
    expect(textAt('a: &x 1\nb: *x\nc: &x 2\nd: *x\n', 'd')).toBe('2');
    expect(textAt('a: *nothing\n', 'a')).toBeUndefined();
  });

  it('sees through merges: own keys first, earlier sources first, one level deep', () => {
    const text = 'x: &x {a: 1, m: {p: 1}}\ny: &y {a: 2, b: 2}\nz:\n  <<: [*x, *y]\n  m: {q: 2}\n';
    expect(textAt(text, 'z', 'a')).toBe('1');
    expect(textAt(text, 'z', 'b')).toBe('2');
    expect(textAt(text, 'z', 'm', 'q')).toBe('2');
    expect(textAt(text, 'z', 'm', 'p')).toBeUndefined();
  });

  it('says where a merged token is written', () => {
    const text = 'x: &x {a: secret}\nz:\n  <<: *x\n';
    const { document } = parseYaml('test', text).documents[0] ?? {};
    const found = at(document?.root, 'z', 'a');
    expect(found && text.slice(found.range.start, found.range.end)).toBe('secret');
  });

  it('ends cycles of merges', () => {
    const root = parseYaml('test', 'a: &a\n  k: 1\n  <<: *a\n  b: &b\n    <<: [*a, *b]\n').documents[0]?.document.root;
    expect(at(root, 'a', 'k')?.kind).toBe('scalar');
    const inner = at(root, 'a', 'b');
    expect(inner?.kind === 'map' && inner.get('k')?.key.text).toBe('k');
  });

  it('keeps the text of what is no string', () => {
    for (const value of ['5432', '1e3', '0o17', '0x1F', 'true', '1_000', '~', '012']) {
      const text = textAt(`k: ${value}\n`, 'k');
      expect(text).toBe(value);
    }
  });

  it('gives the last of two equal keys, and lists both', () => {
    const root = parseYaml('test', 'a: 1\na: 2\n').documents[0]?.document.root;
    expect(root?.kind === 'map' && root.entries.length).toBe(2);
    expect(textAt('a: 1\na: 2\n', 'a')).toBe('2');
  });

  it('knows the tags of Compose', () => {
    const root = parseYaml('test', 'a: !reset null\nb: !override\n  - x\n').documents[0];
    expect(root?.document.problems).toEqual([]);
    expect(at(root?.document.root, 'a')?.tag).toBe('!reset');
    expect(at(root?.document.root, 'b')?.tag).toBe('!override');
  });
});

describe('what cannot be read', () => {
  it('is a problem inside the text, and the rest is there', () => {
    for (const text of ['a: [1, 2\nb: 1\n', 'a: "x\n', 'a:\n\tb: 1\n', 'a: b: c\n', '- a\nb: 1\n']) {
      for (const { document } of parseYaml('test', text).documents) {
        expect(document.problems.length, text).toBeGreaterThan(0);
        for (const { range } of document.problems) {
          expect(range.start).toBeGreaterThanOrEqual(0);
          expect(range.end).toBeLessThanOrEqual(document.text.length);
          expect(range.end).toBeGreaterThan(range.start);
        }
      }
    }
  });

  it('is refused before it can hurt', () => {
    for (const text of ['['.repeat(30_000), '{a: '.repeat(5000), '- '.repeat(30_000), 'x'.repeat(1_600_000)]) {
      const [slot] = parseYaml('test', text).documents;
      expect(slot?.document.root).toBeUndefined();
      expect(slot?.document.problems).toHaveLength(1);
    }
  });
});
