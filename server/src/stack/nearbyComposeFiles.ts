import { isComposeFileName, isNear } from '../formats/compose/nearness';
import { folderOf, isWithin, resolvePath, type Files } from './files';

/**
 * Paths of the compose files that the scripts of a folder are judged in the light of (see `isNear`), the nearest first.
 *
 * @param pointsOut whether a compose file names paths outside of its own folder
 */
export function nearbyComposeFiles(
  folder: string,
  root: string,
  list: Files['list'],
  pointsOut: (path: string) => boolean,
): string[] {
  const paths = new Set<string>();
  for (let at = folder; isWithin(at, root); at = folderOf(at)) {
    const below = (list(at) ?? []).flatMap((name) => (name.endsWith('/') ? resolvePath(at, name) : []));
    for (const place of [at, ...below])
      for (const name of list(place)?.filter(isComposeFileName) ?? []) paths.add(resolvePath(place, name));
    if (at === '/') break;
  }
  return [...paths].filter((path) => isNear(path, folder, () => pointsOut(path)));
}
