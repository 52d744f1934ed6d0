/** `restic snapshots --json`. https://restic.readthedocs.io/en/stable/075_scripting.html */
import { listOf, objectOf, textOf, textsOf, type Json } from '../../../docker/json';
import { tellingLineOf } from '../../../services/words';
import type { BackupRun } from '../../reading';
import { coverageOf } from '../coverage';
import { Unreadable } from '../source';
import { instantOf, jsonOf, objectsOf, sizeOf, type ToolParser } from './parsed';

const REASONS: Readonly<Record<number, { readonly message: string; readonly remedy: string }>> = {
  10: { message: 'restic finds no repository', remedy: 'Check RESTIC_REPOSITORY; `restic init` makes a new one.' },
  11: {
    message: 'The restic repository is locked',
    remedy: 'Another restic works on it; `restic unlock` removes old locks.',
  },
  12: { message: 'The password of the restic repository is wrong', remedy: 'Check RESTIC_PASSWORD or its file.' },
};

export const parseRestic: ToolParser = (output, { job, context }) => {
  const { exitCode, stderr } = output;
  if (exitCode === 10) return { runs: [], storeProblem: REASONS[10]?.message ?? '' };
  if (exitCode !== 0) {
    const reason = REASONS[exitCode];
    throw new Unreadable(
      `${reason?.message ?? `restic fails with exit code ${exitCode}: ${context.redact(tellingLineOf(stderr))}`}.`,
      reason && { remedy: reason.remedy },
    );
  }
  const runs = objectsOf('restic', jsonOf('restic', output)).flatMap(snapshotsIn).flatMap(runOf);
  const since = coverageOf(
    runs.flatMap(({ endedAt }) => endedAt ?? []),
    job,
    context.clock.now(),
  );
  return { runs, ...(since !== undefined && { coversSince: since }) };
};

/** With --group-by they come in groups. */
function snapshotsIn(value: Json): readonly Json[] {
  return value.snapshots === undefined ? [value] : listOf(value.snapshots).map(objectOf);
}

function runOf(snapshot: Json): BackupRun[] {
  const summary = objectOf(snapshot.summary);
  const startedAt = instantOf(summary.backup_start);
  const endedAt = instantOf(summary.backup_end) ?? instantOf(snapshot.time);
  if (endedAt === undefined) return [];
  return [
    {
      ...{ startedAt, endedAt, exit: 'success', bytes: sizeOf(summary.total_bytes_processed) },
      // What is backed up together has sizes that can be compared.
      type: [textOf(snapshot.hostname), ...textsOf(snapshot.paths)].join(' '),
      name: textOf(snapshot.short_id) || textOf(snapshot.id).slice(0, 8),
    },
  ];
}
