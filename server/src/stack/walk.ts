import { mayBeOurs } from '../engine/open';
import { resolvePath } from './files';

/** Folders that hold what others wrote, or nothing that runs. */
const SKIPPED = /^(?:\..*|node_modules|vendor|bower_components|__pycache__|dist|target)\/$/;
const MOST_FOLDERS = 3_000;
const MOST_FILES = 3_000;

/** Paths of the YAML files in a folder and below it, level by level, so that what is cut off lies deep. */
export function yamlFilesBelow(root: string, list: (folder: string) => readonly string[] | undefined): string[] {
  const files: string[] = [];
  const folders = [root];
  for (let at = 0; at < folders.length && at < MOST_FOLDERS && files.length < MOST_FILES; at++) {
    const folder = folders[at] ?? root;
    for (const name of [...(list(folder) ?? [])].sort()) {
      if (!name.endsWith('/')) {
        if (mayBeOurs(name)) files.push(resolvePath(folder, name));
      } else if (!SKIPPED.test(name)) folders.push(resolvePath(folder, name));
    }
  }
  return files;
}
