import type { Expectation } from '../../../../../server/src/protocol';
import { expected, isOther, never, noPage, ok, succeeds, type ImageTest, type ImageTests, type Way } from './catalogue';

/** They refuse questions for about 15 seconds after their start, while they wait for each other. */
const WAITS_AFTER_START = { timeoutMs: 30_000, retries: 10, intervalMs: 2_000 } as const;

const READY = { what: 'ready', title: 'It is ready' } as const;

/** @param body a regular expression: what it says when it is ready */
function ready(
  title: string,
  port: number,
  path: string,
  body: string,
  exec?: Way,
  notReady = `${title} runs, but is not ready: its answer or its log says what it waits for.`,
): ImageTest {
  const way: Way = {
    kind: 'http',
    port,
    path,
    expect: [...ok(title, port, notReady), expected('body', { matches: body }, isOther(title, port))],
  };
  return {
    ...READY,
    passes: `\`${path}\` on port ${port} gives 200 and the words it is known for`,
    fails: '503 while it is not ready, a login, another program, no answer',
    ways: exec ? [way, exec] : [way],
  };
}

/** Asking a server came to promtool later than checking files. */
const OLD_PROMTOOL = never(
  'stderr',
  'expected command but got',
  'The promtool of this image is too old to ask: publish port 9090 on 127.0.0.1, so that Prometheus is asked over HTTP.',
  'error',
);

function insideOf(title: string, ...others: Expectation[]): Way {
  return {
    kind: 'suggested',
    expect: [...others, succeeds(`${title} does not answer inside the container, or is not ready yet: see its log.`)],
  };
}

/** Also of the tests of whole stacks. */
export const NOTHING_SCRAPED =
  'Prometheus scrapes nothing: check scrape_configs, and that the configuration file is mounted.';

export const PROMETHEUS: ImageTests = {
  title: 'Prometheus',
  kinds: ['prometheus'],
  images: ['prom/prometheus', 'prometheus/prometheus'],
  tag: 'monitoring',
  tests: [
    ready('Prometheus', 9090, '/-/ready', 'is Ready\\.', {
      kind: 'exec',
      argv: ['promtool', 'check', 'ready', '--url=http://127.0.0.1:9090'],
      expect: [OLD_PROMTOOL, succeeds('Prometheus is not ready: it may still replay its log of writes. See its log.')],
    }),
    {
      what: 'healthy',
      title: 'It is healthy',
      passes: '`/-/healthy` gives 200 and `is Healthy.`',
      fails: 'any other answer (a login page, a proxy’s error), or none',
      ways: [
        {
          kind: 'http',
          port: 9090,
          path: '/-/healthy',
          expect: [
            ...ok('Prometheus', 9090, 'Prometheus does not say that it is healthy: see its log.'),
            expected('body', { contains: 'is Healthy.' }, isOther('Prometheus', 9090)),
          ],
        },
        insideOf('Prometheus', OLD_PROMTOOL),
      ],
    },
    {
      what: 'targets-up',
      title: 'Every target is up',
      passes: '`up` is 1 for each of at least one target, and the query takes less than 200 ms',
      fails: 'a target is down (named), there is no target at all; warns on a slow query',
      ways: [
        {
          kind: 'ready-made',
          probe: () => ({ kind: 'promql', query: 'up' }),
          expect: [
            expected('results', { ge: 1 }, NOTHING_SCRAPED),
            expected('value', { equals: 1 }, 'Down: {names}. Status → Targets in Prometheus says why each of them is.'),
            expected(
              'duration',
              { lt: 200 },
              'All targets are up, but Prometheus takes 200 ms or longer for a trivial query: it is short of memory or processor.',
              'warn',
            ),
          ],
        },
      ],
      needs: ['ready'],
      isOncePerStack: true,
    },
  ],
};

