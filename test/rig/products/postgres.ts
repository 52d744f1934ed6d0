/** PostgreSQL as its image starts it: variables count for an empty data folder only. */
import type { ContainerSpec } from '../docker';

/** Where the image has a folder that belongs to the user. */
export const POSTGRES_DATA = '/var/lib/postgresql';

const START = `
[ -s "$PGDATA/PG_VERSION" ] || {
  printf %s "$POSTGRES_PASSWORD" >/tmp/password
  initdb --no-sync -U postgres --auth-local=trust --auth-host=scram-sha-256 --pwfile=/tmp/password >/dev/null || exit 1
}
[ -z "$IS_STANDBY" ] || touch "$PGDATA/standby.signal"
exec postgres -c fsync=off -c unix_socket_directories=/tmp -c listen_addresses=127.0.0.1 "$@"
`;

export interface PostgresOptions {
  readonly env?: readonly string[];
  /** Settings, `name=value`. */
  readonly settings?: readonly string[];
  /** When the container counts as healthy: by default when connections are taken. */
  readonly healthy?: string;
  readonly host?: Readonly<Record<string, unknown>>;
}

export function postgresContainer({
  env = [],
  settings = [],
  healthy = 'pg_isready -q -h /tmp',
  host = {},
}: PostgresOptions = {}): ContainerSpec {
  return {
    Image: 'postgres:15',
    Cmd: ['sh', '-c', START, 'postgres', ...settings.flatMap((setting) => ['-c', setting])],
    Env: [`PGDATA=${POSTGRES_DATA}/own`, 'POSTGRES_PASSWORD=right-horse', ...env],
    Healthcheck: { Test: ['CMD-SHELL', healthy], Interval: 1e9, Timeout: 5e9, Retries: 100 },
    HostConfig: host,
  };
}

export function volume(name: string, target: string): Readonly<Record<string, unknown>> {
  return { Mounts: [{ Type: 'volume', Source: name, Target: target }] };
}
