import { LEVELS, PRESETS, TARGETS } from '../../engine/settings';
import type { RuleDescription } from '../../engine/rule';

/** The part of JSON Schema (draft-07) that `holdfast.yaml` needs: it is shipped to editors and used by our own validation. */
export interface Schema {
  readonly type?: 'object' | 'array' | 'string';
  readonly description?: string;
  readonly markdownDescription?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | false;
  readonly items?: Schema;
}

const LEVEL: Schema = { type: 'string', enum: LEVELS };

/** The schema of `holdfast.yaml` for these rules. */
export function configurationSchema(rules: readonly RuleDescription[]): Schema {
  return {
    type: 'object',
    additionalProperties: false,
    properties: {
      preset: {
        type: 'string',
        enum: PRESETS,
        default: 'recommended',
        description:
          'Which rules run. recommended: quiet on well-kept files. strict: everything that should hold in production. all: every rule there is.',
      },
      target: {
        type: 'string',
        enum: TARGETS,
        default: 'staging',
        description:
          'Where these files run. development lowers and production raises the severity of rules about reliability, availability, resources, observability and maintenance.',
      },
      rules: {
        type: 'object',
        description: 'Severity of single rules, or of all rules of a format (compose/*). off switches a rule off.',
        additionalProperties: false,
        properties: Object.fromEntries(
          rules.map(({ id, summary, severity, preset }) => [
            id,
            {
              ...LEVEL,
              description: `${summary}. By default ${severity}${preset === 'recommended' ? '' : `, preset ${preset}`}.`,
            },
          ]),
        ),
        patternProperties: { '^([a-z-]+/)?\\*$': { ...LEVEL, description: 'All rules of a format, or all rules.' } },
      },
      ignore: {
        type: 'array',
        description: 'Files and folders that are not checked: globs relative to the folder of this file.',
        items: { type: 'string' },
      },
      images: {
        type: 'object',
        description:
          'Own images that behave like a well-known one, by repository: `registry.example.com/team/db: postgres`. What is known about that image then holds for them.',
        additionalProperties: { type: 'string' },
      },
    },
  };
}
