import { readdirSync, readFileSync, statSync } from 'node:fs';
import { MAXIMUM_TEXT_LENGTH } from '../document/parse';
import type { Files } from './files';

/** The file system of this machine. Links are followed for files; a folder behind a link is not entered, which ends loops. */
export const DISK_FILES: Files = {
  list(folder) {
    try {
      return readdirSync(native(folder), { withFileTypes: true }).map((entry) =>
        entry.isDirectory() ? `${entry.name}/` : entry.name,
      );
    } catch {
      return undefined;
    }
  },
  read(path) {
    try {
      // Most of what is looked for is not there, and an error costs far more than an answer.
      const status = statSync(native(path), { throwIfNoEntry: false });
      // Devices and pipes never end, and what is too large is not parsed anyway.
      if (!status?.isFile() || status.size > 4 * MAXIMUM_TEXT_LENGTH) return undefined;
      return readFileSync(native(path), 'utf8');
    } catch {
      return undefined;
    }
  },
};

/** `/C:/stack` is how a URI writes a Windows path. */
function native(path: string): string {
  return process.platform === 'win32' ? path.replace(/^\/(?=[A-Za-z]:)/, '') : path;
}
