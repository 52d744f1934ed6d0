import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../server/src/document/edit';
import type { Finding } from '../../../server/src/engine/finding';
import { fixAll, safeFix } from '../../../server/src/engine/fixing';
import { suppressionsOf } from '../../../server/src/engine/suppression';
import type { Surroundings } from '../../../server/src/engine/surroundings';
import { finds, lintToy, openToy, run, toyRule, type ToyRun } from './toy';

const bad = finds('bad');
const worse = finds('worse');
const rules = [bad, worse];

/** Lines (one-based) of the findings that stay, without those about the suppressions themselves. */
function stays(text: string): string[] {
  return run(text, rules, { settings: { rules: { 'holdfast/*': 'off' } } });
}

describe('a suppression at the end of a line', () => {
  it('covers that line and nothing below', () => {
    expect(stays('a: bad # holdfast-ignore toy/bad -- on purpose\nb: bad\n')).toEqual(['2:toy/bad']);
  });

  it('does not cover what begins at the very start of the next line', () => {
    const keys = toyRule({
      id: 'toy/key',
      on: {
        document: ({ root }) => (root?.kind === 'map' ? root.entries.map(({ key }) => ({ token: key, data: 0 })) : []),
      },
    });
    expect(run('a: 1 # holdfast-ignore toy/key -- x\nb: 2\n', [keys])).toEqual(['2:toy/key']);
  });

  it('covers the last line, with and without a line break', () => {
    expect(stays('a: 1\nb: bad # holdfast-ignore toy/bad -- x\n')).toEqual([]);
    expect(stays('a: 1\nb: bad # holdfast-ignore toy/bad -- x')).toEqual([]);
    expect(stays('a: 1\nb: bad # holdfast-ignore toy/bad')).toEqual([]);
  });

  it('covers what stands at the very end of the text', () => {
    const atEnd = toyRule({
      on: {
        document: (document) => ({
          token: { document, range: { start: document.text.length, end: document.text.length } },
          data: 0,
        }),
      },
    });
    expect(run('a: 1 # holdfast-ignore toy/bad -- x', [atEnd])).toEqual([]);
  });

  it('works on a key whose block follows, for the key alone', () => {
    expect(stays('a: # holdfast-ignore toy/bad -- x\n  b: bad\n')).toEqual(['2:toy/bad']);
  });
});

describe('a suppression on a line of its own', () => {
  it('covers the line below', () => {
    expect(stays('# holdfast-ignore toy/bad -- x\na: bad\nb: bad\n')).toEqual(['3:toy/bad']);
  });

  it('covers the whole block below, and nested blocks', () => {
    const text = [
      'first: bad',
      '# holdfast-ignore toy/bad -- x',
      'web:',
      '  a: bad',
      '  deep:',
      '    b: bad',
      '',
      '    # a comment',
      '    c: bad',
      'db:',
      '  a: bad',
      '',
    ].join('\n');
    expect(stays(text)).toEqual(['1:toy/bad', '11:toy/bad']);
  });

  it('may be followed by other comments and blank lines', () => {
    expect(stays('# holdfast-ignore toy/bad -- x\n# more words\n\na: bad\nb: bad\n')).toEqual(['5:toy/bad']);
  });

  it('covers one list item, not its neighbours', () => {
    const text = '- a: bad\n# holdfast-ignore toy/bad -- x\n- a: bad\n  b: bad\n- a: bad\n';
    expect(stays(text)).toEqual(['1:toy/bad', '5:toy/bad']);
  });

  it('covers a list that stands at the column of its key', () => {
    const text = '# holdfast-ignore toy/bad -- x\nlist:\n- a: bad\n- a: bad\nnext: bad\n';
    expect(stays(text)).toEqual(['5:toy/bad']);
  });

  it('inside a nested block covers a part of it', () => {
    expect(stays('web:\n  a: bad\n  # holdfast-ignore toy/bad -- x\n  b: bad\n  c: bad\n')).toEqual([
      '2:toy/bad',
      '5:toy/bad',
    ]);
  });

  it('at the end of the text covers nothing', () => {
    expect(stays('a: bad\n# holdfast-ignore toy/bad -- x\n')).toEqual(['1:toy/bad']);
    expect(stays('a: bad\n# holdfast-ignore toy/bad -- x')).toEqual(['1:toy/bad']);
  });

  it('works with Windows line ends and below a byte order mark', () => {
    expect(stays('\uFEFF# holdfast-ignore toy/bad -- x\r\nweb:\r\n  a: bad\r\n  b: bad\r\nc: bad\r\n')).toEqual([
      '5:toy/bad',
    ]);
  });

  it('ends at the next document', () => {
    expect(stays('# holdfast-ignore toy/bad -- x\nweb:\n  a: bad\n---\n  b: bad\n')).toEqual(['5:toy/bad']);
  });
});

