/**
 * One tunnel to an engine on another machine, dug by the system's own ssh: keys, agents, jump hosts, known hosts and everything else
 * in the person's ssh configuration work as in their terminal. All calls and streams go through its one connection, which stays until the
 * engine client is closed: making it takes seconds, and somebody may follow a log while nobody looks at the rest.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, watch } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SshEndpoint } from './endpoint';
import { aborted, EngineError } from './errors';

/** Connecting over a jump host with a hardware key takes its time. */
const START_DEADLINE_MS = 20_000;
const STOP_GRACE_MS = 2_000;
const STDERR_TAIL = 4_000;
const SOCKET = 'engine.sock';

interface Dug {
  readonly process: ChildProcess;
  readonly folder: string;
  readonly socket: string;
  /** Settled when ssh has ended and its folder is gone. */
  readonly ended: Promise<void>;
}

export class SshTunnel {
  readonly #endpoint: SshEndpoint;
  readonly #program: string;
  readonly #deadlineMs: number;
  #starting: Promise<Dug> | undefined;
  #dug: Dug | undefined;
  #isClosed = false;
  #failure: EngineError | undefined;
  readonly #stop = new AbortController();

  /** @param program the ssh to run; tests have their own */
  constructor(endpoint: SshEndpoint, { program = 'ssh', deadlineMs = START_DEADLINE_MS } = {}) {
    this.#endpoint = endpoint;
    this.#program = program;
    this.#deadlineMs = deadlineMs;
  }

