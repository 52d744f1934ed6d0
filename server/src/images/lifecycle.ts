import { covers } from './facts';
import type { ImageReference } from './reference';
import type { TagRange } from './types';

/** Versions of an image that their makers no longer mend. */
export interface EndOfLife {
  readonly title: string;
  /** Docker Hub's are written without `docker.io/` and `library/`. */
  readonly repositories: readonly string[];
  /** Absent: all of them. */
  readonly tags?: TagRange;
  /** Year and month. */
  readonly ended: string;
  /** A version that is maintained, or the image to take instead. */
  readonly successor: { readonly version: string } | { readonly image: string };
  /** Another version does not read the data as it is. */
  readonly keepsData?: true;
  readonly source: string;
}

const END_OF_LIFE: readonly EndOfLife[] = [
  {
    title: 'Node.js',
    repositories: ['node'],
    tags: { before: '22' },
    ended: '2026-04',
    successor: { version: '24' },
    source: 'https://nodejs.org/en/about/previous-releases',
  },
  {
    title: 'Node.js',
    repositories: ['node'],
    tags: { from: '23', before: '24' },
    ended: '2025-06',
    successor: { version: '24' },
    source: 'https://nodejs.org/en/about/previous-releases',
  },
  {
    title: 'Python',
    repositories: ['python'],
    tags: { before: '3.10' },
    ended: '2025-10',
    successor: { version: '3.13' },
    source: 'https://devguide.python.org/versions/',
  },
  {
    title: 'PHP',
    repositories: ['php'],
    tags: { before: '8.2' },
    ended: '2025-12',
    successor: { version: '8.4' },
    source: 'https://www.php.net/supported-versions.php',
  },
  {
    title: 'Ruby',
    repositories: ['ruby'],
    tags: { before: '3.2' },
    ended: '2025-03',
    successor: { version: '3.4' },
    source: 'https://www.ruby-lang.org/en/downloads/branches/',
  },
  {
    title: 'PostgreSQL',
    repositories: ['postgres', 'postgis/postgis', 'bitnami/postgresql'],
    tags: { before: '14' },
    ended: '2025-11',
    successor: { version: '17' },
    keepsData: true,
    source: 'https://www.postgresql.org/support/versioning/',
  },
  {
    title: 'MySQL',
    repositories: ['mysql'],
    tags: { before: '8.4' },
    ended: '2026-04',
    successor: { version: '8.4' },
    keepsData: true,
    source: 'https://www.mysql.com/support/eol-notice.html',
  },
  {
    title: 'MariaDB',
    repositories: ['mariadb'],
    tags: { before: '10.6' },
    ended: '2025-06',
    successor: { version: '11.8' },
    keepsData: true,
    source: 'https://mariadb.org/about/#maintenance-policy',
  },
  {
    title: 'MariaDB',
    repositories: ['mariadb'],
    tags: { from: '11.0', before: '11.4' },
    ended: '2024-11',
    successor: { version: '11.8' },
    keepsData: true,
    source: 'https://mariadb.org/about/#maintenance-policy',
  },
  {
    title: 'MongoDB',
    repositories: ['mongo'],
    tags: { before: '7.0' },
    ended: '2025-07',
    successor: { version: '8.0' },
    keepsData: true,
    source: 'https://www.mongodb.com/legal/support-policy/lifecycles',
  },
  {
    title: 'Elasticsearch',
    repositories: ['elasticsearch', 'docker.elastic.co/elasticsearch/elasticsearch'],
    tags: { before: '8.0' },
    ended: '2026-01',
    successor: { version: '9.2' },
    keepsData: true,
    source: 'https://www.elastic.co/support/eol',
  },
  {
    title: 'RabbitMQ',
    repositories: ['rabbitmq'],
    tags: { before: '4.0' },
    ended: '2024-09',
    successor: { version: '4.2' },
    keepsData: true,
    source: 'https://www.rabbitmq.com/release-information',
  },
  {
    title: 'Redis',
    repositories: ['redis'],
    tags: { before: '6.2' },
    ended: '2022-05',
    successor: { version: '8.6' },
    keepsData: true,
    source: 'https://redis.io/docs/latest/operate/oss_and_stack/install/',
  },
  {
    title: 'Traefik',
    repositories: ['traefik'],
    tags: { before: '2.11' },
    ended: '2024-04',
    successor: { version: 'v3.6' },
    source: 'https://doc.traefik.io/traefik/deprecation/releases/',
  },
  {
    title: 'Ubuntu',
    repositories: ['ubuntu'],
    tags: { before: '22.04' },
    ended: '2025-05',
    successor: { version: '24.04' },
    source: 'https://ubuntu.com/about/release-cycle',
  },
  {
    title: 'Promtail',
    repositories: ['grafana/promtail'],
    ended: '2026-03',
    successor: { image: 'grafana/alloy' },
    source: 'https://grafana.com/docs/loki/latest/send-data/promtail/',
  },
  {
    title: 'Grafana Agent',
    repositories: ['grafana/agent'],
    ended: '2025-11',
    successor: { image: 'grafana/alloy' },
    source: 'https://grafana.com/docs/agent/latest/',
  },
  {
    title: 'Jaeger 1',
    repositories: ['jaegertracing/all-in-one', 'jaegertracing/jaeger-collector', 'jaegertracing/jaeger-query'],
    tags: { before: '2' },
    ended: '2025-12',
    successor: { image: 'jaegertracing/jaeger' },
    source: 'https://www.jaegertracing.io/download/',
  },
];

