import { describe, expect, it } from 'vitest';
import {
  applyEdits,
  deleteEntry,
  deleteItem,
  insertAt,
  insertItem,
  insertKey,
  itemsToKeys,
  renameKey,
  replacePart,
  replaceScalar,
  replaceValue,
  type Edits,
} from '../../../server/src/document/edit';
import { parseYaml } from '../../../server/src/document/parse';
import { hasPlaceholder, placeholder, plainText, snippetText } from '../../../server/src/document/render';
import type { Entry, MapView, ScalarView, SequenceView, YamlView } from '../../../server/src/document/view';

function root(text: string): MapView {
  const view = parseYaml('test', text).documents[0]?.document.root;
  if (view?.kind !== 'map') throw new Error('no mapping');
  return view;
}

function entry(text: string, ...path: string[]): Entry {
  let view: YamlView | undefined = root(text);
  let found: Entry | undefined;
  for (const key of path) {
    found = view?.kind === 'map' ? view.get(key) : undefined;
    view = found?.value;
  }
  if (!found) throw new Error(`nothing at ${path.join('.')}`);
  return found;
}

function list(text: string, ...path: string[]): SequenceView {
  const { value } = entry(text, ...path);
  if (value?.kind !== 'sequence') throw new Error('no list');
  return value;
}

function scalar(text: string, ...path: string[]): ScalarView {
  const { value } = entry(text, ...path);
  if (value?.kind !== 'scalar') throw new Error('no scalar');
  return value;
}

function item(sequence: SequenceView, index: number): YamlView {
  const found = sequence.items[index];
  if (!found) throw new Error('no item');
  return found;
}

function apply(text: string, edits: Edits): string {
  if (!edits) throw new Error('no edits');
  return plainText(applyEdits(text, edits));
}

describe('insertKey', () => {
  const cases: [string, string, string[], string, string][] = [
    ['at the end of a block', 'a:\n  b: 1\nc: 2\n', ['a'], 'k', 'a:\n  b: 1\n  k: v\nc: 2\n'],
    ['behind a trailing comment', 'a:\n  b: 1 # why\n', ['a'], 'k', 'a:\n  b: 1 # why\n  k: v\n'],
    [
      'before comments of what follows',
      'a:\n  b: 1\n\n# about c\nc: 2\n',
      ['a'],
      'k',
      'a:\n  b: 1\n  k: v\n\n# about c\nc: 2\n',
    ],
    ['without a line break at the end', 'a:\n  b: 1', ['a'], 'k', 'a:\n  b: 1\n  k: v'],
    ['with Windows line ends', 'a:\r\n  b: 1\r\n', ['a'], 'k', 'a:\r\n  b: 1\r\n  k: v\r\n'],
    [
      'under long comments with Windows line ends',
      `a:\r\n${'# x\r\n'.repeat(200)}b:\r\n  c: 1\r\n`,
      ['b'],
      'k',
      `a:\r\n${'# x\r\n'.repeat(200)}b:\r\n  c: 1\r\n  k: v\r\n`,
    ],
    ['behind a literal', 'a:\n  b: |\n    x\n\nc: 1\n', ['a'], 'k', 'a:\n  b: |\n    x\n  k: v\n\nc: 1\n'],
    ['behind a kept literal', 'a:\n  b: |+\n    x\n\nc: 1\n', ['a'], 'k', 'a:\n  b: |+\n    x\n\n  k: v\nc: 1\n'],
    ['behind a nested list', 'a:\n  b:\n  - x\n', ['a'], 'k', 'a:\n  b:\n  - x\n  k: v\n'],
    ['behind an alias', 'x: &x 1\na:\n  b: *x\nc: 1\n', ['a'], 'k', 'x: &x 1\na:\n  b: *x\n  k: v\nc: 1\n'],
    ['behind a key without value', 'a:\n  b:\nc: 1\n', ['a'], 'k', 'a:\n  b:\n  k: v\nc: 1\n'],
    ['in a flow mapping', 'a: {b: 1}\n', ['a'], 'k', 'a: {b: 1, k: v}\n'],
    ['in an empty flow mapping', 'a: {}\n', ['a'], 'k', 'a: {k: v}\n'],
    ['behind a trailing comma', 'a: {b: 1,}\n', ['a'], 'k', 'a: {b: 1, k: v}\n'],
    ['indented by four', 'a:\n    b: 1\n', ['a'], 'k', 'a:\n    b: 1\n    k: v\n'],
  ];
  for (const [name, text, path, key, expected] of cases) {
    it(name, () => {
      expect(apply(text, insertKey(entry(text, ...path).value, key, 'v')).replace('k: v,}', 'k: v}')).toBe(expected);
    });
  }

  it('does not take a byte order mark for indentation', () => {
    expect(apply('\uFEFFa: 1\n', insertKey(root('\uFEFFa: 1\n'), 'k', 'v'))).toBe('\uFEFFa: 1\nk: v\n');
  });

  it('renders nested values in the layout of the file', () => {
    const text = 'services:\n    web:\n        ports:\n        - "80"\n';
    expect(apply(text, insertKey(entry(text, 'services', 'web').value, 'cap_drop', ['ALL']))).toBe(
      `${text}        cap_drop:\n        - ALL\n`,
    );
  });

  it('quotes what YAML 1.1 would take for something else', () => {
    const text = 'a:\n  b: 1\n';
    expect(apply(text, insertKey(entry(text, 'a').value, 'restart', 'no'))).toBe('a:\n  b: 1\n  restart: "no"\n');
    expect(apply(text, insertKey(entry(text, 'a').value, 'cpus', '1.0'))).toBe('a:\n  b: 1\n  cpus: "1.0"\n');
    expect(apply(text, insertKey(entry(text, 'a').value, 'k', '22:22'))).toBe('a:\n  b: 1\n  k: "22:22"\n');
    expect(apply(text, insertKey(entry(text, 'a').value, 'user', '1000:1000'))).toBe('a:\n  b: 1\n  user: 1000:1000\n');
  });
});

