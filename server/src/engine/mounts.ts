import { isWithin, resolvePath } from './paths';

/** A file or folder of the workspace and the path under which a container sees it; both absolute and without `.` and `..`. */
export interface Mount {
  readonly source: string;
  readonly target: string;
}

/** Where a container sees a path of the workspace; undefined when it does not. The nearest mount counts. */
export function insideContainer(mounts: readonly Mount[], path: string): string | undefined {
  const mount = deepest(mounts, ({ source }) => isWithin(path, source), 'source');
  return mount && resolvePath('/', mount.target + '/' + path.slice(mount.source.length));
}

/** What fills a path inside a container: a place of the workspace, something that cannot be read, or the image itself. */
export type Origin = { readonly path: string } | 'hidden' | 'image';

/** @param hiddenMounts paths inside the container that are filled from somewhere unreadable */
export function originOf(mounts: readonly Mount[], hiddenMounts: readonly string[], path: string): Origin {
  const mount = deepest(mounts, ({ target }) => isWithin(path, target), 'target');
  const hidden = hiddenMounts.some((target) => isWithin(path, target) && target.length > (mount?.target.length ?? 0));
  if (hidden) return 'hidden';
  if (!mount) return 'image';
  return { path: resolvePath('/', mount.source + '/' + path.slice(mount.target.length)) };
}

/** The mount that fits and lies deepest; the later one of two equals, which Compose lets win. */
function deepest(mounts: readonly Mount[], fits: (mount: Mount) => boolean, side: keyof Mount): Mount | undefined {
  return mounts.filter(fits).reduce<Mount | undefined>((best, mount) => {
    return best && best[side].length > mount[side].length ? best : mount;
  }, undefined);
}
