import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../cli/src/arguments';
import { firstMistake } from '../../cli/src/configuration';
import { MATCHERS } from '../../server/src/formats/holdfast/smoke/schema';
import { KINDS, subjectOf } from '../../server/src/formats/holdfast/smoke/kinds';
import { SMOKE_KINDS } from '../../server/src/protocol';

const TEXT = readFileSync(join(import.meta.dirname, '../../docs/smoke-tests.md'), 'utf8');

function blocksOf(language: string): string[] {
  return [...TEXT.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, block]) => block ?? '');
}

describe('the documentation of smoke tests', () => {
  const examples = blocksOf('yaml');

  it.each(examples)('gives an example that is understood: %s', (example) => {
    const whole = example.startsWith('smoke:') ? example : `smoke:\n${example.replace(/^(?=.)/gm, '  ')}`;
    expect(firstMistake('holdfast.yaml', whole)).toBeUndefined();
  });

  it('has an example of every kind, and names what can be expected of each', () => {
    expect(SMOKE_KINDS.filter((kind) => !examples.some((example) => example.includes(`  ${kind}:`)))).toEqual([]);
    for (const kind of SMOKE_KINDS) {
      const section = TEXT.split(new RegExp(`^\\*\\*\`${kind}\`\\*\\*`, 'm'))[1]?.split('```')[0] ?? '';
      const words = [...section.matchAll(/`([\w.<>]+)`/g)].map(([, word]) => word ?? '');
      const own = Object.keys(KINDS[kind].subjects);
      const isSameAs = / as of `(\w+)`/.exec(section.replace(/\s+/g, ' '))?.[1];
      if (isSameAs === undefined) expect([kind, own.filter((subject) => !words.includes(subject))]).toEqual([kind, []]);
      else expect(own.filter((subject) => !subjectOf(KINDS[isSameAs as typeof kind], subject))).toEqual([]);
    }
  });

  it('names every matcher', () => {
    expect(Object.keys(MATCHERS).filter((matcher) => !TEXT.includes(`\`${matcher}\``))).toEqual([]);
  });

  it('shows commands that are understood', () => {
    const lines = blocksOf('').flatMap((block) =>
      block.split('\n').filter((line) => /^holdfast smoke [^[]/.test(line)),
    );
    const words = lines.map((line) =>
      line
        .replace(/\s(?:#|>).*$/, '')
        .replaceAll("'", '')
        .trim()
        .split(/\s+/)
        .slice(1),
    );
    expect(words.length).toBeGreaterThan(3);
    for (const one of words) expect(() => parseArguments(one)).not.toThrow();
  });

  it('shows JSON as it is printed', () => {
    const [report] = blocksOf('json').map((block) => JSON.parse(block) as Record<string, unknown>);
    expect(Object.keys(report ?? {})).toEqual(['version', 'engine', 'mistakes', 'stacks', 'summary']);
  });
});
