import { insertAt, type Edits } from '../../../document/edit';
import { AliasOf } from '../../../document/render';
import type { Entry, YamlView } from '../../../document/view';
import { finding } from '../../../engine/rule';
import { lifespanOf } from '../lifespan';
import type { ComposeFile, ComposeService } from '../model';
import { composeRule } from '../rule';

const OPTIONS = { 'max-size': '10m', 'max-file': '3' };

export default composeRule({
  id: 'compose/missing-log-rotation',
  severity: 'info',
  preset: 'recommended',
  category: 'resources',
  since: '0.1.0',
  crossFile: true,
  grouped: 'log rotation',
  summary: 'Logs of the service grow without end',
  why: "Docker's default driver writes everything a container prints into one file and never shortens it. One chatty service fills the disk, and then every service on the host stops.",
  knownProblems:
    'An engine may be configured to rotate by default: a daemon.json in the workspace is taken into account. Jobs that end by themselves are exempt.',
  references: [
    'https://docs.docker.com/engine/logging/drivers/json-file/',
    'https://docs.docker.com/reference/compose-file/services/#logging',
  ],
  examples: {
    bad: 'services:\n  web:\n    image: nginx:1.29.1\n',
    good: 'services:\n  web:\n    image: nginx:1.29.1\n    logging:\n      driver: json-file\n      options:\n        max-size: 10m\n        max-file: "3"\n',
  },
  on: {
    service(service, { severity, surroundings }) {
      if (service.isPartial || !service.isLongRunning || surroundings.engineRotatesLogs) return undefined;
      // What only keeps its container open writes nothing.
      if (lifespanOf(service) === 'idle') return undefined;
      const driver = service.text('logging', 'driver');
      if (driver && (!driver.known || driver.text !== 'json-file')) return undefined;
      if (service.get('logging', 'options', 'max-size')) return undefined;
      return finding(service.key, { service }, { subject: service.subject, ...service.inOperation(severity) });
    },
  },
  message: ({ service }) =>
    `The logs of "${service.name}" grow until the disk is full, which stops every service on the host. Set \`max-size\` and \`max-file\`.`,
  fixes: [{ kind: 'review', title: 'Rotate the logs', edits: ({ service }) => rotate(service) }],
});

function rotate(service: ComposeService): Edits {
  const logging = service.get('logging');
  if (!logging) {
    const anchor = loggingAnchor(service);
    return service.insert(['logging'], anchor ? new AliasOf(anchor) : { driver: 'json-file', options: OPTIONS });
  }
  // Extended where it is written, also behind an alias: whoever shares it has the same gap.
  if (!service.get('logging', 'options')) {
    return logging.value?.kind === 'scalar'
      ? service.insert(['logging', 'options'], OPTIONS)
      : insertAt(logging.value, ['options'], OPTIONS);
  }
  const size = insertAt(logging.value, ['options', 'max-size'], OPTIONS['max-size']);
  if (service.get('logging', 'options', 'max-file')) return size;
  const count = insertAt(logging.value, ['options', 'max-file'], OPTIONS['max-file']);
  return size && count && [...size, ...count];
}

/** The anchor of a logging block that rotates and stands above the service, so that the service can repeat it. */
function loggingAnchor(service: ComposeService): string | undefined {
  for (const entry of loggingBlocks(service.file)) {
    const { value, key, aliased } = entry;
    if (aliased || value?.kind !== 'map' || value.range.start > service.key.range.start || !isRotated(value)) continue;
    const anchor = /&([^\s,[\]{}]+)\s*$/.exec(between(entry, key.document.text));
    if (anchor?.[1]) return anchor[1];
  }
  return undefined;
}

function loggingBlocks(file: ComposeFile): Entry[] {
  const shared = file.root.entries.filter(({ key }) => key.text.startsWith('x-'));
  return [...shared, ...file.services.flatMap((service) => service.get('logging') ?? [])];
}

function isRotated(value: YamlView): boolean {
  const options = value.kind === 'map' ? value.get('options')?.value : undefined;
  return options?.kind === 'map' && options.get('max-size') !== undefined;
}

/** What stands between a key and its value: the colon and an anchor. */
function between({ key, value }: Entry, text: string): string {
  return text.slice(key.range.end, value?.range.start);
}
