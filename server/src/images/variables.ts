import type { KnownImage } from './types';

/** A variable that somebody sets where nobody reads it. */
export interface MisplacedVariable {
  /** What reads nothing of the name, or the image that does. */
  readonly readBy: string | undefined;
  /** The words of the command that do what the variable was meant to do. */
  readonly option: ((value: string) => readonly string[]) | undefined;
}

/** The variables of one image that begin alike: it reads the known ones and no others. */
interface Namespace {
  readonly kinds: readonly string[];
  readonly prefix: RegExp;
  readonly known: RegExp;
  /** By the rest of the name. */
  readonly options: Readonly<Record<string, (value: string) => readonly string[]>>;
  readonly source: string;
}

const POSTGRES_SETTINGS = [
  'max_connections',
  'shared_buffers',
  'work_mem',
  'effective_cache_size',
  'maintenance_work_mem',
];

const MYSQL_OPTIONS: Namespace['options'] = {
  MAX_CONNECTIONS: (value) => [`--max-connections=${value}`],
  CHARSET: (value) => [`--character-set-server=${value}`],
  COLLATION: (value) => [`--collation-server=${value}`],
};

export const NAMESPACES: readonly Namespace[] = [
  {
    kinds: ['postgres', 'pgvector'],
    prefix: /^POSTGRES_/,
    known: /^(?:(?:USER|PASSWORD|DB|INITDB_ARGS)(?:_FILE)?|INITDB_WALDIR|INITDB_XLOGDIR|HOST_AUTH_METHOD)$/,
    options: Object.fromEntries(
      POSTGRES_SETTINGS.map((name) => [name.toUpperCase(), (value: string) => ['-c', `${name}=${value}`]]),
    ),
    source: 'https://hub.docker.com/_/postgres',
  },
  {
    kinds: ['mysql'],
    prefix: /^MYSQL_/,
    known:
      /^(?:(?:ROOT_PASSWORD|ROOT_HOST|DATABASE|USER|PASSWORD)(?:_FILE)?|ALLOW_EMPTY_PASSWORD|RANDOM_ROOT_PASSWORD|ONETIME_PASSWORD|INITDB_SKIP_TZINFO|HOST|PWD|TCP_PORT|UNIX_PORT|HISTFILE|HISTIGNORE|GROUP_SUFFIX|HOME|PS1|DEBUG|MAJOR|VERSION|SHELL_VERSION|TEST_LOGIN_FILE|OPENSSL_UDF_\w+)$/,
    options: MYSQL_OPTIONS,
    source: 'https://hub.docker.com/_/mysql',
  },
  {
    // The clients read variables of their own, and the entrypoint learns new ones now and then.
    kinds: ['mariadb'],
    prefix: /^(?:MARIADB|MYSQL)_/,
    known:
      /^(?:(?:ROOT_PASSWORD|ROOT_HOST|DATABASE|USER|PASSWORD)(?:_HASH)?(?:_FILE)?|ALLOW_EMPTY_(?:ROOT_)?PASSWORD|RANDOM_ROOT_PASSWORD|HOST|PWD|TCP_PORT|UNIX_PORT|HISTFILE|GROUP_SUFFIX|HOME|PS1|DEBUG|MAJOR|VERSION|\w*(?:INITDB|REPLICATION|MASTER|HEALTHCHECK|LOCALHOST|UPGRADE|PLUGIN|TLS|SSL)_?\w*)$/,
    options: MYSQL_OPTIONS,
    source: 'https://github.com/MariaDB/mariadb-docker/blob/master/docker-entrypoint.sh',
  },
  {
    kinds: ['mongodb'],
    prefix: /^MONGO_/,
    known: /^(?:INITDB_(?:ROOT_(?:USERNAME|PASSWORD)(?:_FILE)?|DATABASE)|VERSION|MAJOR|PACKAGE|REPO)$/,
    options: { REPLICA_SET_NAME: (value) => ['--replSet', value], REPLICA_SET: (value) => ['--replSet', value] },
    source: 'https://hub.docker.com/_/mongo',
  },
  {
    kinds: ['redis'],
    prefix: /^REDIS_/,
    known: /^(?:VERSION|DOWNLOAD_\w+)$/,
    options: {
      MAXMEMORY: (value) => ['--maxmemory', value],
      MAXMEMORY_POLICY: (value) => ['--maxmemory-policy', value],
      PORT: (value) => ['--port', value],
    },
    source: 'https://hub.docker.com/_/redis',
  },
  {
    kinds: ['prometheus'],
    prefix: /^PROMETHEUS_/,
    known: /^(?!)/,
    options: {
      RETENTION_TIME: (value) => [`--storage.tsdb.retention.time=${value}`],
      RETENTION: (value) => [`--storage.tsdb.retention.time=${value}`],
      RETENTION_SIZE: (value) => [`--storage.tsdb.retention.size=${value}`],
      STORAGE_TSDB_RETENTION_TIME: (value) => [`--storage.tsdb.retention.time=${value}`],
    },
    source: 'https://prometheus.io/docs/prometheus/latest/command-line/prometheus/',
  },
  {
    kinds: ['ollama'],
    prefix: /^OLLAMA_GPU_MEMORY_/,
    known: /^(?!)/,
    options: {},
    source: 'https://github.com/ollama/ollama/blob/main/envconfig/config.go',
  },
];

/** What only the server of Ollama reads: https://github.com/ollama/ollama/blob/main/envconfig/config.go */
const OLLAMA_SERVER =
  /^OLLAMA_(?:NUM_PARALLEL|MAX_LOADED_MODELS|MAX_QUEUE|KEEP_ALIVE|FLASH_ATTENTION|KV_CACHE_TYPE|SCHED_SPREAD|GPU_OVERHEAD|GPU_MEMORY_FRACTION|LOAD_TIMEOUT|NOPRUNE)$/;

/** Whether a known image does not read a variable that looks as if it did; undefined also where nothing is known. */
export function misplacedVariable(
  image: Pick<KnownImage, 'kind' | 'class'>,
  name: string,
): MisplacedVariable | undefined {
  // What runs on a bare runtime is somebody's own program.
  if (image.class === 'runtime') return undefined;
  const namespace = NAMESPACES.find(({ kinds, prefix }) => kinds.includes(image.kind) && prefix.test(name));
  if (namespace) {
    const rest = name.replace(namespace.prefix, '');
    return namespace.known.test(rest) ? undefined : { readBy: undefined, option: namespace.options[rest] };
  }
  return image.kind !== 'ollama' && OLLAMA_SERVER.test(name) ? { readBy: 'ollama', option: undefined } : undefined;
}
