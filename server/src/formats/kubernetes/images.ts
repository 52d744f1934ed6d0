import type { KnownImage } from '../../images';
import type { Container } from './container';

/** Stores of data by the last part of their repository, so that vendors' own builds (`bitnami/redis`, `cp-kafka`) count too. */
const STORES: Readonly<Record<string, readonly string[]>> = {
  postgres: ['postgres', 'postgresql', 'postgis', 'pgvector', 'timescaledb', 'timescaledb-ha', 'spilo', 'citus'],
  mysql: ['mysql', 'mysql-server', 'mariadb', 'percona', 'percona-server', 'percona-xtradb-cluster'],
  mongodb: ['mongo', 'mongodb', 'mongodb-community-server', 'percona-server-mongodb'],
  redis: ['redis', 'redis-stack', 'redis-stack-server', 'redis-cluster', 'valkey', 'valkey-cluster'],
  memcached: ['memcached'],
  elasticsearch: ['elasticsearch', 'opensearch'],
  cassandra: ['cassandra', 'scylla'],
  clickhouse: ['clickhouse', 'clickhouse-server'],
  rabbitmq: ['rabbitmq'],
  kafka: ['kafka', 'cp-kafka', 'redpanda'],
  zookeeper: ['zookeeper', 'cp-zookeeper'],
  etcd: ['etcd'],
  influxdb: ['influxdb'],
  minio: ['minio'],
  mssql: ['mssql'],
  cockroachdb: ['cockroach', 'cockroachdb'],
};
const STORE_BY_NAME = new Map(Object.entries(STORES).flatMap(([kind, names]) => names.map((name) => [name, kind])));

/** Images whose main process is a Java virtual machine, besides the stores that are one. */
const JVM_NAMES = new Set([
  'keycloak',
  'openjdk',
  'eclipse-temurin',
  'amazoncorretto',
  'tomcat',
  'jetty',
  'jenkins',
  'sonarqube',
  'nexus3',
  'logstash',
  'solr',
  'wildfly',
]);
const JVM_STORES = new Set(['elasticsearch', 'cassandra', 'kafka', 'zookeeper']);

/** Ports of protocols that no HTTP request gets an answer from. */
const WIRE_PORTS: ReadonlyMap<number, string> = new Map([
  [5432, 'PostgreSQL'],
  [6432, 'PgBouncer'],
  [3306, 'MySQL'],
  [33060, 'MySQL'],
  [6379, 'Redis'],
  [26379, 'Redis Sentinel'],
  [27017, 'MongoDB'],
  [11211, 'memcached'],
  [9092, 'Kafka'],
  [2181, 'ZooKeeper'],
  [5672, 'AMQP'],
  [4222, 'NATS'],
  [1433, 'SQL Server'],
  [1521, 'Oracle'],
  [9042, 'Cassandra'],
  [7687, 'Bolt'],
]);

/** Stores without any HTTP endpoint of their own. */
const WIRE_STORES = new Set([
  'postgres',
  'mysql',
  'mongodb',
  'redis',
  'memcached',
  'cassandra',
  'kafka',
  'zookeeper',
  'mssql',
]);

const STORE_CLASSES: ReadonlySet<KnownImage['class']> = new Set(['database', 'cache', 'queue', 'search']);

/** What kind of data store (database, cache, queue, search engine) a container runs; undefined for everything else. */
export function storeOf(container: Container): string | undefined {
  const known = container.knownImage;
  const name = baseName(container);
  if (known && known.class !== 'object-storage')
    return STORE_CLASSES.has(known.class) ? (STORE_BY_NAME.get(name) ?? known.kind) : undefined;
  return STORE_BY_NAME.get(name);
}

/** The least memory (a Kubernetes quantity) that images of this kind are known to need; undefined where nothing is known. */
export function memoryFloor(container: Container): string | undefined {
  const store = storeOf(container);
  const name = baseName(container);
  if (name === 'prometheus' || JVM_NAMES.has(name) || (store !== undefined && JVM_STORES.has(store))) return '256Mi';
  return store === undefined ? undefined : '128Mi';
}

/** A size as Compose writes it (`512M`, `1g`: powers of 1024) as a Kubernetes quantity. */
export function toQuantity(composeSize: string): string {
  return composeSize.replace(/([kmg])b?$/i, (_, unit: string) => `${unit.toUpperCase()}i`);
}

/** The last part of the repository, in lower case; Microsoft names SQL Server in the part before. */
export function baseName({ image }: Container): string {
  const repository = (image?.reference.repository ?? '').replace(/\/server$/, '');
  return repository.slice(repository.lastIndexOf('/') + 1);
}

/** The protocol of a well-known port that answers no HTTP request, in words. */
export function wireProtocol(port: number): string | undefined {
  return WIRE_PORTS.get(port);
}

/** Whether a kind of store has no HTTP endpoint at all. */
export function speaksNoHttp(store: string): boolean {
  return WIRE_STORES.has(store);
}
