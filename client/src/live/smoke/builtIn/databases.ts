import { expected, inShell, never, succeeds, VALUE, type ImageTest, type ImageTests } from './catalogue';
import { saysReady } from './logs';

const QUERY_TIME_FAILS = 'login refused, database missing, still starting, too many connections; warns from 100 ms on';
const SLOW =
  'The database answers, but a trivial query takes 100 ms or longer: the machine or its disk is overloaded, or something holds locks.';

const SCHEMA_DUMP =
  'the dump program of the image writes the schema to a temporary file inside of the container and ends it properly; the file is removed';

/** @param needs the test that shows that the database answers at all */
function backup(needs: string, passes: string): ImageTest {
  return {
    what: 'backup',
    title: 'A backup can be written and is complete',
    passes,
    fails: 'login refused, disk full, versions that do not fit, a dump that ends half-way',
    ways: [
      {
        kind: 'ready-made',
        probe: (service) => ({ kind: 'backup', service, full: false }),
        // The probe says what is wrong with a dump.
        expect: [],
      },
    ],
    timing: { timeoutMs: 120_000 },
    needs: [needs],
    tags: ['backup'],
  };
}

/** @param read prints the row; nothing where the database is there and has never heard of it */
function persistence(script: (statement: string) => string[], read: (statement: string) => string[]): ImageTest {
  return {
    what: 'survives-restart',
    title: 'Data survives a restart',
    passes: 'a row written into a table of its own is still there after this one service was restarted',
    fails:
      'the row is gone, would be gone with the container (no volume), or the service does not become healthy again; the table is removed whatever happened',
    ways: [
      {
        kind: 'ready-made',
        probe: (service) => ({
          kind: 'persistence',
          service,
          write: script(`CREATE TABLE ${MARKER} (word VARCHAR(80)); INSERT INTO ${MARKER} VALUES ('${MARKER}')`),
          read: read(`SELECT word FROM ${MARKER}`),
          cleanup: script(`DROP TABLE IF EXISTS ${MARKER}`),
        }),
        expect: [],
      },
    ],
    timing: { timeoutMs: 300_000 },
    needs: ['query'],
    tags: ['restart'],
    destructive: true,
  };
}

/** The word of the run, also as the name of the table: nobody else has one of that name. */
const MARKER = '${HOLDFAST_MARKER}';

/** Ends well and says nothing where what is asked for was never heard of: it is lost, and that is the answer. */
function orNothing(call: string): string {
  return [
    `answer=$(${call} 2>&1) && { printf '%s\\n' "$answer"; exit 0; }`,
    'case $answer in *"does not exist"*|*"doesn\'t exist"*|*"Unknown database"*) exit 0;; esac',
    `printf '%s\\n' "$answer" >&2; exit 1`,
  ].join('\n');
}

/** Over TCP: the server that runs during initialisation listens on its socket only. */
const PSQL = [
  VALUE,
  'user=$(value POSTGRES_USER POSTGRESQL_USERNAME); [ -n "$user" ] || user=postgres',
  'database=$(value POSTGRES_DB POSTGRESQL_DATABASE); [ -n "$database" ] || database=$user',
  'PGPASSWORD=$(value PGPASSWORD POSTGRES_PASSWORD POSTGRESQL_PASSWORD POSTGRESQL_POSTGRES_PASSWORD); export PGPASSWORD',
  'export PGCONNECT_TIMEOUT=5 LC_ALL=C',
];

function psqlCall(...statements: string[]): string {
  const options = '-X -w -h 127.0.0.1 -U "$user" -d "$database" -Atq -v ON_ERROR_STOP=1';
  return `psql ${options} ${statements.map((statement) => `-c ${quoted(statement)}`).join(' ')}`;
}

function psql(...statements: string[]): string[] {
  return inShell(...PSQL, psqlCall(...statements));
}

