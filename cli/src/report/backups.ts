import { asDeclared } from '../../../client/src/live/backups/declared';
import type { BackupState, BackupStatus } from '../../../client/src/live/backups/status';
import type { DeclaredBackup, DeclaredBackups, DeclaredStack } from '../../../server/src/protocol';
import { BACKUPS_EXIT } from '../arguments';
import type { ReportedEngine } from '../engineSession';

/** What `holdfast backups` prints, whatever the format. */
export interface BackupsReport {
  /** Undefined where no source asks one. */
  readonly engine: ReportedEngine | undefined;
  readonly stacks: readonly ReportedBackups[];
  /** Why configurations are not understood. */
  readonly mistakes: readonly string[];
}

export interface ReportedBackups {
  readonly name: string;
  /** URIs, the main one first; empty where only the folder is known. */
  readonly files: readonly string[];
  readonly backups: readonly ReportedBackup[];
  readonly unprotected: DeclaredBackups['unprotected'];
}

export interface ReportedBackup {
  readonly job: DeclaredBackup;
  readonly status: BackupStatus;
}

/** By stack, in the order of the files. */
export function grouped(
  stacks: readonly DeclaredStack[],
  backups: readonly ReportedBackup[],
  unprotected: DeclaredBackups['unprotected'],
): ReportedBackups[] {
  const ids = [
    ...stacks.map(({ id }) => id),
    ...backups.map(({ job }) => job.stack),
    ...unprotected.map(({ stack }) => stack),
  ];
  return [...new Set(ids)]
    .map((id): ReportedBackups => {
      const stack = stacks.find((one) => one.id === id);
      return {
        name: stack?.name ?? nameOf(id),
        files: stack?.files ?? [],
        backups: backups.filter(({ job }) => job.stack === id),
        unprotected: unprotected.filter((one) => one.stack === id),
      };
    })
    .filter((one) => one.backups.length + one.unprotected.length > 0);
}

/** Of manifests in a folder that make no stack: the last part of its address. */
function nameOf(id: string): string {
  return decodeURIComponent(id.slice(id.lastIndexOf('/') + 1));
}

/** As declared, and without what must not be printed. */
export function withProblem(
  job: DeclaredBackup,
  status: BackupStatus,
  redact: (text: string) => string,
): ReportedBackup {
  const { concerns, notes, ...rest } = asDeclared(job, status);
  const redacted = concerns.map((concern) => ({ ...concern, message: redact(concern.message) }));
  return { job, status: { ...rest, concerns: redacted, notes: notes.map(redact) } };
}

/** The gravest of all; `unknown` where there is none. What is known to be bad counts more than what is not known. */
export function worstOf({ stacks }: BackupsReport): BackupState {
  const states = new Set(stacks.flatMap(({ backups }) => backups.map(({ status }) => status.state)));
  return (
    (['unhealthy', 'degraded', 'unknown'] as const).find((state) => states.has(state)) ??
    (states.size > 0 ? 'healthy' : 'unknown')
  );
}

export function exitCodeOf(report: BackupsReport): number {
  if (report.mistakes.length > 0) return BACKUPS_EXIT.usage;
  const worst = worstOf(report);
  if (worst === 'unknown') return BACKUPS_EXIT.unknown;
  return worst === 'healthy' ? BACKUPS_EXIT.healthy : BACKUPS_EXIT.unhealthy;
}
