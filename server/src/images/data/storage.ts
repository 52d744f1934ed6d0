import { curlProbe, wgetProbe } from '../probes';
import type { ImageEntry, ImageProbe } from '../types';

/**
 * Asks for a cluster that is at least yellow, the normal state of a single node. HTTPS is tried first because it is the
 * default, plain HTTP second because many stacks switch security off.
 */
function clusterHealthProbe(credentials: string, requires: string): ImageProbe {
  const path = '127.0.0.1:9200/_cluster/health?wait_for_status=yellow&timeout=4s';
  return {
    kind: 'command',
    test: [
      'CMD-SHELL',
      `curl -fsSk -u "${credentials}" -o /dev/null "https://${path}" || curl -fsS -u "${credentials}" -o /dev/null "http://${path}"`,
    ],
    interval: '30s',
    timeout: '15s',
    startPeriod: '90s',
    requires,
  };
}

export const storage: readonly ImageEntry[] = [
  {
    kind: 'elasticsearch',
    title: 'Elasticsearch',
    repositories: [
      'elasticsearch',
      'docker.elastic.co/elasticsearch/elasticsearch',
      'docker.elastic.co/elasticsearch/elasticsearch-wolfi',
    ],
    class: 'search',
    ports: [
      { port: 9200, protocol: 'https' },
      { port: 9300, protocol: 'tcp' },
    ],
    user: { default: 'elasticsearch', uid: 1000 },
    probe: clusterHealthProbe(
      'elastic:$${ELASTIC_PASSWORD:-$$(cat "$$ELASTIC_PASSWORD_FILE" 2>/dev/null)}',
      'ELASTIC_PASSWORD or ELASTIC_PASSWORD_FILE in the environment while security is on',
    ),
    secretFiles: {
      suffix: '_FILE',
      variables: ['ELASTIC_PASSWORD', 'KEYSTORE_PASSWORD'],
      caveat: 'the file must have mode 400 or 600, or the container does not start',
    },
    dataFolders: ['/usr/share/elasticsearch/data'],
    memoryLimit: '2G',
    knownTags: { elasticsearch: '9.3.4', 'docker.elastic.co/elasticsearch/elasticsearch': '9.3.4' },
    capabilities: [],
    justifiedCapabilities: ['IPC_LOCK'],
    writesRootFilesystem: true,
    sources: [
      'https://www.elastic.co/docs/deploy-manage/deploy/self-managed/install-elasticsearch-with-docker',
      'https://www.elastic.co/docs/deploy-manage/deploy/self-managed/install-elasticsearch-docker-configure',
      'https://github.com/elastic/elasticsearch/blob/main/distribution/src/bin/elasticsearch-env-from-file',
      'https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-cluster-health',
    ],
  },
  {
    kind: 'opensearch',
    title: 'OpenSearch',
    repositories: ['opensearchproject/opensearch', 'public.ecr.aws/opensearchproject/opensearch'],
    class: 'search',
    ports: [
      { port: 9200, protocol: 'https' },
      { port: 9300, protocol: 'tcp' },
      { port: 9600, protocol: 'tcp' },
      { port: 9650, protocol: 'tcp' },
    ],
    user: { default: 'opensearch', uid: 1000 },
    probe: clusterHealthProbe(
      'admin:$${OPENSEARCH_INITIAL_ADMIN_PASSWORD:-}',
      'OPENSEARCH_INITIAL_ADMIN_PASSWORD, still the password of admin, while security is on',
    ),
    dataFolders: ['/usr/share/opensearch/data'],
    memoryLimit: '2G',
    knownTags: { 'opensearchproject/opensearch': '3.5.0' },
    capabilities: [],
    writesRootFilesystem: true,
    sources: [
      'https://docs.opensearch.org/latest/install-and-configure/install-opensearch/docker/',
      'https://github.com/opensearch-project/opensearch-build/blob/main/docker/release/dockerfiles/opensearch.al2023.dockerfile',
    ],
  },
  {
    kind: 'minio',
    title: 'MinIO',
    repositories: ['minio/minio', 'quay.io/minio/minio'],
    class: 'object-storage',
    ports: [
      {
        port: 9000,
        protocol: 'http',
        metricsPath: '/minio/v2/metrics/cluster',
        requires: 'for metrics: MINIO_PROMETHEUS_AUTH_TYPE=public or a bearer token',
      },
      { port: 9001, protocol: 'http', admin: true, requires: '--console-address :9001', notExposed: true },
    ],
    user: { default: 'root' },
    probe: {
      kind: 'command',
      test: ['CMD', 'mc', 'ready', 'local'],
      requires: 'plain HTTP on port 9000 and an image that still ships mc (the official ones do, forks may not)',
    },
    secretFiles: {
      suffix: '_FILE',
      variables: ['MINIO_ROOT_USER', 'MINIO_ROOT_PASSWORD', 'MINIO_ACCESS_KEY', 'MINIO_SECRET_KEY'],
    },
    dataFolders: ['/data'],
    memoryLimit: '1G',
    missingPrograms: ['wget'],
    // Up to then the image had curl, and before 2023 no mc.
    byTag: [
      {
        tags: { before: '2023.11' },
        outdated: true,
        probe: curlProbe('127.0.0.1:9000/minio/health/live', { requires: 'plain HTTP on port 9000' }),
      },
    ],
    sources: [
      'https://github.com/minio/minio/blob/master/Dockerfile.release',
      'https://github.com/minio/minio/blob/master/docs/docker/README.md',
      'https://github.com/minio/minio/blob/master/docs/metrics/prometheus/README.md',
      'https://github.com/minio/minio/issues/18373',
      'https://github.com/minio/minio/issues/18389',
    ],
  },
  {
    kind: 'registry',
    title: 'Distribution registry',
    repositories: ['registry'],
    class: 'object-storage',
    ports: [{ port: 5000, protocol: 'http' }],
    user: { default: 'root' },
    // The root path answers without a login; /v2/ would be a 401 as soon as authentication is on.
    probe: wgetProbe('127.0.0.1:5000/', { requires: 'plain HTTP on port 5000' }),
    dataFolders: ['/var/lib/registry'],
    memoryLimit: '256M',
    knownTags: { registry: '3.0.0' },
    missingPrograms: ['curl', 'bash'],
    sources: [
      'https://hub.docker.com/_/registry',
      'https://github.com/distribution/distribution-library-image/blob/master/Dockerfile',
      'https://github.com/distribution/distribution/blob/main/registry/registry.go',
    ],
  },
];