describe('insertAt', () => {
  it('makes what is missing and keeps what is there', () => {
    const path = ['deploy', 'resources', 'limits', 'memory'];
    const made = apply('web:\n  image: x\n', insertAt(entry('web:\n  image: x\n', 'web').value, path, '1g'));
    expect(made).toBe('web:\n  image: x\n  deploy:\n    resources:\n      limits:\n        memory: 1g\n');
    const text = 'web:\n  deploy:\n    resources:\n      limits:\n        cpus: "1" # one\n  image: x\n';
    expect(apply(text, insertAt(entry(text, 'web').value, path, '1g'))).toBe(
      'web:\n  deploy:\n    resources:\n      limits:\n        cpus: "1" # one\n        memory: 1g\n  image: x\n',
    );
  });

  it('fills a key that has no value yet', () => {
    const text = 'web:\n  deploy:\n  image: x\n';
    expect(apply(text, insertAt(entry(text, 'web').value, ['deploy', 'mode'], 'global'))).toBe(
      'web:\n  deploy:\n    mode: global\n  image: x\n',
    );
  });

  it('leaves alone what is written elsewhere', () => {
    const text = 'x: &x {a: 1}\nweb:\n  deploy: *x\n';
    expect(insertAt(entry(text, 'web').value, ['deploy', 'mode'], 'global')).toBeUndefined();
  });
});

describe('insertItem', () => {
  const cases: [string, string, string][] = [
    ['indented', 'a:\n  - x # c\nb: 1\n', 'a:\n  - x # c\n  - w\nb: 1\n'],
    ['at the column of the key', 'a:\n- x\n', 'a:\n- x\n- w\n'],
    ['behind an item of several lines', 'a:\n  - k: 1\n    l: 2\n', 'a:\n  - k: 1\n    l: 2\n  - w\n'],
    ['flow', 'a: [x]\n', 'a: [x, w]\n'],
    ['empty flow', 'a: []\n', 'a: [w]\n'],
  ];
  for (const [name, text, expected] of cases)
    it(name, () => expect(apply(text, insertItem(list(text, 'a'), 'w'))).toBe(expected));
});

describe('deleteEntry', () => {
  const cases: [string, string, string[], string][] = [
    ['a line', 'a:\n  b: 1\n  c: 2 # gone too\n  d: 3\n', ['a', 'c'], 'a:\n  b: 1\n  d: 3\n'],
    [
      'a block, comments around it stay',
      'a:\n  # one\n  b:\n    x: 1\n  # two\n  c: 2\n',
      ['a', 'b'],
      'a:\n  # one\n  # two\n  c: 2\n',
    ],
    ['the last line without line break', 'a:\n  b: 1\n  c: 2', ['a', 'c'], 'a:\n  b: 1'],
    ['the only entry', 'a:\n  b: 1\n', ['a', 'b'], 'a:\n  {}\n'],
    ['first in flow', 'a: {b: 1, c: 2}\n', ['a', 'b'], 'a: {c: 2}\n'],
    ['last in flow', 'a: {b: 1, c: 2}\n', ['a', 'c'], 'a: {b: 1}\n'],
    ['Windows line ends', 'a: 1\r\nb: 2\r\nc: 3\r\n', ['b'], 'a: 1\r\nc: 3\r\n'],
  ];
  for (const [name, text, path, expected] of cases)
    it(name, () => expect(apply(text, deleteEntry(entry(text, ...path)))).toBe(expected));

  it('the first entry of a list item', () => {
    const text = 'a:\n  - b: 1\n    c: 2\n';
    const first = item(list(text, 'a'), 0);
    const found = first.kind === 'map' ? first.get('b') : undefined;
    expect(apply(text, found && deleteEntry(found))).toBe('a:\n  - c: 2\n');
  });

  it('never an anchor that is used', () => {
    const text = 'a: &x {b: 1}\nc: *x\n';
    expect(deleteEntry(entry(text, 'a'))).toBeUndefined();
  });
});

