import type { Container, ContainerReading, ContainerReadings, EngineError } from '../../../client/src/live/docker';
import type { Observation } from '../../../client/src/live/services/join';
import { NO_HISTORY } from '../../../client/src/live/services/history';
import type { DeclaredStack, DeclaredStackService, SourceRange } from '../../../server/src/protocol';

export const NOW = Date.parse('2026-05-01T12:00:00Z');
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** A container that has run well for two days. */
export function container(over: Partial<Container> = {}): Container {
  return {
    id: over.id ?? 'c'.repeat(64),
    name: 'app-web-1',
    image: 'nginx:1.27',
    imageId: 'sha256:1',
    labels: {},
    state: 'running',
    createdAt: NOW - 48 * HOUR,
    startedAt: NOW - 48 * HOUR,
    finishedAt: undefined,
    exitCode: undefined,
    oomKilled: false,
    error: '',
    restartCount: 0,
    health: undefined,
    healthCheck: undefined,
    restartPolicy: { name: 'no', maximumRetryCount: 0 },
    limits: { memoryBytes: undefined, cpus: undefined, processes: undefined },
    logging: { driver: 'json-file', maxSize: undefined, maxFile: undefined },
    ports: [],
    requestedPorts: [],
    environmentNames: [],
    mounts: [],
    networks: [],
    tty: false,
    ...over,
  };
}

/** The labels of Compose 2. */
export function labels(project: string, service: string, over: Record<string, string> = {}): Record<string, string> {
  const own = {
    project,
    service,
    'container-number': '1',
    oneoff: 'False',
    'project.working_dir': '/srv/app',
    'project.config_files': '/srv/app/compose.yaml',
    ...over,
  };
  return Object.fromEntries(Object.entries(own).map(([name, value]) => [`com.docker.compose.${name}`, value]));
}

export function place(line: number, uri = 'file:///srv/app/compose.yaml'): SourceRange {
  return { uri, range: { start: { line, character: 2 }, end: { line, character: 8 } } };
}

export function declaredService(name: string, over: Partial<DeclaredStackService> = {}): DeclaredStackService {
  return {
    name,
    source: place(1),
    image: { value: 'nginx:1.27', source: place(2) },
    imageKind: undefined,
    isBuilt: false,
    ports: [],
    healthCheck: { kind: 'absent' },
    suggestedProbe: undefined,
    limits: { memoryBytes: undefined, cpus: undefined, processes: undefined },
    restart: undefined,
    environmentNames: [],
    containerName: undefined,
    replicas: 1,
    profiles: [],
    isOneShot: false,
    hasContainer: true,
    dataVolumes: [],
    isBackup: false,
    isPartial: false,
    ...over,
  };
}

export function stack(
  name: string,
  services: DeclaredStackService[],
  over: Partial<DeclaredStack> = {},
): DeclaredStack {
  return {
    id: 'file:///srv/app/compose.yaml',
    kind: 'compose',
    name,
    folder: 'file:///srv/app',
    files: ['file:///srv/app/compose.yaml'],
    services,
    ...over,
  };
}

export function readings(containers: readonly Container[], unread: readonly Container[] = []): ContainerReadings {
  const problem = { kind: 'timeout', message: 'The engine was too slow.' } as EngineError;
  return new Map<string, ContainerReading>([
    ...containers.map((one): [string, ContainerReading] => [one.id, { kind: 'read', container: one }]),
    ...unread.map((one): [string, ContainerReading] => [one.id, { kind: 'unread', container: one, problem }]),
  ]);
}

export function observation(containers: readonly Container[], over: Partial<Observation> = {}): Observation {
  return { readings: readings(containers), historyOf: () => NO_HISTORY, isStale: false, now: NOW, ...over };
}
