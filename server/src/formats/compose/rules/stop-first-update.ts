import { replaceScalar } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import type { ImageClass } from '../../../images';
import type { ComposeService } from '../model';
import { serviceMounts } from '../mounts';
import { publishedPorts } from '../ports';
import { composeRule } from '../rule';

const ORDER = ['deploy', 'update_config', 'order'] as const;
/** Two of them must not run at once. */
const ALONE: ReadonlySet<ImageClass> = new Set([
  'database',
  'cache',
  'queue',
  'search',
  'object-storage',
  'monitoring',
  'logging',
]);

export default composeRule({
  id: 'compose/stop-first-update',
  severity: 'hint',
  preset: 'strict',
  category: 'availability',
  since: '0.1.0',
  summary: 'Every update of the service is an outage',
  why: 'By default a Swarm stops the old task before it starts the new one. With one replica nobody answers in between, and a version that does not start is an outage until it is rolled back.',
  knownProblems:
    'Services with data, with ports in host mode and those that run on every node are exempt: two tasks could not run side by side.',
  references: ['https://docs.docker.com/reference/compose-file/deploy/#update_config'],
  examples: {
    bad: 'services:\n  web:\n    image: nginx:1.29.1\n    ports:\n      - "80:80"\n    deploy:\n      mode: replicated\n',
    good: 'services:\n  web:\n    image: nginx:1.29.1\n    ports:\n      - "80:80"\n    deploy:\n      mode: replicated\n      update_config:\n        order: start-first\n',
  },
  on: {
    service(service, { severity }) {
      if (!service.isSwarm || service.isPartial || !service.isLongRunning || !canRunTwice(service)) return undefined;
      const order = service.text(...ORDER);
      if (order && (!order.known || order.text !== 'stop-first')) return undefined;
      const token =
        order?.token ?? service.get('deploy', 'update_config')?.key ?? service.get('deploy')?.key ?? service.key;
      return finding(token, { service, order }, { severity: service.lenient(severity) });
    },
  },
  message: ({ service }) =>
    `"${service.name}" has one replica, which is stopped before the new one starts: every update is an outage. Set \`order: start-first\`.`,
  fixes: [
    {
      kind: 'review',
      title: 'Start the new task first',
      edits: ({ service, order }) =>
        order ? replaceScalar(order.token, 'start-first') : service.insert(ORDER, 'start-first'),
    },
  ],
});

function canRunTwice(service: ComposeService): boolean {
  const replicas = service.text('deploy', 'replicas');
  if (replicas && replicas.text !== '1') return false;
  if (/^global/.test(service.text('deploy', 'mode')?.text ?? '') || service.get('network_mode')) return false;
  if (service.knownImage && ALONE.has(service.knownImage.class)) return false;
  const ports = publishedPorts(service);
  const isInHostMode = ports.some(({ item: { view } }) => {
    const mode = view.kind === 'map' ? view.get('mode')?.value : undefined;
    return mode?.kind === 'scalar' && mode.text === 'host';
  });
  return (
    ports.length > 0 &&
    !isInHostMode &&
    serviceMounts(service).every(({ isReadOnly, kind }) => isReadOnly === true || kind === 'tmpfs')
  );
}
