import type { DeclaredService } from '../../engine/surroundings';
import { findImage, parseImageReference, type PortProtocol } from '../../images';

/** An exporter that translates for Prometheus, by the name and port it usually has. */
export interface Exporter {
  readonly name: string;
  readonly port: number;
  /** Names and images of services that are it; `_` is written as `-`. */
  readonly services: RegExp;
}

export interface WireProtocol {
  /** As a person calls it. */
  readonly title: string;
  readonly exporter?: Exporter;
  /** The server itself has metrics, on this port. */
  readonly ownMetricsPort?: number;
}

/** Ports: https://github.com/prometheus/prometheus/wiki/Default-port-allocations */
const EXPORTERS = {
  postgres: { name: 'postgres-exporter', port: 9187, services: /(?:postgres(?:ql)?|pg)-exporter/ },
  mysql: { name: 'mysqld-exporter', port: 9104, services: /(?:mysqld?|mariadb)-exporter/ },
  sql: { name: 'sql-exporter', port: 9399, services: /(?:^|[/-])(?:ms)?sql-exporter/ },
  oracle: { name: 'oracledb-exporter', port: 9161, services: /oracle(?:db)?-exporter/ },
  mongodb: { name: 'mongodb-exporter', port: 9216, services: /mongo(?:db)?-exporter/ },
  redis: { name: 'redis-exporter', port: 9121, services: /(?:redis|valkey)-exporter/ },
  memcached: { name: 'memcached-exporter', port: 9150, services: /memcached?-exporter/ },
  kafka: { name: 'kafka-exporter', port: 9308, services: /kafka-exporter/ },
  elasticsearch: { name: 'elasticsearch-exporter', port: 9114, services: /(?:elastic(?:search)?|opensearch)-exporter/ },
  nats: { name: 'nats-exporter', port: 7777, services: /nats-exporter/ },
} as const satisfies Record<string, Exporter>;

/** Nothing that speaks HTTP listens on these (https://www.iana.org/assignments/service-names-port-numbers/). */
const BY_PORT: ReadonlyMap<number, WireProtocol> = new Map<number, WireProtocol>([
  [22, { title: 'SSH' }],
  [25, { title: 'SMTP' }],
  [53, { title: 'DNS' }],
  [389, { title: 'LDAP' }],
  [1433, { title: 'SQL Server', exporter: EXPORTERS.sql }],
  [1521, { title: 'Oracle', exporter: EXPORTERS.oracle }],
  [2181, { title: 'ZooKeeper', ownMetricsPort: 7000 }],
  [3306, { title: 'MySQL', exporter: EXPORTERS.mysql }],
  [5432, { title: 'PostgreSQL', exporter: EXPORTERS.postgres }],
  [5672, { title: 'AMQP', ownMetricsPort: 15692 }],
  [6379, { title: 'Redis', exporter: EXPORTERS.redis }],
  [11211, { title: 'Memcached', exporter: EXPORTERS.memcached }],
  [27017, { title: 'MongoDB', exporter: EXPORTERS.mongodb }],
]);

/** What well-known images speak on ports that anything else may use for HTTP. */
const BY_PROTOCOL: Readonly<Partial<Record<PortProtocol, WireProtocol>>> = {
  amqp: { title: 'AMQP', ownMetricsPort: 15692 },
  bolt: { title: 'Bolt' },
  cassandra: { title: 'CQL' },
  grpc: { title: 'gRPC' },
  kafka: { title: 'Kafka', exporter: EXPORTERS.kafka },
  memcached: { title: 'Memcached', exporter: EXPORTERS.memcached },
  mongodb: { title: 'MongoDB', exporter: EXPORTERS.mongodb },
  mqtt: { title: 'MQTT' },
  mysql: { title: 'MySQL', exporter: EXPORTERS.mysql },
  nats: { title: 'NATS', exporter: EXPORTERS.nats },
  postgres: { title: 'PostgreSQL', exporter: EXPORTERS.postgres },
  redis: { title: 'Redis', exporter: EXPORTERS.redis },
  smtp: { title: 'SMTP' },
  ssh: { title: 'SSH' },
  zookeeper: { title: 'ZooKeeper', ownMetricsPort: 7000 },
};

/** Images whose ports are not in the table of images, or stand there without their protocol. */
const BY_IMAGE: readonly { readonly port: number; readonly image: RegExp; readonly protocol: WireProtocol }[] = [
  { port: 7687, image: /(?:^|\/)neo4j$/, protocol: { title: 'Bolt' } },
  { port: 9042, image: /(?:^|\/)(?:cassandra|scylla)$/, protocol: { title: 'CQL' } },
  {
    port: 9300,
    image: /(?:^|\/)(?:elasticsearch|opensearch)$/,
    protocol: { title: "Elasticsearch's transport protocol", exporter: EXPORTERS.elasticsearch },
  },
  { port: 50000, image: /(?:^|\/)jenkins$/, protocol: { title: "Jenkins' agent protocol" } },
];

/** The protocol other than HTTP that a port certainly speaks; `service` is the one behind the host, where the project declares it. */
export function wireProtocolOf(port: number, service: DeclaredService | undefined): WireProtocol | undefined {
  const image = service?.image;
  if (image !== undefined) {
    const { repository } = parseImageReference(image);
    const special = BY_IMAGE.find((one) => one.port === port && one.image.test(repository));
    if (special) return special.protocol;
    const known = findImage(image)?.ports.find((one) => one.port === port)?.protocol;
    if (known === 'http' || known === 'https') return undefined;
    if (known && BY_PROTOCOL[known]) return BY_PROTOCOL[known];
  }
  return BY_PORT.get(port);
}
