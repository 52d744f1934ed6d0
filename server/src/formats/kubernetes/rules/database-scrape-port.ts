import { insertKey, replaceScalar, type Edits } from '../../../document/edit';
import type { Entry, MapView, ScalarView } from '../../../document/view';
import { finding, type Report } from '../../../engine/rule';
import type { Container } from '../container';
import { baseName, speaksNoHttp, storeOf, wireProtocol } from '../images';
import { kubernetesRule } from '../rule';
import { mapAt, mapsAt, numberAt, scalarAt, textAt } from '../values';

interface Data {
  readonly scrape: Entry;
  readonly port: Entry | undefined;
  readonly protocol: string;
  /** A port of the same object that does serve metrics. */
  readonly metricsPort: number | undefined;
}

interface NumberedPort {
  readonly number: number;
  readonly name: string | undefined;
}

export default kubernetesRule({
  id: 'kubernetes/database-scrape-port',
  severity: 'error',
  preset: 'recommended',
  category: 'observability',
  since: '0.1.0',
  summary: 'Prometheus scrapes a port that speaks no HTTP',
  why: 'The scrape always fails, so the database looks monitored and is not. Its log meanwhile fills with broken connections.',
  knownProblems:
    'What the annotations mean is decided by the relabelling rules of Prometheus; the usual ones are assumed.',
  references: [
    'https://prometheus.io/docs/instrumenting/exporters/',
    'https://github.com/prometheus/prometheus/blob/main/documentation/examples/prometheus-kubernetes.yml',
  ],
  examples: {
    bad: `apiVersion: v1
kind: Pod
metadata:
  name: db
  annotations:
    prometheus.io/scrape: "true"
    prometheus.io/port: "5432"
spec:
  containers:
    - name: db
      image: postgres:17.6
    - name: exporter
      image: quay.io/prometheuscommunity/postgres-exporter:v0.18.1
      ports:
        - name: metrics
          containerPort: 9187
`,
    good: `apiVersion: v1
kind: Pod
metadata:
  name: db
  annotations:
    prometheus.io/scrape: "true"
    prometheus.io/port: "9187"
spec:
  containers:
    - name: db
      image: postgres:17.6
    - name: exporter
      image: quay.io/prometheuscommunity/postgres-exporter:v0.18.1
      ports:
        - name: metrics
          containerPort: 9187
`,
  },
  on: {
    workload({ template, containers }) {
      const annotations = mapAt(template, 'metadata', 'annotations');
      const running = containers.filter(({ isLongRunning }) => isLongRunning);
      const ports = running.flatMap((container) =>
        container.ports.map(({ number, name }) => ({ number, name: isExporter(container) ? 'metrics' : name })),
      );
      return check(annotations, ports, () => {
        const [only, ...others] = running;
        const store = only && others.length === 0 ? storeOf(only) : undefined;
        const isSilent = store !== undefined && speaksNoHttp(store);
        return isSilent && ports.every(({ number }) => wireProtocol(number))
          ? (only?.knownImage?.title ?? store)
          : undefined;
      });
    },
    object(object) {
      if (object.kind !== 'Service') return undefined;
      const ports = mapsAt(object.spec, 'ports').flatMap((port) => {
        const number = numberAt(port, 'port');
        return number === undefined ? [] : [{ number, name: textAt(port, 'name') }];
      });
      return check(mapAt(object.metadata, 'annotations'), ports, () => undefined);
    },
  },
  message: ({ port, protocol, metricsPort }: Data) => {
    const way =
      metricsPort === undefined
        ? 'Add an exporter and scrape that, or switch the scrape off'
        : `Scrape ${metricsPort} instead`;
    return port
      ? `Prometheus is told to scrape a port that speaks ${protocol}, not HTTP: every scrape fails. ${way}.`
      : `Prometheus is told to scrape this pod, but its only container speaks ${protocol}, not HTTP: every scrape fails. ${way}.`;
  },
  fixes: [
    {
      kind: 'review',
      title: ({ metricsPort }) => `Scrape the exporter's port ${metricsPort}`,
      edits: ({ scrape, port, metricsPort }) => {
        if (metricsPort === undefined) return undefined;
        return port
          ? setText(port, String(metricsPort))
          : insertKey(scrape.owner, 'prometheus.io/port', String(metricsPort));
      },
    },
    { kind: 'review', title: 'Switch the scrape off', edits: ({ scrape }): Edits => setText(scrape, 'false') },
  ],
});

function check(
  annotations: MapView | undefined,
  ports: readonly NumberedPort[],
  protocolWithoutPort: () => string | undefined,
): Report<Data> | undefined {
  const scrape = annotations?.get('prometheus.io/scrape');
  const switchedOn = scalarAt(annotations, 'prometheus.io/scrape');
  if (!scrape || switchedOn?.text !== 'true') return undefined;
  const port = annotations?.get('prometheus.io/port');
  const number = numberAt(annotations, 'prometheus.io/port');
  if (port && (number === undefined || ports.some((one) => one.number === number && servesMetrics(one))))
    return undefined;
  const protocol = number === undefined ? protocolWithoutPort() : wireProtocol(number);
  if (protocol === undefined) return undefined;
  const token: ScalarView = scalarAt(annotations, 'prometheus.io/port') ?? switchedOn;
  return finding(token, { scrape, port, protocol, metricsPort: ports.find(servesMetrics)?.number });
}

/** In the quotes that are there. */
function setText({ value, aliased }: Entry, text: string): Edits {
  return aliased || value?.kind !== 'scalar' ? undefined : replaceScalar(value, text);
}

function servesMetrics({ name }: NumberedPort): boolean {
  return /metric|prom|exporter|http/.test(name ?? '');
}

function isExporter(container: Container): boolean {
  return container.knownImage?.class === 'exporter' || /[-_]exporter$/.test(baseName(container));
}
