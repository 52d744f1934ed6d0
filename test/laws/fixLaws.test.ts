import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openFile } from '../../server/src/engine/open';
import { FORMATS } from '../../server/src/formats';
import { dockerfile } from '../../server/src/formats/dockerfile';
import { dotenv } from '../../server/src/formats/dotenv';
import { CORPUS, corpusFiles, corpusFilesOf } from '../support/corpus';
import { EVERYTHING } from '../support/lint';
import { findingsAlone, findingsInFolder, type FindingsOf } from './findings';
import { violations } from './fixLaws';

/** HOLDFAST_EXHAUSTIVE=1 takes every file instead of a sample. */
const isExhaustive = process.env['HOLDFAST_EXHAUSTIVE'] === '1';
const SAMPLE = 120;

describe.skipIf(!CORPUS)('every fix of every finding in real files obeys the laws', () => {
  const families: Record<string, string[]> = {
    compose: corpusFiles('real/compose', 'kics-compose', 'compose-lint-fixtures', 'compose-go'),
    dockerfile: corpusFilesOf(dockerfile, 'real/compose', 'kics-dockerfile'),
    dotenv: corpusFilesOf(dotenv, 'real/compose', 'compose-go'),
    kubernetes: corpusFiles('real/kubernetes', 'kube-linter', 'kube-score', 'polaris'),
    prometheus: corpusFiles('rules-real', 'prometheus-config', 'prometheus-rulefmt', 'promql-cases'),
  };
  for (const [family, files] of Object.entries(families)) {
    it(`${family}: as they are`, { timeout: 900_000 }, () => {
      const chosen = isExhaustive ? files : fc.sample(fc.constantFrom(...files), SAMPLE);
      expect(chosen.flatMap((path) => brokenBy(path, readFileSync(path, 'utf8'), findingsAlone(path)))).toEqual([]);
    });
    it(`${family}: with Windows line ends, a byte order mark or no line break at the end`, { timeout: 900_000 }, () => {
      const changed = fc.tuple(
        fc.constantFrom(...files),
        fc.constantFrom(
          (text: string) => text.replace(/\r?\n/g, '\r\n'),
          (text: string) => `\uFEFF${text}`,
          (text: string) => text.trimEnd(),
        ),
      );
      const property = fc.property(changed, ([path, change]) => {
        expect(brokenBy(path, change(readFileSync(path, 'utf8')), findingsAlone(path))).toEqual([]);
      });
      fc.assert(property, { numRuns: isExhaustive ? files.length : SAMPLE / 4 });
    });
  }
  for (const family of ['compose', 'dockerfile', 'dotenv']) {
    const files = families[family] ?? [];
    it(`${family}: among the files around them`, { timeout: 900_000 }, () => {
      const chosen = isExhaustive ? files : fc.sample(fc.constantFrom(...files), SAMPLE / 4);
      expect(chosen.flatMap((path) => brokenBy(path, readFileSync(path, 'utf8'), findingsInFolder(path)))).toEqual([]);
    });
  }
});

function brokenBy(path: string, text: string, findingsOf: FindingsOf): string[] {
  const problems = (of: string): number => {
    const file = openFile(path, of, FORMATS, EVERYTHING);
    return file ? file.parsed.documents.reduce((sum, { document }) => sum + document.problems.length, 0) : Infinity;
  };
  return violations(text, findingsOf, problems).map(
    ({ rule, fix, law, line }) => `${path}:${line} ${rule} "${fix}": ${law}`,
  );
}
