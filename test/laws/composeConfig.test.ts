import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../server/src/document/edit';
import { plainText } from '../../server/src/document/render';
import type { Finding } from '../../server/src/engine/finding';
import { fixAll, safeFix } from '../../server/src/engine/fixing';
import { lint } from '../../server/src/engine/lint';
import { openFile } from '../../server/src/engine/open';
import { NOTHING_AROUND } from '../../server/src/engine/surroundings';
import { FORMATS } from '../../server/src/formats';
import { CORPUS, corpusFiles } from '../support/corpus';
import { EVERYTHING } from '../support/lint';

/** HOLDFAST_EXHAUSTIVE=1 takes every file and every fix instead of a sample: about two hours. */
const isExhaustive = process.env['HOLDFAST_EXHAUSTIVE'] === '1';
const FILES = 8;
const FIXES_PER_FILE = 6;

const hasCompose = spawnSync('docker-compose', ['version'], { stdio: 'ignore' }).status === 0;
const missing = [...(hasCompose ? [] : ['docker-compose is not installed']), ...(CORPUS ? [] : ['there is no corpus'])];
const title = 'a real file that docker-compose loads';

describe.skipIf(missing.length > 0)(missing.length > 0 ? `${title} (skipped: ${missing.join(', ')})` : title, () => {
  const files = corpusFiles('real/compose').filter(
    (path) => openFile(path, readFileSync(path, 'utf8'), FORMATS, EVERYTHING)?.format.id === 'compose',
  );

  it(
    'still loads after every fix alone and after all of them',
    { timeout: isExhaustive ? 14_400_000 : 600_000 },
    () => {
      const chosen = isExhaustive ? files : fc.sample(fc.constantFrom(...files), FILES);
      expect(chosen.flatMap(broken)).toEqual([]);
    },
  );

  it('is told from one that does not', () => {
    expect(refusal('/', 'services:\n  web:\n    image: nginx:1.29.1\n')).toBeUndefined();
    expect(refusal('/', 'services:\n  web:\n    imagee: nginx:1.29.1\n')).toContain('imagee');
  });
});

function broken(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  if (refusal(dirname(path), text) !== undefined) return [];
  const findingsOf = (of: string): readonly Finding[] => {
    const file = openFile(path, of, FORMATS, EVERYTHING);
    return file ? lint(file, EVERYTHING, NOTHING_AROUND).findings : [];
  };
  const alone = new Map<string, string>();
  for (const found of findingsOf(text)) {
    for (const fix of found.fixes())
      alone.set(plainText(applyEdits(text, fix.edits)), `${found.rule.id} "${fix.title}"`);
  }
  const some = alone.size === 0 ? [] : fc.sample(fc.constantFrom(...alone), FIXES_PER_FILE);
  const results = new Map([
    ...(isExhaustive ? alone : some),
    [fixAll(text, findingsOf, safeFix).text, 'all safe fixes'],
    [fixAll(text, findingsOf, (found) => found.fixes()[0]).text, 'all first fixes'],
  ]);
  return [...results].flatMap(([result, fix]) => {
    const reason = result === text ? undefined : refusal(dirname(path), result);
    return reason === undefined ? [] : `${path} ${fix}: ${reason}`;
  });
}

/** Why Compose refuses a text as a file of a folder; undefined where it loads it. Every variable in it has a value. */
function refusal(folder: string, text: string): string | undefined {
  const variables = [...text.matchAll(/\$\{?([A-Za-z_]\w*)/g)].flatMap(([, name]) => (name === undefined ? [] : name));
  const { status, stderr } = spawnSync(
    'docker-compose',
    ['--project-directory', folder, '--project-name', 'laws', '--file', '-', 'config', '--quiet'],
    {
      input: text,
      encoding: 'utf8',
      env: { ...Object.fromEntries(variables.map((name) => [name, '1'])), PATH: process.env['PATH'], HOME: '/' },
    },
  );
  return status === 0 ? undefined : stderr.trim() || `it ended with ${status}`;
}
