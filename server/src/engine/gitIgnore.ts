import ignore from 'ignore';
import { folderOf, relativePath, resolvePath } from './paths';

/**
 * Whether Git leaves out a file or folder, by the .gitignore files beside it and above; what is ignored is on the machines and not in
 * the repository. `read` answers undefined for what is not there or lies outside of the workspace.
 */
export function isGitIgnored(path: string, read: (path: string) => string | undefined): boolean {
  for (let at = folderOf(path); at !== '/'; at = folderOf(at)) {
    const text = read(resolvePath(at, '.gitignore'));
    if (text === undefined) continue;
    const patterns = ignore().add(text);
    const relative = relativePath(at, path);
    if (patterns.ignores(relative) || patterns.ignores(`${relative}/`)) return true;
  }
  return false;
}
