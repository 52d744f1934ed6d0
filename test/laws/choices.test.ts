import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../server/src/document/edit';
import { parseYaml } from '../../server/src/document/parse';
import { choicesIn } from '../../server/src/engine/choices';
import { hardening } from '../../server/src/features/hardening';
import { CORPUS, corpusFiles } from '../support/corpus';
import { findingsAlone } from './findings';

const isExhaustive = process.env['HOLDFAST_EXHAUSTIVE'] === '1';
const SAMPLE = 40;
/** That many choices of a file are tried with and without the others. */
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
  const findingsOf = findingsAlone(path);
  // What is broken already stays broken.
  const isBroken = findingsOf(text).some(({ rule }) => /\/(?:duplicate-key|syntax-error)$/.test(rule.id));
  if (isBroken) return [];
  const { choices, edits } = choicesIn(text, findingsOf, () => true, hardening);
  const tried = choices.length > MOST_CHOICES ? fc.sample(fc.nat(choices.length - 1), MOST_CHOICES) : choices.keys();
  const combinations: ((choice: number) => boolean)[] = [
    () => true,
    ...[...tried].flatMap((index) => [(choice: number) => choice === index, (choice: number) => choice !== index]),
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
