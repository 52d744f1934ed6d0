import { expected, inShell, isOther, never, ok, succeeds, VALUE, type ImageTests } from './catalogue';

const NOT_WELL = 'MinIO reports an error of its own: see its log.';

export const MINIO: ImageTests = {
  title: 'MinIO',
  kinds: ['minio'],
  images: ['minio/minio'],
  tag: 'storage',
  tests: [
    {
      what: 'alive',
      title: 'MinIO answers',
      passes: '`/minio/health/live` gives 200',
      fails: 'any other answer, or none',
      ways: [
        {
          kind: 'http',
          port: 9000,
          path: '/minio/health/live',
          // The body of the real one is empty.
          expect: [...ok('MinIO', 9000, NOT_WELL), expected('body', { equals: '' }, isOther('MinIO', 9000))],
        },
        {
          kind: 'exec',
          argv: ['mc', 'ready', 'local'],
          expect: [succeeds('MinIO does not answer inside the container, or cannot write: see its log.')],
        },
      ],
    },
    {
      what: 'writable',
      title: 'MinIO has enough drives to write',
      passes: '`/minio/health/cluster` gives 200',
      fails: '503: too few drives or servers are online',
      ways: [
        {
          kind: 'http',
          port: 9000,
          path: '/minio/health/cluster',
          expect: [
            expected(
              'status',
              { not: 503 },
              'MinIO runs, but too few of its drives or servers are online to write: see its log.',
            ),
            ...ok('MinIO', 9000, NOT_WELL),
          ],
        },
      ],
      when: ({ publishedPorts }) => publishedPorts.includes(9000),
      needs: ['alive'],
    },
  ],
};

/** HTTPS first, because it is the default; plain HTTP because many stacks switch security off. */
function clusterHealth(user: string, password: string): string[] {
  const path = '127.0.0.1:9200/_cluster/health?timeout=4s';
  return inShell(
    VALUE,
    `login="${user}:$(value ${password})"`,
    `curl -sSk -m 8 -u "$login" "https://${path}" 2>/dev/null || curl -sS -m 8 -u "$login" "http://${path}"`,
  );
}

/** @param password the variable that holds it */
function searchTests(title: string, user: string, password: string): ImageTests['tests'] {
  return [
    {
      what: 'cluster',
      title: 'The cluster is at least yellow',
      passes: '`/_cluster/health` says green, or yellow with a single node, where replicas have no place to go',
      fails:
        'red (data is missing), no master, no answer; an error on a wrong password; warns on yellow with several nodes',
      ways: [
        {
          kind: 'exec',
          argv: clusterHealth(user, password),
          expect: [
            succeeds(
              `${title} does not answer on port 9200 inside the container: it takes a minute to start, see its log.`,
            ),
            never(
              'stdout',
              '"status"\\s*:\\s*40[13]|Unauthorized',
              `${title} refuses the password that ${password} holds, which may be missing or may have changed since. Correct it, or write a test with the right header into holdfast.yaml.`,
              'error',
            ),
            never(
              'stdout',
              'master_not_discovered_exception|cluster_manager_not_discovered_exception|"status"\\s*:\\s*503',
              'The cluster has no master, so it can neither read nor write: check that its nodes run and find each other (discovery.seed_hosts, or discovery.type=single-node).',
            ),
            never(
              'stdout',
              'Security not initialized',
              `${title} has not set up its security: wait a minute; if it lasts, its log says why.`,
            ),
            expected('stdout', { matches: '"status"\\s*:\\s*"(?:green|yellow|red)"' }, isOther(title, 9200)),
            expected(
              'json.status',
              { not: 'red' },
              'The cluster is red: some data cannot be reached. Look for shards that are not assigned, and at the free space of the disks.',
            ),
            never(
              'stdout',
              '"yellow"[^]*"number_of_data_nodes"\\s*:\\s*(?:[2-9]|\\d\\d)',
              'The cluster is yellow although it has several nodes: replicas are missing, and one more failure loses data.',
              'warn',
            ),
          ],
        },
      ],
      timing: { timeoutMs: 20_000 },
    },
  ];
}

export const ELASTICSEARCH: ImageTests = {
  title: 'Elasticsearch',
  kinds: ['elasticsearch'],
  images: ['elasticsearch', 'elasticsearch/elasticsearch', 'elasticsearch/elasticsearch-wolfi'],
  tag: 'storage',
  tests: searchTests('Elasticsearch', 'elastic', 'ELASTIC_PASSWORD'),
};

export const OPENSEARCH: ImageTests = {
  title: 'OpenSearch',
  kinds: ['opensearch'],
  images: ['opensearchproject/opensearch'],
  tag: 'storage',
  tests: searchTests('OpenSearch', 'admin', 'OPENSEARCH_INITIAL_ADMIN_PASSWORD'),
};
