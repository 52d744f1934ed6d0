/** Monitoring, as its parts document their answers. */
import { product, type Asked, type Pages, type Reply } from './product';

const NOT_READY = { status: 503, body: 'Service Unavailable\n' } as const;

type Series = readonly [labels: Readonly<Record<string, string>>, value: number];

/** https://prometheus.io/docs/prometheus/latest/querying/api/#instant-vectors */
function vector(...series: Series[]): Reply {
  const result = series.map(([metric, value]) => ({ metric, value: [1_700_000_000.5, String(value)] }));
  return { body: { status: 'success', data: { resultType: 'vector', result } } };
}

function target(instance: string, value: number): Series {
  return [{ __name__: 'up', instance, job: 'node' }, value];
}

/** @param up now, and over the last day */
function prometheus(up: readonly Series[], lastDay: readonly Series[] = up, seemsToTakeMs = 0): Pages {
  return {
    '/-/healthy': { body: 'Prometheus Server is Healthy.\n' },
    '/-/ready': { body: 'Prometheus Server is Ready.\n' },
    '/api/v1/query': ({ parameters }) => ({
      ...(parameters.get('query') === 'up' ? vector(...up) : vector(...lastDay)),
      seemsToTakeMs,
    }),
  };
}

const TARGETS = [target('localhost:9090', 1), target('node:9100', 1)];
const PROMTOOL_WELL = { exitCode: 0, stdout: '  SUCCESS: Prometheus Server is Ready.\n' };

export const PROMETHEUS_SERVER = product({
  image: 'prom/prometheus:v3.1.0',
  ports: [9090],
  programs: { promtool: PROMTOOL_WELL },
  states: {
    healthy: { pages: prometheus(TARGETS) },
    'replaying its log of writes': {
      pages: { ...prometheus(TARGETS), '/-/ready': NOT_READY, '/api/v1/query': NOT_READY },
      programs: { promtool: { exitCode: 1, stderr: 'error: check failed: HTTP 503 Service Unavailable\n' } },
    },
    'a target down': { pages: prometheus([...TARGETS, target('db:9187', 0)], TARGETS) },
    'of before promtool could ask': {
      pages: prometheus(TARGETS),
      programs: {
        promtool: { exitCode: 1, stderr: 'promtool: error: expected command but got "ready", try --help\n' },
      },
    },
    'nothing to scrape': { pages: prometheus([]) },
    'a target that came and went': { pages: prometheus(TARGETS, [target('node:9100', 0.75), target('db:9187', 1)]) },
    slow: { pages: prometheus(TARGETS, TARGETS, 250) },
    'answers its queries with an error': {
      pages: {
        ...prometheus(TARGETS),
        '/api/v1/query': {
          status: 422,
          body: { status: 'error', errorType: 'execution', error: 'query processing would load too many samples' },
        },
      },
    },
  },
});

/** Takes alerts and lists them, as https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml says. */
function alertmanager({
  receivers = [{ name: 'team-mail' }],
  state = 'active',
  forgets = false,
  resolves = true,
}: {
  readonly receivers?: readonly object[];
  readonly state?: string;
  readonly forgets?: boolean;
  readonly resolves?: boolean;
} = {}): () => Pages {
  return () => {
    const alerts = new Map<string, { labels: Record<string, string>; endsAt?: string }>();
    const take = ({ body }: Asked): Reply => {
      for (const alert of JSON.parse(body) as { labels: Record<string, string>; endsAt?: string }[]) {
        if (alert.endsAt !== undefined && !resolves) return { status: 500, body: 'internal error' };
        if (alert.endsAt === undefined) alerts.set(alert.labels['run'] ?? '', alert);
        else alerts.delete(alert.labels['run'] ?? '');
      }
      return {};
    };
    const list = ({ parameters }: Asked): Reply => {
      const run = /^run="(.*)"$/.exec(parameters.get('filter') ?? '')?.[1] ?? '';
      const found = forgets ? undefined : alerts.get(run);
      const status = { state, silencedBy: [], inhibitedBy: [] };
      const updatedAt = '2026-05-01T12:00:00.000Z';
      return { body: found ? [{ ...found, receivers, status, updatedAt, fingerprint: 'a1' }] : [] };
    };
    return {
      '/-/healthy': { body: 'OK' },
      '/-/ready': { body: 'OK' },
      '/api/v2/alerts': (asked) => (asked.method === 'POST' ? take(asked) : list(asked)),
    };
  };
}

export const ALERTMANAGER_SERVER = product({
  image: 'prom/alertmanager:v0.28.0',
  ports: [9093],
  states: {
    healthy: { pages: alertmanager() },
    'held by a silence': { pages: alertmanager({ state: 'suppressed' }) },
    'without a receiver': { pages: alertmanager({ receivers: [] }) },
    'loses alerts': { pages: alertmanager({ forgets: true }) },
    'does not resolve': { pages: alertmanager({ resolves: false }) },
    'takes no alerts': {
      pages: { '/-/healthy': { body: 'OK' }, '/api/v2/alerts': { status: 400, body: 'bad matcher format' } },
    },
    down: { wire: 'refuses' },
    'below a path': { pages: { '/-/healthy': { body: 'OK' } } },
  },
});

