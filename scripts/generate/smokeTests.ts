import type { ImageTest, ImageTests, Way } from '../../client/src/live/smoke/builtIn/catalogue';
import { applicationTests } from '../../client/src/live/smoke/builtIn/healthPages';
import { IMAGES } from '../../client/src/live/smoke/builtIn/images';
import { serviceTests, stackTests, type ReadyTest } from '../../client/src/live/smoke/builtIn/ready';
import type { ServiceFacts } from '../../client/src/live/smoke/builtIn/services';
import { DEFAULT_OBJECTIVES, type SmokeProbe } from '../../server/src/protocol';

/** A service with everything that a test may depend on. */
const SERVICE: ServiceFacts = {
  ...{ name: 'service', imageKind: 'prometheus', imageName: 'prom/prometheus', publishedPorts: [], isOneShot: false },
  ...{ healthCheckTest: undefined, suggestedProbe: undefined, environmentNames: [], hasDataVolume: true },
  ...{ limits: { cpus: true, memory: true }, isStartKnown: true },
};

interface Row {
  readonly id: string;
  readonly title: string;
  readonly asked: string;
  readonly passes: string;
  readonly fails: string;
  readonly destructive?: boolean;
}

/** The page of the smoke tests that need no file, in Markdown. */
export function builtInSmokeTestsPage(): string {
  const anyService = [
    ...serviceTests(SERVICE, DEFAULT_OBJECTIVES),
    ...serviceTests({ ...SERVICE, isOneShot: true }, DEFAULT_OBJECTIVES),
  ];
  return [
    '# Built-in smoke tests',
    'These tests need no file: which of them a stack has follows from its services, their images and what is published. Ids are `<service>/<test>`, or `stack/<test>` for those of a whole stack; the ids below are their second half.',
    'A port that is published is asked from outside; where it is not, a program of the image is run inside the container, for which the workspace has to be trusted. Tests marked **destructive** restart or change what they test: they run only when they are asked for by name, and after a question. A test of a service is skipped when its container does not run.',
    'What is particular to your stack goes into `holdfast.yaml`: see [smoke tests](smoke-tests.md).',
    section('Every stack', stackTests(DEFAULT_OBJECTIVES, [SERVICE]).map(readyRow)),
    section('Every service', anyService.map(readyRow)),
    imagesSection(applicationTests(ANY_PORT, '/health')),
    ...IMAGES.map(imagesSection),
  ]
    .map((part) => part.trim())
    .join('\n\n')
    .concat('\n');
}

function imagesSection({ title, images, tests }: ImageTests): string {
  const names = images.map((name) => `\`${name}\``).join(', ');
  const own = 'Copies of them in other registries, and images that `images` in holdfast.yaml maps to them, count too.';
  return section(title, tests.map(imageRow), names === '' ? '' : `Images: ${names}. ${own}`);
}

function section(title: string, rows: readonly Row[], lead = ''): string {
  const lines = rows.map(({ id, title, asked, passes, fails, destructive }) => {
    const name = `\`${id}\`: ${title}${destructive ? ' (**destructive**)' : ''}`;
    return `| ${[name, asked, passes, fails].map(cell).join(' | ')} |`;
  });
  const head = '| test | what is asked | passes | does not pass |\n| --- | --- | --- | --- |';
  return [`## ${title}`, lead, `${head}\n${lines.join('\n')}`].filter((part) => part !== '').join('\n\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function readyRow({ id, title, probe, passes, fails, destructive }: ReadyTest): Row {
  return { id: id.slice(id.indexOf('/') + 1), title, asked: probeText(probe), passes, fails, destructive };
}

function imageRow({ what, title, ways, passes, fails, destructive }: ImageTest): Row {
  const asked = ways.map(wayText).join('; else ');
  return { id: what, title, asked, passes, fails, destructive: destructive ?? false };
}

function wayText(way: Way): string {
  switch (way.kind) {
    case 'http': {
      const { port, method = 'GET', path = '/' } = way;
      const where = typeof port === 'number' ? `port ${port}` : webPorts(port.web);
      return `\`${method} ${path}\` on ${where}`;
    }
    case 'protocol':
      return `${PROTOCOLS[way.protocol] ?? way.protocol} on ${way.port === ANY_PORT ? 'its port' : `port ${way.port}`}`;
    case 'exec':
      return insideText(way.argv);
    case 'suggested':
      return 'the probe that fits the tag of the image, inside';
    case 'ready-made':
      return probeText(way.probe('service'));
  }
}

function webPorts([first, ...others]: readonly number[]): string {
  return first === undefined
    ? 'its published port'
    : `port ${[first, ...others].join(', ')}, or whichever is published`;
}

/** Stands for whatever port an application has. */
const ANY_PORT = 0;

const PROTOCOLS: Readonly<Record<string, string>> = {
  ...{ postgres: 'the protocol of PostgreSQL', mysql: 'the protocol of MySQL', mongodb: 'the protocol of MongoDB' },
  ...{ redis: 'the protocol of Redis', memcached: 'the protocol of memcached' },
  ...{ amqp: 'AMQP 0-9-1', kafka: 'the protocol of Kafka', nats: 'the protocol of NATS', mqtt: 'MQTT', smtp: 'SMTP' },
  'application-health': 'health pages over HTTP',
  'alert-delivery': 'the API for alerts over HTTP',
};

/** Scripts are too long to be read in a table. */
function insideText([program = '', ...words]: readonly string[]): string {
  const isScript = program === 'sh' || program === 'bash';
  return isScript ? 'a script of the shell, inside' : `\`${[program, ...words].join(' ')}\`, inside`;
}

function probeText(probe: SmokeProbe): string {
  switch (probe.kind) {
    case 'promql':
      return `\`${probe.query}\` in Prometheus`;
    case 'loki':
      return 'what Loki has received, by any of the usual labels';
    case 'container':
      return 'the engine: the state of containers';
    case 'stats':
      return 'the engine: figures of use';
    case 'logsize':
      return 'the engine: how logs are kept';
    case 'logs':
      return 'the engine: the log since the last start';
    case 'backup':
      return 'the dump program of the image, inside';
    case 'persistence':
      return 'write, restart, read and clean up, inside';
    case 'exec':
      return insideText(probe.argv);
    case 'protocol':
      return wayText(probe);
    default:
      throw new Error(`No words for a built-in test of kind ${probe.kind}.`);
  }
}
