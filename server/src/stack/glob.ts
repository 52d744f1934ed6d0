import { goGlob } from '../engine/goGlob';
import { folderOf, isWithin, nameOf, type Files } from './files';

/**
 * Files and folders that match a pattern of Go's filepath.Glob. Undefined when the pattern leaves `root` or `root` cannot be listed:
 * then nothing is known.
 *
 * @param pattern absolute
 * @param inFolders what matches a pattern of folders, where the caller remembers it: many patterns begin alike
 */
export function findFiles(
  files: Files,
  root: string,
  pattern: string,
  inFolders: (pattern: string) => readonly string[] | undefined = (folders) => findFiles(files, root, folders),
): string[] | undefined {
  if (pattern === root) return [root];
  if (!isWithin(pattern, root)) return undefined;
  const matches = goGlob(nameOf(pattern));
  const paths: string[] = [];
  const folders = inFolders(folderOf(pattern));
  if (!folders) return undefined;
  for (const folder of folders) {
    const names = files.list(folder);
    if (!names && folder === root) return undefined;
    for (const name of names ?? []) {
      const bare = name.endsWith('/') ? name.slice(0, -1) : name;
      if (matches(bare)) paths.push(`${folder === '/' ? '' : folder}/${bare}`);
    }
  }
  return paths;
}
