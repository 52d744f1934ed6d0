/**
 * `holdfast smoke`: candidates says which tests there are, selection which of them are meant, run runs those.
 */
import { machineOf } from '../../../client/src/live/smoke/surroundings';
import type { SmokeListener } from '../../../client/src/live/smoke/run';
import { UsageError, type SmokeOptions } from '../arguments';
import { pathText, tell, tellError, wantsColour } from '../console';
import { Declarations } from '../declarations';
import { EngineSession } from '../engineSession';
import { StatusLine } from '../progress';
import { exitCodeOf, type SmokeReport } from '../report/smoke';
import { smokeJson } from '../report/smokeJson';
import { smokeJunit } from '../report/smokeJunit';
import { smokeText } from '../report/smokeText';
import { jobsOf } from './candidates';
import { runJobs } from './run';
import { select, type SelectedJob } from './selection';

/** Runs `holdfast smoke` and returns the exit code. Writes the report to standard output, everything else to standard error. */
export async function smoke(options: SmokeOptions): Promise<number> {
  const declarations = new Declarations(options.path, tellError);
  const declared = declarations.read();
  const files = declarations.readSmokeTests();
  const mistakes = declarations.mistakes();
  mistakes.forEach(tell);
  if (declared.length === 0 && files.length === 0) {
    const nothing = `nothing to test in ${options.path}: no Compose file declares services, and no holdfast.yaml holds smoke tests`;
    throw new UsageError(nothing);
  }
  const begun = Date.now();
  const interruption = new Interruption();
  const session = new EngineSession(options.context, declared);
  try {
    const { signal } = interruption;
    await Promise.race([session.settle(), aborted(signal)]);
    const stacks = session.services.stacks.filter((stack) => stack.declared !== undefined);
    const obstacle = signal.aborted ? undefined : obstacleOf(session);
    const jobs = select(jobsOf(files, stacks), options, obstacle);
    refuseRemote(jobs, session, options);
    const { engine } = session.docker;
    const progress = new RunProgress(jobs.reduce((sum, { runnable }) => sum + runnable.length, 0));
    const around = {
      engine,
      stack: (id: string) => session.services.stacks.find((stack) => stack.id === id),
      environment: process.env,
      allowsDestructive: options.allowDestructive,
    };
    const groups = await runJobs(jobs, around, progress, signal);
    progress.end();
    const isCancelled = signal.aborted;
    return print({ engine: session.engine, groups, isCancelled, mistakes, durationMs: Date.now() - begun }, options);
  } finally {
    interruption.end();
    await session.dispose();
  }
}

function print(report: SmokeReport, { format }: SmokeOptions): number {
  const { stdout } = process;
  if (format === 'json') stdout.write(smokeJson(report, pathText));
  else if (format === 'junit') stdout.write(smokeJunit(report, pathText));
  else stdout.write(smokeText(report, pathText, wantsColour(stdout)));
  return exitCodeOf(report);
}

/** Why the engine cannot be asked, and what to do; undefined when it answers. */
function obstacleOf({ engine: { problem } }: EngineSession): string | undefined {
  return problem && [problem.message, problem.remedy].filter(Boolean).join(' ');
}

/** Others may depend on what runs on another machine. @throws UsageError */
function refuseRemote(jobs: readonly SelectedJob[], session: EngineSession, { allowRemote }: SmokeOptions): void {
  const { endpoint } = session.docker.engine;
  if (allowRemote || machineOf(endpoint).isLocal) return;
  const destructive = jobs.flatMap(({ runnable }) => runnable.filter(({ test }) => test.destructive));
  if (destructive.length === 0) return;
  const names = destructive.map(({ test }) => test.id).join(', ');
  throw new UsageError(
    `the engine ${endpoint?.address} is not on this machine, and others may depend on it: --allow-remote runs destructive tests there (${names})`,
  );
}

const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The first Ctrl-C ends the tests in order, the second the program. */
class Interruption {
  readonly #controller = new AbortController();
  readonly #stop = (): void => {
    this.end();
    tell('cancelled: what runs is being ended. Again to leave at once.');
    this.#controller.abort(new Error('Cancelled.'));
  };

  constructor() {
    for (const signal of ENDING) process.on(signal, this.#stop);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  end(): void {
    for (const signal of ENDING) process.off(signal, this.#stop);
  }
}

/** How many tests have ended, and which run. */
class RunProgress implements SmokeListener {
  readonly #line = new StatusLine();
  readonly #running = new Set<string>();
  readonly #total: number;
  #ended = 0;

  constructor(total: number) {
    this.#total = total;
  }

  readonly started: NonNullable<SmokeListener['started']> = ({ id }) => {
    this.#running.add(id);
    this.#show();
  };

  readonly ended: NonNullable<SmokeListener['ended']> = ({ test }) => {
    this.#running.delete(test.id);
    this.#ended++;
    this.#show();
  };

  end(): void {
    this.#line.end();
  }

  #show(): void {
    const running = this.#running.size === 0 ? '' : `, running ${[...this.#running].join(', ')}`;
    this.#line.show(`${this.#ended} of ${this.#total} tests have ended${running}`);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