export const GRAFANA_SERVER = product({
  image: 'grafana/grafana:11.5.2',
  ports: [3000],
  states: {
    healthy: {
      pages: { '/api/health': { body: '{\n  "commit": "598e0338",\n  "database": "ok",\n  "version": "11.5.2"\n}' } },
    },
    'without its database': {
      pages: { '/api/health': { status: 503, body: { database: 'failing', version: '11.5.2' } } },
    },
    slow: { pages: { '/api/health': { body: { database: 'ok', version: '11.5.2' }, seemsToTakeMs: 3_500 } } },
  },
});

const LOKI_QUERY = '/loki/api/v1/query';

export const LOKI_SERVER = product({
  image: 'grafana/loki:3.7.0',
  ports: [3100],
  programs: { '/usr/bin/loki': { exitCode: 0 } },
  states: {
    healthy: {
      pages: { '/ready': { body: 'ready\n' }, [LOKI_QUERY]: vector([{}, 420]) },
    },
    starting: {
      pages: {
        '/ready': { status: 503, body: 'Ingester not ready: waiting for 15s after being ready\n' },
        [LOKI_QUERY]: { status: 500, body: 'empty ring\n' },
      },
      programs: { '/usr/bin/loki': { exitCode: 1, stderr: 'health check failed: 503 Service Unavailable\n' } },
    },
    'no logs': { pages: { '/ready': { body: 'ready\n' }, [LOKI_QUERY]: vector() } },
    'for tenants only': {
      pages: { '/ready': { body: 'ready\n' }, [LOKI_QUERY]: { status: 401, body: 'no org id\n' } },
    },
  },
});

export const PROMTAIL_SERVER = product({
  image: 'grafana/promtail:3.4.0',
  ports: [9080],
  states: {
    healthy: { pages: { '/ready': { body: 'Ready' } } },
    'nothing to read': {
      pages: {
        '/ready': {
          status: 500,
          body: 'Not ready: Unable to find any logs to tail. Please verify permissions, volumes, scrape_config, etc.\n',
        },
      },
    },
  },
});

export const ALLOY_SERVER = product({
  image: 'grafana/alloy:v1.8.0',
  ports: [12_345],
  states: {
    healthy: {
      pages: {
        '/-/ready': { body: 'Alloy is ready.\n' },
        '/-/healthy': { body: 'All Alloy components are healthy.\n' },
      },
    },
    loading: {
      pages: { '/-/ready': { status: 503, body: 'Alloy is not ready.\n' }, '/-/healthy': { status: 500, body: '' } },
    },
    'a component fails': {
      pages: {
        '/-/ready': { body: 'Alloy is ready.\n' },
        '/-/healthy': { status: 500, body: 'unhealthy components: loki.source.docker.logs\n' },
      },
    },
  },
});

export const TEMPO_SERVER = product({
  image: 'grafana/tempo:2.7.1',
  ports: [3200],
  states: {
    healthy: { pages: { '/ready': { body: 'ready\n' } } },
    starting: { pages: { '/ready': { status: 503, body: 'Ingester not ready: waiting for 15s after being ready\n' } } },
  },
});

/** https://www.jaegertracing.io/docs/latest/architecture/apis/: the one that its own pages use. */
export const JAEGER_SERVER = product({
  image: 'jaegertracing/all-in-one:1.66.0',
  ports: [16_686],
  states: {
    healthy: { pages: { '/api/services': { body: { data: null, total: 0, limit: 0, offset: 0, errors: null } } } },
    'storage away': {
      pages: {
        '/api/services': {
          status: 500,
          body: { data: null, total: 0, limit: 0, offset: 0, errors: [{ code: 500, msg: 'no Elasticsearch node' }] },
        },
      },
    },
  },
});

const UPTIME = { upSince: '2026-05-01T12:00:00Z', uptime: '12m' };

export const OTEL_COLLECTOR_SERVER = product({
  image: 'otel/opentelemetry-collector-contrib:0.120.0',
  ports: [13_133, 4318],
  states: {
    healthy: {
      pages: {
        '/': { body: { status: 'Server available', ...UPTIME } },
        '/v1/traces': ({ method }) => (method === 'POST' ? { body: { partialSuccess: {} } } : { status: 405 }),
      },
    },
    'a pipeline down': {
      pages: {
        '/': { status: 503, body: { status: 'Server not available', ...UPTIME } },
        '/v1/traces': { status: 503, body: { code: 14, message: 'data refused due to high memory usage' } },
      },
    },
    'no traces': { pages: { '/': { body: { status: 'Server available', ...UPTIME } } } },
  },
});