export const POSTGRES: ImageTests = {
  title: 'PostgreSQL',
  kinds: ['postgres', 'pgvector', 'timescaledb', 'bitnami-postgresql'],
  images: ['postgres', 'postgis/postgis', 'pgvector/pgvector', 'timescale/timescaledb', 'bitnami/postgresql'],
  tag: 'database',
  tests: [
    {
      what: 'answers',
      title: 'PostgreSQL answers on its published port',
      passes: 'an SSLRequest is answered with `S` or `N`',
      fails: 'nothing listens, or another program answers',
      ways: [{ kind: 'protocol', protocol: 'postgres', port: 5432 }],
      when: ({ publishedPorts }) => publishedPorts.includes(5432),
    },
    {
      what: 'query',
      title: 'The database answers a query in time',
      passes: '`SELECT 1` over 127.0.0.1, with user and database of the container’s own variables, gives 1',
      fails: QUERY_TIME_FAILS,
      ways: [
        {
          kind: 'exec',
          argv: psql('\\timing on', 'SELECT 1'),
          expect: [
            never(
              'stderr',
              'password authentication failed|no password supplied',
              'PostgreSQL refuses the password of the container’s own variables. They count for an empty data folder only: set the password anew with ALTER ROLE, or put the old one back.',
            ),
            never(
              'stderr',
              'database "[^"]*" does not exist|role "[^"]*" does not exist',
              'The database or user that the variables name does not exist: they are made for an empty data folder only. Create it by hand, or correct the name.',
            ),
            never(
              'stderr',
              'the database system is (?:starting up|in recovery|not yet accepting)',
              'PostgreSQL is still starting or recovering. Wait; if it lasts, its log says how far it is.',
            ),
            never(
              'stderr',
              'the database system is (?:not accepting|shutting down)',
              'PostgreSQL runs and takes no connections: it is shutting down, or a standby that nobody may query (hot_standby). See its log.',
            ),
            never(
              'stderr',
              'no pg_hba.conf entry',
              'The pg_hba.conf of PostgreSQL has no line for this user from 127.0.0.1: add one, and reload it.',
            ),
            never(
              'stderr',
              'too many (?:clients|connections)|remaining connection slots',
              'All connections are taken: find out who keeps them open, or raise max_connections.',
            ),
            never(
              'stderr',
              'connection refused|could not connect|timeout expired',
              'PostgreSQL does not listen on 127.0.0.1:5432 inside the container: it is initialising, or configured for another port or address. See its log.',
            ),
            succeeds('psql fails: its output says why.'),
            expected('stdout', { matches: '^1$' }, 'PostgreSQL does not answer SELECT 1 with 1.'),
            expected('stdout', { matches: '^Time: \\d{1,2}[.,]\\d+ ms' }, SLOW, 'warn'),
          ],
        },
      ],
    },
    saysReady('database system is ready to accept', 'database system is ready to accept connections'),
    backup('query', SCHEMA_DUMP),
    persistence(psql, (statement) => inShell(...PSQL, orNothing(psqlCall(statement)))),
  ],
};

/** Over TCP: the server that runs during initialisation has no network. The user made for applications, where there is one. */
const MYSQL = [
  VALUE,
  'user=$(value MARIADB_USER MYSQL_USER); MYSQL_PWD=$(value MARIADB_PASSWORD MYSQL_PASSWORD)',
  '[ -n "$user" ] && [ -n "$MYSQL_PWD" ] || { user=root; MYSQL_PWD=$(value MARIADB_ROOT_PASSWORD MYSQL_ROOT_PASSWORD); }',
  'database=$(value MARIADB_DATABASE MYSQL_DATABASE); export MYSQL_PWD',
  'program=$(command -v mariadb || command -v mysql || echo mysql)',
  '[ -z "$database" ] || set -- "$database"',
];

/** @param how `-vvv` for a table and the time it took, `-N -B` for nothing but values */
function mysqlCall(statement: string, how: string): string {
  return `"$program" -h 127.0.0.1 -u "$user" --connect-timeout=5 ${how} -e ${quoted(statement)} "$@"`;
}

