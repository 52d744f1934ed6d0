import { expect } from 'vitest';
import { HTTP, OK, PATTERN_TOO_WEAK, type Refused } from './refused';

/** What is wrong with what is looked at. */
export const PROBES: readonly Refused[] = [
  // Parts of probes.
  {
    about: 'a probe without whom to ask',
    text: `http: {}\n${OK}`,
    told: ['http: `http` needs `url` or `service`: whom it asks.'],
  },
  {
    about: 'a probe with two to ask',
    text: `http: { url: http://a/, service: web }\n${OK}`,
    told: ['service: `http` takes `url` or `service`, not both.'],
  },
  {
    about: 'a port beside an address',
    text: `http: { url: http://a/, port: 80 }\n${OK}`,
    told: ['port: `port` goes with `service` only.'],
  },
  {
    about: 'a probe that is a text',
    text: `http: http://a/\n${OK}`,
    told: ['http://a/: `http` must be a mapping, such as `{ url: … }`.'],
  },
  {
    about: 'an unknown part',
    text: `http: { uri: http://a/ }\n${OK}`,
    told: expect.arrayContaining(['uri: `http` knows no `uri`. Did you mean `url`?']) as readonly string[],
  },
  {
    about: 'parts that are missing',
    text: 'exec: {}',
    told: ['exec: `exec` needs `service` and `argv`.'],
  },
  {
    about: 'an address without a scheme',
    text: `http: { url: "127.0.0.1:9090/-/ready" }\n${OK}`,
    told: ['"127.0.0.1:9090/-/ready": `url` is a whole address, such as `http://127.0.0.1:9090/-/ready`.'],
    schemaCannotTell: PATTERN_TOO_WEAK,
    corrected: 'url: "http://127.0.0.1:9090/-/ready"',
  },
  {
    about: 'an address that is none',
    text: `http: { url: "http://" }\n${OK}`,
    told: ['"http://": `url` is a whole address, such as `http://127.0.0.1:9090/-/ready`.'],
    schemaCannotTell: PATTERN_TOO_WEAK,
  },
  {
    about: 'a host without a port',
    text: 'tcp: { address: localhost }\nexpect: { connected: true }',
    told: ['localhost: `address` is a host and a port, such as `127.0.0.1:4222`.'],
    schemaCannotTell: PATTERN_TOO_WEAK,
  },
  {
    about: 'a path that begins nowhere',
    text: `http: { service: web, path: health }\n${OK}`,
    told: ['health: `path` begins with a slash.'],
    schemaCannotTell: PATTERN_TOO_WEAK,
    corrected: 'path: /health',
  },
  {
    about: 'a port that does not exist',
    text: `http: { service: web, port: 80000 }\n${OK}`,
    told: ['80000: `port` is a whole number from 1 to 65535.'],
  },
  {
    about: 'a method in small letters',
    text: `http: { url: http://a/, method: post }\n${OK}`,
    told: ['post: `method` cannot be `post`: it is one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS.'],
    corrected: 'method: POST',
  },
  {
    about: 'a header without a value',
    text: `http: { url: http://a/, headers: { Accept: } }\n${OK}`,
    told: ['Accept: `Accept` has no value: write `""` for an empty one.'],
  },
  {
    about: 'headers in a list',
    text: `http: { url: http://a/, headers: [a] }\n${OK}`,
    told: ['[a]: `headers` must be a mapping of names to values.'],
  },
  {
    about: 'a command in one text',
    text: 'exec: { service: web, argv: pg_isready -h localhost }',
    told: [
      'pg_isready -h localhost: `argv` is a list with an item for each word, such as `[psql, -c, "select 1"]`: there is no shell that would split it.',
    ],
    corrected: 'argv: ["pg_isready", "-h", "localhost"]',
  },
  {
    about: 'a command line as one word',
    text: 'exec: { service: web, argv: [pg_isready -h localhost] }',
    told: [
      'pg_isready -h localhost: This is taken for the name of one program, spaces and all: write each word as an item of its own.',
    ],
    schemaCannotTell: 'a word may hold spaces',
  },
  {
    about: 'an empty command',
    text: 'command: { argv: [] }',
    told: ['argv: `argv` names no program: write it like `[pg_isready, -h, 127.0.0.1]`.'],
  },
  {
    about: 'a program without a name',
    text: "command: { argv: [''] }",
    told: ["'': `argv` names no program: the first word is empty."],
    schemaCannotTell: 'other words may be empty',
  },
  {
    about: 'a word that is a mapping',
    text: 'command: { argv: [echo, { a: b }] }',
    told: ['{ a: b }: This is read as a mapping or a list, not as a word: put it in quotes.'],
  },
  {
    about: 'a word that is not there',
    text: 'command: { argv: [echo, ~] }',
    told: ['~: Nothing stands here: write the word, or `""` for an empty one.'],
  },
  {
    about: 'too many samples',
    text: 'stats: { samples: 61 }\nexpect: { cpuPercent: 1 }',
    told: ['61: `samples` is a whole number from 1 to 60.'],
  },

  // Exit codes.
  {
    about: 'exit codes of what runs no program',
    text: `${HTTP}\n${OK}\nexitCodes: { default: pass }`,
    told: ['exitCodes: `exitCodes` goes with exec and command: http runs no program.'],
  },
  {
    about: 'an exit code beyond the last',
    text: "command: { argv: [a] }\nexitCodes: { '256': fail }",
    told: ["'256': `exitCodes` knows the codes from 0 to 255 and `default`."],
  },
  {
    about: 'an exit code without quotes',
    text: 'command: { argv: [a] }\nexitCodes: { 2: fail }',
    told: ["2: YAML reads this as a number, and names have to be texts: write `'2'`."],
    schemaCannotTell: 'in JSON every name is a text',
    corrected: '"2": fail',
  },
  {
    about: 'an outcome that does not exist',
    text: "command: { argv: [a] }\nexitCodes: { '2': failed }",
    told: ['failed: `2` cannot be `failed`: it is one of pass, warn, fail, error.'],
    corrected: "'2': fail ",
  },
  {
    about: 'a meaning without an outcome',
    text: "command: { argv: [a] }\nexitCodes: { '2': { message: disk full } }",
    told: ["'2': Say what it means: one of pass, warn, fail, error."],
  },
  {
    about: 'no exit codes',
    text: 'command: { argv: [a] }\nexitCodes: {}',
    told: ["exitCodes: `exitCodes` is empty: write it like `{ '0': pass, default: fail }`."],
  },

  // What changes things.
  {
    about: 'a restart by accident',
    text: 'persistence: { service: redis, write: [a], read: [b] }',
    told: [
      'persistence: This restarts the service, so it must not run by accident: write `destructive: true` beside it.',
    ],
    corrected: 'destructive: true',
  },
  {
    about: 'a restart that claims to be harmless',
    text: 'persistence: { service: redis, write: [a], read: [b] }\ndestructive: false',
    told: ['false: This restarts the service: it is destructive, whatever is said here.'],
  },

  // Services.
  {
    about: 'a misspelt service',
    text: 'exec: { service: postgre, argv: [a] }',
    told: ['postgre: No compose file here declares a service `postgre`. Did you mean `postgres`?'],
    schemaCannotTell: 'it does not look at other files',
    corrected: 'service: postgres',
  },
  {
    about: 'a service that nobody declares',
    text: 'container: { service: mail }\nexpect: { state: running }',
    told: ['mail: No compose file here declares a service `mail`. There are postgres, redis, web.'],
    schemaCannotTell: 'it does not look at other files',
  },

  // Secrets.
  {
    about: 'a password in an address',
    text: `http: { url: "http://admin:gr8-Secret!@a/x" }\n${OK}`,
    told: [
      'gr8-Secret!: A secret stands here for everybody to read: write `${secret:HTTP_PASSWORD}`, and it is asked for where the test runs.',
    ],
    schemaCannotTell: 'secrets are texts to it',
    corrected: 'url: "http://admin:${secret:HTTP_PASSWORD}@a/x"',
  },
  {
    about: 'a token in a header',
    text: `http: { url: http://a/, headers: { Authorization: Bearer 4f9d2c71ab } }\n${OK}`,
    told: [
      '4f9d2c71ab: A secret stands here for everybody to read: write `${secret:AUTHORIZATION}`, and it is asked for where the test runs.',
    ],
    schemaCannotTell: 'secrets are texts to it',
    corrected: 'Authorization: "Bearer ${secret:AUTHORIZATION}"',
  },
  {
    about: 'a password in a variable',
    text: 'command: { argv: [a], env: { PGPASSWORD: gr8-Secret! } }',
    told: [
      'gr8-Secret!: A secret stands here for everybody to read: write `${secret:PGPASSWORD}`, and it is asked for where the test runs.',
    ],
    schemaCannotTell: 'secrets are texts to it',
    corrected: 'PGPASSWORD: "${secret:PGPASSWORD}"',
  },
  {
    about: 'a password among the arguments',
    text: 'exec: { service: web, argv: [a, --password=gr8-Secret!] }',
    told: [
      'gr8-Secret!: A secret stands here for everybody to read: put it into `env`, as `${secret:NAME}`, where the program reads it.',
    ],
    schemaCannotTell: 'secrets are texts to it',
  },
  {
    about: 'a secret asked for among the arguments',
    text: "exec: { service: web, argv: [a, '-p${secret:DB}'] }",
    told: [
      '${secret:DB}: Secrets are not filled in here, where others could see them: put it into `env`, as `${secret:NAME}`, where the program reads it.',
    ],
    schemaCannotTell: 'secrets are texts to it',
  },
  {
    about: 'a secret with a name that cannot be asked for',
    text: `http: { url: 'http://a/?k=\${secret:my-key}' }\n${OK}`,
    told: ['${secret:my-key}: The name of a secret is made of letters, digits and `_`: `${secret:DB_PASSWORD}`.'],
    schemaCannotTell: 'secrets are texts to it',
  },
];
