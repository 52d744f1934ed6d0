/** What exit codes mean: those of the job first, then those that every job has. */
import type { BackupExit, BackupJob, BackupParser } from '../../../../server/src/protocol';

const MEANINGS: Readonly<Record<string, BackupExit>> = {
  0: 'success',
  1: 'database',
  2: 'disk full',
  // `timeout` gives 124; shells add 128 to the number of a signal: SIGKILL, SIGTERM.
  124: 'killed',
  137: 'killed',
  143: 'killed',
};

/** Where a tool makes the backup its codes count: for it 1 and 2 are failures of any kind. */
const OF_TOOLS: Readonly<Record<BackupParser, Readonly<Record<string, BackupExit>>>> = {
  // https://restic.readthedocs.io/en/stable/075_scripting.html#exit-codes: 3 has made a snapshot without what it could not read.
  restic: { 1: 'failure', 2: 'failure', 3: 'incomplete', 130: 'killed' },
  pgbackrest: { 1: 'failure', 2: 'failure' },
  'wal-g': { 1: 'failure', 2: 'failure' },
  borgmatic: { 1: 'failure', 2: 'failure' },
};

/** @returns `failure` for a code that nobody has given a meaning */
export function meaningOf(code: number, { exitCodes, sources }: Pick<BackupJob, 'exitCodes' | 'sources'>): BackupExit {
  const key = String(code);
  const own = Object.hasOwn(exitCodes, key) ? exitCodes[key] : undefined;
  const tool = sources.find((source) => source.kind === 'exec');
  return own ?? (tool && OF_TOOLS[tool.parser][key]) ?? MEANINGS[key] ?? exitCodes.default ?? 'failure';
}

/** What has happened, after "the newest one": for a sentence. */
export const EXIT_TEXTS: Readonly<Record<Exclude<BackupExit, 'success'>, string>> = {
  incomplete: 'could not read all of the data',
  database: 'could not read the database',
  'disk full': 'found the disk full',
  killed: 'was ended from outside',
  failure: 'failed',
};

/** The same for a label. */
export const EXIT_BRIEFS: Readonly<Record<Exclude<BackupExit, 'success'>, string>> = {
  incomplete: 'the last run is incomplete',
  database: 'database error in the last run',
  'disk full': 'disk full in the last run',
  killed: 'the last run was ended',
  failure: 'the last run failed',
};

export const EXIT_REMEDIES: Readonly<Record<Exclude<BackupExit, 'success'>, string>> = {
  incomplete: 'Its log names what it could not read: give it the right to read that.',
  database: 'Check that the database is up and that user and password of the backup are right.',
  'disk full': 'Make room where backups go, then run it again.',
  killed: 'A time limit, too little memory or a restart of its container ends it: see its log.',
  failure: 'See its log, then run it by hand.',
};
