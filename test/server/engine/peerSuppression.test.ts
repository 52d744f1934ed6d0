import { describe, expect, it } from 'vitest';
import { lineStartsOf } from '../../../server/src/document/text';
import { lint } from '../../../server/src/engine/lint';
import { commentSilences } from '../../../server/src/engine/peerSuppression';
import { DEFAULT_SETTINGS } from '../../../server/src/engine/settings';
import { NOTHING_AROUND } from '../../../server/src/engine/surroundings';
import { finds, openToy, places, run } from './toy';

const rules = [
  finds('bad', { peers: ['kics:memory_not_limited', 'dclint:no-version-field', 'pint:promql/series'] }),
  finds('worse', { peers: ['kics:healthcheck_not_set', 'dclint:no-build-and-image', 'pint:rule/for'] }),
  finds('own'),
];

function stays(...lines: string[]): string[] {
  return run(lines.join('\n') + '\n', rules);
}

describe('KICS', () => {
  it('ignores the file when the comment stands above everything else', () => {
    expect(stays('# kics-scan ignore', 'a: bad', 'b: own')).toEqual(['3:toy/own']);
    expect(stays('# words', '', '#kics-scan ignore', 'a: bad')).toEqual([]);
    expect(stays('---', '# kics-scan ignore', 'a: bad')).toEqual([]);
    expect(stays('a: bad', '# kics-scan ignore', 'b: bad')).toEqual(['1:toy/bad', '3:toy/bad']);
    expect(run('\uFEFF# kics-scan ignore\r\na: bad\r\n', rules)).toEqual([]);
  });

  it('disables queries by their ids, for the whole file, at its start', () => {
    const memory = 'bb9ac4f7-e13b-423d-a010-c74a1bfbe492';
    const health = '698ed579-b239-4f8f-a388-baa4bcb13ef8';
    expect(stays(`# kics-scan disable=${memory}`, 'a: bad', 'b: worse')).toEqual(['3:toy/worse']);
    expect(stays(`# kics-scan disable=${memory},${health}`, 'a: bad', 'b: worse')).toEqual([]);
    expect(stays('# kics-scan disable=00000000-0000-0000-0000-000000000000', 'a: bad')).toEqual(['2:toy/bad']);
    expect(stays('a: bad', `# kics-scan disable=${memory}`)).toEqual(['1:toy/bad']);
  });

  it('ignores the line below the comment', () => {
    expect(stays('a: bad', '# kics-scan ignore-line', 'b: bad', 'c: bad')).toEqual(['1:toy/bad', '4:toy/bad']);
    expect(stays('# kics-scan ignore-line', '# words', 'b: bad', 'c: bad')).toEqual(['4:toy/bad']);
  });

  it('does not read comments behind a value', () => {
    expect(stays('a: bad # kics-scan ignore-line', 'b: bad')).toEqual(['1:toy/bad', '2:toy/bad']);
  });

  it('ignores the block below the comment', () => {
    const text = ['x: 1', '# kics-scan ignore-block', 'web:', '  a: bad', '  b:', '    c: bad', 'db:', '  a: bad'];
    expect(stays(...text)).toEqual(['8:toy/bad']);
    expect(stays('- a: bad', '# kics-scan ignore-block', '- a: bad', '  b: bad', '- a: bad')).toEqual([
      '1:toy/bad',
      '5:toy/bad',
    ]);
  });

  it('ignores the whole mapping when the comment stands above its first key', () => {
    expect(stays('---', '# kics-scan ignore-block', 'a: bad', 'b: bad', '---', 'c: bad')).toEqual(['6:toy/bad']);
    expect(stays('web:', '  # kics-scan ignore-block', '  a: bad', '  b: bad', 'c: bad')).toEqual(['5:toy/bad']);
  });

  it('knows nothing of other commands', () => {
    expect(stays('# kics-scan enable=x', '# kics-scan', '# kics-scan ignore-all', 'a: bad')).toEqual(['4:toy/bad']);
  });
});

describe('dclint', () => {
  it('is disabled for the file on the first line that says anything', () => {
    expect(stays('# dclint disable-file', 'a: bad', 'b: own')).toEqual(['3:toy/own']);
    expect(stays('', '---', '# dclint disable', 'a: bad', 'b: worse')).toEqual([]);
    expect(stays('# dclint disable no-version-field', 'a: bad', 'b: worse')).toEqual(['3:toy/worse']);
    expect(stays('# dclint disable no-version-field no-build-and-image', 'a: bad', 'b: worse')).toEqual([]);
    expect(stays('a: bad # dclint disable no-version-field', 'b: bad')).toEqual([]);
  });

  it('is not disabled further down', () => {
    expect(stays('# words', '# dclint disable', 'a: bad')).toEqual(['3:toy/bad']);
    expect(stays('a: bad', '# dclint disable-file')).toEqual(['1:toy/bad']);
  });

  it('is disabled for a line, behind it or above it', () => {
    expect(stays('x: 1', 'a: bad # dclint disable-line', 'b: bad')).toEqual(['3:toy/bad']);
    expect(stays('x: 1', '# dclint disable-line', 'a: bad', 'b: bad')).toEqual(['4:toy/bad']);
    expect(stays('x: 1', 'a: bad # dclint disable-line no-build-and-image')).toEqual(['2:toy/bad']);
    expect(stays('x: 1', 'a: bad # dclint disable-line no-build-and-image no-version-field')).toEqual([]);
  });
});

