import { BACKUP_DEFAULTS, type BackupJob, type BackupSourceKind } from '../../../server/src/protocol';
import { NO_PAST, type BackupPast, type BackupReading, type BackupRun } from '../../../client/src/live/backups/reading';
import { judge } from '../../../client/src/live/backups/judge';
import type { BackupStatus } from '../../../client/src/live/backups/status';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** Noon: ten hours after the slot of the day. */
export const NOW = Date.parse('2026-06-15T12:00:00Z');
export const SLOT = Date.parse('2026-06-15T02:00:00Z');

export function jobOf(changes: Partial<BackupJob> = {}): BackupJob {
  return {
    id: 'pg-daily',
    protects: ['db'],
    schedule: { kind: 'cron', expression: '0 2 * * *', timeZone: 'UTC' },
    rpoMs: 26 * HOUR,
    graceMs: BACKUP_DEFAULTS.graceMs,
    rtoMs: undefined,
    minimumBytes: BACKUP_DEFAULTS.minimumBytes,
    restoreTestEveryMs: undefined,
    sla: BACKUP_DEFAULTS.sla,
    sources: [{ kind: 'log', path: 'backup-log.jsonl' }],
    exitCodes: {},
    ...changes,
  };
}

/** A good one of five minutes. */
export function runAt(startedAt: number, changes: Partial<BackupRun> = {}): BackupRun {
  return { startedAt, endedAt: startedAt + 5 * MINUTE, exit: 'success', bytes: 100_000, ...changes };
}

/** Good ones of the days before, the newest today. @param days numbers of days ago */
export function runsOf(...days: number[]): BackupRun[] {
  return days.map((day) => runAt(SLOT - day * DAY));
}

export function daysAgo(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** Good ones of thirty days, the newest today. */
export const MONTH = runsOf(...daysAgo(0, 29));

export function readingOf(runs: readonly BackupRun[], changes: Partial<BackupReading> = {}): BackupReading {
  const kind: BackupSourceKind = changes.kind ?? 'log';
  return {
    kind,
    source: `${kind} of a test`,
    readAt: NOW,
    problem: undefined,
    runs,
    coversSince: NOW - 40 * DAY,
    ...changes,
  };
}

export function statusOf(
  readings: readonly BackupReading[],
  {
    job = jobOf(),
    past = NO_PAST,
    now = NOW,
  }: { readonly job?: BackupJob; readonly past?: BackupPast; readonly now?: number } = {},
): BackupStatus {
  return judge(job, readings, past, now);
}

export function messagesOf({ concerns }: BackupStatus): string {
  return concerns.map(({ state, message }) => `${state}: ${message}`).join('\n');
}
