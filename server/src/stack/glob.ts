import { goGlob, isPlainSegment } from '../engine/goGlob';
import { folderOf, isWithin, nameOf, type Files } from './files';

/**
 * Files and folders that match a pattern of Go's filepath.Glob; folders end in `/`, as in listings. A folder behind a link is entered
 * only where its name is written out. Undefined when the pattern leaves `root` or `root` cannot be listed: then nothing is known.
 *
 * @param pattern absolute
 * @param entriesOf what a pattern of folders matches, where the caller remembers it: many patterns begin alike
 */
export function findEntries(
  files: Files,
  root: string,
  pattern: string,
  entriesOf: (pattern: string) => readonly string[] | undefined = (folders) => findEntries(files, root, folders),
): string[] | undefined {
  if (pattern === root) return [asFolder(root)];
  if (!isWithin(pattern, root)) return undefined;
  const above = folderOf(pattern);
  const parents = entriesOf(above);
  if (!parents) return undefined;
  const isWritten = isPlainSegment(nameOf(above));
  const matches = goGlob(nameOf(pattern));
  const found: string[] = [];
  for (const parent of parents) {
    if (!parent.endsWith('/') && !isWritten) continue;
    const folder = withoutSlash(parent);
    const names = files.list(folder);
    if (!names && folder === root) return undefined;
    for (const name of names ?? []) if (matches(withoutSlash(name))) found.push(asFolder(folder) + name);
  }
  return found;
}

/** The path of an entry, whatever it is. */
export function withoutSlash(entry: string): string {
  return entry.length > 1 && entry.endsWith('/') ? entry.slice(0, -1) : entry;
}

function asFolder(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}
