import { expect } from 'vitest';
import { HTTP, PATTERN_TOO_WEAK, type Refused } from './refused';

/** What is wrong with what is expected. */
export const EXPECTATIONS: readonly Refused[] = [
  // What is expected.
  {
    about: 'nothing expected',
    text: HTTP,
    told: [
      'http: Nothing is expected, so this would pass whatever happens: say what has to hold, such as `expect: { status: 200 }`.',
    ],
  },
  {
    about: 'an empty expectation',
    text: `${HTTP}\nexpect: {}`,
    told: [
      'expect: Nothing is expected, so this would pass whatever happens: say what has to hold, such as `expect: { status: 200 }`.',
    ],
  },
  {
    about: 'an empty expectation where none is needed',
    text: 'backup: { service: redis }\nexpect: {}',
    told: [
      'expect: Nothing is expected, so this would pass whatever happens: say what has to hold, such as `expect: { bytes: { gt: 0 } }`.',
    ],
  },
  {
    about: 'an expectation without a value',
    text: `${HTTP}\nexpect:`,
    told: ['expect: `expect` must be a mapping, such as `{ status: 200 }`.'],
  },
  {
    about: 'a status where expectations go',
    text: `${HTTP}\nexpect: 200`,
    told: ['200: `expect` must be a mapping, such as `{ status: 200 }`.'],
  },
  {
    about: 'a subject without a value',
    text: `${HTTP}\nexpect: { body: }`,
    told: ['body: `body` has no value: say what it has to be.'],
  },
  {
    about: 'a subject that is held against nothing',
    text: `${HTTP}\nexpect: { status: {} }`,
    told: [
      'status: `status` is held against nothing, so it would pass whatever it is: write `status: …` with a value.',
    ],
  },
  {
    about: 'a misspelt subject',
    text: `${HTTP}\nexpect: { statsu: 200 }`,
    told: ['statsu: `expect of http` knows no `statsu`. Did you mean `status`?'],
    corrected: 'status: 200',
  },
  {
    about: 'a subject of another kind',
    text: `${HTTP}\nexpect: { exitCode: 0 }`,
    told: [
      'exitCode: `expect of http` knows no `exitCode`. It knows status, body, duration, certificateDays, json.<path>, header.<name>.',
    ],
  },
  {
    about: 'json of a kind that gives none',
    text: 'logs: { service: web }\nexpect: { json.a: 1 }',
    told: ['json.a: `expect of logs` knows no `json.a`. It knows text, lines.'],
  },
  {
    about: 'json without a path',
    text: `${HTTP}\nexpect: { json: { present: true } }`,
    told: ['json: `json` needs to know which: write `json.<path>` or `header.<name>`.'],
  },
  {
    about: 'a misspelt matcher',
    text: `${HTTP}\nexpect: { body: { contain: ok } }`,
    told: ['contain: `body` knows no `contain`. Did you mean `contains`?'],
    corrected: 'contains: ok',
  },
  {
    about: 'a matcher of another type',
    text: `${HTTP}\nexpect: { status: { contains: 20 } }`,
    told: ['contains: `status` knows no `contains`. It knows equals, not, in, gt, ge, lt, le, present.'],
  },
  {
    about: 'a list of values',
    text: `${HTTP}\nexpect: { status: [200, 204] }`,
    told: ['[200, 204]: A list can mean several things: write `status: { in: … }` for one of these.'],
    corrected: 'in: [200, 204]',
  },
  {
    about: 'an empty list of values',
    text: `${HTTP}\nexpect: { status: { in: [] } }`,
    told: ['in: `in` lists nothing, so it can never hold.'],
  },
  {
    about: 'one value where a list goes',
    text: `${HTTP}\nexpect: { status: { in: 200 } }`,
    told: ['200: `in` must be a list of values.'],
  },
  {
    about: 'a list in a list',
    text: `${HTTP}\nexpect: { status: { in: [[200]] } }`,
    told: ['[200]: `in` lists single values.'],
  },
  {
    about: 'nothing among values',
    text: `${HTTP}\nexpect: { body: { in: [a, null] } }`,
    told: ['null: `in` lists single values.'],
  },
  {
    about: 'no text to contain',
    text: `${HTTP}\nexpect: { body: { contains: '' } }`,
    told: ['contains: `contains` has no value.'],
  },
  {
    about: 'null for a text',
    text: `${HTTP}\nexpect: { body: { equals: null } }`,
    told: ['equals: `equals` has no value.'],
  },
  {
    about: 'a JSON value that is not written',
    text: `${HTTP}\nexpect: { json.a: { equals: } }`,
    told: ['equals: `equals` has no value.'],
    schemaCannotTell: 'to it this is null, which JSON may hold',
  },

  // Types of values.
  {
    about: 'a number in quotes',
    text: `${HTTP}\nexpect: { status: '200' }`,
    told: ["'200': `status` is a number: write it without quotes."],
    corrected: 'status: 200',
  },
  {
    about: 'a word for a number',
    text: `${HTTP}\nexpect: { status: { not: ok } }`,
    told: ['ok: `not` is a number, not `ok`.'],
  },
  {
    about: 'a percentage',
    text: 'stats: {}\nexpect: { cpuPercent: { lt: 80% } }',
    told: ['80%: `lt` is a number, not `80%`.'],
    corrected: 'lt: 80 ',
  },
  {
    about: 'no finite number',
    text: 'promql: { query: up }\nexpect: { value: .inf }',
    told: ['.inf: `value` is a number, not `.inf`.'],
  },
  {
    about: 'a JSON value that is compared with a text',
    text: `${HTTP}\nexpect: { json.a: { gt: many } }`,
    told: ['many: `gt` is a number, not `many`.'],
  },
  {
    about: 'a word for a switch',
    text: 'logsize: {}\nexpect: { rotated: yes }',
    told: ['yes: `rotated` is true or false, without quotes.'],
    corrected: 'rotated: true',
  },
  {
    about: 'a switch in quotes',
    text: 'logsize: {}\nexpect: { rotated: "true" }',
    told: ['"true": `rotated` is true or false, without quotes.'],
  },
  {
    about: 'a state that engines do not know',
    text: 'container: {}\nexpect: { state: runing }',
    told: [
      'runing: `state` cannot be `runing`: it is one of created, running, paused, restarting, removing, exited, dead.',
    ],
    corrected: 'state: running',
  },
  {
    about: 'a health that engines do not know',
    text: 'container: {}\nexpect: { health: { in: [ok] } }',
    told: ['ok: `health` cannot be `ok`: it is one of none, starting, healthy, unhealthy.'],
  },
  {
    about: 'a size without a unit that counts',
    text: 'logsize: {}\nexpect: { bytes: { lt: 100M } }',
    told: ['100M: `lt` is a number of bytes, or is written like `100 MiB`.'],
  },
  {
    about: 'a time that is none',
    text: `${HTTP}\nexpect: { duration: { lt: fast } }`,
    told: ['fast: `lt` is a number of milliseconds, or is written like `500ms`, `2s`.'],
  },
  {
    about: 'a length below nothing',
    text: `${HTTP}\nexpect: { body: { length: -1 } }`,
    told: ['-1: `length` is a whole number from 0 on.'],
  },
  {
    about: 'a length that says nothing',
    text: `${HTTP}\nexpect: { body: { length: {} } }`,
    told: ['length: `length` is a number, or a comparison such as `{ gt: 0 }`.'],
  },
  {
    about: 'a length that contains',
    text: `${HTTP}\nexpect: { body: { length: { contains: 1 } } }`,
    told: ['contains: `length` knows no `contains`. It knows equals, gt, ge, lt, le.'],
  },
  {
    about: 'a presence that is a word',
    text: `${HTTP}\nexpect: { body: { present: maybe } }`,
    told: ['maybe: `present` is true or false, without quotes.'],
  },

  // Expressions.
  {
    about: 'a JSONPath with an open bracket',
    text: `${HTTP}\nexpect: { "json.models[0": 1 }`,
    told: [
      '"json.models[0": `json.models[0` is no JSONPath: unclosed bracketed selection. A name with other signs than letters, digits and `_` is written `json[\'db/main\']`.',
    ],
    schemaCannotTell: PATTERN_TOO_WEAK,
  },
  {
    about: 'a JSONPath with a slash in a name',
    text: `${HTTP}\nexpect: { json.checks.db/main: up }`,
    told: [
      "json.checks.db/main: `json.checks.db/main` is no JSONPath: expected '.', '..' or a bracketed selection, found '/'. A name with other signs than letters, digits and `_` is written `json['db/main']`.",
    ],
    schemaCannotTell: PATTERN_TOO_WEAK,
  },
  {
    about: 'a regular expression with an open group',
    text: `${HTTP}\nexpect: { body: { matches: 'ok(' } }`,
    told: ["'ok(': `matches` is no regular expression: Unterminated group."],
    schemaCannotTell: PATTERN_TOO_WEAK,
  },
  {
    about: 'one of what must not be there',
    text: `${HTTP}\nexpect: { body: { lacks: 'error (5' } }`,
    told: ["'error (5': `lacks` is no regular expression: Unterminated group."],
    schemaCannotTell: PATTERN_TOO_WEAK,
  },
  {
    about: 'flags of another language',
    text: `${HTTP}\nexpect: { body: { matches: '(?i)ok' } }`,
    told: [
      "'(?i)ok': `matches` is no regular expression: Invalid group. Flags such as `(?i)` are not known: write both letters, `[Oo]k`.",
    ],
    schemaCannotTell: PATTERN_TOO_WEAK,
  },
  {
    about: 'PromQL with an open bracket',
    text: 'promql: { query: count(up }\nexpect: { value: 1 }',
    told: [expect.stringMatching(/^[^:]+: .+/) as string],
    schemaCannotTell: 'a query is a text to it',
  },
  {
    about: 'PromQL that gives no single values',
    text: 'promql: { query: "up[5m]" }\nexpect: { value: 1 }',
    told: ['"up[5m]": This query gives no single values: put a function such as `rate(…)` around the range.'],
    schemaCannotTell: 'a query is a text to it',
  },
];
