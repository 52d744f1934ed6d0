/** Where a running container differs from what its file says. Values of environment variables take no part. */
import type { Declared, DeclaredPort, DeclaredStackService, SourceRange } from '../../../../server/src/protocol';
import type { Container, PortBinding } from '../docker';
import { bytesText } from './words';

export interface Drift {
  readonly aspect:
    'image' | 'memory limit' | 'cpu limit' | 'process limit' | 'ports' | 'environment' | 'restart policy';
  /** What the file says and what runs, for people. */
  readonly declared: string;
  readonly observed: string;
  /** Where the file says it; the key of the service for what it does not say. */
  readonly source: SourceRange;
}

/** @param containers of one service, at least one */
export function driftOf(service: DeclaredStackService, containers: readonly Container[]): Drift[] {
  const [first] = containers;
  if (!first) return [];
  return [
    ...imageDrift(service, first),
    ...limitDrift(service, first),
    ...portDrift(service, containers),
    ...environmentDrift(service, first),
    ...restartDrift(service, first),
  ];
}

function imageDrift({ image, source }: DeclaredStackService, container: Container): Drift[] {
  // An engine whose tag has moved may name the image by its id.
  if (!image || isImageId(container.image)) return [];
  if (fullReference(image.value) === fullReference(container.image)) return [];
  return [{ aspect: 'image', declared: image.value, observed: container.image, source: image.source ?? source }];
}

function isImageId(reference: string): boolean {
  return /^(?:sha256:)?[\da-f]{64}$/.test(reference);
}

/** `docker.io/library/postgres:latest` for `postgres`: https://docs.docker.com/reference/cli/docker/image/tag/ */
function fullReference(reference: string): string {
  const [name = '', digest] = reference.split('@');
  const parts = name.split('/');
  const hasHost = parts.length > 1 && /[.:]|^localhost$/.test(parts[0] ?? '');
  const path = hasHost ? parts.slice(1) : parts;
  const host = hasHost && parts[0] !== 'index.docker.io' ? parts[0] : 'docker.io';
  const official = host === 'docker.io' && path.length === 1 ? ['library', ...path] : path;
  const withTag = official.join('/');
  if (digest !== undefined) return `${host}/${withTag.replace(/:[^/]*$/, '')}@${digest}`;
  return `${host}/${withTag}${/:[^/]*$/.test(withTag) ? '' : ':latest'}`;
}

/** Engines round to billionths. */
const SAME_CPUS = 0.005;

function limitDrift(service: DeclaredStackService, { limits }: Container): Drift[] {
  const compare = (
    aspect: Drift['aspect'],
    declared: Declared<number> | undefined,
    observed: number | undefined,
    tolerance: number,
    text: (value: number) => string,
  ): Drift[] => {
    if (!declared && (observed === undefined || service.isPartial)) return [];
    if (declared && observed !== undefined && Math.abs(declared.value - observed) <= tolerance) return [];
    return [
      {
        aspect,
        declared: declared ? text(declared.value) : 'no limit',
        observed: observed === undefined ? 'no limit' : text(observed),
        source: declared?.source ?? service.source,
      },
    ];
  };
  const number = (value: number): string => String(Number(value.toFixed(2)));
  return [
    ...compare('memory limit', service.limits.memoryBytes, limits.memoryBytes, 0, bytesText),
    ...compare('cpu limit', service.limits.cpus, limits.cpus, SAME_CPUS, number),
    ...compare('process limit', service.limits.processes, limits.processes, 0, number),
  ];
}

function portDrift(service: DeclaredStackService, containers: readonly Container[]): Drift[] {
  // In the network of the host nothing is published, whatever the file says.
  if (containers.some(({ networks }) => networks.some(({ name }) => name === 'host'))) return [];
  const observed = uniqueBindings(containers.flatMap(({ requestedPorts }) => requestedPorts));
  const left = new Set(observed);
  const missing: Declared<DeclaredPort>[] = [];
  for (const port of service.ports) {
    const found = [...left].find((binding) => isSamePort(port.value, binding));
    if (found) left.delete(found);
    else missing.push(port);
  }
  // With several containers each one has only some of the ports of a range.
  const isShared = service.replicas > 1 || containers.length > 1;
  const published = observed.map(bindingText).join(', ') || 'none';
  const drift: Drift[] = isShared
    ? []
    : missing.map(({ value, source }) => ({
        aspect: 'ports',
        declared: declaredText(value),
        observed: published,
        source: source ?? service.source,
      }));
  if (service.isPartial) return drift;
  // One that goes elsewhere than the file says is told once.
  const extra = [...left].filter(
    (binding) => isShared || !missing.some(({ value }) => value.containerPort === binding.containerPort),
  );
  for (const binding of extra)
    drift.push({ aspect: 'ports', declared: 'not published', observed: bindingText(binding), source: service.source });
  return drift;
}

/** For both families of addresses engines list a binding twice. */
function uniqueBindings(bindings: readonly PortBinding[]): PortBinding[] {
  return [...new Map(bindings.map((binding) => [bindingText(binding), binding])).values()];
}

function isSamePort(declared: DeclaredPort, binding: PortBinding): boolean {
  return (
    declared.containerPort === binding.containerPort &&
    declared.protocol === binding.protocol &&
    (declared.hostPort ?? 0) === binding.hostPort &&
    address(declared.hostAddress) === address(binding.hostAddress)
  );
}

function address(text: string): string {
  const bare = text.replace(/^\[|\]$/g, '');
  return bare === '0.0.0.0' || bare === '::' ? '' : bare;
}

function bindingText({ hostAddress, hostPort, containerPort, protocol }: PortBinding): string {
  const at = address(hostAddress);
  return `${at === '' ? '' : `${at}:`}${hostPort === 0 ? 'any' : hostPort}:${containerPort}${protocol === 'tcp' ? '' : `/${protocol}`}`;
}

function declaredText(port: DeclaredPort): string {
  return bindingText({ ...port, hostPort: port.hostPort ?? 0 });
}

/** What is set beyond the file mostly comes from the image. */
function environmentDrift({ environmentNames, source }: DeclaredStackService, container: Container): Drift[] {
  const set = new Set(container.environmentNames);
  const missing = environmentNames.filter((name) => !set.has(name));
  if (missing.length === 0) return [];
  return [{ aspect: 'environment', declared: missing.join(', '), observed: 'not set', source }];
}

function restartDrift({ restart, source, isPartial }: DeclaredStackService, container: Container): Drift[] {
  const { name, maximumRetryCount } = container.restartPolicy;
  const observed = name === 'on-failure' && maximumRetryCount > 0 ? `${name}:${maximumRetryCount}` : name;
  if (!restart && isPartial) return [];
  const declared = restart?.value ?? 'no';
  if (declared.replace(/^on-failure:0$/, 'on-failure') === observed) return [];
  return [{ aspect: 'restart policy', declared, observed, source: restart?.source ?? source }];
}
