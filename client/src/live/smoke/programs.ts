/** Programs inside of containers, ended with the try that started them. */
import { EngineError, type Container, type ExecResult } from '../docker';
import { newMark, type Mark } from './mark';
import type { Try } from './observe';
import { withVariables } from './placeholders';
import { CannotRun } from './result';

export interface ProgramOptions {
  readonly user?: string | undefined;
  readonly environment?: Readonly<Record<string, string>>;
  /** Instead of the one of the try: for cleaning up after it. */
  readonly signal?: AbortSignal;
  readonly deadlineMs?: number;
}

const ENDING_DEADLINE_MS = 10_000;
/**
 * An engine cannot end what it has started in a container: this does, for every process with the mark, and tells how many there were.
 * The shell itself has no mark: it gets it as a word. Looks again after each time: processes start others meanwhile, and take a moment to go.
 */
const END_MARKED = `command -v grep >/dev/null || exit 1
count=0
for round in 1 2 3 4 5; do
  found=$(grep -l "$1" /proc/[0-9]*/environ 2>/dev/null)
  [ -n "$found" ] || break
  for file in $found; do
    process=\${file%/environ}
    kill -9 "\${process#/proc/}" && count=$((count + 1))
  done 2>/dev/null
  sleep 0.1 2>/dev/null || sleep 1
done
[ -z "$found" ] && echo "$count"`;
/** A program that was given up while the engine was starting it shows up a moment later. */
const LOOKS = 4;
const BETWEEN_LOOKS_MS = 250;

/**
 * Runs a program without a shell. When the try is given up, so is the program: by a shell in the container, where it has one.
 * @throws CannotRun without trust
 */
export async function runProgram(
  container: Container,
  argv: readonly string[],
  attempt: Try,
  { user, environment = {}, signal = attempt.signal, deadlineMs }: ProgramOptions = {},
): Promise<ExecResult> {
  const { context, test } = attempt;
  needTrust(attempt);
  signal.throwIfAborted();
  const mark = newMark();
  try {
    return await context.engine.exec(container.id, argv, {
      ...{ user, signal, environment: { ...environment, ...mark.environment } },
      deadlineMs: deadlineMs ?? test.timeoutMs + ENDING_DEADLINE_MS,
    });
  } catch (error) {
    const isTooLate = error instanceof EngineError && error.kind === 'timeout';
    if (signal.aborted || isTooLate) await endProgram(container, mark, user, argv, attempt);
    throw error;
  }
}

export function needTrust({ context, test }: Try): void {
  if (!context.isTrusted)
    throw new CannotRun(`A test of kind ${test.probe.kind} runs programs: trust this workspace first.`, {
      isLasting: true,
    });
}

async function endProgram(
  { id, name }: Container,
  mark: Mark,
  user: string | undefined,
  argv: readonly string[],
  { context, note }: Try,
): Promise<void> {
  try {
    for (let look = 0; look < LOOKS; look++) {
      if (look > 0) await new Promise<void>((resolve) => context.clock.after(BETWEEN_LOOKS_MS, resolve));
      const { notRun, exitCode, stdout } = await context.engine.exec(id, ['sh', '-c', END_MARKED, 'sh', mark.text], {
        ...{ user, deadlineMs: ENDING_DEADLINE_MS },
      });
      if (notRun !== undefined || exitCode !== 0) break;
      if (Number(stdout) > 0 || look === LOOKS - 1) return;
    }
  } catch {
    // The engine or the container has gone: then nobody can say.
  }
  note(`${argv[0] ?? 'The program'} could not be ended and may still run in ${name}.`);
}

/** Why a program could not be run, with the image that lacks it. */
export function notRunMessage({ notRun }: ExecResult, { image }: Container): string | undefined {
  if (!notRun) return undefined;
  const { program, reason } = notRun;
  if (reason === 'missing')
    return `The image ${image} has no ${program}: use a program that it has, or a test of kind http or tcp.`;
  return `${program} in ${image} cannot be executed: it is no program, or the user may not run it.`;
}

/** Arguments with the variables of the container, which are read now and not kept. */
export async function withContainerVariables(
  argv: readonly string[],
  container: Container,
  attempt: Try,
  own: ReadonlyMap<string, string> = new Map(),
): Promise<string[]> {
  if (!argv.some((word) => word.includes('${'))) return [...argv];
  const { environment } = await attempt.context.engine.details(container.id, attempt.signal);
  attempt.redactor.learnFrom(environment);
  const where = `The container ${container.name} does not have it; a shell's own variables are written $NAME.`;
  return argv.map((word) => withVariables(word, (name) => own.get(name) ?? environment.get(name), attempt, where));
}