  get state(): 'down' | 'starting' | 'up' {
    if (this.#dug) return 'up';
    return this.#starting ? 'starting' : 'down';
  }

  /** Why ssh ended last, where it was up before. */
  get failure(): EngineError | undefined {
    return this.#failure;
  }

  /**
   * The local end, once ssh listens there. Starts ssh where it does not run; many may wait for the same start.
   * @param signal ends the wait, not the start
   */
  async open(signal: AbortSignal): Promise<string> {
    if (this.#isClosed) throw aborted();
    if (process.platform === 'win32') throw noSocketsOnWindows(this.#endpoint);
    if (this.#dug) return this.#dug.socket;
    this.#starting ??= this.#start().finally(() => {
      this.#starting = undefined;
    });
    const { socket } = await untilAborted(this.#starting, signal);
    return socket;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stop.abort();
    await this.#starting?.catch(() => undefined);
    if (this.#dug) await endProcess(this.#dug.process, this.#dug.ended);
  }

  async #start(): Promise<Dug> {
    // Only this user may enter the folder: whoever can open the socket can use the engine.
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-'));
    const socket = join(folder, SOCKET);
    const child = spawn(this.#program, sshArguments(this.#endpoint, socket), {
      stdio: ['ignore', 'ignore', 'pipe'],
      windowsHide: true,
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-STDERR_TAIL);
    });
    // ssh outlives whoever started it, unless it is told.
    const killWithUs = (): void => void child.kill();
    process.once('exit', killWithUs);
    const ended = new Promise<void>((resolve) => {
      const finish = (): void => {
        process.off('exit', killWithUs);
        if (this.#dug?.process === child) {
          this.#dug = undefined;
          this.#failure = sshError(this.#endpoint, stderr);
        }
        // An empty folder that stays behind harms nobody.
        rm(folder, { recursive: true, force: true }).then(resolve, () => resolve());
      };
      child.once('close', finish);
      // Without a process there is no `close`.
      child.once('error', () => child.pid === undefined && finish());
    });
    const dug: Dug = { process: child, folder, socket, ended };
    try {
      await this.#listening(child, dug, () => stderr);
    } catch (error) {
      await endProcess(child, ended);
      throw error;
    }
    this.#dug = dug;
    return dug;
  }

  /** Settled when the socket is there; rejected when ssh fails or takes too long. */
  #listening(child: ChildProcess, { folder, socket }: Dug, stderr: () => string): Promise<void> {
    return new Promise((resolve, reject) => {
      const finish = (error?: Error): void => {
        clearTimeout(timer);
        watcher.close();
        child.off('error', failed);
        child.off('close', exited);
        this.#stop.signal.removeEventListener('abort', stopped);
        if (error) reject(error);
        else resolve();
      };
      const look = (): void => {
        if (existsSync(socket)) finish();
      };
      const failed = (error: Error): void => finish(programMissing(this.#program, error));
      const exited = (): void => finish(sshError(this.#endpoint, stderr()));
      const stopped = (): void => finish(aborted());
      const timer = setTimeout(() => {
        const message = `ssh did not reach ${this.#endpoint.host} within ${this.#deadlineMs / 1000} s.`;
        finish(new EngineError('ssh', message, { remedy: tryInTerminal(this.#endpoint) }));
      }, this.#deadlineMs);
      const watcher = watch(folder, look);
      watcher.on('error', (error) => finish(new EngineError('ssh', 'The tunnel cannot be set up.', { cause: error })));
      child.once('error', failed);
      child.once('close', exited);
      this.#stop.signal.addEventListener('abort', stopped, { once: true });
      if (this.#stop.signal.aborted) stopped();
      else look();
    });
  }
}

/** No shell reads these; the endpoint has been checked to hold no options. */
export function sshArguments({ host, user, port, socket: remote }: SshEndpoint, local: string): string[] {
  const options = {
    // Nobody is there to answer a question.
    BatchMode: 'yes',
    ConnectTimeout: '10',
    ExitOnForwardFailure: 'yes',
    StreamLocalBindUnlink: 'yes',
    StreamLocalBindMask: '0177',
    // A dead connection is noticed within a minute.
    ServerAliveInterval: '15',
    ServerAliveCountMax: '3',
    // A shared connection would live longer than we do.
    ControlMaster: 'no',
    ControlPath: 'none',
    ForwardAgent: 'no',
    ForwardX11: 'no',
    PermitLocalCommand: 'no',
    RemoteCommand: 'none',
    RequestTTY: 'no',
  };
  return [
    '-N',
    ...Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...(user === undefined ? [] : ['-l', user]),
    '-L',
    `${local}:${remote}`,
    '--',
    host,
  ];
}

function sshError(endpoint: SshEndpoint, stderr: string): EngineError {
  const said = lastLine(stderr);
  return new EngineError('ssh', `No ssh connection to ${endpoint.host}: ${said || 'ssh ended without a word.'}`, {
    remedy: remedyFor(stderr, endpoint),
  });
}

function remedyFor(stderr: string, endpoint: SshEndpoint): string {
  if (/Permission denied|Too many authentication failures/i.test(stderr)) {
    return 'Load the key for that machine into your ssh-agent; Holdfast never asks for passwords.';
  }
  if (/Host key verification failed|IDENTIFICATION HAS CHANGED/i.test(stderr)) {
    return `Its host key is not known or has changed. ${tryInTerminal(endpoint)}`;
  }
  return tryInTerminal(endpoint);
}

function tryInTerminal({ host, user, port }: SshEndpoint): string {
  return `Try it in a terminal: ssh ${port === undefined ? '' : `-p ${port} `}${user === undefined ? '' : `${user}@`}${host}`;
}

/** The ssh that comes with Windows forwards ports only, and a port would be open to every user of the machine. */
function noSocketsOnWindows({ address }: SshEndpoint): EngineError {
  return new EngineError('ssh', `${address} cannot be used from Windows.`, {
    remedy: 'Open the folder with Remote - SSH or in WSL, or give the engine a tcp:// address with TLS.',
  });
}

function programMissing(program: string, cause: Error): EngineError {
  return new EngineError('ssh', `The program "${program}" could not be started.`, {
    remedy: 'Install the OpenSSH client and see that it is in the PATH.',
    cause,
  });
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim() ?? '';
}

async function endProcess(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill();
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS);
  await ended;
  clearTimeout(timer);
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(aborted());
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
