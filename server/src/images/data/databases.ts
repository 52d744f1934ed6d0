import { HEAVY_PROBE } from '../probes';
import type { ImageEntry, SecretFileSupport } from '../types';
import { STEP_DOWN_CAPABILITIES } from './common';

const POSTGRES_SECRET_FILES: SecretFileSupport = {
  suffix: '_FILE',
  variables: ['POSTGRES_PASSWORD', 'POSTGRES_USER', 'POSTGRES_DB', 'POSTGRES_INITDB_ARGS'],
};

const POSTGRES = {
  class: 'database',
  ports: [{ port: 5432, protocol: 'postgres' }],
  user: { default: 'postgres', uid: 999, dropsPrivileges: true },
  probe: {
    kind: 'command',
    // Without -h the server that runs during initialisation, on its socket only, already counts as ready.
    test: [
      'CMD-SHELL',
      'pg_isready -h 127.0.0.1 -U "$${POSTGRES_USER:-postgres}" -d "$${POSTGRES_DB:-$${POSTGRES_USER:-postgres}}"',
    ],
  },
  secretFiles: POSTGRES_SECRET_FILES,
  memoryLimit: '512M',
  capabilities: STEP_DOWN_CAPABILITIES,
  writesRootFilesystem: true,
  stopSignal: 'SIGINT',
} as const satisfies Partial<ImageEntry>;

const POSTGRES_SOURCES = [
  'https://hub.docker.com/_/postgres',
  'https://github.com/docker-library/postgres/blob/master/docker-entrypoint.sh',
  'https://github.com/docker-library/postgres/blob/master/18/trixie/Dockerfile',
];