export const ALERTMANAGER: ImageTests = {
  title: 'Alertmanager',
  kinds: ['alertmanager'],
  images: ['prom/alertmanager', 'prometheus/alertmanager'],
  tag: 'monitoring',
  tests: [
    {
      what: 'healthy',
      title: 'It is healthy',
      passes: '`/-/healthy` on port 9093 gives 200',
      fails: 'any other answer, or none',
      ways: [
        {
          kind: 'http',
          port: 9093,
          path: '/-/healthy',
          expect: [
            ...ok('Alertmanager', 9093, 'Alertmanager does not say that it is healthy: see its log.'),
            expected('body', { matches: '^OK' }, isOther('Alertmanager', 9093)),
          ],
        },
        {
          kind: 'exec',
          argv: ['wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:9093/-/healthy'],
          expect: [succeeds('Alertmanager does not answer inside the container: see its log.')],
        },
      ],
    },
    {
      what: 'delivery',
      title: 'An alert arrives and has a receiver',
      passes: 'a test alert is taken, listed with its receivers, and resolved at once',
      fails: 'not taken, not listed; warns where a silence holds it, nobody is to be told, or it cannot be resolved',
      ways: [{ kind: 'protocol', protocol: 'alert-delivery', port: 9093 }],
      needs: ['healthy'],
      // With a short group_wait it reaches people before it is resolved.
      destructive: true,
    },
  ],
};

const NO_DATABASE =
  'Grafana runs, but its database does not answer: see its log, and the disk or server that the database is on.';

export const GRAFANA: ImageTests = {
  title: 'Grafana',
  kinds: ['grafana'],
  images: ['grafana/grafana', 'grafana/grafana-oss', 'grafana/grafana-enterprise'],
  tag: 'monitoring',
  tests: [
    {
      what: 'health',
      title: 'Grafana and its database are well',
      passes: '`/api/health` has `database` ok',
      fails: '503 or any other word for the database, another program, no answer; warns from 3 s on',
      ways: [
        {
          kind: 'http',
          port: 3000,
          path: '/api/health',
          expect: [
            ...ok('Grafana', 3000, NO_DATABASE),
            noPage('Grafana', 3000),
            expected('json.database', { present: true }, isOther('Grafana', 3000)),
            expected('json.database', { equals: 'ok' }, NO_DATABASE),
            expected(
              'duration',
              { lt: 3000 },
              'Grafana is well, but takes 3 s or longer to say so: dashboards will be slow.',
              'warn',
            ),
          ],
        },
        {
          kind: 'exec',
          argv: ['curl', '-sS', '-m', '8', 'http://127.0.0.1:3000/api/health'],
          expect: [
            succeeds('Grafana does not answer inside the container: see its log.'),
            expected('json.database', { equals: 'ok' }, NO_DATABASE),
          ],
        },
      ],
    },
  ],
};

/** Names that shippers give the services they read from: Promtail and Docker’s driver, Alloy, Compose. */
const LABELS = ['job', 'service_name', 'container', 'container_name', 'compose_service', 'service'];
const FLOW = LABELS.map((label) => `sum(count_over_time({${label}=~".+"}[15m]))`).join(' or ');

export const LOKI: ImageTests = {
  title: 'Loki',
  kinds: ['loki'],
  images: ['grafana/loki'],
  tag: 'monitoring',
  tests: [
    { ...ready('Loki', 3100, '/ready', '^ready', insideOf('Loki')), timing: WAITS_AFTER_START },
    {
      what: 'logs-flowing',
      title: 'Logs arrive',
      passes: 'at least one line came in within the last 15 minutes, under any of the usual labels',
      fails: 'none did: whoever ships the logs is down or misconfigured',
      ways: [
        {
          kind: 'ready-made',
          probe: () => ({ kind: 'loki', query: FLOW, sinceMs: 900_000 }),
          expect: [
            expected(
              'value',
              { gt: 0 },
              'No line of any log has reached Loki for 15 minutes: look at Promtail, Alloy or whatever ships the logs.',
            ),
          ],
        },
      ],
      needs: ['ready'],
      isOncePerStack: true,
    },
  ],
};

const NOTHING_TO_READ =
  'Promtail runs, but is not ready: it finds no log to read. Check __path__ in its configuration, and its mounts.';

