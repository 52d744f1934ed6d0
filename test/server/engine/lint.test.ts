import { describe, expect, it } from 'vitest';
import type { Entry } from '../../../server/src/document/view';
import { lint } from '../../../server/src/engine/lint';
import { finding } from '../../../server/src/engine/rule';
import { DEFAULT_SETTINGS, type Settings } from '../../../server/src/engine/settings';
import { NOTHING_AROUND } from '../../../server/src/engine/surroundings';
import { finds, lintToy, openToy, places, run, toyFormat, toyRule } from './toy';

describe('severities', () => {
  const graded = finds('bad', { severity: 'error', report: { severity: 'info' } });

  it('may be lowered by a single report', () => {
    expect(lintToy('a: bad\n', [graded]).findings[0]?.severity).toBe('info');
  });

  it('are what somebody chose by name, whatever the report says', () => {
    const settings = { rules: { 'toy/bad': 'warning' } } as const;
    expect(lintToy('a: bad\n', [graded], { settings }).findings[0]?.severity).toBe('warning');
  });

  it('reach the rule as they are in force', () => {
    const seen: string[] = [];
    const rule = toyRule({
      category: 'reliability',
      on: { document: (_, { severity }) => void seen.push(severity) },
    });
    lintToy('a: b\n', [rule]);
    lintToy('a: b\n', [rule], { settings: { target: 'development' } });
    lintToy('a: b\n', [rule], { settings: { rules: { '*': 'error' } } });
    expect(seen).toEqual(['warning', 'info', 'error']);
  });

  it('of one token that is found twice are the more serious of both', () => {
    const twice = toyRule<Entry>({
      on: {
        pair: ({ entry, value }) => [
          finding(value, entry, { severity: 'info' }),
          finding(value, entry, { severity: 'error' }),
          finding(value, entry, { severity: 'hint' }),
        ],
      },
    });
    expect(lintToy('a: bad\n', [twice]).findings.map(({ severity }) => severity)).toEqual(['error']);
  });
});

describe('reports of the strict preset', () => {
  const strict = finds('bad', { report: { preset: 'strict' } });
  const settings = (more: Partial<Settings>) => ({ settings: more });

  it('wait for that preset or for an explicit level', () => {
    expect(run('a: bad\n', [strict])).toEqual([]);
    expect(run('a: bad\n', [strict], settings({ preset: 'strict' }))).toEqual(['1:toy/bad']);
    expect(run('a: bad\n', [strict], settings({ preset: 'all' }))).toEqual(['1:toy/bad']);
    expect(run('a: bad\n', [strict], settings({ rules: { 'toy/bad': 'info' } }))).toEqual(['1:toy/bad']);
  });
});

describe('findings', () => {
  it('are in the order of the text, then of the rules', () => {
    const rules = [finds('bad', { id: 'toy/z' }), finds('bad', { id: 'toy/a' })];
    expect(run('x: bad\ny: good\n---\nz: bad\n', rules)).toEqual(['1:toy/a', '1:toy/z', '4:toy/a', '4:toy/z']);
  });

  it('point into their own document, also after a byte order mark and with Windows line ends', () => {
    const text = '\uFEFFa: good\r\n---\r\nb: bad\r\n';
    const { findings } = lintToy(text, [finds('bad')]);
    expect(findings.map(({ range }) => text.slice(range.start, range.end))).toEqual(['bad']);
  });

  it('keep related places of their own document only', () => {
    const rule = toyRule({
      on: {
        document(document) {
          const [first, second] = document.root?.kind === 'map' ? document.root.entries : [];
          return (
            first && second && finding(second.key, undefined, { related: [{ token: first.key, message: 'here' }] })
          );
        },
      },
    });
    const text = 'a: 1\nb: 2\n---\nc: 3\nd: 4\n';
    const related = lintToy(text, [rule]).findings.flatMap((found) => found.related);
    expect(related.map(({ range, message }) => [text.slice(range.start, range.end), message])).toEqual([
      ['a', 'here'],
      ['c', 'here'],
    ]);
  });
});

