import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ErrorObject } from 'ajv';
import { parse } from 'yaml';
import { parseYaml, type YamlFile } from '../../../../../server/src/document/parse';
import { applyEdits } from '../../../../../server/src/document/edit';
import { plainText } from '../../../../../server/src/document/render';
import { FORMATS } from '../../../../../server/src/formats';
import { readSmoke, type WrittenTests } from '../../../../../server/src/formats/holdfast';
import { judgeConfiguration } from '../../../../../server/src/formats/holdfast/judge';
import type { ConfigurationProblem } from '../../../../../server/src/formats/holdfast/problem';
import { configurationSchema } from '../../../../../server/src/formats/holdfast/schema';
import type { SmokeTest } from '../../../../../server/src/smoke/definition';

export const SCHEMA = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../../../schemas/holdfast.schema.json'), 'utf8'),
) as Record<string, unknown>;
const OWN_SCHEMA = configurationSchema(FORMATS.flatMap(({ rules }) => rules));
// The union types and examples of the schema are meant; nothing else of strict mode is given up.
const isValid = new Ajv({ strict: true, allowUnionTypes: true, strictRequired: false, strictTypes: false }).compile(
  SCHEMA,
);

/** What an editor with the shipped JSON Schema says of the text; nothing where it accepts it. */
export function schemaErrors(text: string): readonly ErrorObject[] {
  return isValid(parse(text, { merge: true }) as unknown) ? [] : (isValid.errors ?? []);
}

export function rootOf(text: string): YamlFile['documents'][number]['document'] {
  const [slot] = parseYaml('/w/holdfast.yaml', text).documents;
  if (!slot) throw new Error('there is no document');
  return slot.document;
}

/** Everything that we ourselves say of the text. */
export function problemsOf(text: string, services?: readonly string[]): ConfigurationProblem[] {
  const { root, problems } = rootOf(text);
  if (problems.length > 0) throw new Error(`no YAML: ${problems[0]?.message}\n${text}`);
  return root ? judgeConfiguration(root, OWN_SCHEMA, () => services && new Set(services)) : [];
}

export function messagesOf(text: string, services?: readonly string[]): string[] {
  return problemsOf(text, services).map(({ message }) => message);
}

/** `<what the problem points at>: <message>` */
export function told(text: string, services?: readonly string[]): string[] {
  return problemsOf(text, services).map(({ token: { range }, message }) => {
    return `${text.slice(range.start, range.end)}: ${message}`;
  });
}

/** The text after the correction of its only problem. */
export function corrected(text: string, services?: readonly string[]): string | undefined {
  const [problem, ...more] = problemsOf(text, services);
  if (!problem || more.length > 0) throw new Error(`not one problem: ${told(text, services).join('\n')}`);
  const edits = problem.correction?.edits();
  return (
    edits &&
    applyEdits(
      text,
      edits.map(({ range, newText }) => ({ range, newText: plainText(newText) })),
    )
  );
}

export function read(text: string): WrittenTests {
  return readSmoke(rootOf(text).root);
}

/** The one test of a text that is right. */
export function testIn(text: string): SmokeTest {
  const [written, ...more] = read(text).tests;
  if (!written?.test || more.length > 0) throw new Error(`not one good test: ${messagesOf(text).join('\n')}`);
  return written.test;
}

/** A test called `it`, from what stands below it. */
export function smoke(body: string): string {
  const lines = body.trim().split('\n');
  return `smoke:\n  it:\n${lines.map((line) => `    ${line}\n`).join('')}`;
}