export const databases: readonly ImageEntry[] = [
  {
    ...POSTGRES,
    kind: 'postgres',
    title: 'PostgreSQL',
    repositories: ['postgres', 'postgis/postgis'],
    // Since 18 the cluster lives in a folder named after its version below the volume.
    dataFolders: ['/var/lib/postgresql'],
    knownTags: { postgres: '18.4', 'postgis/postgis': '18-3.6' },
    missingPrograms: ['curl', 'wget'],
    byTag: [
      { tags: { before: '18' }, dataFolders: ['/var/lib/postgresql/data'] },
      {
        tags: { variant: 'alpine' },
        user: { default: 'postgres', uid: 70, dropsPrivileges: true },
        missingPrograms: ['curl'],
      },
    ],
    sources: [...POSTGRES_SOURCES, 'https://github.com/postgis/docker-postgis'],
  },
  {
    ...POSTGRES,
    kind: 'pgvector',
    title: 'PostgreSQL with pgvector',
    repositories: ['pgvector/pgvector'],
    dataFolders: ['/var/lib/postgresql/data'],
    knownTags: { 'pgvector/pgvector': '0.8.1-pg17' },
    missingPrograms: ['curl', 'wget'],
    // The tag begins with the version of the extension; PostgreSQL's own stands behind "pg".
    byTag: [{ tags: { variant: 'pg18' }, dataFolders: ['/var/lib/postgresql'] }],
    sources: [...POSTGRES_SOURCES, 'https://github.com/pgvector/pgvector/blob/master/Dockerfile'],
  },
  {
    ...POSTGRES,
    kind: 'timescaledb',
    title: 'TimescaleDB',
    repositories: ['timescale/timescaledb'],
    user: { default: 'postgres', uid: 70, dropsPrivileges: true },
    dataFolders: ['/var/lib/postgresql/data'],
    knownTags: { 'timescale/timescaledb': '2.24.0-pg17' },
    missingPrograms: ['curl'],
    byTag: [{ tags: { variant: 'pg18' }, dataFolders: ['/var/lib/postgresql'] }],
    sources: [...POSTGRES_SOURCES, 'https://github.com/timescale/timescaledb-docker/blob/main/Dockerfile'],
  },
  {
    kind: 'bitnami-postgresql',
    title: 'PostgreSQL (Bitnami)',
    repositories: ['bitnami/postgresql', 'bitnamilegacy/postgresql'],
    class: 'database',
    ports: [{ port: 5432, protocol: 'postgres' }],
    user: { default: '1001', uid: 1001 },
    probe: { kind: 'command', test: ['CMD', 'pg_isready', '-h', '127.0.0.1', '-p', '5432'] },
    secretFiles: {
      suffix: '_FILE',
      variables: [
        'POSTGRESQL_PASSWORD',
        'POSTGRESQL_POSTGRES_PASSWORD',
        'POSTGRESQL_REPLICATION_PASSWORD',
        'POSTGRESQL_LDAP_BIND_PASSWORD',
        'POSTGRESQL_USERNAME',
        'POSTGRESQL_DATABASE',
        'POSTGRES_PASSWORD',
        'POSTGRES_POSTGRES_PASSWORD',
        'POSTGRES_REPLICATION_PASSWORD',
        'POSTGRES_USER',
        'POSTGRES_DB',
      ],
    },
    dataFolders: ['/bitnami/postgresql'],
    memoryLimit: '512M',
    capabilities: [],
    writesRootFilesystem: true,
    // Only the later builds were without curl.
    missingPrograms: ['wget'],
    sources: [
      'https://github.com/bitnami/containers/blob/main/bitnami/postgresql/16/debian-12/Dockerfile',
      'https://github.com/bitnami/containers/issues/83267',
    ],
  },
  {
    kind: 'mysql',
    title: 'MySQL',
    repositories: ['mysql'],
    class: 'database',
    ports: [
      { port: 3306, protocol: 'mysql' },
      { port: 33060, protocol: 'tcp' },
    ],
    user: { default: 'mysql', uid: 999, dropsPrivileges: true },
    probe: {
      kind: 'command',
      test: ['CMD', 'mysqladmin', 'ping', '-h', '127.0.0.1', '--silent'],
      startPeriod: '60s',
    },
    secretFiles: {
      suffix: '_FILE',
      variables: ['MYSQL_ROOT_PASSWORD', 'MYSQL_ROOT_HOST', 'MYSQL_DATABASE', 'MYSQL_USER', 'MYSQL_PASSWORD'],
    },
    dataFolders: ['/var/lib/mysql'],
    memoryLimit: '1G',
    knownTags: { mysql: '8.4.9' },
    capabilities: STEP_DOWN_CAPABILITIES,
    justifiedCapabilities: ['SYS_NICE'],
    writesRootFilesystem: true,
    missingPrograms: ['wget'],
    sources: [
      'https://hub.docker.com/_/mysql',
      'https://github.com/docker-library/mysql/blob/master/8.4/Dockerfile.oracle',
      'https://github.com/docker-library/mysql/blob/master/8.4/docker-entrypoint.sh',
    ],
  },
  {
    kind: 'mariadb',
    title: 'MariaDB',
    repositories: ['mariadb'],
    class: 'database',
    ports: [{ port: 3306, protocol: 'mysql' }],
    user: { default: 'mysql', uid: 999, dropsPrivileges: true },
    probe: {
      kind: 'command',
      test: ['CMD', 'healthcheck.sh', '--connect', '--innodb_initialized'],
      startPeriod: '60s',
      requires:
        'the health check user in the data folder: volumes of older releases get it from one start with MARIADB_AUTO_UPGRADE=1',
    },
    secretFiles: {
      suffix: '_FILE',
      variables: [
        'MARIADB_ROOT_PASSWORD',
        'MARIADB_ROOT_PASSWORD_HASH',
        'MARIADB_ROOT_HOST',
        'MARIADB_DATABASE',
        'MARIADB_USER',
        'MARIADB_PASSWORD',
        'MARIADB_PASSWORD_HASH',
        'MARIADB_REPLICATION_USER',
        'MARIADB_REPLICATION_PASSWORD',
        'MARIADB_REPLICATION_PASSWORD_HASH',
        'MARIADB_MASTER_HOST',
        'MARIADB_MASTER_PORT',
        'MYSQL_ROOT_PASSWORD',
        'MYSQL_ROOT_HOST',
        'MYSQL_DATABASE',
        'MYSQL_USER',
        'MYSQL_PASSWORD',
      ],
    },
    dataFolders: ['/var/lib/mysql'],
    memoryLimit: '512M',
    knownTags: { mariadb: '11.8.9' },
    capabilities: STEP_DOWN_CAPABILITIES,
    justifiedCapabilities: ['SYS_NICE'],
    writesRootFilesystem: true,
    missingPrograms: ['curl', 'wget', 'mysqladmin', 'mysql'],
    byTag: [
      { tags: { before: '11' }, missingPrograms: ['curl', 'wget'] },
      // The script came to the images in the spring of 2022.
      {
        tags: { before: '10.6.8' },
        outdated: true,
        probe: {
          kind: 'command',
          test: ['CMD', 'mysqladmin', 'ping', '-h', '127.0.0.1', '--silent'],
          startPeriod: '60s',
        },
      },
    ],
    sources: [
      'https://hub.docker.com/_/mariadb',
      'https://github.com/MariaDB/mariadb-docker/issues/419',
      'https://github.com/MariaDB/mariadb-docker/issues/512',
      'https://mariadb.com/kb/en/using-healthcheck-sh/',
      'https://github.com/MariaDB/mariadb-docker/blob/master/11.8/docker-entrypoint.sh',
      'https://github.com/MariaDB/mariadb-docker/blob/master/11.8/healthcheck.sh',
    ],
  },
  {
    kind: 'mongodb',
    title: 'MongoDB',
    repositories: ['mongo'],
    class: 'database',
    ports: [{ port: 27017, protocol: 'mongodb' }],
    user: { default: 'mongodb', uid: 999, dropsPrivileges: true },
    // A ping needs no login, so the probe holds no password.
    probe: {
      kind: 'command',
      test: ['CMD', 'mongosh', '--quiet', '--eval', "quit(db.adminCommand('ping').ok ? 0 : 2)"],
      ...HEAVY_PROBE,
    },
    secretFiles: { suffix: '_FILE', variables: ['MONGO_INITDB_ROOT_USERNAME', 'MONGO_INITDB_ROOT_PASSWORD'] },
    dataFolders: ['/data/db'],
    memoryLimit: '1G',
    knownTags: { mongo: '8.0.20' },
    capabilities: STEP_DOWN_CAPABILITIES,
    missingPrograms: ['curl', 'wget', 'mongo'],
    byTag: [
      {
        tags: { before: '6' },
        probe: {
          kind: 'command',
          test: ['CMD', 'mongo', '--quiet', '--eval', "quit(db.adminCommand('ping').ok ? 0 : 2)"],
          ...HEAVY_PROBE,
        },
        missingPrograms: ['curl', 'wget'],
      },
    ],
    sources: [
      'https://hub.docker.com/_/mongo',
      'https://github.com/docker-library/mongo/blob/master/8.0/Dockerfile',
      'https://github.com/docker-library/mongo/blob/master/docker-entrypoint.sh',
      'https://www.mongodb.com/docs/manual/release-notes/6.0-compatibility/',
    ],
  },
];
