import { exitCodeOf, worstOf, type BackupsReport, type ReportedBackup } from './backups';
import type { PathText } from './status';
import { engineJson } from './statusJson';

/** One JSON object on one line. Times are ISO 8601, durations seconds, shares between 0 and 1, ranges zero-based as in LSP. */
export function backupsJson(report: BackupsReport, pathText: PathText): string {
  const { engine, stacks, mistakes } = report;
  const all = stacks.flatMap(({ backups }) => backups);
  const states: Record<string, number> = {};
  for (const { status } of all) states[status.state] = (states[status.state] ?? 0) + 1;
  return (
    JSON.stringify({
      version: 1,
      engine: engine ? engineJson(engine) : null,
      mistakes,
      stacks: stacks.map(({ name, files, backups, unprotected }) => ({
        name,
        files: files.map(pathText),
        backups: backups.map((backup) => backupOf(backup, pathText)),
        unprotected: unprotected.map(({ service, source }) => ({
          service,
          declaredAt: { path: pathText(source.uri), range: source.range },
        })),
      })),
      summary: { backups: all.length, worst: worstOf(report), states, exitCode: exitCodeOf(report) },
    }) + '\n'
  );
}

function backupOf({ job, status }: ReportedBackup, pathText: PathText): unknown {
  const { figures } = status;
  return {
    ...{ id: job.id, state: status.state, protects: job.protects, origin: job.origin },
    declaredAt: { path: pathText(job.source.uri), range: job.source.range },
    concerns: status.concerns.map(({ state, message }) => ({ state, message })),
    notes: status.notes,
    source: status.source ?? null,
    readAt: timeOf(status.readAt),
    lastSuccessAt: timeOf(figures.lastSuccessAt),
    lastRunAt: timeOf(figures.lastRunAt),
    age: secondsOf(figures.ageMs),
    rpo: secondsOf(job.rpoMs),
    bytes: figures.bytes ?? null,
    sizeRatio: figures.sizeRatio ?? null,
    failuresInARow: figures.failuresInARow,
    slots: figures.slots.map(({ at, outcome }) => ({ at: timeOf(at), outcome })),
    slotsObserved: figures.slotsObserved,
    slotsSucceeded: figures.slotsSucceeded,
    coverage: figures.coverage ?? null,
    running: figures.isRunning,
    freeBytes: figures.freeBytes ?? null,
    lastRestoreTestAt: timeOf(figures.lastRestoreTestAt),
    restoreDuration: secondsOf(figures.restoreDurationMs),
  };
}

function timeOf(milliseconds: number | undefined): string | null {
  return milliseconds === undefined ? null : new Date(milliseconds).toISOString();
}

function secondsOf(milliseconds: number | undefined): number | null {
  return milliseconds === undefined ? null : milliseconds / 1000;
}