export const PROMTAIL: ImageTests = {
  title: 'Promtail',
  kinds: ['promtail'],
  images: ['grafana/promtail'],
  tag: 'monitoring',
  tests: [
    {
      ...ready(
        'Promtail',
        9080,
        '/ready',
        '^Ready',
        { kind: 'suggested', expect: [succeeds(NOTHING_TO_READ)] },
        NOTHING_TO_READ,
      ),
      timing: WAITS_AFTER_START,
    },
  ],
};

export const ALLOY: ImageTests = {
  title: 'Alloy',
  kinds: ['alloy'],
  images: ['grafana/alloy'],
  tag: 'monitoring',
  tests: [
    ready('Alloy', 12_345, '/-/ready', '^Alloy is ready', insideOf('Alloy')),
    {
      what: 'components',
      title: 'All components are healthy',
      passes: '`/-/healthy` gives 200',
      fails: '500: the answer names the components that fail; left out where port 12345 is not published',
      ways: [
        {
          kind: 'http',
          port: 12_345,
          path: '/-/healthy',
          expect: [
            ...ok(
              'Alloy',
              12_345,
              'A component of Alloy fails, so it may collect nothing: its answer names which one, its log says why.',
            ),
            noPage('Alloy', 12_345),
          ],
        },
      ],
      when: ({ publishedPorts }) => publishedPorts.includes(12_345),
      needs: ['ready'],
    },
  ],
};

export const TEMPO: ImageTests = {
  title: 'Tempo',
  kinds: ['tempo'],
  images: ['grafana/tempo'],
  tag: 'monitoring',
  tests: [{ ...ready('Tempo', 3200, '/ready', '^ready', insideOf('Tempo')), timing: WAITS_AFTER_START }],
};

export const JAEGER: ImageTests = {
  title: 'Jaeger',
  kinds: ['jaeger'],
  images: ['jaegertracing/jaeger', 'jaegertracing/all-in-one'],
  tag: 'monitoring',
  tests: [
    {
      what: 'answers',
      title: 'Jaeger finds services in its storage',
      passes: '`/api/services` on port 16686 gives a list, empty or not',
      fails: '500 where the storage is away, another program, no answer',
      ways: [
        {
          kind: 'http',
          port: 16_686,
          path: '/api/services',
          expect: [
            ...ok('Jaeger', 16_686, 'Jaeger answers, but cannot read its storage: see its log.'),
            expected('json.total', { ge: 0 }, isOther('Jaeger', 16_686)),
          ],
        },
      ],
    },
  ],
};

/** From scratch, so that nothing can be asked inside; which ports answer is the configuration's choice. */
export const OTEL_COLLECTOR: ImageTests = {
  title: 'OpenTelemetry Collector',
  kinds: ['otel-collector'],
  images: ['otel/opentelemetry-collector', 'otel/opentelemetry-collector-contrib'],
  tag: 'monitoring',
  tests: [
    {
      what: 'health',
      title: 'The collector is available',
      passes: 'the health_check extension on port 13133 gives 200',
      fails: '503 while pipelines are down, no answer (the extension is not set up, or listens on localhost only)',
      ways: [
        {
          kind: 'http',
          port: 13_133,
          path: '/',
          expect: [
            ...ok(
              'The collector',
              13_133,
              'The collector runs, but is not available: a pipeline has not started. See its log.',
            ),
            noPage('the collector', 13_133),
          ],
        },
      ],
      when: ({ publishedPorts }) => publishedPorts.includes(13_133),
    },
    {
      what: 'takes-traces',
      title: 'The collector takes traces over HTTP',
      passes: 'an empty export to `/v1/traces` on port 4318 gives 200',
      fails: '404 without a traces pipeline, another program, no answer (the receiver listens on localhost only)',
      ways: [
        {
          kind: 'http',
          port: 4318,
          path: '/v1/traces',
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{"resourceSpans":[]}',
          expect: [
            expected(
              'status',
              { not: 404 },
              'The collector answers, but takes no traces: add a traces pipeline with the otlp receiver to its configuration.',
            ),
            ...ok('The collector', 4318, 'The collector does not take traces: see its log.'),
            noPage('the collector', 4318),
          ],
        },
      ],
      when: ({ publishedPorts }) => publishedPorts.includes(4318),
    },
  ],
};
