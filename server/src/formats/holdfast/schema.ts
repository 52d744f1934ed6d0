import { COUNT_PATTERN, DURATION_PATTERN, SHARE_PATTERN } from '../../engine/objectives';
import { LEVELS, PRESETS, TARGETS } from '../../engine/settings';
import type { RuleDescription } from '../../engine/rule';
import { backupsSchema } from './backups/schema';
import { smokeDefinitions, smokeSchema } from './smoke/schema';

type SchemaType = 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean' | 'null';

/** The part of JSON Schema (draft-07) that `holdfast.yaml` needs: it is shipped to editors and used by our own validation. */
export interface Schema {
  /** A list of types is for values that YAML may read as numbers; `pattern` holds for their text in our own validation. */
  readonly type?: SchemaType | readonly SchemaType[];
  readonly description?: string;
  readonly markdownDescription?: string;
  readonly enum?: readonly (string | number | boolean)[];
  readonly pattern?: string;
  /** What `pattern` asks for, for people. */
  readonly examples?: readonly string[];
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly propertyNames?: Schema;
  readonly additionalProperties?: Schema | false;
  readonly required?: readonly string[];
  readonly minProperties?: number;
  readonly dependencies?: Readonly<Record<string, readonly string[]>>;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly not?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly if?: Schema;
  readonly then?: Schema;
  readonly $ref?: string;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

const LEVEL: Schema = { type: 'string', enum: LEVELS };

const duration = (description: string, byDefault: string): Schema => ({
  type: 'string',
  pattern: DURATION_PATTERN,
  examples: ['60s', '5m', '24h'],
  default: byDefault,
  description,
});

const share = (description: string, byDefault: string): Schema => ({
  type: 'string',
  pattern: SHARE_PATTERN,
  examples: ['95%'],
  default: byDefault,
  description,
});

const OBJECTIVES: Schema = {
  type: 'object',
  description:
    'What you promise yourselves about running services: figures beyond it make a service degraded or unhealthy.',
  additionalProperties: false,
  properties: {
    startup: duration('How long a service may take from its start until its health check passes.', '60s'),
    recovery: duration('How long a service may take to be healthy again after a failure.', '5m'),
    failures: {
      type: ['integer', 'string'],
      pattern: COUNT_PATTERN,
      examples: ['3'],
      default: 3,
      description: 'How many failed probes or restarts in a row make a service count as failing.',
    },
    stability: duration('How long a service has to run without restarting by itself to count as stable.', '24h'),
    memory: share('How much of its memory limit a service may use.', '90%'),
    scrape: share('How many of the scrapes of the last 24 hours Prometheus has to get an answer to.', '95%'),
  },
};

/** The schema of `holdfast.yaml` for these rules. */
export function configurationSchema(rules: readonly RuleDescription[]): Schema {
  return {
    type: 'object',
    additionalProperties: false,
    definitions: smokeDefinitions(),
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
          'Where these files run. development lowers and production raises the severity of rules about reliability, availability, resources, observability and maintenance; production raises that of rules about backups too.',
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
      registries: {
        type: 'array',
        description:
          'Registries that images may come from: a host (docker.io, *.example.com), or the beginning of a path on it (ghcr.io/acme). Images of all others are found; without a list, none.',
        items: { type: 'string' },
      },
      objectives: OBJECTIVES,
      backups: backupsSchema(),
      smoke: smokeSchema(),
    },
  };
}
