import { finding, type Report } from '../../../engine/rule';
import type { ComposeService } from '../model';
import { composeRule } from '../rule';
import { serviceTexts, type ServiceText } from '../serviceTexts';

interface Data {
  readonly service: ComposeService;
  readonly source: ServiceText;
  readonly kind: 'path' | 'port';
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

export default composeRule({
  id: 'compose/mismatched-otlp-endpoint',
  severity: 'info',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'OpenTelemetry endpoint does not fit the protocol',
  why: 'Exporters that cannot deliver say so once in their log and drop everything: dashboards stay empty, and nobody knows why.',
  knownProblems: 'A port is judged only where the protocol is given: libraries differ in what they take by default.',
  references: [
    'https://opentelemetry.io/docs/specs/otel/protocol/exporter/#endpoint-urls-for-otlphttp',
    'https://opentelemetry.io/docs/languages/sdk-configuration/otlp-exporter/',
  ],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:1.4\n    environment:\n      OTEL_EXPORTER_OTLP_ENDPOINT: http://collector:4318/v1/traces\n',
    good: 'services:\n  api:\n    image: example/api:1.4\n    environment:\n      OTEL_EXPORTER_OTLP_ENDPOINT: http://collector:4318\n',
  },
  on: {
    service(service) {
      if (!service.environment.some(({ name }) => name.startsWith('OTEL_EXPORTER_OTLP_'))) return [];
      const texts = serviceTexts(service);
      return texts.flatMap((source) => judge(service, source, texts));
    },
  },
  message: ({ service, kind, replacement }: Data) =>
    kind === 'path'
      ? `OTEL_EXPORTER_OTLP_ENDPOINT of "${service.name}" names a signal, and the SDK appends one again: the collector answers 404. Leave the path out.`
      : `"${service.name}" exports with a protocol that this port does not speak: 4317 is gRPC, 4318 is HTTP. Use ${replacement}.`,
  fixes: [
    {
      kind: 'review',
      title: ({ kind, replacement }) => (kind === 'path' ? 'Leave the path out' : `Use port ${replacement}`),
      edits: ({ source, start, end, replacement }) => source.replace(start, end, replacement),
    },
  ],
});

function judge(service: ComposeService, source: ServiceText, texts: readonly ServiceText[]): Report<Data>[] {
  const { name = '', text } = source;
  const signal = /^OTEL_EXPORTER_OTLP_(?:(TRACES|METRICS|LOGS)_)?ENDPOINT$/.exec(name);
  if (!signal) return [];
  const report = (kind: Data['kind'], start: number, length: number, replacement: string): Report<Data> => {
    const end = start + length;
    return finding(source.tokenOf(start, end), { service, source, kind, start, end, replacement });
  };
  const path = signal[1] === undefined ? /\/v1\/(?:traces|metrics|logs)\/?$/.exec(text) : null;
  if (path) return [report('path', path.index, path[0].length, '')];
  const names = [`OTEL_EXPORTER_OTLP_${signal[1] ?? 'TRACES'}_PROTOCOL`, 'OTEL_EXPORTER_OTLP_PROTOCOL'];
  const protocol = names.flatMap((one) => texts.find((other) => other.name === one)?.text ?? [])[0];
  const port = /:(431[78])(?=\/|$)/.exec(text);
  const right = protocol === 'grpc' ? '4317' : protocol?.startsWith('http/') ? '4318' : undefined;
  if (!port || right === undefined || port[1] === right) return [];
  return [report('port', port.index + 1, right.length, right)];
}
