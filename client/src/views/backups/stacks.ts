/** Backups by the stack that they are about. */
import type { DeclaredBackups, DeclaredStack } from '../../../../server/src/protocol';
import type { KnownBackup } from '../../live/backups/watch';

/** A service with data that no job protects. */
export type UnprotectedService = DeclaredBackups['unprotected'][number];

export interface BackupStack {
  readonly id: string;
  readonly name: string;
  /** URI of its main file, or of the folder of what belongs to no stack. */
  readonly file: string;
  readonly backups: readonly KnownBackup[];
  readonly unprotected: readonly UnprotectedService[];
}

/** In the order of the files; what belongs to no declared stack, such as a CronJob beside nothing else, comes last. */
export function stacksOf(
  declared: readonly DeclaredStack[],
  backups: readonly KnownBackup[],
  unprotected: readonly UnprotectedService[],
): BackupStack[] {
  const ids = [
    ...declared.map(({ id }) => id),
    ...backups.map(({ job }) => job.stack),
    ...unprotected.map(({ stack }) => stack),
  ];
  return [...new Set(ids)]
    .map((id): BackupStack => {
      const stack = declared.find((one) => one.id === id);
      return {
        ...{ id, name: stack?.name ?? folderName(id), file: stack?.files[0] ?? folderOf(id) },
        backups: backups.filter(({ job }) => job.stack === id),
        unprotected: unprotected.filter((one) => one.stack === id),
      };
    })
    .filter((one) => one.backups.length + one.unprotected.length > 0);
}

/** Ids of manifests end with the address of their folder. */
function folderOf(id: string): string {
  return id.slice(id.indexOf('file:'));
}

function folderName(id: string): string {
  return decodeURIComponent(id.slice(id.lastIndexOf('/') + 1));
}
