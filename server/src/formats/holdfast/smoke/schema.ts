import { SMOKE_DEFAULTS, SMOKE_KINDS, type SmokeKind, type SmokeVerdict } from '../../../smoke/definition';
import type { Schema } from '../schema';
import { FAMILIES, KINDS, type Field, type Kind, type Subject, type SubjectType } from './kinds';
import { BYTES_PATTERN, EXIT_CODE_PATTERN, ID_PATTERN, TEST_DURATION_PATTERN, WORD_PATTERN } from './patterns';

export const VERDICTS: readonly SmokeVerdict[] = ['pass', 'warn', 'fail', 'error'];
/** Beside the tests. */
export const DEFAULTS_KEY = 'defaults';
export const MOST_RETRIES = 1000;

/** `smoke:` for editors: it completes what can be written. What holds between the parts of a test is judged by our own reader. */
export function smokeSchema(): Schema {
  return {
    type: 'object',
    description:
      'Smoke tests: does the running stack work right now? Each test has a name of its own and exactly one kind.',
    propertyNames: { pattern: ID_PATTERN },
    properties: {
      [DEFAULTS_KEY]: {
        type: 'object',
        description: 'What holds for tests that do not say otherwise.',
        additionalProperties: false,
        properties: timing(),
      },
    },
    additionalProperties: testSchema(),
  };
}

function timing(): Record<string, Schema> {
  const seconds = (milliseconds: number): string => `${milliseconds / 1000}s`;
  return {
    timeout: length('Over all tries together.', ['10s', '5m'], seconds(SMOKE_DEFAULTS.timeoutMs)),
    retries: {
      type: 'integer',
      minimum: 0,
      maximum: MOST_RETRIES,
      default: SMOKE_DEFAULTS.retries,
      description: 'Tries after the first one that failed.',
    },
    interval: length('Between two tries.', ['1s', '500ms'], seconds(SMOKE_DEFAULTS.intervalMs)),
  };
}

/** What every test may say, of whatever kind it is. */
export function commonSchema(): Record<string, Schema> {
  const words = (description: string): Schema => ({ type: 'array', items: { type: 'string' }, description });
  return {
    title: { type: 'string', description: 'What it is called where results are shown; its name by default.' },
    ...timing(),
    needs: words('Names of tests that have to pass first; otherwise this one is skipped.'),
    tags: {
      type: 'array',
      items: { type: 'string', pattern: WORD_PATTERN },
      description: 'Words by which tests are chosen.',
    },
    destructive: {
      type: 'boolean',
      default: false,
      description: 'Changes or interrupts what it tests: runs only when somebody asks for exactly that.',
    },
    exitCodes: exitCodes(),
  };
}

function exitCodes(): Schema {
  const outcome: Schema = { type: 'string', enum: VERDICTS };
  return {
    type: 'object',
    description:
      "What exit codes mean, of `exec` and `command`: the code in quotes, such as '2', and `default` for the rest. Without it 0 passes, 126 and 127 are errors, the rest fails.",
    minProperties: 1,
    additionalProperties: false,
    patternProperties: {
      [EXIT_CODE_PATTERN]: {
        anyOf: [
          outcome,
          {
            type: 'object',
            additionalProperties: false,
            required: ['outcome'],
            properties: { outcome, message: { type: 'string', description: 'What is wrong, and what to do.' } },
          },
        ],
      },
    },
  };
}

function testSchema(): Schema {
  const kinds = SMOKE_KINDS.map((name): [SmokeKind, Schema] => [name, kindSchema(KINDS[name])]);
  return {
    type: 'object',
    description: 'A test: one kind, and what is expected of it.',
    additionalProperties: false,
    properties: {
      ...commonSchema(),
      expect: {
        type: 'object',
        minProperties: 1,
        description: 'All of it has to hold: a value, or what is true of it.',
      },
      ...Object.fromEntries(kinds),
    },
    oneOf: SMOKE_KINDS.map((name) => {
      const { needsExpectation } = KINDS[name];
      const isDestructive = name === 'persistence';
      return {
        required: [name, ...(needsExpectation ? ['expect'] : []), ...(isDestructive ? ['destructive'] : [])],
        properties: {
          expect: expectSchema(KINDS[name]),
          ...(isDestructive ? { destructive: { enum: [true] } } : {}),
        },
      };
    }),
  };
}

export function kindSchema({ description, fields, either }: Pick<Kind, 'description' | 'fields' | 'either'>): Schema {
  const required = Object.entries(fields).flatMap(([name, { isRequired }]) => (isRequired ? [name] : []));
  return {
    type: required.length > 0 || either ? 'object' : ['object', 'null'],
    description,
    additionalProperties: false,
    ...(required.length > 0 ? { required } : {}),
    properties: Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldSchema(field)])),
    ...(either ? { oneOf: either.map((name) => ({ required: [name] })) } : {}),
  };
}

