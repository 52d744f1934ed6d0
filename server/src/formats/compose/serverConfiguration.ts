/** How a server is told to read a file, and what it reads without being told. */
export interface Loading {
  readonly kind: 'postgres' | 'mysql' | 'mongodb' | 'redis';
  readonly program: string;
  readonly file: RegExp;
  readonly readByItself: RegExp;
  readonly words: (path: string) => readonly string[];
}

const LOADING: readonly Loading[] = [
  {
    kind: 'postgres',
    program: 'postgres',
    file: /postgres.*\.conf$/i,
    // Files in the data folder, and those that the main file takes in.
    readByItself: /^\/var\/lib\/postgresql\/|^\/usr\/share\/postgresql\/|\/conf\.d\/|\/bitnami\/|\/opt\/bitnami\//,
    words: (path) => ['-c', `config_file=${path}`],
  },
  {
    kind: 'mongodb',
    program: 'mongod',
    file: /^mongod?\.(?:conf|ya?ml|cfg)$/i,
    readByItself: /^\/(?:opt\/)?bitnami\//,
    words: (path) => ['--config', path],
  },
  {
    kind: 'redis',
    program: 'redis-server',
    file: /^(?:redis|valkey).*\.conf$/i,
    readByItself: /^\/(?:opt\/)?bitnami\//,
    words: (path) => [path],
  },
  {
    kind: 'mysql',
    program: 'mysqld',
    file: /\.cnf$/i,
    readByItself:
      /^\/etc\/(?:my\.cnf$|my\.cnf\.d\/|mysql\/)|^\/(?:opt\/)?bitnami\/|^\/root\/\.my\.cnf$|^\/var\/lib\/mysql\//,
    words: (path) => [`--defaults-extra-file=${path}`],
  },
];
const KINDS: Readonly<Record<string, Loading['kind']>> = {
  postgres: 'postgres',
  pgvector: 'postgres',
  timescaledb: 'postgres',
  mongodb: 'mongodb',
  redis: 'redis',
  valkey: 'redis',
  mysql: 'mysql',
  mariadb: 'mysql',
};

/** Of an image, by its kind; undefined for images that are not known well enough. */
export function loadingOf(imageKind: string | undefined): Loading | undefined {
  const kind = KINDS[imageKind ?? ''];
  return LOADING.find((one) => one.kind === kind);
}
