/** How databases take a dump back, and how much is in them then. Data, as far as it can be. */

export interface RestoreRecipe {
  /** For a person. */
  readonly product: string;
  /** What the container runs; undefined for what its image runs. @param dump path of the dump in the container */
  command?(dump: string): readonly string[];
  /** Undefined for that of the image. */
  readonly user?: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Exit code 0 once the server answers, and not while an image still sets itself up. */
  readonly ready: readonly string[];
  /** A script for `sh -e`, run as root with the dump as `$1`; undefined where the server has read it by itself. */
  readonly restore: string | undefined;
  /** A script for `sh -e` that prints the number of tables and of rows in two lines. */
  readonly count: string;
  /** What is counted: of a key-value store there are no tables. */
  readonly units: { readonly tables: string | undefined; readonly rows: string };
}

const POSTGRES = /postgres|pgvector|timescale|postgis/;
const MYSQL = /mysql|mariadb|percona/;
const REDIS = /redis|valkey/;

/**
 * @param kind what the image is known as, or its name
 * @param environment of the container whose data the dump holds; only names of users are taken from it
 * @param password for the throw-away server alone
 * @returns undefined for what nobody here can restore
 */
export function recipeFor(
  kind: string,
  environment: ReadonlyMap<string, string>,
  password: string,
): RestoreRecipe | undefined {
  if (POSTGRES.test(kind)) return postgres(environment.get('POSTGRES_USER') || 'postgres', password);
  if (MYSQL.test(kind)) return mysql(password);
  return REDIS.test(kind) ? redis() : undefined;
}

/** Plain SQL, packed or not, and what `pg_restore` reads. Scripts of busybox: no arrays, no pipefail. */
const UNPACK = `
case "$(head -c 2 "$1" | od -An -tx1 | tr -d ' ')" in
  1f8b) gzip -dc "$1" >/tmp/holdfast-dump ;;
  28b5 | fd37 | 425a | 2e2f) echo 'The dump is packed with a program other than gzip.' >&2; exit 65 ;;
  *) cat "$1" >/tmp/holdfast-dump ;;
esac
chmod 644 /tmp/holdfast-dump
test -s /tmp/holdfast-dump || { echo 'The dump is empty.' >&2; exit 65; }
`;

function postgres(user: string, password: string): RestoreRecipe {
  return {
    product: 'PostgreSQL',
    environment: {
      ...{ POSTGRES_USER: user, POSTGRES_PASSWORD: password, POSTGRES_HOST_AUTH_METHOD: 'trust' },
      HOLDFAST_USER: user,
    },
    // The server that the image starts to set itself up listens on its socket only.
    ready: ['pg_isready', '-q', '-h', '127.0.0.1'],
    restore: `${UNPACK}${AS_POSTGRES}
if [ "$(head -c 5 /tmp/holdfast-dump)" = PGDMP ]; then
  as createdb holdfast_rehearsal
  pg_restore --list /tmp/holdfast-dump >/dev/null
  as pg_restore --exit-on-error --no-owner --no-privileges -d holdfast_rehearsal /tmp/holdfast-dump
  exit
fi
tail -c 400 /tmp/holdfast-dump >/tmp/holdfast-end
if grep -q '^-- PostgreSQL database cluster dump complete' /tmp/holdfast-end; then
  # Roles and databases that every server has are in it too: those alone may be refused.
  as psql -X -q -d postgres -f /tmp/holdfast-dump >/dev/null 2>/tmp/holdfast-errors
  if grep ERROR /tmp/holdfast-errors | grep -v 'already exists' >&2; then exit 1; fi
  exit 0
fi
grep -q '^-- PostgreSQL database dump complete' /tmp/holdfast-end ||
  { echo 'The dump ends too early: its last line is missing.' >&2; exit 65; }
as createdb holdfast_rehearsal
# The owners of tables are roles of the server that was saved.
sed -nE 's/^(ALTER .* OWNER|GRANT .*|REVOKE .*) (TO|FROM) ([^;]+);$/\\3/p' /tmp/holdfast-dump | sort -u |
  while read -r role; do as psql -X -q -d postgres -c "CREATE ROLE $role" 2>/dev/null || true; done
as psql -X -q -v ON_ERROR_STOP=1 -d holdfast_rehearsal -f /tmp/holdfast-dump >/dev/null
`,
    count: `${AS_POSTGRES}
tables=0
rows=0
for database in $(as psql -X -At -d postgres -c 'SELECT datname FROM pg_database WHERE NOT datistemplate'); do
  query=$(as psql -X -At -d "$database" -c "
    SELECT string_agg(format('SELECT count(*) AS c FROM %I.%I', schemaname, tablename), ' UNION ALL ')
    FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')")
  [ -n "$query" ] || continue
  found=$(as psql -X -At -F ' ' -d "$database" -c "SELECT count(*), sum(c) FROM ($query) AS counted")
  tables=$((tables + \${found% *}))
  rows=$((rows + \${found#* }))
done
echo "$tables"
echo "$rows"
`,
    units: { tables: 'tables', rows: 'rows' },
  };
}

