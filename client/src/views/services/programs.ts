import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Looks for a program where a terminal would find it.
 * @param names the first one that is there is taken
 * @returns its absolute path, or undefined where the machine has none of them
 */
export function findProgram(
  names: readonly string[],
  { PATH = '', PATHEXT = '' }: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  const endings = ['', ...PATHEXT.toLowerCase().split(';').filter(Boolean)];
  return names
    .flatMap((name) => PATH.split(delimiter).flatMap((folder) => endings.map((ending) => join(folder, name + ending))))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
