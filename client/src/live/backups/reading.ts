/** What a source has told about a job. Everything in it can be shown: secrets are taken out before it is made. Times are milliseconds since 1970. */
import type { BackupExit, BackupSourceKind } from '../../../../server/src/protocol';

/** One attempt to make a backup, or one backup that is there. */
export interface BackupRun {
  /** Undefined where the source knows only the end. */
  readonly startedAt: number | undefined;
  /** Undefined while it is going on. */
  readonly endedAt: number | undefined;
  /** Undefined while it is going on. */
  readonly exit: BackupExit | undefined;
  /** As the program gave it. */
  readonly exitCode?: number;
  readonly bytes: number | undefined;
  /** Sizes are compared among runs of one type: `full`, `diff`, `incr`. */
  readonly type?: string;
  /** What a look into it has found; undefined where nobody has looked. */
  readonly content?: BackupContent;
  /** The file or archive it is. */
  readonly name?: string;
  /** What the tool said, one line. */
  readonly message?: string;
}

export interface BackupContent {
  readonly isComplete: boolean;
  /** What is missing, for a person. */
  readonly reason?: string;
}

export interface RestoreTest {
  readonly endedAt: number;
  readonly durationMs: number;
  readonly isSuccess: boolean;
  readonly message: string;
}

export interface BackupReading {
  readonly kind: BackupSourceKind;
  /** For a person: `files ./backups/*.sql.gz`, `pgBackRest info of db`. */
  readonly source: string;
  readonly readAt: number;
  /** Why it could not be read; then `runs` is empty. */
  readonly problem: { readonly message: string; readonly remedy?: string } | undefined;
  /** In any order; the same run may come from several readings. */
  readonly runs: readonly BackupRun[];
  /** The source itself goes back to this moment: a slot since then without a success is a miss. Undefined where it tells the last run only. */
  readonly coversSince?: number;
  /** Where the next one will be written. */
  readonly freeBytes?: number;
  /** What the tool says about its store as a whole, such as a broken repository. */
  readonly storeProblem?: string;
  readonly restoreTests?: readonly RestoreTest[];
  /** How far the clock of what was read is ahead of ours. */
  readonly aheadMs?: number;
}