/** Through the socket, as the user of the system that servers let in there. */
const AS_POSTGRES = `
as() {
  program=$1
  shift
  su -s /bin/sh -c 'exec "$0" "$@"' -- postgres "$(command -v "$program")" -U "$HOLDFAST_USER" "$@"
}
`;

function mysql(password: string): RestoreRecipe {
  const login = `
export MYSQL_PWD="$HOLDFAST_PASSWORD"
client=$(command -v mariadb || command -v mysql)
`;
  return {
    product: 'MySQL',
    environment: {
      ...{ MYSQL_ROOT_PASSWORD: password, MARIADB_ROOT_PASSWORD: password },
      HOLDFAST_PASSWORD: password,
    },
    // The server that the image starts to set itself up has no network.
    ready: ['sh', '-c', `${login}"$client" -h 127.0.0.1 -u root -e 'SELECT 1'`],
    restore: `${UNPACK}${login}
tail -c 400 /tmp/holdfast-dump | grep -q '^-- Dump completed' ||
  { echo 'The dump ends too early: its last line is missing.' >&2; exit 65; }
"$client" -h 127.0.0.1 -u root -e 'CREATE DATABASE holdfast_rehearsal'
"$client" -h 127.0.0.1 -u root holdfast_rehearsal </tmp/holdfast-dump
`,
    count: `${login}
"$client" -h 127.0.0.1 -u root -N -B -e "
  SELECT CONCAT('SELECT COUNT(*) FROM \\\`', REPLACE(table_schema, '\\\`', '\\\`\\\`'), '\\\`.\\\`', REPLACE(table_name, '\\\`', '\\\`\\\`'), '\\\`;')
  FROM information_schema.tables WHERE table_type = 'BASE TABLE'
  AND table_schema NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema')" >/tmp/holdfast-queries
wc -l </tmp/holdfast-queries
"$client" -h 127.0.0.1 -u root -N -B </tmp/holdfast-queries | awk '{ sum += $1 } END { print sum + 0 }'
`,
    units: { tables: 'tables', rows: 'rows' },
  };
}

function redis(): RestoreRecipe {
  return {
    product: 'Redis',
    // It reads the file when it starts and ends when it cannot. Nothing is written beside it.
    command: (dump) => {
      const cut = dump.lastIndexOf('/');
      const program = `command -v valkey-server || command -v redis-server`;
      const script = `exec "$(${program})" --dir "$1" --dbfilename "$2" --save '' --appendonly no --bind 127.0.0.1`;
      return ['sh', '-c', script, 'sh', dump.slice(0, cut), dump.slice(cut + 1)];
    },
    user: 'root',
    environment: {},
    ready: ['sh', '-c', `$(${REDIS_CLIENT}) ping | grep -q PONG`],
    restore: undefined,
    count: `echo 0
"$(${REDIS_CLIENT})" info keyspace | sed -nE 's/^db[0-9]+:keys=([0-9]+).*/\\1/p' | awk '{ sum += $1 } END { print sum + 0 }'
`,
    units: { tables: undefined, rows: 'keys' },
  };
}

const REDIS_CLIENT = 'command -v valkey-cli || command -v redis-cli';
