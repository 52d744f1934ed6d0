import { HTTP, OK, type Refused } from './refused';

const KINDS =
  'http, tcp, exec, logs, promql, loki, container, stats, logsize, backup, command, persistence: what is looked at.';

/** What is wrong with a test whatever its kind. */
export const TESTS: readonly Refused[] = [
  // The kind.
  { about: 'no kind', text: 'title: nothing', told: [`it: \`it\` needs one of ${KINDS}`] },
  { about: 'an empty test', text: 'smoke:\n  it:\n', told: [`it: \`it\` needs one of ${KINDS}`] },
  { about: 'a test that is a text', text: 'smoke: { it: http }\n', told: [`http: \`it\` needs one of ${KINDS}`] },
  {
    about: 'two kinds',
    text: `${HTTP}\ntcp: { address: "a:1" }\n${OK}`,
    told: ['tcp: `it` has http already, and a test has one kind only: make this a test of its own.'],
  },
  {
    about: 'a misspelt kind',
    text: 'promq: { query: up }\nexpect: { value: 1 }',
    told: ['promq: A test knows no `promq`. Did you mean `promql`?'],
    corrected: 'promql: { query: up }',
  },
  {
    about: 'a key that tests do not know',
    text: `${HTTP}\n${OK}\nretry: 3`,
    told: ['retry: A test knows no `retry`.'],
  },
  {
    about: 'a misspelt key',
    text: `${HTTP}\n${OK}\ntimout: 3s`,
    told: ['timout: A test knows no `timout`. Did you mean `timeout`?'],
    corrected: 'timeout: 3s',
  },
  { about: 'no mapping', text: 'smoke: [a]\n', told: ['[a]: `smoke` must be a mapping of names to tests.'] },

  // The name.
  {
    about: 'a name with a slash',
    text: `smoke: { db/up: { ${HTTP}, ${OK} } }\n`,
    told: [
      'db/up: The name of a test begins with a letter or digit and goes on with letters, digits, `.`, `_` and `-`.',
    ],
  },
  {
    about: 'a name with a space',
    text: `smoke: { db up: { ${HTTP}, ${OK} } }\n`,
    told: [
      'db up: The name of a test begins with a letter or digit and goes on with letters, digits, `.`, `_` and `-`.',
    ],
  },
  {
    about: 'a test called defaults',
    text: `smoke: { defaults: { ${HTTP}, ${OK} } }\n`,
    told: [
      'http: `defaults` knows no `http`. It knows timeout, retries, interval.',
      'expect: `defaults` knows no `expect`. It knows timeout, retries, interval.',
    ],
  },
  {
    about: 'defaults that are a list',
    text: 'smoke: { defaults: [1s] }\n',
    told: ['[1s]: `defaults` must be a mapping.'],
  },
  {
    about: 'a misspelt default',
    text: 'smoke: { defaults: { timeouts: 1s } }\n',
    told: ['timeouts: `defaults` knows no `timeouts`. Did you mean `timeout`?'],
    corrected: 'timeout: 1s',
  },

  // Time.
  ...['timeout', 'interval'].map((key): Refused => ({
    about: `a ${key} without a unit`,
    text: `${HTTP}\n${OK}\n${key}: 30`,
    told: [`30: \`${key}\` cannot be \`30\`: write it like \`10s\`, \`5m\`, \`500ms\`.`],
    corrected: `${key}: 30s`,
  })),
  {
    about: 'no time at all',
    text: `${HTTP}\n${OK}\ntimeout: 0s`,
    told: ['0s: `timeout` cannot be `0s`: write it like `10s`, `5m`, `500ms`.'],
  },
  {
    about: 'a time in words',
    text: `${HTTP}\n${OK}\ntimeout: 5 minutes`,
    told: ['5 minutes: `timeout` cannot be `5 minutes`: write it like `10s`, `5m`, `500ms`.'],
  },
  {
    about: 'a time that nobody waits',
    text: `${HTTP}\n${OK}\ntimeout: 30d`,
    told: ['30d: `timeout` is at most a day.'],
    schemaCannotTell: 'units of a text are not added up there',
  },
  {
    about: 'a time without a value',
    text: `${HTTP}\n${OK}\ntimeout:`,
    told: ['timeout: `timeout` has no value.'],
  },
  {
    about: 'a since that is no time',
    text: 'logs: { service: web, since: yesterday }\nexpect: { lines: 1 }',
    told: ['yesterday: `since` cannot be `yesterday`: write it like `start`, `5m`.'],
  },
  {
    about: 'retries in quotes',
    text: `${HTTP}\n${OK}\nretries: "3"`,
    told: ['"3": `retries` is a whole number from 0 to 1000, without quotes.'],
    corrected: 'retries: 3',
  },
  {
    about: 'half a retry',
    text: `${HTTP}\n${OK}\nretries: 1.5`,
    told: ['1.5: `retries` is a whole number from 0 to 1000.'],
  },
  {
    about: 'too many retries',
    text: `${HTTP}\n${OK}\nretries: 100000`,
    told: ['100000: `retries` is a whole number from 0 to 1000.'],
  },

  // Lists of words.
  {
    about: 'one need without a list',
    text: `${HTTP}\n${OK}\nneeds: other`,
    told: ['other: `needs` must be a list: write `[other]`.'],
  },
  {
    about: 'needs without a value',
    text: `${HTTP}\n${OK}\nneeds:`,
    told: ['needs: `needs` has no value.'],
  },
  {
    about: 'a need that is a mapping',
    text: `${HTTP}\n${OK}\nneeds: [{ a: 1 }]`,
    told: ['{ a: 1 }: `needs` lists single words.'],
  },
  {
    about: 'a need that no test answers',
    text: `smoke:\n  db-up: { ${HTTP}, ${OK} }\n  it: { ${HTTP}, ${OK}, needs: [db_up] }\n`,
    told: ['db_up: No test of this file is called `db_up`. Did you mean `db-up`?'],
    schemaCannotTell: 'it does not look at other places',
    corrected: 'needs: [db-up]',
  },
  {
    about: 'defaults as a need',
    text: `smoke:\n  defaults: {}\n  it: { ${HTTP}, ${OK}, needs: [defaults] }\n`,
    told: ['defaults: No test of this file is called `defaults`.'],
    schemaCannotTell: 'it does not look at other places',
  },
  {
    about: 'a test that needs itself',
    text: `${HTTP}\n${OK}\nneeds: [it]`,
    told: ['it: `it` waits for itself, so it would never run: take one need out.'],
    schemaCannotTell: 'it does not look at other places',
  },
  {
    about: 'needs that go in a circle',
    text: `smoke:\n  a: { ${HTTP}, ${OK}, needs: [b] }\n  b: { ${HTTP}, ${OK}, needs: [a] }\n`,
    told: [
      'b: `a` waits for itself, through `b`, so it would never run: take one need out.',
      'a: `b` waits for itself, through `a`, so it would never run: take one need out.',
    ],
    schemaCannotTell: 'it does not look at other places',
  },
  {
    about: 'a tag of two words',
    text: `${HTTP}\n${OK}\ntags: [two words]`,
    told: ['two words: A tag is one word of letters, digits, `.`, `_` and `-`.'],
  },
];
