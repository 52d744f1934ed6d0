import { goGlob } from '../engine/goGlob';
import { isWithin, resolvePath, type Files } from './files';

/**
 * Files that match a pattern of Go's filepath.Glob, relative to a folder. Undefined when the pattern leaves `root` or a folder on
 * the way cannot be listed: then nothing is known.
 */
export function findFiles(files: Files, root: string, folder: string, pattern: string): string[] | undefined {
  const absolute = resolvePath(folder, pattern);
  if (!isWithin(absolute, root)) return undefined;
  const rootParts = root.split('/').filter(Boolean);
  let paths = ['/' + rootParts.join('/')];
  for (const segment of absolute.split('/').filter(Boolean).slice(rootParts.length)) {
    const matches = goGlob(segment);
    const next: string[] = [];
    for (const path of paths) {
      const names = files.list(path);
      if (!names) {
        if (path === root) return undefined;
        continue;
      }
      for (const name of names) {
        const bare = name.replace(/\/$/, '');
        if (matches(bare)) next.push(`${path === '/' ? '' : path}/${bare}`);
      }
    }
    paths = next;
  }
  return paths;
}
