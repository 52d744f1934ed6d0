import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../cli/src/arguments';
import { firstMistake } from '../../cli/src/configuration';
import { grouped, withProblem } from '../../cli/src/report/backups';
import { backupsJson } from '../../cli/src/report/backupsJson';
import { jobProperties } from '../../server/src/formats/holdfast/backups/schema';
import { BACKUP_EXITS, BACKUP_PARSERS, BACKUP_SOURCE_KINDS, type DeclaredBackup } from '../../server/src/protocol';
import { jobOf, readingOf, runsOf, statusOf } from '../live/backups/support';

const TEXT = readFileSync(join(import.meta.dirname, '../../docs/backups.md'), 'utf8');

function blocksOf(language: string): string[] {
  return [...TEXT.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, block]) => block ?? '');
}

describe('the documentation of backups', () => {
  const examples = blocksOf('yaml');

  it.each(examples)('gives an example that is understood: %s', (example) => {
    const whole = example.startsWith('backups:') ? example : `backups:\n${example.replace(/^(?=.)/gm, '  ')}`;
    expect(firstMistake('holdfast.yaml', whole)).toBeUndefined();
  });

  it('has an example of every source, and names everything that can be written', () => {
    expect(BACKUP_SOURCE_KINDS.filter((kind) => !examples.some((one) => one.includes(`source: { ${kind}:`)))).toEqual(
      [],
    );
    const words = [...Object.keys(jobProperties()), ...BACKUP_EXITS, ...BACKUP_PARSERS];
    expect(words.filter((word) => !TEXT.includes(`\`${word}\``))).toEqual([]);
  });

  it('shows commands that are understood', () => {
    const lines = blocksOf('').flatMap((block) =>
      block.split('\n').filter((line) => line.startsWith('holdfast backups')),
    );
    const words = lines.map((line) =>
      line
        .replace(/\s#.*$/, '')
        .trim()
        .split(/\s+/)
        .slice(1),
    );
    expect(words.length).toBeGreaterThan(3);
    for (const one of words) expect(parseArguments(one).command).toBe('backups');
  });

  it('shows JSON as it is printed', () => {
    const place = {
      uri: 'file:///holdfast.yaml',
      range: { start: { line: 1, character: 2 }, end: { line: 1, character: 9 } },
    };
    const job: DeclaredBackup = {
      ...jobOf(),
      ...{ stack: 'shop', origin: 'configuration', service: undefined, source: place, problem: undefined },
    };
    const backup = withProblem(job, statusOf([readingOf(runsOf(3))]), (text) => text);
    const report = { engine: undefined, mistakes: [], stacks: grouped([], [backup], []) };
    const printed: unknown = JSON.parse(backupsJson(report, (uri) => uri));
    const [shown] = blocksOf('json').map((block): unknown => JSON.parse(block));
    expect(keysOf(shown)).toEqual(keysOf(printed));
  });
});

/** Names at every depth; of a list those of its first item. Names of states are data. */
function keysOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.length === 0 ? [] : keysOf(value[0], `${path}[]`);
  if (typeof value !== 'object' || value === null || path.endsWith('.states')) return [];
  return Object.entries(value).flatMap(([key, one]) => [`${path}.${key}`, ...keysOf(one, `${path}.${key}`)]);
}
