import { once } from 'node:events';
import { readdirSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';

/** Settled once a file is there and has so many bytes at least. */
export async function appears(folder: string, name: RegExp, bytes = 0): Promise<void> {
  const watcher = watch(folder);
  const isThere = (): boolean =>
    readdirSync(folder).some(
      (one) => name.test(one) && (statSync(join(folder, one), { throwIfNoEntry: false })?.size ?? -1) >= bytes,
    );
  try {
    while (!isThere()) await once(watcher, 'change');
  } finally {
    watcher.close();
  }
}
