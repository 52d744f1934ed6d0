/** `pgbackrest info --output=json`. https://pgbackrest.org/command.html#command-info. It ends with 0 also where nothing is well. */
import { listOf, numberOf, objectOf, textOf, type Json } from '../../../docker/json';
import { tellingLineOf } from '../../../services/words';
import type { BackupRun } from '../../reading';
import { coverageOf } from '../coverage';
import { Unreadable } from '../source';
import { jsonOf, objectsOf, sizeOf, type ToolParser } from './parsed';

export const parsePgbackrest: ToolParser = (output, { job, context }) => {
  if (output.exitCode !== 0)
    throw new Unreadable(
      `pgBackRest fails with exit code ${output.exitCode}: ${context.redact(tellingLineOf(output.stderr || output.stdout))}.`,
    );
  const stanzas = objectsOf('pgBackRest', jsonOf('pgBackRest', output));
  if (stanzas.length === 0) return { runs: [], storeProblem: 'pgBackRest knows no stanza' };
  const now = context.clock.now();
  const done = stanzas.flatMap((stanza) => listOf(stanza.backup).map(objectOf).flatMap(runOf));
  const since = coverageOf(
    done.flatMap(({ endedAt }) => endedAt ?? []),
    job,
    now,
  );
  const problems = stanzas.flatMap(problemOf);
  return {
    runs: [...done, ...stanzas.filter(isRunning).map(() => runningSince(now))],
    ...(since !== undefined && { coversSince: since }),
    ...(problems.length > 0 && { storeProblem: problems.join('; ') }),
  };
};

function problemOf(stanza: Json): string[] {
  const { code, message } = objectOf(stanza.status);
  // A status without a code is none that says that all is well.
  return code === 0
    ? []
    : [`pgBackRest says of ${textOf(stanza.name)}: ${textOf(message) || `status ${String(code)}`}`];
}

function isRunning(stanza: Json): boolean {
  return objectOf(objectOf(objectOf(stanza.status).lock).backup).held === true;
}

/** It does not say since when. */
function runningSince(startedAt: number): BackupRun {
  return { startedAt, endedAt: undefined, exit: undefined, bytes: undefined };
}

function runOf(backup: Json): BackupRun[] {
  const { start, stop } = objectOf(backup.timestamp);
  const info = objectOf(backup.info);
  const repository = objectOf(info.repository);
  if (numberOf(stop) <= 0) return [];
  return [
    {
      ...{ startedAt: numberOf(start) > 0 ? numberOf(start) * 1000 : undefined, endedAt: numberOf(stop) * 1000 },
      ...{ exit: 'success', bytes: sizeOf(repository.size) ?? sizeOf(repository.delta) },
      ...{ type: textOf(backup.type), name: textOf(backup.label) },
      ...(backup.error === true && {
        content: { isComplete: false, reason: 'it holds pages with wrong checksums, which the database has damaged' },
      }),
    },
  ];
}
