/** `borgmatic repo-list --json` and `borgmatic info --json`. https://borgbackup.readthedocs.io/en/stable/internals/frontends.html */
import { listOf, objectOf, textOf, type Json } from '../../../docker/json';
import { tellingLineOf } from '../../../services/words';
import type { BackupRun } from '../../reading';
import { coverageOf } from '../coverage';
import { Unreadable } from '../source';
import { instantOf, jsonOf, objectsOf, sizeOf, type ToolParser } from './parsed';

/** Borg keeps what it has when it is interrupted, under such a name. */
const CHECKPOINT = /\.checkpoint(?:\.\d+)?$/;

export const parseBorgmatic: ToolParser = (output, { job, context }) => {
  if (output.exitCode !== 0)
    throw new Unreadable(
      `borgmatic fails with exit code ${output.exitCode}: ${context.redact(tellingLineOf(output.stderr || output.stdout))}.`,
    );
  const repositories = objectsOf('borgmatic', jsonOf('borgmatic', output));
  const runs = repositories.flatMap((one) => {
    const { location, label } = objectOf(one.repository);
    const type = textOf(label) || context.redact(textOf(location));
    return listOf(one.archives)
      .map(objectOf)
      .flatMap((archive) => runOf(archive, type));
  });
  const since = coverageOf(
    runs.flatMap(({ endedAt }) => endedAt ?? []),
    job,
    context.clock.now(),
  );
  return { runs, ...(since !== undefined && { coversSince: since }) };
};

function runOf(archive: Json, type: string): BackupRun[] {
  const name = textOf(archive.name) || textOf(archive.archive);
  const startedAt = instantOf(archive.start);
  const endedAt = instantOf(archive.end) ?? instantOf(archive.time) ?? startedAt;
  if (endedAt === undefined) return [];
  const bytes = sizeOf(objectOf(archive.stats).original_size);
  return [{ startedAt, endedAt, exit: CHECKPOINT.test(name) ? 'incomplete' : 'success', bytes, type, name }];
}
