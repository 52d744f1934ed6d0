import { describe, expect, it } from 'vitest';
import type { Container, PortBinding } from '../../../client/src/live/docker';
import { driftOf } from '../../../client/src/live/services/drift';
import type { Declared, DeclaredPort, DeclaredStackService } from '../../../server/src/protocol';
import { container, declaredService, place } from './fixtures';

const NO_LIMITS = { memoryBytes: undefined, cpus: undefined, processes: undefined };
const value = <T>(of: T, line = 5): Declared<T> => ({ value: of, source: place(line) });
const image = (text: string): Partial<DeclaredStackService> => ({ image: value(text) });
const binding = (hostPort: number, containerPort: number, hostAddress = '', protocol = 'tcp'): PortBinding => ({
  hostPort,
  containerPort,
  hostAddress,
  protocol,
});
const port = (
  hostPort: number | undefined,
  containerPort: number,
  hostAddress = '',
  protocol = 'tcp',
): Declared<DeclaredPort> => value({ hostPort, containerPort, hostAddress, protocol });

const MIB = 1024 * 1024;
const cases: [
  what: string,
  declared: Partial<DeclaredStackService>,
  running: Partial<Container>,
  expected: string[],
][] = [
  ['nothing differs', {}, {}, []],
  ['another tag', image('nginx:1.28'), {}, ['image: nginx:1.28 / nginx:1.27 @5']],
  ['short and full names', image('docker.io/library/nginx:1.27'), {}, []],
  ['no tag means latest', image('nginx'), { image: 'nginx:latest' }, []],
  ['a registry with a port', image('localhost:5000/x'), { image: 'localhost:5000/x:latest' }, []],
  ['another registry', image('ghcr.io/nginx:1.27'), {}, ['image: ghcr.io/nginx:1.27 / nginx:1.27 @5']],
  ['a digest beside a tag', image('nginx:1.27@sha256:ab'), { image: 'nginx@sha256:ab' }, []],
  [
    'another digest',
    image('nginx@sha256:ab'),
    { image: 'nginx@sha256:cd' },
    ['image: nginx@sha256:ab / nginx@sha256:cd @5'],
  ],
  ['an image by its id', {}, { image: `sha256:${'a'.repeat(64)}` }, []],
  ['an image that is only built', { image: undefined, isBuilt: true }, { image: 'app-web' }, []],
  [
    'a limit that is not in force',
    { limits: { ...NO_LIMITS, memoryBytes: value(512 * MIB, 7) } },
    {},
    ['memory limit: 512 MiB / no limit @7'],
  ],
  ['a limit that nobody wrote', {}, { limits: { ...NO_LIMITS, cpus: 1.5 } }, ['cpu limit: no limit / 1.5 @1']],
  ['a limit that is perhaps written elsewhere', { isPartial: true }, { limits: { ...NO_LIMITS, cpus: 1.5 } }, []],
  [
    'the same limits',
    { limits: { memoryBytes: value(MIB), cpus: value(0.3), processes: value(100) } },
    { limits: { memoryBytes: MIB, cpus: 0.3000001, processes: 100 } },
    [],
  ],
  [
    'the same ports',
    { ports: [port(80, 80), port(undefined, 90), port(53, 53, '127.0.0.1', 'udp')] },
    {
      requestedPorts: [
        binding(80, 80, '0.0.0.0'),
        binding(80, 80, '::'),
        binding(0, 90),
        binding(53, 53, '127.0.0.1', 'udp'),
      ],
    },
    [],
  ],
  [
    'a port elsewhere',
    { ports: [port(8080, 80)] },
    { requestedPorts: [binding(80, 80)] },
    ['ports: 8080:80 / 80:80 @5'],
  ],
  ['a port that is not published', { ports: [port(8080, 80)] }, {}, ['ports: 8080:80 / none @5']],
  [
    'a port open to everybody',
    { ports: [port(80, 80, '127.0.0.1')] },
    { requestedPorts: [binding(80, 80)] },
    ['ports: 127.0.0.1:80:80 / 80:80 @5'],
  ],
  ['a port that nobody wrote', {}, { requestedPorts: [binding(80, 80)] }, ['ports: not published / 80:80 @1']],
  ['ports in the network of the host', { ports: [port(80, 80)] }, { networks: [{ name: 'host', address: '' }] }, []],
  [
    'a variable that is not set',
    { environmentNames: ['A', 'B'] },
    { environmentNames: ['B', 'PATH'] },
    ['environment: A / not set @1'],
  ],
  ['another policy', { restart: value('always', 9) }, {}, ['restart policy: always / no @9']],
  [
    'a policy that nobody wrote',
    {},
    { restartPolicy: { name: 'always', maximumRetryCount: 0 } },
    ['restart policy: no / always @1'],
  ],
  [
    'the same number of retries',
    { restart: value('on-failure:5') },
    { restartPolicy: { name: 'on-failure', maximumRetryCount: 5 } },
    [],
  ],
];

describe('drift', () => {
  it.each(cases)('%s', (_, declared, running, expected) => {
    const drift = driftOf(declaredService('web', declared), [container(running)]);
    expect(
      drift.map((one) => `${one.aspect}: ${one.declared} / ${one.observed} @${one.source.range.start.line}`),
    ).toEqual(expected);
  });

  it('lets several containers share the ports of a range', () => {
    const service = declaredService('web', { replicas: 2, ports: [port(8000, 80), port(8001, 80), port(8002, 80)] });
    const one = container({ requestedPorts: [binding(8001, 80)] });
    expect(driftOf(service, [one, container({ requestedPorts: [binding(8002, 80)] })])).toEqual([]);
    expect(driftOf(service, [one, container({ requestedPorts: [binding(9000, 80)] })])).toHaveLength(1);
  });
});
