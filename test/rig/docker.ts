/**
 * A Docker engine of our own for tests: private folders and socket, so that several can be started, killed and started again beside
 * whatever else runs on the machine. Images are made from Debian's static busybox: no registry is needed.
 *
 * HOLDFAST_DOCKER_TESTS: `require` fails where no engine can be had (the default where CI is set), `skip` leaves these tests out,
 * anything else runs them where an engine can be had.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const START_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 15_000;
const LOG_TAIL = 4_000;
const ANY_OUTPUT = { maxBuffer: 1 << 28 };

/** Programs that must be there and the Debian packages that hold them. */
const PROGRAMS = { dockerd: 'docker.io', containerd: 'containerd', busybox: 'busybox-static' };

/**
 * Why the tests that need a real engine are left out; undefined when they are to run.
 * @throws when they are required and cannot run
 */
export async function whyNoDocker(): Promise<string | undefined> {
  return whyMissing(PROGRAMS);
}

export function areDockerTestsRequired(): boolean {
  return wish() === 'require';
}

function wish(): string {
  return process.env.HOLDFAST_DOCKER_TESTS ?? (process.env.CI ? 'require' : '');
}

/** The same for other programs that such tests need. @param programs names, and the Debian packages that hold them */
export async function whyMissing(programs: Readonly<Record<string, string>>): Promise<string | undefined> {
  if (wish() === 'skip') return 'HOLDFAST_DOCKER_TESTS=skip';
  const reason = await whyNotHere(programs);
  if (reason && areDockerTestsRequired()) throw new Error(`Tests with a Docker engine cannot run: ${reason}`);
  return reason;
}

async function whyNotHere(programs: Readonly<Record<string, string>>): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'an engine of our own can be started on Linux only';
  if (process.getuid?.() !== 0) return 'starting an engine takes root';
  const missing = Object.entries(programs).filter(([program]) => !findProgram(program));
  if (missing.length === 0) return undefined;
  try {
    await installPackages(missing.map(([, name]) => name));
    return undefined;
  } catch (error) {
    return `${missing.map(([program]) => program).join(', ')} missing and not to be installed: ${String(error).slice(0, 300)}`;
  }
}

/** Takes root. @param names of Debian packages */
export async function installPackages(names: readonly string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // Test files run at the same time, and only one may install.
  const apt = (...words: string[]) =>
    run('flock', [join(tmpdir(), 'holdfast-apt.lock'), 'apt-get', '-qq', ...words], { env, ...ANY_OUTPUT });
  const install = ['install', '-y', '--no-install-recommends', ...names];
  try {
    await apt(...install);
  } catch {
    // The lists of packages may be missing or old.
    await apt('update');
    await apt(...install);
  }
}

export function findProgram(name: string): string | undefined {
  // Daemons live where an ordinary user's PATH does not look.
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}

/** What `POST /containers/create` takes, as far as tests use it. */
export interface ContainerSpec {
  readonly Image?: string;
  readonly Cmd: readonly string[];
  readonly Tty?: boolean;
  readonly Labels?: Readonly<Record<string, string>>;
  readonly Env?: readonly string[];
  /** Durations are nanoseconds. */
  readonly Healthcheck?: { Test: string[]; Interval?: number; Timeout?: number; Retries?: number };
  readonly HostConfig?: Readonly<Record<string, unknown>>;
}

/**
 * Ends because its memory is used up, in a way that the engine notices each time: it looks at a container's memory only some
 * milliseconds after the start, and hears of the end and of its cause on two ways. So there is a second before and one after.
 */
export const HUNGRY: ContainerSpec = {
  Cmd: ['sh', '-c', 'sleep 1; tail /dev/zero; code=$?; sleep 1; exit $code'],
  HostConfig: { Memory: 16 << 20, MemorySwap: 16 << 20 },
};

/** Lives until it is asked to end, and then ends at once, which a shell as first process does not by itself. */
export const IDLE: ContainerSpec = { Cmd: ['sh', '-c', 'trap "exit 0" TERM; while :; do sleep 0.1; done'] };

