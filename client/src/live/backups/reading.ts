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
  /** Of the file, on this machine or in the container it is read in: what a restore can be rehearsed with. */
  readonly path?: string;
  /** What the tool said, one line. */
  readonly message?: string;
  /** It was made, and is not where it was put any more. */
  readonly isGone?: boolean;
  /** It gave up at once because another one was going on; says nothing about whether backups can be made. */
  readonly isOverlap?: boolean;
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
  /** What will become a problem of the store, such as old backups that could not be deleted. */
  readonly storeWarning?: string;
  readonly restoreTests?: readonly RestoreTest[];
  /** How far the clock of what was read is ahead of ours. */
  readonly aheadMs?: number;
}

/** What has been seen of a job before, by whatever window of the editor. */
export interface BackupPast {
  readonly runs: readonly PastRun[];
  /** In any order; they may overlap. */
  readonly watched: readonly Span[];
  readonly restoreTests: readonly RestoreTest[];
}

export interface PastRun extends BackupRun {
  readonly kind: BackupSourceKind;
}

/** A time of which every run is known. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export const NO_PAST: BackupPast = { runs: [], watched: [], restoreTests: [] };
