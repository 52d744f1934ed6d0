/**
 * What a backup job is, wherever it is declared: `backups:` of a holdfast.yaml, a service whose image makes backups, a script that a
 * service runs, a CronJob. Plain data, so that it travels between processes. Durations are milliseconds.
 */

export interface BackupJob {
  /** Stays the same while the declaration keeps its name: the key in holdfast.yaml, or `<service>` of a job that was found. */
  readonly id: string;
  /** Names of services whose data it saves. */
  readonly protects: readonly string[];
  /** Undefined where nothing says how often it runs: then only its age is judged. */
  readonly schedule: BackupSchedule | undefined;
  /** The oldest that the last good backup may be. */
  readonly rpoMs: number;
  /** How late a backup may come after its slot. */
  readonly graceMs: number;
  /** The longest that a restore may take; undefined where nobody has promised one. */
  readonly rtoMs: number | undefined;
  /** A smaller one holds nothing: the gzip of nothing has 20 bytes. */
  readonly minimumBytes: number;
  /** How often somebody wants to see a restore succeed; undefined for no such wish. */
  readonly restoreTestEveryMs: number | undefined;
  /** Share of slots within 30 days, from 0 to 1, that need a success. */
  readonly sla: number;
  /** Where one can see whether it ran; the most trustworthy first. Empty where nothing tells. */
  readonly sources: readonly BackupSource[];
  /** By exit code as text, and `default`; beside the meanings that every job has. */
  readonly exitCodes: Readonly<Record<string, BackupExit>>;
}

export const BACKUP_DEFAULTS = { graceMs: 3_600_000, minimumBytes: 1024, sla: 0.99 } as const;

export type BackupSchedule =
  /** Five fields as cron takes them, or `@daily` and its like. An IANA name of a time zone; UTC in containers that say nothing. */
  | { readonly kind: 'cron'; readonly expression: string; readonly timeZone: string }
  | { readonly kind: 'every'; readonly intervalMs: number };

/** What the end of a run means. */
export const BACKUP_EXITS = ['success', 'incomplete', 'database', 'disk full', 'killed', 'failure'] as const;
export type BackupExit = (typeof BACKUP_EXITS)[number];

export const BACKUP_SOURCE_KINDS = [
  'files',
  'volume',
  'exec',
  'gocron',
  'container',
  'log',
  'promql',
  'kubernetes',
  'command',
] as const;
export type BackupSourceKind = (typeof BACKUP_SOURCE_KINDS)[number];

/** Tools whose JSON is understood. */
export const BACKUP_PARSERS = ['restic', 'pgbackrest', 'wal-g', 'borgmatic'] as const;
export type BackupParser = (typeof BACKUP_PARSERS)[number];

export type BackupSource =
  /** On this machine; the glob is relative to the folder of the file that declares it. */
  | { readonly kind: 'files'; readonly glob: string }
  /** Inside the container of a service, running or stopped: a folder, or a link to the last one. */
  | { readonly kind: 'volume'; readonly service: string; readonly path: string; readonly pattern?: string }
  | {
      readonly kind: 'exec';
      readonly service: string;
      readonly argv: readonly string[];
      readonly parser: BackupParser;
    }
  /** The status page of go-cron, asked inside the container. */
  | { readonly kind: 'gocron'; readonly service: string; readonly port: number }
  /** How the containers of a service that ends by itself have ended. */
  | { readonly kind: 'container'; readonly service: string }
  /** JSON lines as the wrapper writes them; relative to the folder of the file that declares it. */
  | { readonly kind: 'log'; readonly path: string }
  /** Seconds since 1970 of the last success. */
  | { readonly kind: 'promql'; readonly query: string; readonly url?: string }
  /** Objects that an operator keeps: CloudNativePG, Velero, and jobs of a CronJob. */
  | { readonly kind: 'kubernetes'; readonly resource: string; readonly namespace?: string; readonly name?: string }
  /** Exit code 0 and the time of the last success on standard output: seconds since 1970 or ISO 8601. */
  | { readonly kind: 'command'; readonly argv: readonly string[]; readonly cwd?: string };
