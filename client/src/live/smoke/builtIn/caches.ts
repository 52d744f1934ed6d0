import { expected, inShell, never, succeeds, VALUE, type ImageTest, type ImageTests } from './catalogue';
import { saysReady } from './logs';

/** Passwords of redis-cli come from this variable; with one that is not needed it only complains. */
function cli(program: string, command: string): string[] {
  return inShell(login(), `${program} -h 127.0.0.1 ${command}`);
}

function login(): string {
  return [
    VALUE,
    'password=$(value REDISCLI_AUTH VALKEYCLI_AUTH REDIS_PASSWORD VALKEY_PASSWORD)',
    '[ -z "$password" ] || export REDISCLI_AUTH="$password" VALKEYCLI_AUTH="$password"',
  ].join('\n');
}

const PROTECTED = never(
  'stdout',
  'NOAUTH|WRONGPASS',
  'It asks for a password that the container’s variables do not give: set REDISCLI_AUTH in the environment of the service.',
  'error',
);
const LOADING = never(
  'stdout',
  // Any Redis tells `loading:0` of itself.
  'LOADING \\w+ is loading|^loading:1',
  'It is still loading its data from disk. Wait, and look again.',
  'warn',
);
const REFUSED = never(
  'stderr',
  'connection refused|could not connect',
  'It does not listen on 127.0.0.1:6379 inside the container: it is configured for another port or address. See its log.',
);

/** One that answers with anything but `OK` has not written it, whatever the client's exit code. */
function write(program: string): string[] {
  const set = `answer=$(${program} -h 127.0.0.1 SET ${MARKER} ${MARKER} EX ${FORGET_AFTER_SECONDS})`;
  return inShell(login(), set, `printf '%s\\n' "$answer"; [ "$answer" = OK ]`);
}

/** The word of the run: nobody else has a key of that name. */
const MARKER = '${HOLDFAST_MARKER}';
/** Where even cleaning up is not possible, the key goes by itself. */
const FORGET_AFTER_SECONDS = 3_600;

function testsWith(program: string): ImageTest[] {
  return [
    {
      what: 'answers',
      title: 'PING is answered',
      passes: '`PING` gives `PONG`, or the demand for a password (it is up, and protected)',
      fails:
        'nothing listens, another program answers, protected mode, no writes because it cannot save; warns while data is loaded',
      ways: [
        { kind: 'protocol', protocol: 'redis', port: 6379 },
        {
          kind: 'exec',
          argv: cli(program, 'PING'),
          expect: [
            never(
              'stdout',
              'MISCONF',
              'It takes no writes because it cannot save to disk: look at the free space and the rights of its data folder.',
            ),
            never(
              'stdout',
              'MASTERDOWN',
              'This replica has lost its primary: look at the primary and at the network between them.',
              'warn',
            ),
            LOADING,
            REFUSED,
            expected(
              'stdout',
              { matches: '^PONG$|NOAUTH|WRONGPASS|LOADING|MISCONF|MASTERDOWN' },
              'PING is not answered with PONG: see the output.',
            ),
          ],
        },
      ],
    },
    {
      what: 'saves',
      title: 'Its last save to disk succeeded',
      passes: '`INFO persistence` says `ok` for the last snapshot and the last write to the append-only file',
      fails: 'the last snapshot or write failed; an error where a password is missing',
      ways: [
        {
          kind: 'exec',
          argv: cli(program, 'INFO persistence'),
          expect: [
            PROTECTED,
            LOADING,
            REFUSED,
            succeeds(`${program} fails: its output says why.`),
            never(
              'stdout',
              'rdb_last_bgsave_status:err',
              'The last snapshot could not be written: what was changed since is lost at the next restart. Look at the free space and the rights of the data folder.',
            ),
            never(
              'stdout',
              'aof_last_write_status:err',
              'The append-only file cannot be written: changes are lost at the next restart. Look at the free space of the data folder.',
            ),
            expected(
              'stdout',
              { matches: 'rdb_last_bgsave_status:ok|NOAUTH|WRONGPASS|LOADING' },
              'It does not say whether it saves: what answers is no Redis.',
            ),
          ],
        },
      ],
      tags: ['backup'],
    },
    saysReady('[Rr]eady to accept connections', 'Ready to accept connections'),
    {
      what: 'backup',
      title: 'A snapshot can be written now',
      passes: '`BGSAVE` ends well, and the snapshot is not empty',
      fails: 'disk full, rights of the data folder, no memory to fork; an error where a password is missing',
      ways: [{ kind: 'ready-made', probe: (service) => ({ kind: 'backup', service, full: false }), expect: [] }],
      when: ({ hasDataVolume }) => hasDataVolume,
      timing: { timeoutMs: 120_000 },
      needs: ['answers'],
      tags: ['backup'],
    },
    {
      what: 'survives-restart',
      title: 'Data survives a restart',
      passes: 'a key of its own is still there after this one service was restarted',
      fails:
        'the key is gone, nothing may be written (login, loading, read-only replica, disk full), or the service does not come back; the key is removed whatever happened',
      ways: [
        {
          kind: 'ready-made',
          probe: (service) => ({
            kind: 'persistence',
            service,
            write: write(program),
            read: cli(program, `GET ${MARKER}`),
            cleanup: cli(program, `DEL ${MARKER}`),
          }),
          expect: [],
        },
      ],
      // A mere cache may forget.
      when: ({ hasDataVolume }) => hasDataVolume,
      timing: { timeoutMs: 300_000 },
      needs: ['answers'],
      tags: ['restart'],
      destructive: true,
    },
  ];
}

export const REDIS: ImageTests = {
  title: 'Redis',
  kinds: ['redis'],
  images: ['redis', 'bitnami/redis', 'redis/redis-stack', 'redis/redis-stack-server'],
  tag: 'cache',
  tests: testsWith('redis-cli'),
};

export const VALKEY: ImageTests = {
  title: 'Valkey',
  kinds: ['valkey'],
  images: ['valkey/valkey', 'bitnami/valkey'],
  tag: 'cache',
  tests: testsWith('valkey-cli'),
};

export const MEMCACHED: ImageTests = {
  title: 'memcached',
  kinds: ['memcached'],
  images: ['memcached'],
  tag: 'cache',
  tests: [
    {
      what: 'answers',
      title: 'memcached answers',
      passes: '`version` is answered with one',
      fails: 'nothing listens, or another program answers',
      ways: [
        { kind: 'protocol', protocol: 'memcached', port: 11211 },
        { kind: 'suggested', expect: [succeeds('memcached does not answer inside the container: see its log.')] },
      ],
    },
  ],
};
