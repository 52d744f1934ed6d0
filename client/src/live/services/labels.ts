/** What labels say about where a container comes from. */
import type { ContainerSummary } from '../docker';

export interface Origin {
  readonly project: string;
  readonly service: string;
  /** From 1 on. */
  readonly number: number;
  /** Started by `compose run`: no replica of the service. */
  readonly isOneOff: boolean;
  /** Absolute where the engine's labels allow it, with forward slashes; empty where nothing is known. */
  readonly files: readonly string[];
  readonly folder: string | undefined;
}

/** Undefined for a container that no Compose, Swarm or Podman project has made. */
export function originOf({ labels }: ContainerSummary): Origin | undefined {
  const label = (name: string): string | undefined => labels[`com.docker.compose.${name}`];
  const project = label('project') ?? labels['io.podman.compose.project'];
  const service = label('service') ?? labels['io.podman.compose.service'];
  if (project === undefined || service === undefined) return swarmOrigin(labels);
  const folder = label('project.working_dir');
  return {
    project,
    service,
    number: Number(label('container-number')) || 1,
    isOneOff: label('oneoff')?.toLowerCase() === 'true',
    files: filesOf(label('project.config_files') ?? '', folder),
    folder: folder === undefined ? undefined : normalised(folder),
  };
}

/** `docker stack deploy`: the names of services begin with that of the stack; where the file was is not kept. */
function swarmOrigin(labels: ContainerSummary['labels']): Origin | undefined {
  const project = labels['com.docker.stack.namespace'];
  const service = labels['com.docker.swarm.service.name'];
  if (project === undefined || !service?.startsWith(`${project}_`)) return undefined;
  // `stack_service.2.taskid`; global services have the id of a node there.
  const number = Number(labels['com.docker.swarm.task.name']?.slice(service.length + 1).split('.')[0]);
  return {
    project,
    service: service.slice(project.length + 1),
    number: number || 1,
    isOneOff: false,
    files: [],
    folder: undefined,
  };
}

/** Compose 1 writes them as they were given, Compose 2 as absolute paths; `-` is standard input. */
function filesOf(label: string, folder: string | undefined): string[] {
  return label
    .split(',')
    .map((file) => file.trim())
    .filter((file) => file !== '' && file !== '-')
    .flatMap((file) => {
      if (isAbsolute(file)) return [normalised(file)];
      return folder === undefined ? [] : [normalised(`${folder}/${file}`)];
    });
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || path.startsWith('\\') || /^[A-Za-z]:/.test(path);
}

/** With forward slashes, a small drive letter, and without `.` and `..`. */
export function normalised(path: string): string {
  const parts: string[] = [];
  for (const part of path.replaceAll('\\', '/').split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  const [first = ''] = parts;
  if (!/^[A-Za-z]:$/.test(first)) return `/${parts.join('/')}`;
  return [first.toLowerCase(), ...parts.slice(1)].join('/');
}

/** The path of a file URI, in the form of `normalised`. */
export function pathOfUri(uri: string): string {
  const path = decodeURIComponent(new URL(uri).pathname);
  return normalised(/^\/[A-Za-z]:/.test(path) ? path.slice(1) : path);
}
