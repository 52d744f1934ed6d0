/** What a team has to know of a job, and why. */
export type BackupState = 'healthy' | 'degraded' | 'unhealthy' | 'unknown';

/** One place in the plan of a job. */
export interface Slot {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly outcome: 'success' | 'missed' | 'failed' | 'open' | 'not observed';
}

export interface BackupFigures {
  /** Since the end of the last success; undefined where there was none. */
  readonly ageMs: number | undefined;
  readonly lastSuccessAt: number | undefined;
  readonly lastRunAt: number | undefined;
  /** Of the last success. */
  readonly bytes: number | undefined;
  /** The last size as a share of the median of the seven before it, of the same type. */
  readonly sizeRatio: number | undefined;
  readonly failuresInARow: number;
  /** The last 30 days, oldest first. */
  readonly slots: readonly Slot[];
  readonly slotsObserved: number;
  readonly slotsSucceeded: number;
  /** Share of the slots of 30 days that were observed, from 0 to 1; undefined without a schedule. */
  readonly coverage: number | undefined;
  readonly isRunning: boolean;
  readonly freeBytes: number | undefined;
  readonly lastRestoreTestAt: number | undefined;
  readonly restoreDurationMs: number | undefined;
}

/** Something that makes a state worse, said to a person. */
export interface BackupConcern {
  readonly state: Exclude<BackupState, 'healthy'>;
  /** A few words for a label. */
  readonly brief: string;
  readonly message: string;
}

export interface BackupStatus {
  readonly state: BackupState;
  /** The gravest first. */
  readonly concerns: readonly BackupConcern[];
  /** What is worth knowing and makes nothing worse: how many slots were watched, what the SLA allows, sources that did not help. */
  readonly notes: readonly string[];
  readonly figures: BackupFigures;
  /** The reading that the figures come from, for a person, and when it was made. */
  readonly source: string | undefined;
  readonly readAt: number | undefined;
}
