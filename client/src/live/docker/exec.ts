/** Running a program inside a container: smoke tests and probes that need no shell. */
import { sleep, SYSTEM_CLOCK } from './clock';
import type { EngineConnection } from './connection';
import { EngineError } from './errors';
import { FrameSplitter, type OutputName } from './framing';
import { withDeadline } from './http';
import { numberOf, objectOf, textOf } from './json';

const DEADLINE_MS = 30_000;
const MOST_OUTPUT_BYTES = 64 << 10;
/** A program may close its output before it ends. */
const FIRST_LOOK_MS = 20;
const LONGEST_WAIT_MS = 500;

export interface ExecOptions {
  readonly user?: string | undefined;
  readonly workingDirectory?: string | undefined;
  /** Added to the container's; may hold secrets, which end with the call. */
  readonly environment?: Readonly<Record<string, string>>;
  /** For all of it, in milliseconds. The engine cannot end the program: it runs on, unheard. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal | undefined;
}

export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Whether there was more output than is kept. */
  readonly isTruncated: boolean;
  /** Why the program did not run at all; its exit code and output are then the engine's. */
  readonly notRun: NotRun | undefined;
}

export interface NotRun {
  readonly program: string;
  readonly reason: 'missing' | 'not executable';
}

export async function runInContainer(
  connection: EngineConnection,
  id: string,
  command: readonly string[],
  { user, workingDirectory, environment = {}, deadlineMs = DEADLINE_MS, signal: outer }: ExecOptions = {},
): Promise<ExecResult> {
  return withDeadline(deadlineMs, outer, async (signal) => {
    const created = await connection.call({
      method: 'POST',
      path: `/containers/${encodeURIComponent(id)}/exec`,
      body: {
        ...{ Cmd: command, AttachStdout: true, AttachStderr: true },
        Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
        ...(user === undefined ? {} : { User: user }),
        ...(workingDirectory === undefined ? {} : { WorkingDir: workingDirectory }),
      },
      signal,
    });
    const execId = textOf(objectOf(created).Id);
    const output = new Output();
    try {
      await output.readFrom(connection, execId, signal);
    } catch (error) {
      // Podman answers with an error where Docker prints one.
      const notRun = error instanceof EngineError && !signal.aborted ? whyNotRun(-1, error.message) : undefined;
      if (!notRun) throw error;
      return { exitCode: -1, stdout: '', stderr: (error as EngineError).message, isTruncated: false, notRun };
    }
    const exitCode = await exitCodeOf(connection, execId, signal);
    const { stdout, stderr, isTruncated } = output;
    return { exitCode, stdout, stderr, isTruncated, notRun: whyNotRun(exitCode, stdout + stderr) };
  });
}

class Output {
  readonly #chunks: Record<OutputName, Buffer[]> = { stdout: [], stderr: [] };
  #kept = 0;
  isTruncated = false;

  async readFrom(connection: EngineConnection, execId: string, signal: AbortSignal): Promise<void> {
    const frames = new FrameSplitter((output, bytes) => this.#keep(output, bytes));
    const request = {
      method: 'POST',
      path: `/exec/${execId}/start`,
      body: { Detach: false, Tty: false },
      signal,
    } as const;
    const stream = await connection.stream(request, { bytes: (chunk) => frames.push(chunk) }, { opensMs: undefined });
    await stream.ended;
  }

  get stdout(): string {
    return Buffer.concat(this.#chunks.stdout).toString('utf8');
  }

  get stderr(): string {
    return Buffer.concat(this.#chunks.stderr).toString('utf8');
  }

  #keep(output: OutputName, bytes: Buffer): void {
    const kept = bytes.subarray(0, MOST_OUTPUT_BYTES - this.#kept);
    if (kept.length < bytes.length) this.isTruncated = true;
    this.#kept += kept.length;
    if (kept.length > 0) this.#chunks[output].push(kept);
  }
}

async function exitCodeOf(connection: EngineConnection, execId: string, signal: AbortSignal): Promise<number> {
  for (let wait = FIRST_LOOK_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    const state = objectOf(await connection.call({ path: `/exec/${execId}/json`, signal }));
    if (state.Running !== true) return numberOf(state.ExitCode);
    await sleep(SYSTEM_CLOCK, wait, signal);
  }
}

/** runc: `exec: "curl": executable file not found in $PATH`; with a path `stat /bin/curl: no such file or directory`. */
const RUNC = /exec: "([^"]+)":.*?(not found|no such file or directory|permission denied)/i;
/** crun, which Podman uses: ``executable file `curl` not found in $PATH``. */
const CRUN = /(?:executable file|open) `([^`]+)`:?.*?(not found|no such file or directory|permission denied)/i;
/** `/bin/sh: curl: not found`, `sh: 1: curl: not found`, `bash: line 1: curl: command not found`. */
const SHELL =
  /^(?:\S*\/)?(?:ba|da|a|z|k)?sh: (?:line )?(?:\d+: )?([^\s:]+): (?:command )?(not found|no such file or directory|permission denied)$/im;

/**
 * Tells a program that failed from one that could not be run, by the words of the engine or, within a shell, of the shell. Also fits
 * results of health checks. The exit code alone says little: engines and shells give -1, 126 or 127, and `|| exit 1` hides them.
 * @param output all that was printed
 */
export function whyNotRun(exitCode: number, output: string): NotRun | undefined {
  if (exitCode === 0) return undefined;
  const [, program, words = ''] = RUNC.exec(output) ?? CRUN.exec(output) ?? SHELL.exec(output) ?? [];
  if (program === undefined) return undefined;
  return { program, reason: /permission/i.test(words) ? 'not executable' : 'missing' };
}
