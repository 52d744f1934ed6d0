import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../server/src/document/edit';
import { parseYaml } from '../../server/src/document/parse';
import { choicesIn } from '../../server/src/engine/choices';
import type { Finding } from '../../server/src/engine/finding';
import { lint } from '../../server/src/engine/lint';
import { openFile } from '../../server/src/engine/open';
import { NOTHING_AROUND } from '../../server/src/engine/surroundings';
import { hardening } from '../../server/src/features/hardening';
import { FORMATS } from '../../server/src/formats';
import { CORPUS, corpusFiles } from '../support/corpus';
import { EVERYTHING } from '../support/lint';

const isExhaustive = process.env['HOLDFAST_EXHAUSTIVE'] === '1';
const SAMPLE = 40;
/** Every choice is tried with and without the others. */
const MOST_CHOICES = 60;

describe.skipIf(!CORPUS)('the choices of hardening a real file', () => {
  const files = corpusFiles('real/compose', 'compose-lint-fixtures', 'real/kubernetes');

  it('can be taken in any combination', { timeout: 900_000 }, () => {
    const chosen = isExhaustive ? files : fc.sample(fc.constantFrom(...files), SAMPLE);
    expect(chosen.flatMap(broken)).toEqual([]);
  });
});

function broken(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  const findingsOf = (of: string): readonly Finding[] => {
    const file = openFile(path, of, FORMATS, EVERYTHING);
    return file ? lint(file, EVERYTHING, NOTHING_AROUND).findings : [];
  };
  // What is broken already stays broken.
  const isBroken = findingsOf(text).some(({ rule }) => /\/(?:duplicate-key|syntax-error)$/.test(rule.id));
  if (isBroken) return [];
  const { choices, edits } = choicesIn(text, findingsOf, () => true, hardening);
  if (choices.length > MOST_CHOICES) return [];
  const combinations: ((choice: number) => boolean)[] = [
    () => true,
    ...choices.map((_, index) => (choice: number) => choice === index),
    ...choices.map((_, index) => (choice: number) => choice !== index),
  ];
  return combinations.flatMap((isTaken) => {
    const result = applyEdits(
      text,
      edits.filter(({ choice }) => isTaken(choice)),
    );
    const twice = findingsOf(result).flatMap(({ rule, message }) =>
      rule.id.endsWith('/duplicate-key') ? [message] : [],
    );
    const taken = choices
      .filter((_, index) => isTaken(index))
      .map((fixes) => fixes.map(({ title }) => title).join(' · '));
    return [...problemsOf(result), ...twice].map((message) => `${path}: ${taken.join(', ')}: ${message}`);
  });
}

function problemsOf(text: string): string[] {
  return parseYaml('file', text).documents.flatMap(({ document }) => document.problems.map(({ message }) => message));
}
