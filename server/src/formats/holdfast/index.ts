import { YAML } from '../../engine/yamlLanguage';
import type { Format } from '../../engine/format';
import type { Rule, RuleDescription } from '../../engine/rule';
import { configurationSchema, type Schema } from './schema';
import duplicateKey from './rules/duplicate-key';
import { invalidConfiguration } from './rules/invalid-configuration';
import syntaxError from './rules/syntax-error';

export { readConfiguration } from './read';
export { readBackups, type WrittenBackup } from './backups/read';
export { readSmoke, type WrittenTest, type WrittenTests } from './smoke/read';

/** The names a configuration file may have, in the order in which they are looked for in a folder. */
export const CONFIGURATION_NAMES = ['holdfast.yaml', '.holdfast.yaml', 'holdfast.yml', '.holdfast.yml'] as const;

/** Our own configuration file, checked like every other. `others` are all rules that it may name. */
export function holdfastFormat(others: readonly RuleDescription[]): Format {
  let schema: Schema | undefined;
  const rules: Rule[] = [
    duplicateKey,
    invalidConfiguration(() => (schema ??= configurationSchema([...others, ...rules]))),
    syntaxError,
  ];
  return {
    id: 'holdfast',
    title: 'Holdfast configuration',
    language: YAML,
    rules,
    recognise: ({ name }) => (CONFIGURATION_NAMES as readonly string[]).includes(name),
    units: ({ file }) =>
      file.documents.map(({ start, document }) => ({
        start,
        document,
        subjects: () => [{ visitor: 'document', view: document }],
      })),
  };
}