function mysql(statement: string, how = '-N -B'): string[] {
  return inShell(...MYSQL, mysqlCall(statement, how));
}

export const MYSQL_AND_MARIADB: ImageTests = {
  title: 'MySQL, MariaDB',
  kinds: ['mysql', 'mariadb'],
  images: ['mysql', 'mariadb'],
  tag: 'database',
  tests: [
    {
      what: 'answers',
      title: 'The database greets on its published port',
      passes: 'the first packet is a greeting with a version',
      fails: 'nothing listens, another program answers, the address is blocked, too many connections',
      ways: [{ kind: 'protocol', protocol: 'mysql', port: 3306 }],
      when: ({ publishedPorts }) => publishedPorts.includes(3306),
    },
    {
      what: 'query',
      title: 'The database answers a query in time',
      passes: '`SELECT 1` over 127.0.0.1, with user and database of the container’s own variables, gives 1',
      fails: QUERY_TIME_FAILS,
      ways: [
        {
          kind: 'exec',
          argv: mysql('SELECT 1', '-vvv'),
          expect: [
            never(
              'stderr',
              'access denied',
              'The database refuses the user and password of the container’s own variables. They count for an empty data folder only: set the password anew with ALTER USER, or put the old one back.',
            ),
            never(
              'stderr',
              'unknown database',
              'The database that the variables name does not exist: it is made for an empty data folder only. Create it by hand, or correct the name.',
            ),
            never(
              'stderr',
              'too many connections',
              'All connections are taken: find out who keeps them open, or raise max_connections.',
            ),
            never(
              'stderr',
              "can't connect",
              'The database does not listen on 127.0.0.1:3306 inside the container: it is initialising, or configured for another port or address. See its log.',
            ),
            succeeds('The client fails: its output says why.'),
            expected('stdout', { matches: '^\\| 1 \\|$' }, 'The database does not answer SELECT 1 with 1.'),
            expected('stdout', { matches: 'in set \\(0[.,]0\\d* sec\\)' }, SLOW, 'warn'),
          ],
        },
      ],
    },
    // With a port: the server that runs during initialisation says the same, with `port: 0`.
    saysReady('ready for connections[^]*port: [1-9]', 'ready for connections'),
    backup('query', SCHEMA_DUMP),
    persistence(mysql, (statement) => inShell(...MYSQL, orNothing(mysqlCall(statement, '-N -B')))),
  ],
};

export const MONGODB: ImageTests = {
  title: 'MongoDB',
  kinds: ['mongodb'],
  images: ['mongo', 'mongodb/mongodb-community-server'],
  tag: 'database',
  tests: [
    {
      what: 'answers',
      title: 'MongoDB answers',
      passes:
        '`hello` says that it is a primary, a secondary or an arbiter; `ping` gives 1 where the port is not published',
      fails:
        'nothing listens, another program answers, replica set never initiated; warns where it is neither primary nor secondary',
      ways: [
        { kind: 'protocol', protocol: 'mongodb', port: 27017 },
        {
          kind: 'exec',
          argv: ['mongosh', '--quiet', '--host', '127.0.0.1', '--eval', "db.adminCommand('ping').ok"],
          expect: [
            never(
              'stdout',
              'ECONNREFUSED',
              'MongoDB does not listen on 127.0.0.1:27017 inside the container: see its log.',
            ),
            succeeds('mongosh fails: its output says why.'),
            expected('stdout', { matches: '^1$' }, 'MongoDB does not answer a ping.'),
          ],
        },
      ],
      timing: { timeoutMs: 20_000 },
    },
    saysReady('[Ww]aiting for connections', 'Waiting for connections'),
    backup(
      'answers',
      'mongodump writes a small collection to a temporary archive inside of the container and ends it properly; the archive is removed',
    ),
  ],
};

/** For a shell, in single quotes. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
