import { SMOKE_DEFAULTS, SMOKE_KINDS, type SmokeKind, type SmokeVerdict } from '../../../smoke/definition';
import type { Schema } from '../schema';
import type { Field, Kind, Subject, SubjectType } from './kind';
import { FAMILIES, KINDS } from './kinds';
import { BYTES_PATTERN, EXIT_CODE_PATTERN, ID_PATTERN, TEST_DURATION_PATTERN, WORD_PATTERN } from './patterns';

export const VERDICTS: readonly SmokeVerdict[] = ['pass', 'warn', 'fail', 'error'];
/** Beside the tests. */
export const DEFAULTS_KEY = 'defaults';
export const MOST_RETRIES = 1000;

/** What is read as a text, although YAML may take it for something else. */
const TEXT: Schema = { type: ['string', 'number', 'boolean'] };
const SOME_TEXT: Schema = { ...TEXT, minLength: 1 };

/** `smoke:` for editors: it completes what can be written. What holds between the parts of a test is judged by our own reader. */
export function smokeSchema(): Schema {
  return {
    type: ['object', 'null'],
    description:
      'Smoke tests answer whether the running stack works right now. Each test has a name of its own and exactly one kind.',
    propertyNames: { pattern: ID_PATTERN },
    properties: {
      [DEFAULTS_KEY]: {
        type: ['object', 'null'],
        description: 'Holds for the tests that do not say otherwise.',
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
    timeout: length(
      'Limits how long all tries together may take. Without it backup has 1m and persistence 2m.',
      ['10s', '5m'],
      seconds(SMOKE_DEFAULTS.timeoutMs),
    ),
    retries: {
      type: 'integer',
      minimum: 0,
      maximum: MOST_RETRIES,
      default: SMOKE_DEFAULTS.retries,
      description: 'Says how often it is tried again after the first try failed.',
    },
    interval: length('Is the time between two tries.', ['1s', '500ms'], seconds(SMOKE_DEFAULTS.intervalMs)),
  };
}

/** What every test may say, of whatever kind it is. */
export function commonSchema(): Record<string, Schema> {
  return {
    title: { ...SOME_TEXT, description: 'Is what it is called where results are shown; without it that is its name.' },
    ...timing(),
    needs: {
      type: 'array',
      items: TEXT,
      description: 'Names the tests that have to pass first; where one does not, this one is skipped.',
    },
    tags: {
      type: 'array',
      items: { ...TEXT, pattern: WORD_PATTERN },
      description: 'Lists words by which tests are chosen.',
    },
    destructive: {
      type: 'boolean',
      default: false,
      description:
        'Says that it changes or interrupts what it tests: it runs only when somebody asks for exactly that.',
    },
    exitCodes: exitCodes(),
  };
}

function exitCodes(): Schema {
  const outcome: Schema = { type: 'string', enum: VERDICTS, description: 'Is the outcome of the test.' };
  return {
    type: 'object',
    description:
      "Says what the exit codes of `exec` and `command` mean: the code in quotes, such as '2', and `default` for the rest. Without it 0 passes, 126 and 127 are errors, and the rest fails.",
    minProperties: 1,
    additionalProperties: false,
    patternProperties: {
      [EXIT_CODE_PATTERN]: {
        description: 'Says what this exit code means: an outcome, or one with a message.',
        anyOf: [
          outcome,
          {
            type: 'object',
            additionalProperties: false,
            required: ['outcome'],
            properties: { outcome, message: { ...SOME_TEXT, description: 'Says what is wrong, and what to do.' } },
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
    description: 'Is a test: it has one kind, and says what is expected of it.',
    additionalProperties: false,
    properties: {
      ...commonSchema(),
      expect: {
        type: 'object',
        minProperties: 1,
        description: 'Says what has to hold, all of it: a value, or what is true of it.',
      },
      ...Object.fromEntries(kinds),
    },
    oneOf: SMOKE_KINDS.map((name) => ({ required: [name] })),
    // Rather than in the branches above: so an editor knows at once which branch is meant.
    allOf: SMOKE_KINDS.map((name) => ({ if: { required: [name] }, then: restOf(name) })),
  };
}

/** What stands beside a kind. */
function restOf(name: SmokeKind): Schema {
  const { needsExpectation, hasExitCodes } = KINDS[name];
  const isDestructive = name === 'persistence';
  const required = [...(needsExpectation ? ['expect'] : []), ...(isDestructive ? ['destructive'] : [])];
  return {
    ...(required.length > 0 ? { required } : {}),
    ...(hasExitCodes ? {} : { not: { required: ['exitCodes'] } }),
    properties: {
      expect: expectSchema(KINDS[name]),
      ...(isDestructive ? { destructive: { enum: [true] } } : {}),
    },
  };
}

export function kindSchema({ description, fields, either }: Pick<Kind, 'description' | 'fields' | 'either'>): Schema {
  const required = Object.entries(fields).flatMap(([name, { isRequired }]) => (isRequired ? [name] : []));
  const dependencies = Object.fromEntries(
    Object.entries(fields).flatMap(([name, { goesWith }]) => (goesWith === undefined ? [] : [[name, [goesWith]]])),
  );
  return {
    type: required.length > 0 || either ? 'object' : ['object', 'null'],
    description,
    additionalProperties: false,
    ...(required.length > 0 ? { required } : {}),
    properties: Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldSchema(field)])),
    ...(either ? { oneOf: either.map((name) => ({ required: [name] })) } : {}),
    ...(Object.keys(dependencies).length > 0 ? { dependencies } : {}),
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
      return { type: 'array', minItems: 1, items: TEXT, ...told };
    case 'texts':
      return { type: 'object', additionalProperties: TEXT, ...told };
    default:
      return { ...SOME_TEXT, ...(choices ? { enum: choices } : {}), ...told };
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
  equals: 'It is exactly this. A plain value says the same.',
  not: 'It is anything but this.',
  in: 'It is one of these.',
  contains: 'It has this text somewhere in it.',
  lacks: 'It has nothing in it that matches this regular expression of JavaScript, in capitals or not.',
  matches: 'It matches this regular expression of JavaScript; `^` and `$` are the ends of a line.',
  gt: 'It is greater than this.',
  ge: 'It is at least this.',
  lt: 'It is less than this.',
  le: 'It is at most this.',
  present: 'It is there at all, or, with `false`, is not.',
  length: 'The text or the list is this long.',
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
      return [...same, 'contains', 'lacks', 'matches', 'present', 'length'];
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
      return TEXT;
    default:
      return { type: ['string', 'number', 'boolean', 'null'] };
  }
}

function matcherSchema(name: MatcherName, value: Schema): Schema {
  switch (name) {
    case 'in':
      return { type: 'array', minItems: 1, items: value };
    case 'contains':
    case 'lacks':
    case 'matches':
      return SOME_TEXT;
    case 'present':
      return { type: 'boolean' };
    case 'length':
      return {
        type: ['object', 'integer'],
        minimum: 0,
        minProperties: 1,
        additionalProperties: false,
        properties: Object.fromEntries(
          OF_LENGTH.map((one) => [one, { type: 'integer', minimum: 0, description: MATCHERS[one] }]),
        ),
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