/** An image that its publisher gave up. */
export interface Discontinued {
  /** A whole name, or the beginning of one, up to and with a slash. */
  readonly name: string;
  /** What became of it, as the end of "The image …". */
  readonly fate: string;
  /** What to do. */
  readonly advice: string;
  /** Cannot be pulled any more; a copy that only stands still. */
  readonly state?: 'gone' | 'frozen';
  /** What its name, or that beginning of it, is to become. */
  readonly replacement?: { readonly name: string; readonly tags: 'same' | 'other' };
  readonly source: string;
}

const BITNAMI = 'https://github.com/bitnami/containers/issues/83267';
const MINIO = 'https://github.com/minio/minio';

const DISCONTINUED: readonly Discontinued[] = [
  {
    name: 'bitnami/',
    fate: 'lost its versioned tags in 2025; what is left gets no fixed versions',
    advice: 'Move to the official image of the project. The copies below bitnamilegacy get no updates',
    replacement: { name: 'bitnamilegacy/', tags: 'same' },
    source: BITNAMI,
  },
  {
    name: 'bitnamilegacy/',
    fate: 'is a frozen copy that gets no security updates',
    advice: 'Move to the official image of the project',
    state: 'frozen',
    source: BITNAMI,
  },
  {
    name: 'minio/minio',
    fate: 'was removed from Docker Hub, so the pull fails',
    advice: 'The last tags are on quay.io, but the project is archived: plan a move to another object store',
    state: 'gone',
    replacement: { name: 'quay.io/minio/minio', tags: 'same' },
    source: MINIO,
  },
  {
    name: 'minio/mc',
    fate: 'was removed from Docker Hub, so the pull fails',
    advice: 'The last tags are on quay.io, but the project is archived: plan a move to another client',
    state: 'gone',
    replacement: { name: 'quay.io/minio/mc', tags: 'same' },
    source: MINIO,
  },
  {
    name: 'quay.io/minio/',
    fate: 'belongs to a project that is archived and gets no fixes',
    advice: 'Plan a move to another object store',
    state: 'frozen',
    source: MINIO,
  },
  {
    name: 'k8s.gcr.io/',
    fate: 'is in a registry that was frozen in 2023',
    advice: 'The same images are in registry.k8s.io',
    replacement: { name: 'registry.k8s.io/', tags: 'same' },
    source: 'https://kubernetes.io/blog/2023/02/06/k8s-gcr-io-freeze-announcement/',
  },
  {
    name: 'containrrr/watchtower',
    fate: 'belongs to a project that is archived, and speaks an API that new engines refuse',
    advice: 'Take a maintained fork, or let a pipeline update the versions',
    replacement: { name: 'nickfedor/watchtower', tags: 'other' },
    source: 'https://github.com/containrrr/watchtower',
  },
  {
    name: 'v2tec/watchtower',
    fate: 'was given up in 2019',
    advice: 'Take a maintained fork, or let a pipeline update the versions',
    replacement: { name: 'nickfedor/watchtower', tags: 'other' },
    source: 'https://github.com/containrrr/watchtower',
  },
  {
    name: 'jboss/keycloak',
    fate: 'ended with Keycloak 16',
    advice: 'Move to quay.io/keycloak/keycloak, which is configured differently',
    source: 'https://www.keycloak.org/server/containers',
  },
  {
    name: 'mailhog/mailhog',
    fate: 'has had no release since 2020',
    advice: 'Mailpit does the same and is maintained',
    replacement: { name: 'axllent/mailpit', tags: 'other' },
    source: 'https://mailpit.axllent.org/docs/',
  },
  {
    name: 'wurstmeister/kafka',
    fate: 'was given up',
    advice: 'Move to apache/kafka, which is configured differently',
    source: 'https://hub.docker.com/r/apache/kafka',
  },
  {
    name: 'wurstmeister/zookeeper',
    fate: 'was given up',
    advice: 'Kafka no longer needs ZooKeeper; elsewhere take the official image',
    source: 'https://hub.docker.com/_/zookeeper',
  },
  {
    name: 'google/cadvisor',
    fate: 'has had no release since 2019',
    advice: 'cAdvisor is published on gcr.io now',
    replacement: { name: 'gcr.io/cadvisor/cadvisor', tags: 'other' },
    source: 'https://github.com/google/cadvisor',
  },
  {
    name: 'portainer/portainer',
    fate: 'ended with Portainer 1',
    advice: 'Take portainer/portainer-ce',
    replacement: { name: 'portainer/portainer-ce', tags: 'other' },
    source: 'https://docs.portainer.io/start/install-ce/server/docker/linux',
  },
  {
    name: 'vault',
    fate: 'ended with Vault 1.13',
    advice: 'HashiCorp publishes hashicorp/vault',
    replacement: { name: 'hashicorp/vault', tags: 'other' },
    source: 'https://hub.docker.com/_/vault',
  },
  {
    name: 'consul',
    fate: 'ended with Consul 1.15',
    advice: 'HashiCorp publishes hashicorp/consul',
    replacement: { name: 'hashicorp/consul', tags: 'other' },
    source: 'https://hub.docker.com/_/consul',
  },
  {
    name: 'jenkins',
    fate: 'was deprecated in favour of that of the Jenkins project',
    advice: 'Take jenkins/jenkins',
    replacement: { name: 'jenkins/jenkins', tags: 'other' },
    source: 'https://hub.docker.com/_/jenkins',
  },
  {
    name: 'openjdk',
    fate: 'is deprecated and gets early-access builds only',
    advice: 'Take eclipse-temurin or another build of OpenJDK',
    replacement: { name: 'eclipse-temurin', tags: 'other' },
    source: 'https://hub.docker.com/_/openjdk',
  },
  {
    name: 'centos',
    fate: 'belongs to a distribution that ended in 2024',
    advice: 'Move to a successor such as AlmaLinux or Rocky Linux',
    source: 'https://www.centos.org/centos-linux-eol/',
  },
  {
    name: 'linuxserver/letsencrypt',
    fate: 'was renamed in 2020 and is not built any more',
    advice: 'Take linuxserver/swag',
    replacement: { name: 'linuxserver/swag', tags: 'other' },
    source: 'https://docs.linuxserver.io/images/docker-swag/',
  },
];

/** Every row, for the test of the table. */
export const LIFECYCLES = { endOfLife: END_OF_LIFE, discontinued: DISCONTINUED } as const;

/** The row that holds for a reference; nothing for a tag that is not known, or that is the newest one by its name. */
export function endOfLife(reference: ImageReference): EndOfLife | undefined {
  const name = nameOf(reference);
  const { tag = '', digest } = reference;
  return END_OF_LIFE.find(({ repositories, tags }) => {
    if (!repositories.includes(name)) return false;
    return tags === undefined || (digest === undefined && !tag.includes('$') && /^v?\d/.test(tag) && covers(tags, tag));
  });
}

export function discontinued(reference: ImageReference): Discontinued | undefined {
  const name = nameOf(reference);
  return DISCONTINUED.find((row) => (row.name.endsWith('/') ? name.startsWith(row.name) : name === row.name));
}

function nameOf({ registry, repository }: ImageReference): string {
  return registry === undefined ? repository : `${registry}/${repository}`;
}