function fieldSchema({ type, description, choices, examples, least, most }: Field): Schema {
  const told = { description, ...(examples ? { examples } : {}) };
  switch (type) {
    case 'integer':
      return {
        type: 'integer',
        ...(least === undefined ? {} : { minimum: least }),
        ...(most === undefined ? {} : { maximum: most }),
        ...told,
      };
    case 'switch':
      return { type: 'boolean', ...told };
    case 'duration':
      return { type: 'string', pattern: TEST_DURATION_PATTERN, ...told };
    case 'since':
      return { anyOf: [{ enum: ['start'] }, { type: 'string', pattern: TEST_DURATION_PATTERN }], ...told };
    case 'words':
      return { type: 'array', minItems: 1, items: { type: ['string', 'number', 'boolean'] }, description };
    case 'texts':
      return { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean'] }, ...told };
    case 'service':
    case 'query':
      return { type: 'string', ...told };
    default:
      return { type: ['string', 'number', 'boolean'], ...(choices ? { enum: choices } : {}), ...told };
  }
}

function expectSchema({ subjects, families = [] }: Kind): Schema {
  return {
    type: 'object',
    minProperties: 1,
    additionalProperties: false,
    properties: Object.fromEntries(Object.entries(subjects).map(([name, subject]) => [name, subjectSchema(subject)])),
    ...(families.length > 0
      ? {
          patternProperties: Object.fromEntries(
            families.map((family) => [FAMILIES[family].pattern, subjectSchema(FAMILIES[family].subject)]),
          ),
        }
      : {}),
  };
}

/** What is said of many subjects alike is written once. */
function subjectSchema(subject: Subject): Schema {
  const { type, description } = subject;
  // Beside a `$ref` nothing else would count.
  return type === 'choice'
    ? { description, ...matchersSchema(subject) }
    : { description, allOf: [{ $ref: `#/definitions/${definitionName(type)}` }] };
}

const SHARED_TYPES = ['number', 'duration', 'bytes', 'text', 'switch', 'any'] as const;

export function smokeDefinitions(): Record<string, Schema> {
  return Object.fromEntries(
    SHARED_TYPES.map((type) => [definitionName(type), matchersSchema({ type, description: '' })]),
  );
}

function definitionName(type: SubjectType): string {
  return `smoke-${type}`;
}

/** The matchers that make sense for a subject, beside `equals` in short. */
function matchersSchema(subject: Subject): Schema {
  const value = valueSchema(subject);
  return {
    anyOf: [
      value,
      {
        type: 'object',
        minProperties: 1,
        additionalProperties: false,
        properties: Object.fromEntries(
          matchersOf(subject).map((name) => [name, { ...matcherSchema(name, value), description: MATCHERS[name] }]),
        ),
      },
    ],
  };
}

/** By name, in the order in which they are offered. */
export const MATCHERS = {
  equals: 'Is exactly this. A plain value says the same.',
  not: 'Is anything but this.',
  in: 'Is one of these.',
  contains: 'Has this text somewhere in it.',
  matches: 'Matches this regular expression of JavaScript; `^` and `$` are the ends of a line.',
  gt: 'Is greater than this.',
  ge: 'Is at least this.',
  lt: 'Is less than this.',
  le: 'Is at most this.',
  present: 'Is there at all, or is not.',
  length: 'How long the text or the list is.',
} as const;
export type MatcherName = keyof typeof MATCHERS;

const COMPARING: readonly MatcherName[] = ['gt', 'ge', 'lt', 'le'];
const OF_LENGTH: readonly MatcherName[] = ['equals', ...COMPARING];

export function matchersOf({ type }: Subject): readonly MatcherName[] {
  const same: readonly MatcherName[] = ['equals', 'not', 'in'];
  switch (type) {
    case 'switch':
      return ['equals', 'not'];
    case 'choice':
      return same;
    case 'text':
      return [...same, 'contains', 'matches', 'present', 'length'];
    case 'any':
      return Object.keys(MATCHERS) as MatcherName[];
    default:
      return [...same, ...COMPARING, 'present'];
  }
}

/** What `length` knows. */
export const LENGTH_MATCHERS = OF_LENGTH;

function valueSchema({ type, choices }: Subject): Schema {
  switch (type) {
    case 'number':
      return { type: 'number' };
    case 'duration':
      return { anyOf: [{ type: 'number' }, { type: 'string', pattern: TEST_DURATION_PATTERN }] };
    case 'bytes':
      return { anyOf: [{ type: 'number' }, { type: 'string', pattern: BYTES_PATTERN }] };
    case 'switch':
      return { type: 'boolean' };
    case 'choice':
      return { type: 'string', enum: choices ?? [] };
    case 'text':
      return { type: ['string', 'number', 'boolean'] };
    default:
      return { type: ['string', 'number', 'boolean', 'null'] };
  }
}

function matcherSchema(name: MatcherName, value: Schema): Schema {
  switch (name) {
    case 'in':
      return { type: 'array', minItems: 1, items: value };
    case 'contains':
    case 'matches':
      return { type: ['string', 'number', 'boolean'] };
    case 'present':
      return { type: 'boolean' };
    case 'length':
      return {
        type: ['object', 'integer'],
        minProperties: 1,
        additionalProperties: false,
        properties: Object.fromEntries(OF_LENGTH.map((one) => [one, { type: 'integer', minimum: 0 }])),
      };
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le':
      // Of any value only numbers can be compared.
      return value.type === undefined ? value : { type: 'number' };
    default:
      return value;
  }
}

function length(description: string, examples: readonly string[], byDefault: string): Schema {
  return { type: 'string', pattern: TEST_DURATION_PATTERN, examples, default: byDefault, description };
}