describe('deleteItem', () => {
  const cases: [string, string, number, string][] = [
    ['the first', 'a:\n  - x\n  - w\n', 0, 'a:\n  - w\n'],
    ['the last', 'a:\n  - x\n  - w # c\nb: 1\n', 1, 'a:\n  - x\nb: 1\n'],
    ['of several lines', 'a:\n  - k: 1\n    l: 2\n  - w\n', 0, 'a:\n  - w\n'],
    ['in flow', 'a: [x, w, z]\n', 1, 'a: [x, z]\n'],
    ['the only one takes the key along', 'a:\n  - x\nb: 1\n', 0, 'b: 1\n'],
    ['the only one, but not the comment above it', 'a:\n  # why\n  - x\nb: 1\n', 0, '  # why\nb: 1\n'],
    ['with a literal that looks like comments', 'a:\n  - k: |\n      # text\n  - w\n', 0, 'a:\n  - w\n'],
    ['a comment between items stays', 'a:\n  - x\n  # about w\n  - w\n', 0, 'a:\n  # about w\n  - w\n'],
  ];
  for (const [name, text, index, expected] of cases) {
    it(name, () => {
      const holder = entry(text, 'a');
      const sequence = holder.value;
      const found = sequence?.kind === 'sequence' ? sequence.items[index] : undefined;
      expect(apply(text, found && deleteItem(holder, found))).toBe(expected);
    });
  }
});

describe('replacing', () => {
  it('keeps the quoting of a scalar', () => {
    for (const quote of ['', '"', "'"]) {
      const text = `a: ${quote}x${quote} # c\n`;
      expect(apply(text, replaceScalar(scalar(text, 'a'), 'w'))).toBe(`a: ${quote}w${quote} # c\n`);
    }
    expect(apply('a: x\n', replaceScalar(scalar('a: x\n', 'a'), '22:22'))).toBe('a: "22:22"\n');
    expect(apply("a: 'x'\n", replaceScalar(scalar("a: 'x'\n", 'a'), "it's"))).toBe("a: 'it''s'\n");
    const literal = 'a: |- # c\n  x\n\n  y\n\nb: 1\n';
    expect(apply(literal, replaceScalar(scalar(literal, 'a'), 'w'))).toBe('a: w # c\n\nb: 1\n');
    const block = 'b: ${B}\na: x\n';
    expect(apply(block, replaceScalar(scalar(block, 'a'), '${A:?set A}'))).toBe('b: ${B}\na: ${A:?set A}\n');
    expect(apply('{a: x}\n', replaceScalar(scalar('{a: x}\n', 'a'), '${A}'))).toBe('{a: "${A}"}\n');
  });

  it('replaces a part, and quotes the whole where it has to', () => {
    expect(apply('a: "80:80"\n', replacePart(scalar('a: "80:80"\n', 'a'), 0, 0, '127.0.0.1:'))).toBe(
      'a: "127.0.0.1:80:80"\n',
    );
    expect(apply('a: 8080:80\n', replacePart(scalar('a: 8080:80\n', 'a'), 0, 0, '127.0.0.1:'))).toBe(
      'a: 127.0.0.1:8080:80\n',
    );
    expect(apply('a: x\n', replacePart(scalar('a: x\n', 'a'), 1, 1, ': w'))).toBe('a: "x: w"\n');
    expect(apply('a: "\\tb"\n', replacePart(scalar('a: "\\tb"\n', 'a'), 1, 2, 'c'))).toBe('a: "\\tc"\n');
  });

  it('replaces a value by a block', () => {
    const text = 'a:\n  b: [x, w] # kept\n  c: 1\n';
    expect(apply(text, replaceValue(entry(text, 'a', 'b'), { x: { on: 'z' } }))).toBe(
      'a:\n  b: # kept\n    x:\n      "on": z\n  c: 1\n',
    );
  });

  it('turns items into keys, with the comments between them', () => {
    const text = 'a:\n  - x\n  # about w\n  - w # c\nb: 1\n';
    const expected = 'a:\n  x:\n    k: v\n  # about w\n  w:\n    k: v # c\nb: 1\n';
    expect(
      apply(
        text,
        itemsToKeys(list(text, 'a'), () => ({ k: 'v' })),
      ),
    ).toBe(expected);
    expect(
      apply(
        'a: [x, w]\n',
        itemsToKeys(list('a: [x, w]\n', 'a'), () => ({ k: 'v' })),
      ),
    ).toBe('a: {x: {k: v}, w: {k: v}}\n');
  });

  it('renames a key', () => {
    const text = 'imagee: x\n';
    expect(apply(text, renameKey(entry(text, 'imagee'), 'image'))).toBe('image: x\n');
  });
});

describe('placeholders', () => {
  it('are plain in files and tab stops in snippets', () => {
    const text = `image: nginx:${placeholder('1.0')} # $x} ${placeholder('why')}`;
    expect(hasPlaceholder(text)).toBe(true);
    expect(plainText(text)).toBe('image: nginx:1.0 # $x} why');
    expect(snippetText(text)).toBe('image: nginx:${1:1.0} # \\$x\\} ${2:why}');
  });
});

describe('applyEdits', () => {
  it('refuses edits that overlap', () => {
    const edit = (start: number, end: number) => ({ range: { start, end }, newText: '' });
    expect(() => applyEdits('abcdef', [edit(0, 3), edit(2, 4)])).toThrow('overlap');
  });
});
