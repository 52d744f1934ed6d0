import type { Format } from '../../engine/format';
import type { Rule, RuleDescription } from '../../engine/rule';
import { configurationSchema, type Schema } from './schema';
import { invalidConfiguration } from './rules/invalid-configuration';

export { readConfiguration } from './read';

/** The names a configuration file may have, in the order in which they are looked for in a folder. */
export const CONFIGURATION_NAMES = ['holdfast.yaml', '.holdfast.yaml', 'holdfast.yml', '.holdfast.yml'] as const;

/** Our own configuration file, checked like every other. `others` are all rules that it may name. */
export function holdfastFormat(others: readonly RuleDescription[], ruleOfSyntax: readonly Rule[]): Format {
  let schema: Schema | undefined;
  const rule = invalidConfiguration(() => (schema ??= configurationSchema([...others, rule])));
  return {
    id: 'holdfast',
    title: 'Holdfast configuration',
    rules: [rule, ...ruleOfSyntax],
    recognise: ({ name }) => (CONFIGURATION_NAMES as readonly string[]).includes(name),
    units: ({ yaml }) =>
      yaml.documents.map(({ start, document }) => ({
        start,
        document,
        subjects: () => [{ visitor: 'document', view: document }],
      })),
  };
}
