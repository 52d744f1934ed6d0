/**
 * The files around the one that is checked. Paths are absolute, with `/` between folders. Both calls answer undefined for what is
 * not there or cannot be read, and never throw.
 */
export interface Files {
  /** Names of the files and folders in a folder; folders end in `/`. */
  readonly list: (folder: string) => readonly string[] | undefined;
  readonly read: (path: string) => string | undefined;
}

export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0)) || '/';
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Resolves `.` and `..` against an absolute folder. */
export function resolvePath(folder: string, path: string): string {
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
