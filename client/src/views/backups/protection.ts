/** What is known of the backups of a service, for its row in the Services view. */
import type { BackupState } from '../../live/backups/status';
import type { KnownBackup } from '../../live/backups/watch';
import type { More, MoreOf } from '../services/rows';
import { noProtectionRow, protectionRow } from './rows';
import type { UnprotectedService } from './stacks';

export interface KnownBackups {
  readonly backups: readonly KnownBackup[];
  readonly unprotected: readonly UnprotectedService[];
}

/** What somebody has to know although the service itself runs well. */
const WORTH_A_REMARK: readonly BackupState[] = ['unhealthy', 'degraded'];

export function protectionOf(known: () => KnownBackups): MoreOf {
  return ({ id, name }, stack): More => {
    const { backups, unprotected } = known();
    const own = backups.filter(({ job }) => job.stack === stack.id && job.protects.includes(name));
    const lacking = unprotected.filter((one) => one.stack === stack.id && one.service === name);
    const worst = WORTH_A_REMARK.find((state) => own.some(({ status }) => status?.state === state));
    return {
      rows: [
        ...own.map((backup) => protectionRow(id, backup)),
        ...lacking.map((service) => noProtectionRow(id, service)),
      ],
      abilities: [],
      ...(worst !== undefined && { remark: `backup ${worst}` }),
    };
  };
}