export class Dockerd {
  readonly socket: string;
  readonly #folder: string;
  readonly #network: boolean;
  #containerd: ChildProcess | undefined;
  #dockerd: ChildProcess | undefined;
  readonly #killWithUs = (): void => {
    this.#dockerd?.kill('SIGKILL');
    this.#containerd?.kill('SIGKILL');
  };

  private constructor(folder: string, network: boolean) {
    this.#folder = folder;
    this.#network = network;
    this.socket = join(folder, 'docker.sock');
  }

  /**
   * An engine that answers.
   * @param options network: with a bridge and published ports, which only one engine of a machine can have
   */
  static async start({ network = false } = {}): Promise<Dockerd> {
    const dockerd = new Dockerd(await mkdtemp(join(tmpdir(), 'holdfast-dockerd-')), network);
    process.once('exit', dockerd.#killWithUs);
    await dockerd.#startContainerd();
    await dockerd.start();
    return dockerd;
  }

  /** For DOCKER_HOST. */
  get host(): string {
    return `unix://${this.socket}`;
  }

  /** Starts the engine again, with the containers that it had. */
  async start(): Promise<void> {
    const at = (name: string): string => join(this.#folder, name);
    const own = [
      '--data-root',
      at('data'),
      '--exec-root',
      at('exec'),
      '--pidfile',
      at('pid'),
      '--containerd',
      at('containerd.sock'),
    ];
    const isolated = [
      '--bridge=none',
      '--iptables=false',
      '--ip6tables=false',
      '--ip-masq=false',
      '--ip-forward=false',
    ];
    const words = ['--host', this.host, ...own, '--shutdown-timeout', '1', ...(this.#network ? [] : isolated)];
    this.#dockerd = await launch('dockerd', words, 'API listen on');
  }

  /** A process of its own, as on a real machine: one that an engine starts for itself dies with it, and is in the way of the next. */
  async #startContainerd(): Promise<void> {
    const at = (name: string): string => JSON.stringify(join(this.#folder, name));
    const config = join(this.#folder, 'containerd.toml');
    const lines = [
      'version = 2',
      `root = ${at('containerd')}`,
      `state = ${at('containerd-state')}`,
      'disabled_plugins = ["io.containerd.grpc.v1.cri"]',
      '[grpc]',
      `address = ${at('containerd.sock')}`,
    ];
    await writeFile(config, lines.join('\n'));
    this.#containerd = await launch('containerd', ['--config', config], 'successfully booted');
  }

  /** Ends the engine without a word, as a crash does. Its containers go on until it is started again. */
  async kill(): Promise<void> {
    await this.#endEngine('SIGKILL');
  }

  /** Ends the engine in order. */
  async stop(): Promise<void> {
    await this.#endEngine('SIGTERM');
  }

  /** Holds the engine still: connections are taken and nothing is answered. */
  freeze(): void {
    this.#dockerd?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#dockerd?.kill('SIGCONT');
  }

  /** Ends everything and removes it. */
  async dispose(): Promise<void> {
    // One that was killed still has its containers.
    if (!this.#dockerd && this.#containerd) await this.start().catch(() => undefined);
    if (this.#dockerd) {
      this.thaw();
      const containers = (await this.api('GET', '/containers/json?all=true')) as { Id: string }[];
      await Promise.all(containers.map(({ Id }) => this.remove(Id)));
      await this.stop();
    }
    if (this.#containerd) await end(this.#containerd, 'SIGTERM');
    process.off('exit', this.#killWithUs);
    await this.#unmount();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** A 2 MB image with busybox and a shell, under each of these names, such as `postgres:15`. */
  async importBusybox(...names: [string, ...string[]]): Promise<void> {
    const root = join(this.#folder, 'busybox');
    const bin = join(root, 'bin');
    await mkdir(bin, { recursive: true });
    const busybox = findProgram('busybox') ?? 'busybox';
    await copyFile(busybox, join(bin, 'busybox'));
    const { stdout: list } = await run(busybox, ['--list']);
    const applets = list.split('\n').filter((applet) => applet !== '' && applet !== 'busybox');
    await Promise.all(applets.map((applet) => symlink('busybox', join(bin, applet))));
    const [first, ...others] = names;
    await this.importTree(root, first);
    await rm(root, { recursive: true });
    for (const name of others) {
      const [repo = '', tag = 'latest'] = splitName(name);
      await this.api('POST', `/images/${encodeURIComponent(first)}/tag?${new URLSearchParams({ repo, tag })}`);
    }
  }

  /** Makes an image of a folder with a root file system. */
  async importTree(folder: string, name: string): Promise<void> {
    const tar = spawn('tar', ['-C', folder, '-c', '.'], { stdio: ['ignore', 'pipe', 'inherit'] });
    await this.importTar(tar.stdout, name);
  }

  /** Makes an image of an archive with a root file system. */
  async importTar(tar: NodeJS.ReadableStream, name: string): Promise<void> {
    const [repo = '', tag = 'latest'] = splitName(name);
    const answer = await this.#send('POST', `/images/create?${new URLSearchParams({ fromSrc: '-', repo, tag })}`, tar);
    if (/"error"/.test(answer)) throw new Error(`${name} could not be imported: ${answer}`);
  }

  /** Makes an image of another one. @param changes lines of a Dockerfile, such as `ENV A=b`; none that runs anything */
  async derive(name: string, from: string, changes: readonly string[]): Promise<void> {
    const [repo = '', tag = 'latest'] = splitName(name);
    const container = await this.create(`making-${repo.replace(/\W/g, '-')}`, { Image: from, Cmd: ['true'] });
    const query = new URLSearchParams({ container, repo, tag, changes: changes.join('\n') });
    await this.api('POST', `/commit?${query}`);
    await this.remove(container);
  }

  /** @returns the container's id */
  async create(name: string, spec: ContainerSpec): Promise<string> {
    const network = this.#network ? {} : { NetworkMode: 'none' };
    const body = { Image: 'busybox:test', ...spec, HostConfig: { ...network, ...spec.HostConfig } };
    const { Id } = (await this.api('POST', `/containers/create?name=${name}`, body)) as { Id: string };
    return Id;
  }

  /** Creates and starts. @returns the container's id */
  async run(name: string, spec: ContainerSpec): Promise<string> {
    const id = await this.create(name, spec);
    await this.api('POST', `/containers/${id}/start`);
    return id;
  }

  async remove(id: string): Promise<void> {
    await this.api('DELETE', `/containers/${id}?force=true&v=true`);
  }

  /** Any call of the engine's API, independent of the client under test. @throws on any answer that is no success */
  async api(method: string, path: string, body?: unknown): Promise<unknown> {
    const text = await this.#send(method, path, body === undefined ? undefined : JSON.stringify(body));
    return text === '' ? undefined : JSON.parse(text);
  }

  #send(method: string, path: string, body?: string | NodeJS.ReadableStream): Promise<string> {
    return new Promise((resolve, reject) => {
      const headers = typeof body === 'string' ? { 'content-type': 'application/json' } : {};
      const outgoing = request({ socketPath: this.socket, agent: false, method, path, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('error', reject).on('end', () => {
          if ((response.statusCode ?? 0) < 400) resolve(text);
          else reject(new Error(`${method} ${path}: ${response.statusCode} ${text}`));
        });
      });
      outgoing.on('error', reject);
      if (typeof body === 'object') body.pipe(outgoing);
      else outgoing.end(body);
    });
  }

  async #endEngine(signal: NodeJS.Signals): Promise<void> {
    const dockerd = this.#dockerd;
    this.#dockerd = undefined;
    if (dockerd) await end(dockerd, signal);
  }

  async #unmount(): Promise<void> {
    const mounts = readFileSync('/proc/self/mountinfo', 'utf8')
      .split('\n')
      .map((line) => line.split(' ')[4] ?? '')
      .filter((path) => path.startsWith(`${this.#folder}/`));
    for (const path of mounts.reverse()) await run('umount', ['-l', path]);
  }
}

/** Starts a daemon. @param ready what it writes when it can be used */
export function launch(name: string, words: readonly string[], ready: string): Promise<ChildProcess> {
  return new Promise((resolve, reject) => {
    const child = spawn(findProgram(name) ?? name, words, { stdio: ['ignore', 'ignore', 'pipe'] });
    let log = '';
    const finish = (reason?: string): void => {
      clearTimeout(timer);
      child.off('exit', exited);
      // Read on: a daemon whose output nobody reads stands still.
      child.stderr.off('data', read).resume();
      if (reason === undefined) return resolve(child);
      child.kill('SIGKILL');
      reject(new Error(`${name} ${reason}:\n${log}`));
    };
    const exited = (code: number | null, signal: string | null): void => finish(`ended with ${signal ?? code}`);
    const read = (text: string): void => {
      log = (log + text).slice(-LOG_TAIL);
      if (log.includes(ready)) finish();
    };
    const timer = setTimeout(() => finish('did not come up'), START_DEADLINE_MS);
    child.on('error', (error) => finish(error.message));
    child.on('exit', exited);
    child.stderr.setEncoding('utf8').on('data', read);
  });
}

export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
  await ended;
  clearTimeout(timer);
}

function splitName(name: string): string[] {
  const colon = name.lastIndexOf(':');
  return colon > name.lastIndexOf('/') ? [name.slice(0, colon), name.slice(colon + 1)] : [name];
}
