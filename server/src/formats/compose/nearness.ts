import { folderOf, isWithin } from '../../engine/paths';

/** By name only: whole trees are not parsed to find out. */
export function isComposeFileName(name: string): boolean {
  return /compose[^/]*\.ya?ml$/i.test(name);
}

/**
 * Whether what a compose file runs from a folder is looked for in the scripts there. Both sides ask this, so that what is found stands in
 * the script or in the compose file, and nowhere twice: the file lies in the folder or above it, or beside a folder above it.
 *
 * @param pointsOut whether the compose file names paths outside of its own folder
 */
export function isNear(composePath: string, folder: string, pointsOut: () => boolean): boolean {
  const own = folderOf(composePath);
  if (!isComposeFileName(composePath)) return false;
  return isWithin(folder, own) || (isWithin(folder, folderOf(own)) && pointsOut());
}

/** Whether a compose file may name something outside of its folder by a relative path. */
export function pointsOutside(text: string): boolean {
  return text.includes('..');
}
