import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../server/src/document/edit';
import { plainText } from '../../server/src/document/render';
import { fixAll, safeFix } from '../../server/src/engine/fixing';
import { openFile } from '../../server/src/engine/open';
import { FORMATS } from '../../server/src/formats';
import { CORPUS, corpusFiles } from '../support/corpus';
import { EVERYTHING } from '../support/lint';
import { hasCompose, isCompose1, refusalsOf, type ComposeText } from './composeConfig';
import { findingsInFolder, type FindingsOf } from './findings';

/** HOLDFAST_EXHAUSTIVE=1 takes every file instead of a sample: about ten minutes. */
const isExhaustive = process.env['HOLDFAST_EXHAUSTIVE'] === '1';
const FILES = 30;

/** Rules that ask for a key which Compose 1 does not know and cannot be given in another way: who switches one on has a later one. */
const FOR_COMPOSE_2: ReadonlySet<string> = new Set(['compose/missing-project-name']);

const missing = [...(hasCompose ? [] : ['docker-compose is not installed']), ...(CORPUS ? [] : ['there is no corpus'])];
const title = 'a real file that docker-compose loads';

interface FixedText extends ComposeText {
  readonly path: string;
  readonly fix: string;
}

describe.skipIf(missing.length > 0)(missing.length > 0 ? `${title} (skipped: ${missing.join(', ')})` : title, () => {
  const files = corpusFiles('real/compose', 'kics-compose', 'compose-lint-fixtures', 'compose-go').filter(
    (path) => openFile(path, readFileSync(path, 'utf8'), FORMATS, EVERYTHING)?.format.id === 'compose',
  );

  it('still loads after every fix alone and after all of them', { timeout: isExhaustive ? 3_600_000 : 600_000 }, () => {
    const chosen = isExhaustive ? files : fc.sample(fc.constantFrom(...files), FILES);
    const originals = chosen.map((path) => ({ folder: dirname(path), text: readFileSync(path, 'utf8') }));
    const refused = refusalsOf(originals);
    const loaded = chosen.filter((_, index) => refused[index] === undefined);
    const fixed = loaded.flatMap(fixedTexts);
    const refusals = refusalsOf(fixed);
    const broken = fixed.flatMap(({ path, fix }, index) => {
      const reason = refusals[index];
      return reason === undefined ? [] : `${path} ${fix}: ${reason}`;
    });
    expect(broken).toEqual([]);
  });

  it('is told from one that does not', () => {
    const [good, bad] = refusalsOf([
      { folder: '/', text: 'services:\n  web:\n    image: nginx:1.29.1\n' },
      { folder: '/', text: 'services:\n  web:\n    imagee: nginx:1.29.1\n' },
    ]);
    expect(good).toBeUndefined();
    expect(bad).toContain('imagee');
  });
});

/** What becomes of a file, each outcome once. */
function fixedTexts(path: string): FixedText[] {
  const text = readFileSync(path, 'utf8');
  const all = findingsInFolder(path);
  const findingsOf: FindingsOf = (of) => all(of).filter(({ rule }) => !isCompose1 || !FOR_COMPOSE_2.has(rule.id));
  const results = new Map<string, string>();
  for (const found of findingsOf(text)) {
    for (const fix of found.fixes())
      results.set(plainText(applyEdits(text, fix.edits)), `${found.rule.id} "${fix.title}"`);
  }
  results.set(fixAll(text, findingsOf, safeFix).text, 'all safe fixes');
  results.set(fixAll(text, findingsOf, (found) => found.fixes()[0]).text, 'all first fixes');
  results.delete(text);
  return [...results].map(([result, fix]) => ({ folder: dirname(path), text: result, path, fix }));
}
