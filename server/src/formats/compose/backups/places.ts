import { isWithin } from '../../../engine/paths';
import { dataVolumesOf, volumeOf } from '../dataVolumes';
import { hostsOf } from '../declared';
import type { ComposeFile, ComposeService } from '../model';
import { serviceMounts } from '../mounts';

/** The service that a host name or the name of a container stands for. */
export function serviceAt(file: ComposeFile, name: string): ComposeService | undefined {
  const own = file.service(name);
  if (own) return own;
  const { name: project } = file.project;
  return file.services.find((service) => {
    // As Compose 2 and Compose 1 name the first container of a service.
    const containers = [`${project}-${service.name}-1`, `${project}_${service.name}_1`];
    return hostsOf(service).includes(name) || containers.includes(name);
  });
}

/** Where the engine keeps named volumes on a Linux host. */
const VOLUMES = '/var/lib/docker/volumes';

/** Services whose data another one has mounted. @param folders where in the container of that one; everywhere by default */
export function servicesMountedIn(backup: ComposeService, folders: readonly string[] = ['/']): ComposeService[] {
  const mounted = serviceMounts(backup).flatMap((mount) => {
    const target = mount.target?.text.replace(/(?<=.)\/+$/, '') ?? '';
    // Of a folder above it only a part is meant, but that part may be anything.
    const isMeant = folders.some((folder) => isWithin(target, folder) || isWithin(folder, target));
    return isMeant ? (volumeOf(backup, mount) ?? []) : [];
  });
  return backup.file.services.filter((service) => {
    if (service === backup) return false;
    return dataVolumesOf(service, service.knownImage).some((volume) => mounted.some((one) => holds(one, volume)));
  });
}

/** Both are names of volumes or absolute folders of the host. */
function holds(outer: string, inner: string): boolean {
  if (outer === inner) return true;
  if (!outer.startsWith('/')) return false;
  return isWithin(inner.startsWith('/') ? inner : `${VOLUMES}/${inner}`, outer);
}
