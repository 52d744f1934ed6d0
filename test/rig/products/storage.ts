/** Storage over HTTP, as it documents its answers. */
import { product, type Reply } from './product';

export const MINIO_SERVER = product({
  image: 'minio/minio:RELEASE.2025-02-28T09-55-16Z',
  ports: [9000],
  states: {
    healthy: {
      pages: {
        '/minio/health/live': { headers: { server: 'MinIO' } },
        '/minio/health/cluster': { headers: { server: 'MinIO', 'x-minio-write-quorum': '3' } },
      },
      programs: { mc: { exitCode: 0, stdout: 'The cluster is ready\n' } },
    },
    'too few drives': {
      pages: {
        '/minio/health/live': { headers: { server: 'MinIO' } },
        '/minio/health/cluster': { status: 503, headers: { server: 'MinIO', 'x-minio-write-quorum': '3' } },
      },
      programs: { mc: { exitCode: 1, stderr: 'The cluster is unreachable: healing may be in progress\n' } },
    },
    unwell: {
      pages: { '*': { status: 500, headers: { server: 'MinIO' } } },
      programs: { mc: { exitCode: 1, stderr: 'mc: <ERROR> Couldn’t get cluster status.\n' } },
    },
  },
});

/** https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-cluster-health */
function cluster(status: string, nodes: number): Reply {
  const shards = { active_primary_shards: 10, active_shards: 10, unassigned_shards: status === 'green' ? 0 : 2 };
  return {
    body: {
      cluster_name: 'es',
      status,
      timed_out: false,
      number_of_nodes: nodes,
      number_of_data_nodes: nodes,
      ...shards,
    },
  };
}

const PATH = '/_cluster/health';

const SAME_FOR_BOTH = {
  healthy: { pages: { [PATH]: cluster('green', 3) } },
  'yellow, alone': { pages: { [PATH]: cluster('yellow', 1) } },
  'yellow among several': { pages: { [PATH]: cluster('yellow', 3) } },
  red: { pages: { [PATH]: cluster('red', 3) } },
} as const;

export const ELASTICSEARCH_SERVER = product({
  image: 'elasticsearch:8.17.3',
  ports: [9200],
  environment: { ELASTIC_PASSWORD: 'changed-since' },
  states: {
    ...SAME_FOR_BOTH,
    'another password': {
      pages: {
        [PATH]: {
          status: 401,
          body: {
            error: { type: 'security_exception', reason: 'unable to authenticate user [elastic]' },
            status: 401,
          },
        },
      },
    },
    'no master': {
      pages: { [PATH]: { status: 503, body: { error: { type: 'master_not_discovered_exception' }, status: 503 } } },
    },
  },
});

export const OPENSEARCH_SERVER = product({
  image: 'opensearchproject/opensearch:2.19.1',
  ports: [9200],
  environment: { OPENSEARCH_INITIAL_ADMIN_PASSWORD: 'changed-since' },
  states: {
    ...SAME_FOR_BOTH,
    'another password': { pages: { [PATH]: { status: 401, body: 'Unauthorized' } } },
    'no master': {
      pages: {
        [PATH]: { status: 503, body: { error: { type: 'cluster_manager_not_discovered_exception' }, status: 503 } },
      },
    },
    'security not set up': { pages: { [PATH]: { status: 503, body: 'OpenSearch Security not initialized.' } } },
  },
});
