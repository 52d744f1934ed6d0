import type { DeclaredBackup } from '../../../../server/src/protocol';
import type { BackupStatus } from './status';

/** A job that is not understood says nothing, whatever a part of it says; of one that was found it is worth a note. */
export function asDeclared({ origin, problem }: DeclaredBackup, status: BackupStatus): BackupStatus {
  if (problem === undefined) return status;
  if (origin !== 'configuration') return { ...status, notes: [problem, ...status.notes] };
  return { ...status, state: 'unknown', concerns: [{ state: 'unknown', brief: 'not understood', message: problem }] };
}
