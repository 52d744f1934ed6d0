import ignore from 'ignore';
import { folderOf, relativePath, resolvePath } from './paths';

type Read = (path: string) => string | undefined;

/**
 * Whether Git leaves out a file or folder that is not there, by the .gitignore files beside it and above, repository or not; what is
 * ignored is on the machines and not in the repository. `read` answers undefined for what is not there or lies outside of the workspace.
 */
export function isGitIgnored(path: string, read: Read): boolean {
  return isLeftOut(path, '/', read) || isLeftOut(`${path}/`, '/', read);
}

/**
 * What the .gitignore files of a folder, and of those between it and a path, make of the path. A path that ends in `/` is a folder's.
 *
 * @param exclude patterns that count as if they stood in front of those of the first folder
 */
export function isLeftOut(path: string, first: string, read: Read, exclude = ''): boolean {
  const suffix = path.endsWith('/') ? '/' : '';
  const bare = suffix === '' ? path : path.slice(0, -1);
  const folders: string[] = [];
  for (let at = folderOf(bare); ; at = folderOf(at)) {
    folders.unshift(at);
    if (at === first || at === '/') break;
  }
  let isIgnored = false;
  for (const folder of folders) {
    const text = `${folder === first ? exclude : ''}\n${read(resolvePath(folder, '.gitignore')) ?? ''}`;
    if (text.trim() === '') continue;
    const verdict = ignore()
      .add(text)
      .test(relativePath(folder, bare) + suffix);
    // The nearest file that speaks of the path decides.
    if (verdict.ignored) isIgnored = true;
    else if (verdict.unignored) isIgnored = false;
  }
  return isIgnored;
}