describe('a rule that throws', () => {
  const boom = new Error('boom');

  it('costs its own findings in that document and nothing else', () => {
    const bad = finds('bad');
    const throwing = toyRule<Entry>({
      id: 'toy/throwing',
      on: {
        pair({ entry, value }) {
          if (value.text === 'trap') throw boom;
          return finding(value, entry);
        },
      },
    });
    const text = 'a: bad\nb: trap\n---\nc: bad\n';
    const { findings, failures } = lintToy(text, [throwing, bad]);
    expect(places(text, findings)).toEqual(['1:toy/bad', '4:toy/bad', '4:toy/throwing']);
    expect(failures).toEqual([{ rule: 'toy/throwing', path: '/w/toy.yaml', error: boom }]);
  });

  it('in its message costs that finding', () => {
    const throwing = toyRule<Entry>({
      id: 'toy/throwing',
      on: { pair: ({ entry, value }) => finding(value, entry) },
      message() {
        throw boom;
      },
    });
    const { findings, failures } = lintToy('a: bad\n', [throwing, finds('bad')]);
    expect(findings.map(({ rule }) => rule.id)).toEqual(['toy/bad']);
    expect(failures).toMatchObject([{ rule: 'toy/throwing', error: boom }]);
  });

  it('in a fix does not offer the fix', () => {
    const throwing = toyRule<Entry>({
      on: { pair: ({ entry, value }) => finding(value, entry) },
      fixes: [
        {
          kind: 'safe',
          title: 'Never',
          edits() {
            throw boom;
          },
        },
        { kind: 'review', title: 'Empty', edits: () => [] },
        { kind: 'review', title: 'None', edits: () => undefined },
        {
          kind: 'manual',
          title: 'Works',
          edits: ({ key }) => [{ document: key.document, range: key.range, newText: 'b' }],
        },
      ],
    });
    const [found] = lintToy('a: bad\n', [throwing]).findings;
    expect(found?.fixes().map(({ title }) => title)).toEqual(['Works']);
  });

  it('leaves the suppressions of its findings alone', () => {
    const throwing = toyRule({
      id: 'toy/throwing',
      on: {
        document() {
          throw boom;
        },
      },
    });
    const { findings } = lintToy('a: b # holdfast-ignore toy/throwing -- known\n', [throwing]);
    expect(findings).toEqual([]);
  });
});

describe('a walk that throws', () => {
  it('keeps what was found before and names the format', () => {
    const format = toyFormat([finds('bad')]);
    const file = openToy('a: bad\n', [finds('bad')]);
    const broken = {
      ...file,
      format,
      units: file.units.map((unit) => ({
        ...unit,
        *subjects() {
          yield* unit.subjects(NOTHING_AROUND);
          throw new Error('boom');
        },
      })),
    };
    const { findings, failures } = lint(broken, DEFAULT_SETTINGS, NOTHING_AROUND);
    expect(findings).toHaveLength(1);
    expect(failures).toMatchObject([{ rule: 'toy' }]);
  });
});

describe('work that is not done twice', () => {
  function counting(more: { crossFile?: true } = {}) {
    const visited: string[] = [];
    const rule = toyRule<Entry>({
      ...more,
      on: { pair: ({ entry, value }) => (visited.push(entry.key.text), finding(value, entry)) },
    });
    return { rule, visited };
  }

  it('visits only the documents that changed', () => {
    const { rule, visited } = counting();
    const before = 'a: 1\n---\nb: 2\n---\nc: 3\n';
    const first = openToy(before, [rule]);
    const settings = DEFAULT_SETTINGS;
    lint(first, settings, NOTHING_AROUND);
    expect(visited.splice(0)).toEqual(['a', 'b', 'c']);

    const after = 'a: 1\n---\nbb: 2\n---\nc: 3\n';
    const second = openToy(after, [rule], first);
    const { findings } = lint(second, settings, NOTHING_AROUND);
    expect(visited).toEqual(['bb']);
    expect(findings.map(({ range }) => after.slice(range.start, range.end))).toEqual(['1', '2', '3']);
  });

  it('moves the findings of documents that text was inserted above', () => {
    const { rule, visited } = counting();
    const first = openToy('a: 1\n---\nb: 2\n', [rule]);
    lint(first, DEFAULT_SETTINGS, NOTHING_AROUND);
    visited.splice(0);
    const text = 'a: 1\nmore: 0\n---\nb: 2\n';
    const { findings } = lint(openToy(text, [rule], first), DEFAULT_SETTINGS, NOTHING_AROUND);
    expect(visited).toEqual(['a', 'more']);
    expect(places(text, findings)).toEqual(['1:toy/bad', '2:toy/bad', '4:toy/bad']);
  });

  it('finds the same in documents that read the same', () => {
    const { rule } = counting();
    const first = openToy('a: 1\n---\nb: 2\n', [rule]);
    lint(first, DEFAULT_SETTINGS, NOTHING_AROUND);
    const text = 'a: 1\n---\nb: 2\n---\nb: 2\n';
    expect(places(text, lint(openToy(text, [rule], first), DEFAULT_SETTINGS, NOTHING_AROUND).findings)).toEqual([
      '1:toy/bad',
      '3:toy/bad',
      '5:toy/bad',
    ]);
  });

  it('starts anew under other settings', () => {
    const { rule, visited } = counting();
    const file = openToy('a: 1\n', [rule]);
    lint(file, DEFAULT_SETTINGS, NOTHING_AROUND);
    lint(file, { ...DEFAULT_SETTINGS, rules: { 'toy/bad': 'error' } }, NOTHING_AROUND);
    expect(visited).toEqual(['a', 'a']);
  });

  it('is done every time for rules that look at other files', () => {
    const { rule, visited } = counting({ crossFile: true });
    const file = openToy('a: 1\n', [rule]);
    lint(file, DEFAULT_SETTINGS, NOTHING_AROUND);
    lint(file, DEFAULT_SETTINGS, NOTHING_AROUND);
    expect(visited).toEqual(['a', 'a']);
  });

  it('does not parse a text that did not change', () => {
    const { rule } = counting();
    const first = openToy('a: 1\n', [rule]);
    expect(openToy('a: 1\n', [rule], first).parsed).toBe(first.parsed);
  });
});
