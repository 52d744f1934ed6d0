import type { MaintainedProduct } from '../types';

/** Where PostgreSQL is inside another product, its major version stands in the tag behind "pg". */
const POSTGRES_VARIANTS = ['pg10', 'pg11', 'pg12', 'pg13', 'pg14'].map((variant) => ({ variant }));

/** By product, what its makers no longer mend. What no page says for certain is left out, because nobody should be told a guess. */
export const maintainedProducts: readonly MaintainedProduct[] = [
  {
    title: 'Node.js',
    repositories: ['node'],
    ended: [
      { tags: [{ before: '22' }], month: '2026-04', successor: { version: '24' } },
      { tags: [{ from: '23', before: '24' }], month: '2025-06', successor: { version: '24' } },
      { tags: [{ from: '25', before: '26' }], month: '2026-06', successor: { version: '26' } },
    ],
    source: 'https://github.com/nodejs/Release#release-schedule',
    asOf: '2026-10',
  },
  {
    title: 'Python',
    repositories: ['python'],
    ended: [{ tags: [{ before: '3.11' }], month: '2026-10', successor: { version: '3.14' } }],
    source: 'https://devguide.python.org/versions/',
    asOf: '2026-08',
  },
  {
    title: 'PHP',
    repositories: ['php'],
    ended: [{ tags: [{ before: '8.2' }], month: '2025-12', successor: { version: '8.4' } }],
    source: 'https://www.php.net/supported-versions.php',
    asOf: '2026-07',
  },
  {
    title: 'Ruby',
    repositories: ['ruby'],
    ended: [{ tags: [{ before: '3.3' }], month: '2026-04', successor: { version: '3.4' } }],
    source: 'https://www.ruby-lang.org/en/downloads/branches/',
    asOf: '2026-05',
  },
  {
    title: 'PostgreSQL',
    repositories: ['postgres', 'postgis/postgis', 'bitnami/postgresql', 'bitnamilegacy/postgresql'],
    keepsData: true,
    ended: [{ tags: [{ before: '15' }], month: '2026-11', successor: { version: '17' } }],
    source: 'https://www.postgresql.org/support/versioning/',
    asOf: '2026-05',
  },
  {
    title: 'PostgreSQL',
    repositories: ['pgvector/pgvector', 'timescale/timescaledb'],
    keepsData: true,
    ended: [{ tags: POSTGRES_VARIANTS, month: '2026-11', successor: { version: 'pg17' } }],
    source: 'https://www.postgresql.org/support/versioning/',
    asOf: '2026-05',
  },
  {
    title: 'MySQL',
    repositories: ['mysql'],
    keepsData: true,
    ended: [
      { tags: [{ before: '8.4' }], month: '2026-04', successor: { version: '8.4' } },
      { tags: [{ from: '9.0', before: '9.7' }], month: '2026-04', successor: { version: '9.7' } },
    ],
    source: 'https://endoflife.date/mysql',
    asOf: '2026-05',
  },
  {
    title: 'MariaDB',
    repositories: ['mariadb'],
    keepsData: true,
    ended: [
      { tags: [{ before: '10.11' }], month: '2026-07', successor: { version: '11.8' } },
      { tags: [{ from: '11.0', before: '11.4' }], month: '2024-11', successor: { version: '11.8' } },
      { tags: [{ from: '11.5', before: '11.8' }], month: '2025-05', successor: { version: '11.8' } },
      { tags: [{ from: '12.0', before: '12.3' }], month: '2026-05', successor: { version: '12.3' } },
    ],
    source: 'https://mariadb.org/about/#maintenance-policy',
    asOf: '2026-04',
  },
  {
    title: 'MongoDB',
    repositories: ['mongo'],
    keepsData: true,
    isStepwise: true,
    // Whether the minor releases of 8 have ended outside of Atlas is not said plainly.
    ended: [{ tags: [{ before: '7.0' }], month: '2025-07', successor: { version: '8.0' } }],
    source: 'https://www.mongodb.com/legal/support-policy/lifecycles',
    asOf: '2026-05',
  },
  {
    title: 'Elasticsearch',
    repositories: ['elasticsearch', 'docker.elastic.co/elasticsearch/elasticsearch'],
    keepsData: true,
    // Version 9 does not read what 7 wrote: 8.19 lies on the way, and is maintained itself.
    ended: [{ tags: [{ before: '8.0' }], month: '2026-01', successor: { version: '8.19' } }],
    source: 'https://endoflife.date/elasticsearch',
    asOf: '2026-05',
  },
  {
    title: 'Kibana',
    repositories: ['kibana', 'docker.elastic.co/kibana/kibana'],
    keepsData: true,
    ended: [{ tags: [{ before: '8.0' }], month: '2026-01', successor: { version: '8.19' } }],
    source: 'https://endoflife.date/kibana',
    asOf: '2026-02',
  },
  {
    title: 'OpenSearch',
    repositories: ['opensearchproject/opensearch'],
    keepsData: true,
    ended: [{ tags: [{ before: '2' }], month: '2025-05', successor: { version: '2.19' } }],
    source: 'https://opensearch.org/releases/',
    asOf: '2026-06',
  },
  {
    title: 'RabbitMQ',
    repositories: ['rabbitmq'],
    keepsData: true,
    // 4.3 takes over the data of 4.2 only.
    ended: [{ tags: [{ before: '4.2' }], month: '2026-01', successor: { version: '4.2' } }],
    source: 'https://www.rabbitmq.com/release-information',
    asOf: '2026-04',
  },
  {
    title: 'Redis',
    repositories: ['redis'],
    keepsData: true,
    // 6.2, 7.2 and 7.4 get fixes beyond the usual term, and no page says until when.
    ended: [
      { tags: [{ before: '6.2' }], month: '2022-05', successor: { version: '8.10' } },
      { tags: [{ from: '7.0', before: '7.2' }], month: '2024-07', successor: { version: '8.10' } },
      { tags: [{ from: '8.0', before: '8.2' }], month: '2026-02', successor: { version: '8.10' } },
    ],
    source: 'https://endoflife.date/redis',
    asOf: '2026-02',
  },
  {
    title: 'Traefik',
    repositories: ['traefik', 'ghcr.io/traefik/traefik'],
    // 2.11 still got releases half a year after its announced end.
    ended: [
      { tags: [{ before: '2.11' }], month: '2024-02', successor: { version: 'v3.7' } },
      { tags: [{ from: '3.0', before: '3.7' }], month: '2026-08', successor: { version: 'v3.7' } },
    ],
    source: 'https://doc.traefik.io/traefik/deprecation/releases/',
    asOf: '2026-08',
  },
  {
    title: 'nginx',
    repositories: [
      'nginx',
      'public.ecr.aws/nginx/nginx',
      'nginxinc/nginx-unprivileged',
      'ghcr.io/nginx/nginx-unprivileged',
    ],
    ended: [{ tags: [{ before: '1.30' }], month: '2026-05', successor: { version: '1.30' } }],
    source: 'https://nginx.org/2026.html',
    asOf: '2026-10',
  },
  {
    title: 'Prometheus',
    repositories: ['prom/prometheus', 'quay.io/prometheus/prometheus'],
    ended: [
      { tags: [{ before: '3.5' }], month: '2025-07', successor: { version: 'v3.13.3' } },
      { tags: [{ from: '3.5', before: '3.13' }], month: '2026-07', successor: { version: 'v3.13.3' } },
    ],
    source: 'https://prometheus.io/docs/introduction/release-cycle/',
    asOf: '2026-09',
  },
  {
    title: 'Grafana',
    repositories: ['grafana/grafana', 'grafana/grafana-oss', 'grafana/grafana-enterprise'],
    ended: [{ tags: [{ before: '12.4' }], month: '2026-08', successor: { version: '13.2.2' } }],
    source: 'https://grafana.com/docs/grafana/latest/upgrade-guide/when-to-upgrade/',
    asOf: '2026-09',
  },
  {
    title: 'Loki',
    repositories: ['grafana/loki'],
    // 2.9 got fixes long after 3.0.
    ended: [
      { tags: [{ before: '2.9' }], month: '2024-04', successor: { version: '3.7.2' } },
      { tags: [{ from: '3.0', before: '3.6' }], month: '2026-03', successor: { version: '3.7.2' } },
    ],
    source: 'https://endoflife.date/grafana-loki',
    asOf: '2026-04',
  },
  {
    title: 'Keycloak',
    repositories: ['quay.io/keycloak/keycloak', 'keycloak/keycloak'],
    keepsData: true,
    ended: [{ tags: [{ before: '26.5' }], month: '2026-01', successor: { version: '26.7' } }],
    source: 'https://endoflife.date/keycloak',
    asOf: '2026-09',
  },
  {
    title: 'Nextcloud',
    repositories: ['nextcloud'],
    keepsData: true,
    isStepwise: true,
    ended: [{ tags: [{ before: '33' }], month: '2026-09', successor: { version: '33' } }],
    source: 'https://github.com/nextcloud/server/wiki/Maintenance-and-Release-Schedule',
    asOf: '2026-02',
  },
  {
    title: 'Ubuntu',
    repositories: ['ubuntu'],
    ended: [
      {
        tags: [{ before: '22.04' }],
        names: ['trusty', 'xenial', 'bionic', 'focal'],
        month: '2025-05',
        successor: { version: '24.04' },
      },
      { tags: [{ from: '22.10', before: '24.04' }], month: '2024-07', successor: { version: '24.04' } },
      { tags: [{ from: '24.10', before: '26.04' }], month: '2026-07', successor: { version: '26.04' } },
    ],
    source: 'https://ubuntu.com/about/release-cycle',
    asOf: '2026-04',
  },
  {
    title: 'Debian',
    repositories: ['debian'],
    // The end of the long-term support, which is free.
    ended: [
      {
        tags: [{ before: '12' }],
        names: ['jessie', 'stretch', 'buster', 'bullseye'],
        month: '2026-08',
        successor: { version: '13' },
      },
    ],
    source: 'https://wiki.debian.org/DebianReleases',
    asOf: '2025-11',
  },
  {
    title: 'Alpine Linux',
    repositories: ['alpine'],
    ended: [{ tags: [{ before: '3.22' }], month: '2026-11', successor: { version: '3.23' } }],
    source: 'https://alpinelinux.org/releases/',
    asOf: '2026-01',
  },
  {
    title: 'Promtail',
    repositories: ['grafana/promtail'],
    ended: [{ month: '2026-03', successor: { image: 'grafana/alloy' } }],
    source: 'https://grafana.com/docs/loki/latest/send-data/promtail/',
    asOf: '2026-03',
  },
  {
    title: 'Grafana Agent',
    repositories: ['grafana/agent'],
    ended: [{ month: '2025-11', successor: { image: 'grafana/alloy' } }],
    source: 'https://grafana.com/docs/agent/latest/',
    asOf: '2026-03',
  },
  {
    title: 'Jaeger 1',
    repositories: ['jaegertracing/all-in-one', 'jaegertracing/jaeger-collector', 'jaegertracing/jaeger-query'],
    ended: [{ tags: [{ before: '2' }], month: '2025-12', successor: { image: 'jaegertracing/jaeger' } }],
    source: 'https://www.jaegertracing.io/download/',
    asOf: '2026-02',
  },
];
