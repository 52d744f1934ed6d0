export { folderOf, isRemote, isWithin, nameOf, resolvePath } from '../engine/paths';

/**
 * The files around the one that is checked. Paths are absolute, with `/` between folders. Both calls answer undefined for what is
 * not there or cannot be read, and never throw.
 */
export interface Files {
  /** Names of the files and folders in a folder; folders end in `/`. */
  readonly list: (folder: string) => readonly string[] | undefined;
  readonly read: (path: string) => string | undefined;
}
