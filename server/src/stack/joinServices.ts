import type { DeclaredService } from '../engine/surroundings';

/** A service may be spread over several files (compose.yaml and compose.override.yaml): what each says about it is put together. */
export function joinServices(services: readonly DeclaredService[]): DeclaredService[] {
  const joined = new Map<string, DeclaredService>();
  for (const service of services) {
    const other = joined.get(service.name);
    joined.set(service.name, other ? join(other, service) : service);
  }
  return [...joined.values()];
}

function join(a: DeclaredService, b: DeclaredService): DeclaredService {
  return {
    name: a.name,
    hosts: [...new Set([...a.hosts, ...b.hosts])],
    knownHosts: [...a.knownHosts, ...b.knownHosts],
    networks: [...new Set([...a.networks, ...b.networks])],
    hasUnknownNeighbours: a.hasUnknownNeighbours || b.hasUnknownNeighbours,
    isPartial: a.isPartial && b.isPartial,
    image: a.image ?? b.image,
    command: [...a.command, ...b.command],
    mounts: [...a.mounts, ...b.mounts],
    hiddenMounts: [...a.hiddenMounts, ...b.hiddenMounts],
    hostPorts: [...a.hostPorts, ...b.hostPorts],
    files: [...a.files, ...b.files],
    file: a.file,
  };
}
