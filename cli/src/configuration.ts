import { parseYaml } from '../../server/src/document/parse';
import { positionAt } from '../../server/src/document/text';
import { OWN_RULES } from '../../server/src/engine/ownRules';
import type { Settings } from '../../server/src/engine/settings';
import { FORMATS } from '../../server/src/formats';
import { readConfiguration, readSmoke } from '../../server/src/formats/holdfast';
import { judgeConfiguration } from '../../server/src/formats/holdfast/judge';
import { configurationSchema } from '../../server/src/formats/holdfast/schema';
import { explainSyntax } from '../../server/src/formats/shared/syntaxExplanation';
import { UsageError } from './arguments';
import { readText } from './files';

/** Settings of a file named with `--config`. @throws UsageError when it cannot be read or is not understood as a whole */
export function configurationFrom(file: string): Partial<Settings> {
  const read = readText(file);
  if ('reason' in read) throw new UsageError(`the configuration ${file} cannot be read: ${read.reason}`);
  const mistake = firstMistake(file, read.text);
  if (mistake) throw new UsageError(mistake);
  return readConfiguration(parseYaml(file, read.text).documents[0]?.document.root);
}

/**
 * What is wrong with a configuration first, in one line with its place; undefined when nothing is.
 * @param about all of it, or all but single smoke tests, whose mistakes are told with their results
 */
export function firstMistake(
  file: string,
  text: string,
  about: 'everything' | 'all but tests' = 'everything',
): string | undefined {
  const { documents, lineStarts } = parseYaml(file, text);
  const [slot] = documents;
  if (!slot) return undefined;
  const { start, document } = slot;
  const schema = configurationSchema([...FORMATS.flatMap(({ rules }) => rules), ...OWN_RULES]);
  const [problem] = document.problems;
  const { root } = document;
  const isEmpty = !root || (root.kind === 'scalar' && root.isNull);
  const ofTests = about === 'everything' ? [] : readSmoke(root).tests.flatMap(({ problems }) => problems);
  const known = new Set(ofTests.map(({ token }) => token.range.start));
  const judged = isEmpty ? [] : judgeConfiguration(root, schema);
  const invalid = judged.find(({ token, isWarning }) => !isWarning && !known.has(token.range.start));
  const syntax = problem && explainSyntax(document, problem);
  const found = syntax
    ? { range: syntax.range, message: `${syntax.text}.` }
    : invalid && { range: invalid.token.range, message: invalid.message };
  if (!found) return undefined;
  const { line, character } = positionAt(lineStarts, start + found.range.start);
  return `the configuration ${file} is not understood at ${line + 1}:${character + 1}: ${found.message}`;
}
