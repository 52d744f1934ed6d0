/** Pure arithmetic on paths with `/` between folders. Nothing here touches a file system. */

export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0)) || '/';
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** What has to be put right in an absolute path; most are written as they are meant. */
const UNTIDY = /\/\/|\/$|\/\.\.?(?:\/|$)/;

/** Resolves `.` and `..` against an absolute folder. */
export function resolvePath(folder: string, path: string): string {
  if (path.startsWith('/') && !UNTIDY.test(path)) return path;
  const parts = path.startsWith('/') ? [] : folder.split('/').filter(Boolean);
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return '/' + parts.join('/');
}

/** Whether a path is a folder or lies below it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** Git and HTTP addresses and images: Compose and the builder fetch them (https://docs.docker.com/build/concepts/context/). */
export function isRemote(path: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/|^git@|^github\.com\/|\.git(?:#|$)/i.test(path);
}

/** How a file is written relative to a folder: with `../` where it lies elsewhere. Both paths are absolute. */
export function relativePath(folder: string, path: string): string {
  const from = folder.split('/').filter(Boolean);
  const to = path.split('/').filter(Boolean);
  let shared = 0;
  while (shared < from.length && from[shared] === to[shared]) shared++;
  return [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/');
}
