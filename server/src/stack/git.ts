import { isLeftOut } from '../engine/gitIgnore';
import { folderOf, isWithin, resolvePath, type Files } from './files';

/**
 * Whether git leaves a file out, by the `.gitignore` of its folder and of those above it and by `.git/info/exclude`. Undefined where no
 * repository is seen between the file and the root. What is ignored may be tracked all the same: the index is not read.
 */
export function isIgnoredByGit(files: Files, root: string, path: string): boolean | undefined {
  const repository = repositoryAround(files, root, folderOf(path));
  if (repository === undefined) return undefined;
  return isLeftOut(path, repository, files.read, files.read(resolvePath(repository, '.git/info/exclude')));
}

function repositoryAround(files: Files, root: string, folder: string): string | undefined {
  for (let at = folder; isWithin(at, root); at = folderOf(at)) {
    // A file in a worktree or a submodule.
    if (files.list(at)?.some((name) => name === '.git/' || name === '.git')) return at;
    if (at === '/') break;
  }
  return undefined;
}
