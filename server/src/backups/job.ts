import { BACKUP_DEFAULTS, type BackupJob, type BackupSchedule } from './definition';
import { longestInterval } from './schedule';

const DAY_MS = 86_400_000;

/** How old the last backup may be where nobody says: a run may come late by the grace; without a schedule a day is expected. */
export function rpoFor(schedule: BackupSchedule | undefined, graceMs: number): number {
  return (schedule ? longestInterval(schedule) : DAY_MS) + graceMs;
}

/** A job that was found, about which nobody has promised anything. */
export function foundJob(parts: Pick<BackupJob, 'id' | 'protects' | 'schedule' | 'sources'>): BackupJob {
  const { graceMs, minimumBytes, sla } = BACKUP_DEFAULTS;
  return {
    ...parts,
    rpoMs: rpoFor(parts.schedule, graceMs),
    graceMs,
    rtoMs: undefined,
    minimumBytes,
    restoreTestEveryMs: undefined,
    sla,
    exitCodes: {},
  };
}
