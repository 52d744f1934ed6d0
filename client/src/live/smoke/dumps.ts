/** How databases write a dump and how a complete one ends. Data, as far as it can be. */
import type { BackupProbe } from '../../../../server/src/protocol';

export interface Dump {
  /** Names of the tool in different versions of the image, the better one first. */
  readonly programs: readonly ((file: string) => readonly string[])[];
  /** Passwords: not as arguments, which every process can see. */
  readonly environment: Readonly<Record<string, string>>;
  /** What is in it, for a person. */
  readonly scope: string;
  /** @param end the last characters of the file */
  isComplete(end: string): boolean;
}

type Environment = ReadonlyMap<string, string>;

export const REDIS_KINDS = /(?:^|\/)(?:redis|valkey)(?:$|[:@])/;
const POSTGRES = /postgres|pgvector|timescale|postgis/;
const MYSQL = /mysql|mariadb|percona/;
const MONGO = /mongo/;

/**
 * @param kind of the image, or its name
 * @param complete the variables with those that stand in files
 * @returns undefined for what nobody here can dump
 */
export function dumpFor(
  kind: string,
  probe: BackupProbe,
  environment: Environment,
  complete: () => Promise<Environment>,
): Promise<Dump> | undefined {
  const make = POSTGRES.test(kind) ? postgres : MYSQL.test(kind) ? mysql : MONGO.test(kind) ? mongo : undefined;
  if (!make) return undefined;
  const names = [...environment.keys()];
  return names.some((name) => name.endsWith('_FILE'))
    ? complete().then((all) => make(probe, all))
    : Promise.resolve(make(probe, environment));
}

function postgres({ database, full }: BackupProbe, environment: Environment): Dump {
  const user = first(environment, ['POSTGRES_USER', 'POSTGRESQL_USERNAME']) ?? 'postgres';
  const name = database ?? first(environment, ['POSTGRES_DB', 'POSTGRESQL_DATABASE']) ?? user;
  const password = first(environment, ['POSTGRES_PASSWORD', 'POSTGRESQL_PASSWORD', 'PGPASSWORD']);
  const what = full ? [] : ['--schema-only'];
  return {
    // Never asked for a password that nobody can type.
    programs: [(file) => ['pg_dump', '--no-password', '-h', '127.0.0.1', '-U', user, '-d', name, ...what, '-f', file]],
    environment: password === undefined ? {} : { PGPASSWORD: password },
    scope: full ? `of ${name}` : `of the schema of ${name}`,
    isComplete: (end) => /^-- PostgreSQL database dump complete$/m.test(end),
  };
}

function mysql({ database, full }: BackupProbe, environment: Environment): Dump {
  const root = first(environment, ['MYSQL_ROOT_PASSWORD', 'MARIADB_ROOT_PASSWORD']);
  const user = root === undefined ? (first(environment, ['MYSQL_USER', 'MARIADB_USER']) ?? 'root') : 'root';
  const password = root ?? first(environment, ['MYSQL_PASSWORD', 'MARIADB_PASSWORD']);
  const name = database ?? first(environment, ['MYSQL_DATABASE', 'MARIADB_DATABASE']);
  const what = [...(full ? [] : ['--no-data']), ...(name === undefined ? ['--all-databases'] : [name])];
  const tool = (program: string) => (file: string) => [
    program,
    '-h',
    '127.0.0.1',
    '-u',
    user,
    '--single-transaction',
    `--result-file=${file}`,
    ...what,
  ];
  return {
    // MariaDB 11 has no program under the old name any more.
    programs: [tool('mariadb-dump'), tool('mysqldump')],
    environment: password === undefined ? {} : { MYSQL_PWD: password },
    scope: `${full ? 'of' : 'of the schema of'} ${name ?? 'all databases'}`,
    isComplete: (end) => /^-- Dump completed/m.test(end),
  };
}

/**
 * Written by a shell of the container, so that the password stands in no argument: mongodump takes it from a file only. That file is
 * beside the archive and removed with it.
 */
const MONGODUMP = `umask 077
archive=$1
config=$archive.password
escaped=$(printf '%s' "$HOLDFAST_PASSWORD" | sed 's/[\\\\"]/\\\\&/g')
printf 'password: "%s"\\n' "$escaped" >"$config" || exit 1
shift
mongodump --config="$config" --archive="$archive" "$@"`;

function mongo({ database, full }: BackupProbe, environment: Environment): Dump {
  const user = first(environment, ['MONGO_INITDB_ROOT_USERNAME', 'MONGODB_ROOT_USER']);
  const password = first(environment, ['MONGO_INITDB_ROOT_PASSWORD', 'MONGODB_ROOT_PASSWORD']);
  const login = user === undefined ? [] : [`--username=${user}`, '--authenticationDatabase=admin'];
  // There is no dump of a schema: the smallest collection shows that tool, login and disk work.
  const small = ['--db=admin', '--collection=system.version'];
  const what = full ? (database === undefined ? [] : [`--db=${database}`]) : small;
  const words = ['--host=127.0.0.1', ...login, ...what];
  return {
    programs: [
      (file) =>
        password === undefined
          ? ['mongodump', `--archive=${file}`, ...words]
          : ['sh', '-c', MONGODUMP, 'sh', file, ...words],
    ],
    environment: password === undefined ? {} : { HOLDFAST_PASSWORD: password },
    scope: full ? `of ${database ?? 'all databases'}` : 'of one small collection',
    // Archives end with four bytes of ones, which are no characters.
    isComplete: (end) => end.endsWith('\uFFFD'.repeat(4)),
  };
}

function first(environment: Environment, names: readonly string[]): string | undefined {
  return names.map((name) => environment.get(name)).find((value) => value !== undefined && value !== '');
}
