import { noProbe, wgetProbe } from '../probes';
import type { ImageEntry } from '../types';

const NO_TOOLS = ['sh', 'bash', 'curl', 'wget'];
const DISTROLESS = {
  tags: { variant: 'distroless' },
  probe: noProbe('The distroless variant has neither a shell nor a client.'),
  missingPrograms: NO_TOOLS,
} as const;
const WITHOUT_WEB_CONFIG = 'neither TLS nor a login (--web.config.file)';

export const exporters: readonly ImageEntry[] = [
  {
    kind: 'node-exporter',
    title: 'Node exporter',
    repositories: ['prom/node-exporter', 'quay.io/prometheus/node-exporter'],
    class: 'exporter',
    ports: [{ port: 9100, protocol: 'http', metricsPath: '/metrics' }],
    user: { default: 'nobody', uid: 65534 },
    // The landing page: asking for the metrics would collect them all on every probe.
    probe: wgetProbe('127.0.0.1:9100/', { requires: WITHOUT_WEB_CONFIG }),
    secretFiles: 'none',
    dataFolders: [],
    memoryLimit: '64M',
    knownTags: { 'prom/node-exporter': 'v1.10.2', 'quay.io/prometheus/node-exporter': 'v1.10.2' },
    capabilities: [],
    justifiedHostAccess: ['network', 'pid', 'root-mount'],
    missingPrograms: ['curl', 'bash'],
    byTag: [DISTROLESS],
    sources: [
      'https://github.com/prometheus/node_exporter/blob/master/Dockerfile',
      'https://github.com/prometheus/node_exporter#docker',
    ],
  },
  {
    kind: 'cadvisor',
    title: 'cAdvisor',
    repositories: ['gcr.io/cadvisor/cadvisor', 'ghcr.io/google/cadvisor', 'google/cadvisor'],
    class: 'exporter',
    ports: [{ port: 8080, protocol: 'http', metricsPath: '/metrics' }],
    user: { default: 'root' },
    probe: { kind: 'built-in' },
    secretFiles: 'none',
    dataFolders: [],
    memoryLimit: '256M',
    justifiedHostAccess: ['root-mount', 'container-logs'],
    sources: [
      'https://github.com/google/cadvisor/blob/master/deploy/Dockerfile',
      'https://github.com/google/cadvisor/blob/master/docs/running.md',
    ],
  },
  {
    kind: 'postgres-exporter',
    title: 'PostgreSQL exporter',
    repositories: ['prometheuscommunity/postgres-exporter', 'quay.io/prometheuscommunity/postgres-exporter'],
    class: 'exporter',
    ports: [{ port: 9187, protocol: 'http', metricsPath: '/metrics' }],
    user: { default: 'nobody', uid: 65534 },
    // The landing page: asking for the metrics would query the database on every probe.
    probe: wgetProbe('127.0.0.1:9187/', { requires: WITHOUT_WEB_CONFIG }),
    secretFiles: { suffix: '_FILE', variables: ['DATA_SOURCE_PASS', 'DATA_SOURCE_USER', 'DATA_SOURCE_URI'] },
    dataFolders: [],
    memoryLimit: '64M',
    knownTags: {
      'prometheuscommunity/postgres-exporter': 'v0.18.1',
      'quay.io/prometheuscommunity/postgres-exporter': 'v0.18.1',
    },
    capabilities: [],
    missingPrograms: ['curl', 'bash'],
    byTag: [DISTROLESS],
    sources: [
      'https://github.com/prometheus-community/postgres_exporter/blob/master/README.md',
      'https://github.com/prometheus-community/postgres_exporter/blob/master/Dockerfile',
    ],
  },
  {
    kind: 'redis-exporter',
    title: 'Redis exporter',
    repositories: ['oliver006/redis_exporter', 'quay.io/oliver006/redis_exporter', 'ghcr.io/oliver006/redis_exporter'],
    class: 'exporter',
    ports: [{ port: 9121, protocol: 'http', metricsPath: '/metrics' }],
    user: { default: '59000', uid: 59000 },
    probe: noProbe('The image holds the exporter and nothing else. The -alpine variant can probe itself.'),
    // REDIS_PASSWORD_FILE is no file form of REDIS_PASSWORD: it names a JSON map of addresses to passwords.
    secretFiles: 'none',
    dataFolders: [],
    memoryLimit: '64M',
    knownTags: { 'oliver006/redis_exporter': 'v1.80.1' },
    capabilities: [],
    missingPrograms: NO_TOOLS,
    byTag: [
      {
        tags: { variant: 'alpine' },
        probe: wgetProbe('127.0.0.1:9121/health'),
        missingPrograms: ['curl', 'bash'],
      },
    ],
    sources: [
      'https://github.com/oliver006/redis_exporter/blob/master/docker/Dockerfile',
      'https://github.com/oliver006/redis_exporter/blob/master/README.md',
    ],
  },
  {
    kind: 'blackbox-exporter',
    title: 'Blackbox exporter',
    repositories: ['prom/blackbox-exporter', 'quay.io/prometheus/blackbox-exporter'],
    class: 'exporter',
    ports: [{ port: 9115, protocol: 'http', metricsPath: '/metrics' }],
    user: { default: 'root' },
    probe: wgetProbe('127.0.0.1:9115/-/healthy', { requires: WITHOUT_WEB_CONFIG }),
    secretFiles: 'none',
    dataFolders: [],
    memoryLimit: '64M',
    knownTags: { 'prom/blackbox-exporter': 'v0.28.0', 'quay.io/prometheus/blackbox-exporter': 'v0.28.0' },
    // Only ICMP probes need it.
    justifiedCapabilities: ['NET_RAW'],
    missingPrograms: ['curl', 'bash'],
    byTag: [DISTROLESS],
    sources: [
      'https://github.com/prometheus/blackbox_exporter/blob/master/Dockerfile',
      'https://github.com/prometheus/blackbox_exporter#permissions',
    ],
  },
  {
    kind: 'netdata',
    title: 'Netdata',
    repositories: ['netdata/netdata', 'ghcr.io/netdata/netdata', 'quay.io/netdata/netdata'],
    class: 'agent',
    ports: [{ port: 19999, protocol: 'http' }],
    user: { default: 'netdata', uid: 201, dropsPrivileges: true },
    probe: { kind: 'built-in' },
    dataFolders: ['/var/lib/netdata', '/var/cache/netdata'],
    memoryLimit: '512M',
    knownTags: { 'netdata/netdata': 'v2.10.3' },
    justifiedCapabilities: ['SYS_PTRACE', 'SYS_ADMIN'],
    writesRootFilesystem: true,
    usesSetuid: true,
    justifiedHostAccess: ['network', 'pid', 'root-mount'],
    sources: [
      'https://github.com/netdata/netdata/blob/master/packaging/docker/Dockerfile',
      'https://learn.netdata.cloud/docs/netdata-agent/installation/docker',
    ],
  },
  {
    kind: 'datadog-agent',
    title: 'Datadog agent',
    repositories: ['datadog/agent', 'gcr.io/datadoghq/agent', 'public.ecr.aws/datadog/agent'],
    class: 'agent',
    ports: [
      { port: 8125, protocol: 'udp' },
      { port: 8126, protocol: 'http' },
    ],
    user: { default: 'root' },
    probe: { kind: 'built-in' },
    dataFolders: [],
    memoryLimit: '512M',
    knownTags: { 'datadog/agent': '7.74.1' },
    justifiedHostAccess: ['network', 'pid', 'root-mount', 'container-logs'],
    sources: [
      'https://github.com/DataDog/datadog-agent/blob/main/Dockerfiles/agent/Dockerfile',
      'https://docs.datadoghq.com/containers/docker/',
    ],
  },
];
