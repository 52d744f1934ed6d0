import ignore from 'ignore';
import { folderOf, isWithin, resolvePath, type Files } from './files';

/**
 * Whether git leaves a file out, by the `.gitignore` of its folder and of those above it and by `.git/info/exclude`. Undefined where no
 * repository is seen between the file and the root. What is ignored may be tracked all the same: the index is not read.
 */
export function isIgnoredByGit(files: Files, root: string, path: string): boolean | undefined {
  const repository = repositoryAround(files, root, folderOf(path));
  if (repository === undefined) return undefined;
  const folders = [repository];
  for (const part of folderOf(path).slice(repository.length).split('/').filter(Boolean))
    folders.push(resolvePath(folders.at(-1) ?? repository, part));
  let isIgnored = false;
  for (const folder of folders) {
    const matcher = ignore();
    if (folder === repository) matcher.add(files.read(resolvePath(folder, '.git/info/exclude')) ?? '');
    matcher.add(files.read(resolvePath(folder, '.gitignore')) ?? '');
    const verdict = matcher.test(path.slice(folder === '/' ? 1 : folder.length + 1));
    // The nearest file that speaks of the path decides.
    if (verdict.ignored) isIgnored = true;
    else if (verdict.unignored) isIgnored = false;
  }
  return isIgnored;
}

function repositoryAround(files: Files, root: string, folder: string): string | undefined {
  for (let at = folder; isWithin(at, root); at = folderOf(at)) {
    // A file in a worktree or a submodule.
    if (files.list(at)?.some((name) => name === '.git/' || name === '.git')) return at;
    if (at === '/') break;
  }
  return undefined;
}
