import { finding, type Report } from '../../../engine/rule';
import type { ComposeService, TextValue } from '../model';
import { composeRule } from '../rule';
import { bytesOf, replaceQuantity } from '../units';

interface Data {
  readonly service: ComposeService;
  readonly resource: 'memory' | 'cpu';
  readonly reservation: TextValue;
  readonly limit: TextValue;
}

export default composeRule({
  id: 'compose/reservation-above-limit',
  severity: 'error',
  preset: 'recommended',
  category: 'resources',
  since: '0.1.0',
  summary: 'Reservation is greater than the limit',
  why: 'The engine refuses to create a container that shall have more memory for certain than it may have at most. It shows only when the service is started.',
  knownProblems:
    'Compose does not hand a reservation of processors to the engine, so one above its limit is only an information.',
  references: [
    'https://docs.docker.com/reference/compose-file/deploy/#resources',
    'https://docs.docker.com/engine/containers/resource_constraints/',
  ],
  peers: ['docker:create-error'],
  examples: {
    bad: 'services:\n  db:\n    image: postgres:17.6\n    mem_limit: 512M\n    mem_reservation: 1G\n',
    good: 'services:\n  db:\n    image: postgres:17.6\n    mem_limit: 512M\n    mem_reservation: 512M\n',
  },
  on: {
    service(service) {
      return [
        compare(
          service,
          'memory',
          bytesOf,
          [['deploy', 'resources', 'reservations', 'memory'], ['mem_reservation']],
          [['deploy', 'resources', 'limits', 'memory'], ['mem_limit']],
        ),
        compare(
          service,
          'cpu',
          Number,
          [['deploy', 'resources', 'reservations', 'cpus']],
          [['deploy', 'resources', 'limits', 'cpus'], ['cpus']],
        ),
      ];
    },
  },
  message: ({ service, resource, reservation, limit }: Data) =>
    resource === 'memory'
      ? `"${service.name}" reserves ${reservation.text} of memory and may use ${limit.text}: the engine refuses to create the container. Reserve at most the limit.`
      : `"${service.name}" reserves ${reservation.text} of the processors and may use ${limit.text}: both cannot hold. Reserve at most the limit.`,
  fixes: [
    {
      kind: 'review',
      title: ({ limit }) => `Reserve ${limit.text}`,
      edits: ({ reservation, limit }) => replaceQuantity(reservation.token, limit.text),
    },
  ],
});

function compare(
  service: ComposeService,
  resource: Data['resource'],
  read: (text: string) => number | undefined,
  reservations: readonly (readonly string[])[],
  limits: readonly (readonly string[])[],
): Report<Data> | undefined {
  const reservation = firstOf(service, reservations);
  const limit = reservation && firstOf(service, limits);
  if (!reservation?.known || !limit?.known) return undefined;
  const wanted = read(reservation.text);
  const most = read(limit.text);
  // No limit is written as zero.
  if (wanted === undefined || most === undefined || !(most > 0) || !(wanted > most)) return undefined;
  const related = [{ token: limit.token, message: 'The limit' }];
  const data: Data = { service, resource, reservation, limit };
  return finding(reservation.token, data, resource === 'memory' ? { related } : { related, severity: 'info' });
}

function firstOf(service: ComposeService, paths: readonly (readonly string[])[]): TextValue | undefined {
  for (const path of paths) {
    const value = service.text(...path);
    if (value) return value;
  }
  return undefined;
}
