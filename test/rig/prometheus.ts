/** A Prometheus of our own for tests, on the loopback and in a folder of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram, whyMissing } from './docker';

const START_DEADLINE_MS = 30_000;

/** Why tests with a real Prometheus are left out; undefined when they are to run. */
export function whyNoPrometheus(): Promise<string | undefined> {
  return whyMissing({ prometheus: 'prometheus' });
}

export class RealPrometheus {
  #process: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly isGuarded: boolean,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /**
   * @param files by name; `prometheus.yml` is the configuration, in which PORT stands for the one of this server, and `web.yml`, if there
   *   is one, says who may call it
   */
  static async start(files: Readonly<Record<string, string>>): Promise<RealPrometheus> {
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-prometheus-'));
    const prometheus = new RealPrometheus(await freePort(), folder, 'web.yml' in files);
    for (const [name, text] of Object.entries(files))
      await writeFile(join(prometheus.folder, name), text.replaceAll('PORT', String(prometheus.port)));
    await prometheus.start();
    return prometheus;
  }

  /** Resolved when it answers. */
  async start(): Promise<void> {
    const options = [
      `--config.file=${join(this.folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(this.folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${this.port}`,
      ...(this.isGuarded ? [`--web.config.file=${join(this.folder, 'web.yml')}`] : []),
    ];
    const child = spawn(findProgram('prometheus') ?? 'prometheus', options, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#process = child;
    let log = '';
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`prometheus did not come up:\n${log}`)), START_DEADLINE_MS);
      child.once('exit', (code) => {
        clearTimeout(timer);
        reject(new Error(`prometheus ended with ${code}:\n${log}`));
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        log = (log + text).slice(-8000);
        if (!log.includes('Server is ready to receive web requests')) return;
        clearTimeout(timer);
        resolve();
      });
    });
  }

  async kill(): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  async dispose(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
