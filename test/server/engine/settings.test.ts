import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  activeRules,
  DEFAULT_SETTINGS,
  isIgnored,
  mergeSettings,
  type Settings,
  TARGETS,
  forTarget,
} from '../../../server/src/engine/settings';
import { finds } from './toy';

const rules = [
  finds('a', { id: 'toy/recommended', severity: 'warning', category: 'security' }),
  finds('b', { id: 'toy/strict', severity: 'info', preset: 'strict', category: 'reliability' }),
  finds('c', { id: 'toy/off', severity: 'hint', preset: 'off', category: 'resources' }),
  finds('d', { id: 'other/recommended', severity: 'error', category: 'availability' }),
];

function levels(settings: Partial<Settings>): Record<string, string> {
  const active = activeRules(rules, { ...DEFAULT_SETTINGS, ...settings });
  return Object.fromEntries(active.map(({ rule, severity }) => [rule.id, severity]));
}

describe('presets', () => {
  it('take in the rules of the narrower ones', () => {
    expect(Object.keys(levels({}))).toEqual(['toy/recommended', 'other/recommended']);
    expect(Object.keys(levels({ preset: 'strict' }))).toEqual(['toy/recommended', 'toy/strict', 'other/recommended']);
    expect(Object.keys(levels({ preset: 'all' }))).toHaveLength(4);
  });

  it('do not hold back a rule whose setting is given', () => {
    const asked = [finds('e', { id: 'toy/asked', severity: 'info', preset: 'off', switchedOnBy: 'registries' })];
    const isOn = (settings: Partial<Settings>) => activeRules(asked, { ...DEFAULT_SETTINGS, ...settings }).length > 0;
    expect(isOn({})).toBe(false);
    expect(isOn({ registries: ['docker.io'] })).toBe(true);
    expect(isOn({ registries: ['docker.io'], rules: { 'toy/asked': 'off' } })).toBe(false);
  });
});

describe('targets', () => {
  it('change the severity of operational rules only, and never make an error', () => {
    expect(levels({ preset: 'all', target: 'staging' })).toEqual({
      'toy/recommended': 'warning',
      'toy/strict': 'info',
      'toy/off': 'hint',
      'other/recommended': 'error',
    });
    expect(levels({ preset: 'all', target: 'production' })).toEqual({
      'toy/recommended': 'warning',
      'toy/strict': 'warning',
      'toy/off': 'info',
      'other/recommended': 'error',
    });
    expect(levels({ preset: 'all', target: 'development' })).toEqual({
      'toy/recommended': 'warning',
      'toy/strict': 'hint',
      'toy/off': 'hint',
      'other/recommended': 'warning',
    });
  });
});

describe('rules about backups', () => {
  it('weigh more in production, and no less on a laptop', () => {
    const rule = { category: 'backup' } as Parameters<typeof forTarget>[1];
    expect(TARGETS.map((target) => forTarget('info', rule, target))).toEqual(['info', 'info', 'warning']);
  });
});

describe('explicit levels', () => {
  it('overrule preset and target', () => {
    const settings = { target: 'development', rules: { 'toy/off': 'error', 'other/recommended': 'info' } } as const;
    expect(levels(settings)).toEqual({ 'toy/recommended': 'warning', 'toy/off': 'error', 'other/recommended': 'info' });
  });

  it('can be given for a format or for everything, and the most exact one counts', () => {
    expect(levels({ rules: { '*': 'off', 'toy/strict': 'error' } })).toEqual({ 'toy/strict': 'error' });
    expect(levels({ rules: { 'toy/*': 'hint', 'toy/recommended': 'off', '*': 'info' } })).toEqual({
      'toy/strict': 'hint',
      'toy/off': 'hint',
      'other/recommended': 'info',
    });
  });

  it('are known to be explicit', () => {
    const active = activeRules(rules, { ...DEFAULT_SETTINGS, rules: { 'toy/*': 'hint' } });
    expect(active.map(({ isExplicit }) => isExplicit)).toEqual([true, true, true, false]);
  });
});

describe('merged settings', () => {
  it('replace single values, merge maps and join lists', () => {
    const base: Settings = { ...DEFAULT_SETTINGS, preset: 'all', rules: { a: 'off', b: 'off' }, ignore: ['x'] };
    expect(mergeSettings(base, { rules: { b: 'error' }, ignore: ['y'], target: 'production' })).toEqual({
      ...base,
      target: 'production',
      rules: { a: 'off', b: 'error' },
      ignore: ['x', 'y'],
    });
    expect(mergeSettings(base, {})).toEqual(base);
    const registries = ['docker.io'];
    expect(mergeSettings({ ...base, registries: ['ghcr.io'] }, { registries }).registries).toEqual(registries);
  });

  it('let the levels of a whole format overrule those of single rules below', () => {
    const base: Settings = {
      ...DEFAULT_SETTINGS,
      rules: { '*': 'hint', 'a/*': 'hint', 'a/x': 'error', 'b/x': 'error' },
    };
    expect(mergeSettings(base, { rules: { 'a/*': 'off' } }).rules).toEqual({
      '*': 'hint',
      'a/*': 'off',
      'b/x': 'error',
    });
    expect(mergeSettings(base, { rules: { '*': 'off', 'b/y': 'info' } }).rules).toEqual({ '*': 'off', 'b/y': 'info' });
  });
});

describe('ignored paths', () => {
  const cases: [globs: string[], path: string, ignored: boolean][] = [
    [[], 'compose.yaml', false],
    [['vendor'], 'vendor/deep/compose.yaml', true],
    [['vendor/'], 'vendor/compose.yaml', true],
    [['./vendor'], 'vendor/compose.yaml', true],
    [['/vendor'], 'vendor/compose.yaml', true],
    [['vendor'], 'vendored/compose.yaml', false],
    [['vendor'], 'app/vendor/compose.yaml', false],
    [['**/vendor'], 'app/vendor/compose.yaml', true],
    [['**/*.gen.yaml'], 'a/b/x.gen.yaml', true],
    [['**/*.gen.yaml'], 'x.gen.yaml', true],
    [['*.yaml'], 'a/x.yaml', false],
    [['.github'], '.github/x.yaml', true],
    [['**'], '.hidden/x.yaml', true],
    [['vendor', '!vendor/ours.yaml'], 'vendor/ours.yaml', false],
    [['vendor', '!vendor/ours.yaml'], 'vendor/theirs.yaml', true],
    [['!vendor/ours.yaml', 'vendor'], 'vendor/ours.yaml', true],
    [['!only/this.yaml'], 'other.yaml', false],
    [['vendor'], 'vendor\\compose.yaml', true],
    [['', '/', './', '!', 'x'.repeat(100_000)], 'compose.yaml', false],
  ];
  it.each(cases)('%j: %s is ignored: %s', (globs, path, ignored) => {
    expect(isIgnored(path, globs)).toBe(ignored);
  });

  it('never throws, whatever people write', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'[]{}()!*?+@|\\/.,a') }))),
        (globs) => {
          expect(typeof isIgnored('a/b.yaml', globs)).toBe('boolean');
        },
      ),
      { numRuns: 500 },
    );
  });
});
