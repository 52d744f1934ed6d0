import { isWithin, resolvePath } from './paths';

/** A file or folder of the workspace and the path under which a container sees it; both absolute and without `.` and `..`. */
export interface Mount {
  readonly source: string;
  readonly target: string;
}

/** Where a container sees a path of the workspace; undefined when it does not. The nearest mount counts. */
export function insideContainer(mounts: readonly Mount[], path: string): string | undefined {
  const mount = deepest(mounts, ({ source }) => isWithin(path, source), 'source');
  return mount && resolvePath('/', mount.target + path.slice(mount.source.length));
}

/** What a path inside a container is in the workspace; undefined when no mount brings it there. */
export function behindMount(mounts: readonly Mount[], path: string): string | undefined {
  const mount = deepest(mounts, ({ target }) => isWithin(path, target), 'target');
  return mount && resolvePath('/', mount.source + path.slice(mount.target === '/' ? 0 : mount.target.length));
}

function deepest(mounts: readonly Mount[], fits: (mount: Mount) => boolean, side: keyof Mount): Mount | undefined {
  return mounts.filter(fits).reduce<Mount | undefined>((best, mount) => {
    return best && best[side].length > mount[side].length ? best : mount;
  }, undefined);
}
