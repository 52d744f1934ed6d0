/** Programs on this machine: without a shell, inside of the folder, with an environment of their own, and ended with all they started. */
import { spawn, type ChildProcess } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endMarked, newMark } from './mark';
import { CannotRun } from './result';

export interface HostProgram {
  readonly argv: readonly string[];
  /** URI. */
  readonly folder: string;
  /** Relative to the folder. */
  readonly cwd: string;
  /** Added to what every program needs. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface HostResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly isTruncated: boolean;
}

const MOST_OUTPUT_BYTES = 64 << 10;
/** For a program to end in order before it is killed. */
const GRACE_MS = 2_000;
/** After it has ended, for what it has started to let go of its output. */
const OUTPUT_GRACE_MS = 500;

/** What programs need to find each other, their files and their words; nothing that may be a secret. */
const NEEDED =
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_\w+|TZ|TMPDIR|TEMP|TMP|XDG_RUNTIME_DIR|DOCKER_HOST|DOCKER_CONTEXT|DOCKER_CONFIG|KUBECONFIG|SystemRoot|SystemDrive|ComSpec|PATHEXT|USERPROFILE|APPDATA|LOCALAPPDATA|ProgramFiles(?:\(x86\))?|ProgramData)$/i;

/** @throws CannotRun; the reason of the signal once it is aborted and nothing of the program is left */
export async function runHere(program: HostProgram, signal: AbortSignal): Promise<HostResult> {
  const cwd = await folderOf(program);
  signal.throwIfAborted();
  const [name = '', ...words] = program.argv;
  const needed = Object.entries(process.env).filter(([variable]) => NEEDED.test(variable));
  const mark = newMark();
  const child = spawn(name, words, {
    cwd,
    env: { ...Object.fromEntries(needed), ...program.environment, ...mark.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: false,
    windowsHide: true,
    // A group of its own can be ended as a whole.
    detached: process.platform !== 'win32',
  });
  const output = { stdout: kept(child.stdout), stderr: kept(child.stderr) };
  try {
    const exitCode = await endOf(child, name, signal);
    const stdout = output.stdout();
    const stderr = output.stderr();
    return {
      exitCode,
      stdout: stdout.text,
      stderr: stderr.text,
      isTruncated: stdout.isTruncated || stderr.isTruncated,
    };
  } finally {
    child.stdout.destroy();
    child.stderr.destroy();
    await endMarked(mark);
  }
}

async function folderOf({ folder, cwd }: HostProgram): Promise<string> {
  if (!folder.startsWith('file:'))
    throw new CannotRun('Programs can be run only beside files of this machine.', { isLasting: true });
  try {
    const root = await realpath(fileURLToPath(folder));
    const path = await realpath(resolve(root, cwd));
    const way = relative(root, path);
    if (way !== '..' && !/^\.\.[\\/]/.test(way) && !isAbsolute(way)) return path;
  } catch (error) {
    throw new CannotRun(`The folder ${cwd} does not exist: "cwd" is relative to the folder of the file.`, {
      cause: error,
    });
  }
  throw new CannotRun(`"cwd" leads out of the folder of the file (${cwd}): programs run inside of it.`, {
    isLasting: true,
  });
}

/** Its exit code; 128 and more when a signal has ended it, as shells count. */
function endOf(child: ChildProcess, name: string, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    let killing: NodeJS.Timeout | undefined;
    let closing: NodeJS.Timeout | undefined;
    const giveUp = (): void => {
      endGroup(child, 'SIGTERM');
      killing = setTimeout(() => endGroup(child, 'SIGKILL'), GRACE_MS);
    };
    const finish = (work: () => void): void => {
      signal.removeEventListener('abort', giveUp);
      clearTimeout(killing);
      clearTimeout(closing);
      // What it has left behind is part of the test and ends with it.
      endGroup(child, 'SIGKILL');
      work();
    };
    const done = (code: number | null, by: NodeJS.Signals | null): void =>
      finish(() =>
        signal.aborted ? reject(signal.reason as Error) : resolve(code ?? 128 + (SIGNAL_NUMBERS[by ?? ''] ?? 0)),
      );
    child.once('error', (error) => finish(() => reject(notStarted(error, name))));
    child.once('exit', (code, by) => {
      // What it has started may hold its output open for ever.
      closing = setTimeout(() => done(code, by), OUTPUT_GRACE_MS);
      child.once('close', () => done(code, by));
    });
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
}

const SIGNAL_NUMBERS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGTERM: 15,
};

function endGroup({ pid, exitCode }: ChildProcess, by: NodeJS.Signals): void {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    if (exitCode === null)
      spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true }).on(
        'error',
        () => undefined,
      );
    return;
  }
  try {
    process.kill(-pid, by);
  } catch {
    // Nothing is left of it.
  }
}

function notStarted(error: NodeJS.ErrnoException, name: string): CannotRun {
  if (error.code === 'ENOENT')
    return new CannotRun(
      `There is no program ${name} on this machine: install it, or check PATH. Words of a shell, such as cd or |, are no programs.`,
      { cause: error },
    );
  if (error.code === 'EACCES')
    return new CannotRun(`${name} may not be executed: make it executable, or name its interpreter first.`, {
      cause: error,
    });
  return new CannotRun(`${name} could not be started: ${error.message}`, { cause: error });
}

/** Reads on when there is too much: a program whose output nobody reads stands still. */
function kept(stream: NodeJS.ReadableStream): () => { text: string; isTruncated: boolean } {
  const chunks: Buffer[] = [];
  let length = 0;
  stream.on('data', (chunk: Buffer) => {
    if (length < MOST_OUTPUT_BYTES) chunks.push(chunk.subarray(0, MOST_OUTPUT_BYTES - length));
    length += chunk.length;
  });
  return () => ({ text: Buffer.concat(chunks).toString('utf8'), isTruncated: length > MOST_OUTPUT_BYTES });
}
