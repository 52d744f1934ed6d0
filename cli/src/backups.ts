import { judge } from '../../client/src/live/backups/judge';
import { NO_PAST } from '../../client/src/live/backups/reading';
import { readSources } from '../../client/src/live/backups/sources';
import { sourceContextOf, type BackupSurroundings } from '../../client/src/live/backups/surroundings';
import { SYSTEM_CLOCK } from '../../client/src/live/docker/clock';
import { inTurn } from '../../client/src/live/smoke/targets';
import type { DeclaredBackup } from '../../server/src/protocol';
import { BACKUPS_EXIT, UsageError, type BackupsOptions } from './arguments';
import { pathText, tell, tellError, wantsColour } from './console';
import { Declarations } from './declarations';
import { EngineSession } from './engineSession';
import { StatusLine } from './progress';
import { prometheusConnection } from './prometheus';
import { exitCodeOf, grouped, withProblem, type BackupsReport, type ReportedBackup } from './report/backups';
import { backupsJson } from './report/backupsJson';
import { backupsText } from './report/backupsText';

/** Runs `holdfast backups` and returns the exit code. Writes the report to standard output, everything else to standard error. */
export async function backups(options: BackupsOptions): Promise<number> {
  const declarations = new Declarations(options.path, tellError);
  const { jobs, unprotected, stacks } = declarations.readBackups();
  const mistakes = declarations.mistakes();
  mistakes.forEach(tell);
  if (jobs.length + unprotected.length + mistakes.length === 0)
    throw new UsageError(`no backup is declared in ${options.path}, and nothing there is known to keep data`);
  const prometheus = prometheusConnection(options.prometheus);
  const session = new EngineSession(options.context, declarations.read());
  const interruption = new AbortController();
  const interrupt = (): void => interruption.abort(new Error('Cancelled.'));
  for (const signal of ENDING) process.once(signal, interrupt);
  const { signal } = interruption;
  try {
    const isEngineAsked = jobs.some((job) => asksEngine(job, options));
    if (isEngineAsked) await Promise.race([session.settle(), aborted(signal)]);
    const around: BackupSurroundings = {
      engine: session.docker.engine,
      engineProblem: () => session.engine.problem,
      stack: (id) => session.services.stacks.find((stack) => stack.id === id),
      // Who names files on a command line trusts them, as with make.
      isTrusted: true,
      clock: SYSTEM_CLOCK,
      prometheus,
    };
    const read = await readAll(jobs, around, signal);
    return print(
      { engine: isEngineAsked ? session.engine : undefined, stacks: grouped(stacks, read, unprotected), mistakes },
      options,
    );
  } catch (error) {
    if (!signal.aborted) throw error;
    tell('cancelled');
    return BACKUPS_EXIT.unknown;
  } finally {
    for (const ending of ENDING) process.off(ending, interrupt);
    await session.dispose();
  }
}

const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The Prometheus of a stack is found by the port that its container publishes. */
function asksEngine({ sources }: DeclaredBackup, { prometheus }: BackupsOptions): boolean {
  return sources.some((source) => {
    if (source.kind === 'promql') return source.url === undefined && prometheus === undefined;
    return ['volume', 'exec', 'gocron', 'container'].includes(source.kind);
  });
}

async function readAll(
  jobs: readonly DeclaredBackup[],
  around: BackupSurroundings,
  signal: AbortSignal,
): Promise<ReportedBackup[]> {
  const line = new StatusLine();
  let done = 0;
  try {
    return await inTurn(jobs, async (job) => {
      const context = sourceContextOf(job, around);
      const readings = await readSources(job, context, signal);
      // A command line keeps no history: what sources tell now is all that is known.
      const status = judge(job, readings, NO_PAST, around.clock.now());
      line.show(`${++done} of ${jobs.length} backups have been looked at`);
      return withProblem(job, status, context.redact);
    });
  } finally {
    line.end();
  }
}

function print(report: BackupsReport, { format }: BackupsOptions): number {
  const { stdout } = process;
  if (format === 'json') stdout.write(backupsJson(report, pathText));
  else stdout.write(backupsText(report, pathText, wantsColour(stdout), Date.now()));
  return exitCodeOf(report);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
