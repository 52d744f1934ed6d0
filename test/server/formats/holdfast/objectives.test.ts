import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../../../server/src/document/parse';
import { countOf, durationOf, shareOf } from '../../../../server/src/engine/objectives';
import { DEFAULT_SETTINGS, mergeSettings } from '../../../../server/src/engine/settings';
import { FORMATS } from '../../../../server/src/formats';
import { readConfiguration } from '../../../../server/src/formats/holdfast';
import { configurationSchema } from '../../../../server/src/formats/holdfast/schema';
import { validate } from '../../../../server/src/formats/holdfast/validate';

function problems(text: string): string[] {
  const root = parseYaml('/w/holdfast.yaml', text).documents[0]?.document.root;
  if (!root) throw new Error('nothing to validate');
  return validate(root, configurationSchema(FORMATS.flatMap(({ rules }) => rules))).map(({ message }) => message);
}

function read(text: string): unknown {
  return readConfiguration(parseYaml('/w/holdfast.yaml', text).documents[0]?.document.root).objectives;
}

describe('durations', () => {
  it.each([
    ['60s', 60_000],
    ['5m', 300_000],
    ['24h', 86_400_000],
    ['7d', 604_800_000],
    ['1h30m', 5_400_000],
    ['1.5s', 1500],
  ])('%s is %d ms', (text, milliseconds) => expect(durationOf(text)).toBe(milliseconds));

  it.each(['', '60', 's', '5m1h', '-5s', '5 minutes', '0s', '1w'])('"%s" is none', (text) =>
    expect(durationOf(text)).toBeUndefined(),
  );
});

describe('shares and counts', () => {
  it('are read', () => {
    expect([shareOf('95%'), shareOf('99.5 %'), shareOf('100%'), countOf('3')]).toEqual([0.95, 0.995, 1, 3]);
  });

  it.each(['95', '0%', '101%', '100.5%', '-5%', '%'])('"%s" is no share', (text) =>
    expect(shareOf(text)).toBeUndefined(),
  );
  it.each(['0', '-1', '2.5', 'three', ''])('"%s" is no count', (text) => expect(countOf(text)).toBeUndefined());
});

describe('objectives in holdfast.yaml', () => {
  const text = `objectives:
  startup: 90s
  recovery: 2m
  failures: 5
  stability: 7d
  memory: 80%
  scrape: 99%
`;

  it('are understood', () => {
    expect(problems(text)).toEqual([]);
    const expected = {
      startup: 90_000,
      recovery: 120_000,
      failures: 5,
      stability: 604_800_000,
      memory: 0.8,
      scrape: 0.99,
    };
    expect(read(text)).toEqual(expected);
  });

  it('that are wrong are told and left out', () => {
    const wrong =
      'objectives: { startup: 90, memory: lots, failures: 0, recover: 5m, stability: 1h, constructor: 1 }\n';
    expect(problems(wrong)).toEqual([
      '`startup` cannot be `90`: write it like `60s`, `5m`, `24h`.',
      '`memory` cannot be `lots`: write it like `95%`.',
      '`failures` cannot be `0`: write it like `3`.',
      '`objectives` knows no `recover`. Did you mean `recovery`?',
      expect.stringMatching(/^`objectives` knows no `constructor`\./),
    ]);
    expect(read(wrong)).toEqual({ stability: 3_600_000 });
  });

  it('are merged one by one', () => {
    const base = { ...DEFAULT_SETTINGS, objectives: { startup: 1, failures: 2 } };
    expect(mergeSettings(base, { objectives: { startup: 5 } }).objectives).toEqual({ startup: 5, failures: 2 });
  });
});
