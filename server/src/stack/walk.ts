import { YAML } from '../engine/yamlLanguage';
import { resolvePath } from './files';

/** Folders that hold what others wrote, or nothing that runs. */
const SKIPPED = /^(?:\..*|node_modules|vendor|bower_components|__pycache__|dist|target)\/$/;
const MOST_FOLDERS = 3_000;
const MOST_FILES = 3_000;

/** Paths of the YAML files in a folder and below it, folder by folder and level by level, so that what is cut off lies deep. */
export function* yamlFilesBelow(
  root: string,
  list: (folder: string) => readonly string[] | undefined,
): Generator<readonly string[]> {
  let count = 0;
  const folders = [root];
  for (let at = 0; at < folders.length && at < MOST_FOLDERS && count < MOST_FILES; at++) {
    const folder = folders[at] ?? root;
    const files: string[] = [];
    for (const name of [...(list(folder) ?? [])].sort()) {
      if (!name.endsWith('/')) {
        if (YAML.reads(name)) files.push(resolvePath(folder, name));
      } else if (!SKIPPED.test(name)) folders.push(resolvePath(folder, name));
    }
    count += files.length;
    yield files;
  }
}