describe('a suppression for the file', () => {
  it('covers everything, wherever it stands', () => {
    expect(stays('a: bad\n---\nb: bad\nc: worse\n# holdfast-ignore-file toy/bad -- x\n')).toEqual(['4:toy/worse']);
    expect(stays('\uFEFF# holdfast-ignore-file toy/bad -- x\na: bad\n')).toEqual([]);
    expect(stays('a: bad\r\n# holdfast-ignore-file toy/*\r\nb: worse')).toEqual([]);
  });
});

describe('the words of a suppression', () => {
  const read = (comment: string) =>
    suppressionsOf(openToy(comment, [])).map(({ scope, rules: named, reason }) => ({
      scope,
      rules: named.map(({ id }) => id),
      reason,
    }));

  it.each([
    ['# holdfast-ignore a/b -- why', { scope: 'block', rules: ['a/b'], reason: 'why' }],
    ['#holdfast-ignore a/b', { scope: 'block', rules: ['a/b'], reason: '' }],
    ['x: 1 # holdfast-ignore a/b, c/d -- why', { scope: 'line', rules: ['a/b', 'c/d'], reason: 'why' }],
    ['x: 1\t#\tholdfast-ignore a/b,c/d  e/f --', { scope: 'line', rules: ['a/b', 'c/d', 'e/f'], reason: '' }],
    ['# holdfast-ignore a/b -- one -- two', { scope: 'block', rules: ['a/b'], reason: 'one -- two' }],
    ['# holdfast-ignore a/b--c', { scope: 'block', rules: ['a/b--c'], reason: '' }],
    ['# holdfast-ignore-file a/* -- why', { scope: 'file', rules: ['a/*'], reason: 'why' }],
    ['# holdfast-ignore', { scope: 'block', rules: [], reason: '' }],
  ])('%s', (comment, expected) => expect(read(comment)).toEqual([expected]));

  it.each([
    '# holdfast-ignored a/b',
    '# holdfast-ignore-line a/b',
    'x: a#holdfast-ignore a/b',
    '# see holdfast-ignore a/b',
  ])('%s is none', (comment) => expect(read(comment)).toEqual([]));

  it('tell where every rule is named', () => {
    const text = 'a: 1\r\nb: 2 # holdfast-ignore toy/bad, toy/worse -- x\r\n';
    const [suppression] = suppressionsOf(openToy(text, []));
    expect(suppression?.rules.map(({ range }) => text.slice(range.start, range.end))).toEqual(['toy/bad', 'toy/worse']);
    expect(text.slice(suppression?.range.start, suppression?.range.end)).toBe(
      '# holdfast-ignore toy/bad, toy/worse -- x',
    );
  });
});

describe('several rules in one comment', () => {
  it('are all silenced', () => {
    expect(stays('# holdfast-ignore toy/bad, toy/worse -- x\nweb:\n  a: bad\n  b: worse\n')).toEqual([]);
  });

  it('may be written as a pattern', () => {
    expect(stays('# holdfast-ignore toy/* -- x\nweb:\n  a: bad\n  b: worse\n')).toEqual([]);
    expect(stays('# holdfast-ignore other/* -- x\na: bad\n')).toEqual(['2:toy/bad']);
  });
});