describe('pint', () => {
  const rule = (...lines: string[]) => ['groups:', '- name: g', '  rules:', ...lines];

  it('ignores everything below ignore/file', () => {
    expect(stays('a: bad', '# pint ignore/file', 'b: bad', 'c: bad')).toEqual(['1:toy/bad']);
  });

  it('ignores lines', () => {
    expect(stays('a: bad # pint ignore/line', 'b: bad')).toEqual(['2:toy/bad']);
    expect(stays('# pint ignore/next-line', 'a: bad', 'b: bad')).toEqual(['3:toy/bad']);
    expect(stays('# pint ignore/begin', 'a: bad', 'b: worse', '# pint ignore/end', 'c: bad')).toEqual(['5:toy/bad']);
    expect(stays('a: bad', '# pint ignore/begin', 'b: bad', 'c: bad')).toEqual(['1:toy/bad']);
  });

  it('does not take a comment with further words', () => {
    expect(stays('a: bad # pint ignore/line please')).toEqual(['1:toy/bad']);
  });

  it('disables a check for the file, from anywhere in it', () => {
    expect(stays('a: bad', 'b: worse', '# pint file/disable promql/series')).toEqual(['2:toy/worse']);
    expect(stays('a: bad', '# pint file/disable')).toEqual(['1:toy/bad']);
  });

  it('disables a check for the rule that the comment touches', () => {
    expect(stays(...rule('  # pint disable promql/series', '  - a: bad', '    b: worse', '  - c: bad'))).toEqual([
      '6:toy/worse',
      '7:toy/bad',
    ]);
    expect(stays(...rule('  - a: bad', '    # pint disable promql/series', '    b: bad', '  - c: bad'))).toEqual([
      '7:toy/bad',
    ]);
    expect(stays(...rule('  - a: bad', '    b: bad # pint disable promql/series', '  - c: bad'))).toEqual([
      '6:toy/bad',
    ]);
    expect(stays(...rule('  - a: bad # pint disable promql/series', '    b: bad', '  - c: bad'))).toEqual([
      '6:toy/bad',
    ]);
    expect(
      stays(...rule('  - a: bad', '    labels:', '      b: bad # pint disable promql/series', '  - c: bad')),
    ).toEqual(['7:toy/bad']);
    expect(stays(...rule('  - a: bad', '    # pint disable promql/series', '  - c: bad'))).toEqual(['6:toy/bad']);
  });

  it('takes several comments, one check each', () => {
    expect(
      stays(...rule('  # pint disable promql/series', '  # pint disable rule/for', '  - a: bad', '    b: worse')),
    ).toEqual([]);
  });

  it('disables a check that is named with what it is about', () => {
    expect(stays(...rule('  # pint disable promql/series(up{job="a b"})', '  - a: bad'))).toEqual([]);
  });

  it('does not honour a comment that touches no rule', () => {
    expect(stays(...rule('  # pint disable promql/series', '', '  - a: bad'))).toEqual(['6:toy/bad']);
    expect(stays('# pint disable promql/series', 'groups:', '- name: g', '  rules:', '  - a: bad')).toEqual([
      '5:toy/bad',
    ]);
    expect(stays(...rule('  - a: bad'), '# pint disable promql/series')).toEqual(['4:toy/bad']);
    expect(stays(...rule('  - a: bad'), 'more:', '  # pint disable promql/series', '  b: bad')).toEqual([
      '4:toy/bad',
      '7:toy/bad',
    ]);
  });

  describe('snoozes', () => {
    const silences = (text: string, now: string) => {
      const found = commentSilences(text, lineStartsOf(text), Date.parse(now));
      return found.flatMap(({ peers, range }) => peers.map((peer) => `${peer} ${range.start}-${range.end}`));
    };

    it('until a day or a moment', () => {
      const text = '# pint snooze 2030-02-01 promql/series\n- a: bad\n';
      expect(silences(text, '2030-01-31T23:59:59Z')).toEqual(['pint:promql/series 39-48']);
      expect(silences(text, '2030-02-01T00:00:01Z')).toEqual([]);
      const moment = '- a: bad # pint snooze 2030-02-01T10:00:00Z promql/series(up)\n';
      expect(silences(moment, '2030-02-01T09:59:59Z')).toEqual([`pint:promql/series 0-${moment.length}`]);
      expect(silences(moment, '2030-02-01T10:00:01Z')).toEqual([]);
    });

    it('for the whole file', () => {
      expect(silences('a: bad\n# pint file/snooze 2030-02-01 promql/series\n', '2029-01-01')).toEqual([
        'pint:promql/series 0-51',
      ]);
    });

    it('not without a time or a check', () => {
      expect(silences('# pint snooze promql/series\n- a: bad\n', '2029-01-01')).toEqual([]);
      expect(silences('# pint snooze 2030-02-01\n- a: bad\n', '2029-01-01')).toEqual([]);
      expect(silences('# pint snooze soon promql/series\n- a: bad\n', '2029-01-01')).toEqual([]);
    });
  });
});

describe('a suppression of our own beside one of a peer', () => {
  it('is not called useless', () => {
    expect(stays('# kics-scan ignore', 'a: bad # holdfast-ignore toy/bad -- both')).toEqual([]);
  });
});

describe('silences that a format reads out of its files', () => {
  it('count from the start of their document', () => {
    const text = 'a: bad\n---\nb: bad\nc: bad\n';
    const file = openToy(text, rules);
    const units = file.units.map((unit) => ({
      ...unit,
      silences: () => [{ peers: ['pint:*'], range: { start: 0, end: '---\nb: bad\n'.length } }],
    }));
    const { findings } = lint({ ...file, units }, DEFAULT_SETTINGS, NOTHING_AROUND);
    expect(places(text, findings)).toEqual(['4:toy/bad']);
  });
});
