/** `wal-g backup-list --detail --json`. https://wal-g.readthedocs.io/PostgreSQL/#backup-list */
import { textOf, type Json } from '../../../docker/json';
import { tellingLineOf } from '../../../services/words';
import type { BackupRun } from '../../reading';
import { coverageOf } from '../coverage';
import { Unreadable } from '../source';
import { instantOf, jsonOf, objectsOf, sizeOf, type ToolParser } from './parsed';

/** A delta names the backup that it builds on. */
const DELTA = /_D_/;

export const parseWalg: ToolParser = (output, { job, context }) => {
  if (output.exitCode !== 0)
    throw new Unreadable(
      `wal-g fails with exit code ${output.exitCode}: ${context.redact(tellingLineOf(output.stderr || output.stdout))}.`,
    );
  const hasNone = output.stdout.trim() === '' && /no backups found/i.test(output.stderr);
  const runs = hasNone ? [] : objectsOf('wal-g', jsonOf('wal-g', output)).flatMap(runOf);
  const since = coverageOf(
    runs.flatMap(({ endedAt }) => endedAt ?? []),
    job,
    context.clock.now(),
  );
  return { runs, ...(since !== undefined && { coversSince: since }) };
};

function runOf(backup: Json): BackupRun[] {
  const name = textOf(backup.backup_name);
  // Without --detail there is only the time at which the storage was written to.
  const endedAt = instantOf(backup.finish_time) ?? instantOf(backup.time) ?? instantOf(backup.modified);
  if (endedAt === undefined) return [];
  return [
    {
      ...{ startedAt: instantOf(backup.start_time), endedAt, exit: 'success', bytes: sizeOf(backup.compressed_size) },
      ...{ type: DELTA.test(name) ? 'delta' : 'full', name },
    },
  ];
}