describe('a suppression that silences nothing', () => {
  const unused = (text: string, options: ToyRun = {}): Finding[] =>
    lintToy(text, rules, options).findings.filter(({ rule }) => rule.id === 'holdfast/unused-suppression');
  const messages = (text: string, options?: ToyRun) => unused(text, options).map(({ message }) => message);
  /** What every fix makes of a text. */
  const fixed = (text: string) =>
    unused(text).flatMap((found) => found.fixes().map(({ kind, edits }) => `${kind}: ${applyEdits(text, edits)}`));
  const allSafe = (text: string) => fixAll(text, (of) => lintToy(of, rules).findings, safeFix).text;

  it('is found at the name of the rule', () => {
    const text = 'a: good # holdfast-ignore toy/bad -- x\n';
    const [found] = unused(text);
    expect(found?.message).toContain('toy/bad any more');
    expect(text.slice(found?.range.start, found?.range.end)).toBe('toy/bad');
    expect(found?.severity).toBe('info');
  });

  it('is deleted with the white space in front of it', () => {
    expect(fixed('a: good   # holdfast-ignore toy/bad -- x\nb: 1\n')).toEqual(['safe: a: good\nb: 1\n']);
    expect(fixed('a: good\t# holdfast-ignore toy/bad -- x\r\nb: 1\r\n')).toEqual(['safe: a: good\r\nb: 1\r\n']);
    expect(fixed('a: good # holdfast-ignore toy/bad')).toEqual(['safe: a: good']);
  });

  it('is deleted with its line where it stands alone', () => {
    expect(fixed('web:\n  # holdfast-ignore toy/bad -- x\n  a: 1\n')).toEqual(['safe: web:\n  a: 1\n']);
    expect(fixed('\uFEFF# holdfast-ignore toy/bad -- x\r\na: 1\r\n')).toEqual(['safe: \uFEFFa: 1\r\n']);
    expect(fixed('a: 1\n# holdfast-ignore toy/bad -- x')).toEqual(['safe: a: 1\n']);
  });

  it('loses only the rules that silence nothing', () => {
    expect(fixed('a: bad # holdfast-ignore toy/worse, toy/bad -- x\n')).toEqual([
      'safe: a: bad # holdfast-ignore toy/bad -- x\n',
    ]);
    expect(fixed('a: bad # holdfast-ignore toy/bad, toy/worse -- x\n')).toEqual([
      'safe: a: bad # holdfast-ignore toy/bad -- x\n',
    ]);
    expect(allSafe('a: good # holdfast-ignore toy/bad, toy/worse -- x\nb: bad\n')).toBe('a: good\nb: bad\n');
  });

  it('may name no rule at all', () => {
    expect(messages('a: bad # holdfast-ignore\n')).toEqual([expect.stringContaining('names no rule')]);
    expect(messages('a: bad # holdfast-ignore -- because\n')).toEqual([expect.stringContaining('names no rule')]);
    expect(fixed('a: bad # holdfast-ignore -- because\n')).toEqual(['safe: a: bad\n']);
  });

  it('may name a rule that does not exist, and then says which one was meant', () => {
    const text = 'a: bad # holdfast-ignore toy/bda -- x\n';
    expect(messages(text)).toEqual(['No rule for toys is called toy/bda. Did you mean toy/bad?']);
    expect(fixed(text)).toEqual(['review: a: bad # holdfast-ignore toy/bad -- x\n', 'safe: a: bad\n']);
    expect(allSafe(text)).toBe(text);
  });

  it('may name a rule of another language', () => {
    expect(messages('a: bad # holdfast-ignore other/thing -- x\n')).toEqual([
      'No rule for toys is called other/thing.',
    ]);
    expect(messages('a: bad # holdfast-ignore other/* -- x\n')).toEqual(['No rule for toys is called other/*.']);
  });

  it('may be a pattern', () => {
    expect(messages('a: good # holdfast-ignore toy/* -- x\n')).toEqual([expect.stringContaining('toy/* any more')]);
    expect(messages('a: bad # holdfast-ignore toy/* -- x\n')).toEqual([]);
  });

  it('is nothing to speak of while its rule is switched off', () => {
    const settings = { rules: { 'toy/bad': 'off' } } as const;
    expect(messages('a: bad # holdfast-ignore toy/bad -- x\n', { settings })).toEqual([]);
    expect(messages('a: bad # holdfast-ignore toy/bad -- x\n', { settings: { rules: { '*': 'off' } } })).toEqual([]);
    expect(messages('a: b # holdfast-ignore toy/* -- x\n', { settings: { rules: { 'toy/*': 'off' } } })).toEqual([]);
  });

  it('is nothing to speak of when a stricter preset needs it', () => {
    const strict = [finds('bad', { report: { preset: 'strict' } })];
    expect(run('a: bad # holdfast-ignore toy/bad -- x\n', strict)).toEqual([]);
    expect(run('a: good # holdfast-ignore toy/bad -- x\n', strict)).toEqual(['1:holdfast/unused-suppression']);
  });

  it('is nothing to speak of while the text does not parse', () => {
    expect(messages('a: "bad # holdfast-ignore toy/bad -- x\n')).toEqual([]);
    expect(messages('a: 1 # holdfast-ignore toy/bad -- x\n---\nb: [\n')).toEqual([]);
  });

  it('is nothing to speak of where a rule cannot see the other files', () => {
    const wide = [finds('bad', { crossFile: true })];
    const somewhere = { ruleFiles: [] } as unknown as Surroundings;
    const text = 'a: good # holdfast-ignore toy/bad -- x\n';
    expect(run(text, wide)).toEqual([]);
    expect(run(text, wide, { surroundings: somewhere })).toEqual(['1:holdfast/unused-suppression']);
  });

  it('has a severity of its own', () => {
    const text = 'a: good # holdfast-ignore toy/bad -- x\n';
    expect(unused(text, { settings: { rules: { 'holdfast/unused-suppression': 'error' } } })[0]?.severity).toBe(
      'error',
    );
    expect(unused(text, { settings: { rules: { 'holdfast/*': 'off' } } })).toEqual([]);
  });

  it('does not exist where two suppressions silence the same', () => {
    expect(messages('# holdfast-ignore-file toy/bad -- x\na: bad # holdfast-ignore toy/bad -- x\n')).toEqual([]);
  });
});
