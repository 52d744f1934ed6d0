/**
 * A stack with a real PostgreSQL whose backups the generated script makes, in a folder that the container and this machine both see;
 * and both ways in which they are looked at: as the editor does, with a history, and as the command line does, without one.
 */
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EngineSession } from '../../../../cli/src/engineSession';
import { Declarations } from '../../../../cli/src/declarations';
import { exitCodeOf, withProblem } from '../../../../cli/src/report/backups';
import type { BackupHistory } from '../../../../client/src/live/backups/history';
import { judge } from '../../../../client/src/live/backups/judge';
import { NO_PAST, type BackupPast, type BackupReading } from '../../../../client/src/live/backups/reading';
import { readSources } from '../../../../client/src/live/backups/sources';
import { sourceContextOf } from '../../../../client/src/live/backups/surroundings';
import type { BackupStatus } from '../../../../client/src/live/backups/status';
import { DockerEngine } from '../../../../client/src/live/docker';
import { SYSTEM_CLOCK } from '../../../../client/src/live/docker/clock';
import type { DeclaredBackup } from '../../../../server/src/protocol';
import { importDebianImages } from '../../../rig/debianImages';
import { Dockerd, IDLE, type ContainerSpec } from '../../../rig/docker';
import { postgresContainer } from '../../../rig/products/postgres';
import { programOf } from '../../../support/program';
import { socketEndpoint } from '../../support/watching';
import { DAY, HOUR, MINUTE } from '../support';
import { appears } from './files';

export const run = promisify(execFile);

/** Where containers see the folder of the stack. */
export const INSIDE = '/backups';
/** The clock of the service `ahead` is ahead of ours by so much. */
export const AHEAD_MS = 3 * HOUR;
export const ROWS = 40_000;
/** The dump waits before this row while somebody keeps the gate closed. */
const GATE_ROW = 30_000;

const COMPOSE = `name: shop
services:
  db: { image: "postgres:15", volumes: ["data:/var/lib/postgresql"] }
  ahead: { image: "postgres:15" }
volumes: { data: {} }
`;

/** Shows another time than that of the machine, by SHIFT seconds. */
const SHIFTED_DATE = `#!/bin/sh
exec /bin/date -d "@$(($(/bin/date +%s) + \${SHIFT:-0}))" "$@"
`;

const DATA = `
CREATE ROLE dumper LOGIN PASSWORD 'right-horse';
CREATE DATABASE shop;
\\c shop
CREATE FUNCTION gate(number int) RETURNS boolean LANGUAGE plpgsql AS
  $$ BEGIN IF number = ${GATE_ROW} THEN PERFORM pg_advisory_xact_lock_shared(1); END IF; RETURN true; END $$;
CREATE TABLE orders AS SELECT number, md5(number::text) AS token FROM generate_series(1, ${ROWS}) AS number;
CREATE POLICY gated ON orders USING (gate(number));
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
GRANT SELECT ON orders TO dumper;
`;
/** Holds the gate until somebody writes into the pipe. */
const GATEKEEPER = `SELECT pg_advisory_lock(1);
\\! touch "$GATE/closed"; cat "$GATE/open" >/dev/null
`;

/** What is seen of one job. */
export interface Seen {
  readonly state: BackupStatus['state'];
  /** What a person reads, the gravest first: `state: message`. */
  readonly said: readonly string[];
  readonly status: BackupStatus;
  readonly readings: readonly BackupReading[];
  readonly job: DeclaredBackup;
  /** What `holdfast backups` ends with. */
  readonly exit: number;
}

/** The sources of `holdfast.yaml`, by the name of the job. */
export type Sources = Readonly<Record<string, string>>;

export interface Program {
  readonly code: number | null;
  readonly stdout: string;
}

export class BackupRig {
  readonly dockerd: Dockerd;
  readonly engine: DockerEngine;
  /** Of the stack, on this machine. */
  readonly root: string;
  /** A time of the plan, ten minutes before the tests began. */
  readonly slot = Math.floor(Date.now() / MINUTE) * MINUTE - 10 * MINUTE;
  database = '';
  readonly #disks: string[] = [];

  private constructor(dockerd: Dockerd, root: string) {
    this.dockerd = dockerd;
    this.root = root;
    this.engine = new DockerEngine(() => socketEndpoint(dockerd.socket));
  }

  /** @param disks file systems of their own in the folder of the stack, and their sizes in bytes */
  static async start(disks: Readonly<Record<string, number>> = {}): Promise<BackupRig> {
    const root = await realpath(await mkdtemp(join(tmpdir(), 'holdfast-backups-')));
    const rig = new BackupRig(await Dockerd.start(), root);
    try {
      await rig.#start(disks);
      return rig;
    } catch (error) {
      await rig.dispose();
      throw error;
    }
  }

  async #start(disks: Readonly<Record<string, number>>): Promise<void> {
    // The user of the database writes here, and others of this machine look.
    await chmod(this.root, 0o777);
    await writeFile(join(this.root, 'compose.yaml'), COMPOSE);
    for (const [name, bytes] of Object.entries(disks)) {
      await mkdir(join(this.root, name));
      await run('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=1777`, 'tmpfs', join(this.root, name)]);
      this.#disks.push(join(this.root, name));
    }
    await mkdir(join(this.root, 'bin'));
    await writeFile(join(this.root, 'bin/date'), SHIFTED_DATE, { mode: 0o755 });
    await importDebianImages(this.dockerd);
    this.database = await this.#service('db', postgresContainer(), [`${this.root}:${INSIDE}`]);
    const shift = [`SHIFT=${AHEAD_MS / 1000}`];
    const binds = [`${this.root}:${INSIDE}`, `${this.root}/bin/date:/usr/local/bin/date:ro`];
    await this.#service('ahead', { ...IDLE, Image: 'postgres:15', Env: shift }, binds);
    while ((await this.engine.exec(this.database, ['pg_isready', '-q', '-h', '/tmp'])).exitCode !== 0);
    await writeFile(join(this.root, 'data.sql'), DATA);
    await this.inside('psql', '-h', '/tmp', '-U', 'postgres', '-qf', `${INSIDE}/data.sql`);
    for (const password of ['right-horse', 'wrong-horse'])
      await this.inside(
        'sh',
        '-c',
        `umask 077; echo '127.0.0.1:*:*:dumper:${password}' >/tmp/${password.split('-')[0]}`,
      );
  }

  async #service(name: string, spec: ContainerSpec, Binds: readonly string[]): Promise<string> {
    const labels = {
      ...{ project: 'shop', service: name, 'container-number': '1', oneoff: 'False' },
      ...{ 'project.working_dir': this.root, 'project.config_files': join(this.root, 'compose.yaml') },
    };
    return this.dockerd.run(`shop-${name}-1`, {
      ...spec,
      Labels: Object.fromEntries(Object.entries(labels).map(([key, value]) => [`com.docker.compose.${key}`, value])),
      // A database as the first process takes the death of any orphan for a crash of its own.
      HostConfig: { Binds, Init: true },
    });
  }

  /** Runs a program beside the database, as its user. @throws when it fails */
  async inside(...command: readonly string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await this.engine.exec(this.database, command);
    if (exitCode !== 0) throw new Error(`${command.join(' ')} ended with ${exitCode}: ${stderr || stdout}`);
    return stdout;
  }

  /** @returns once dumps are held up before their end; with the way to let them go on */
  async closeGate(): Promise<() => Promise<void>> {
    const gate = await mkdtemp(join(this.root, 'gate-'));
    await chmod(gate, 0o777);
    await run('mkfifo', [join(gate, 'open')]);
    await writeFile(join(gate, 'keeper.sql'), GATEKEEPER);
    const inside = gate.replace(this.root, INSIDE);
    const closed = appears(gate, /^closed$/);
    const keeper = this.engine.exec(
      this.database,
      ['psql', '-h', '/tmp', '-U', 'postgres', '-qf', `${inside}/keeper.sql`, 'shop'],
      { environment: { GATE: inside }, deadlineMs: 5 * MINUTE },
    );
    await closed;
    return async () => {
      await writeFile(join(gate, 'open'), '');
      await keeper;
    };
  }

  /** Declares one job for each source, all with the same promise: daily, and 26 hours at most. */
  async declare(sources: Sources): Promise<void> {
    const plan = new Date(this.slot);
    const jobs = Object.entries(sources).map(
      ([id, source]) => `  ${id}:
    protects: [db]
    schedule: "${plan.getUTCMinutes()} ${plan.getUTCHours()} * * *"
    rpo: 26h
    source: ${source}
`,
    );
    await writeFile(join(this.root, 'holdfast.yaml'), `backups:\n${jobs.join('')}`);
  }

  /**
   * Reads and judges what is declared, as it is at a time.
   * @param history what the editor remembers; undefined for the command line
   */
  async look(sources: Sources, at = Date.now(), history?: BackupHistory): Promise<Record<string, Seen>> {
    await this.declare(sources);
    const declarations = new Declarations(this.root, rethrow);
    const { jobs, stacks } = declarations.readBackups();
    const session = new EngineSession(this.dockerd.host, declarations.read());
    const clock = { ...SYSTEM_CLOCK, now: () => at };
    try {
      await session.settle();
      const seen: Record<string, Seen> = {};
      for (const job of jobs) {
        const context = sourceContextOf(job, {
          engine: session.docker.engine,
          engineProblem: () => session.engine.problem,
          stack: (id) => session.services.stacks.find((stack) => stack.id === id),
          isTrusted: true,
          clock,
          prometheus: { connect: noPrometheus, setting: () => undefined },
        });
        const readings = await readSources(job, context, new AbortController().signal);
        const past: BackupPast = history
          ? await history.remember({ engine: this.dockerd.host, job: job.id }, readings)
          : NO_PAST;
        const backup = withProblem(job, judge(job, readings, past, at), context.redact);
        const { status } = backup;
        const report = { engine: session.engine, mistakes: declarations.mistakes(), stacks: [] };
        const stack = { name: 'shop', files: stacks[0]?.files ?? [], unprotected: [], backups: [backup] };
        seen[job.id] = {
          ...{ state: status.state, status, readings, job },
          said: status.concerns.map(({ state, message }) => `${state}: ${message}`),
          exit: exitCodeOf({ ...report, stacks: [stack] }),
        };
      }
      return seen;
    } finally {
      await session.dispose();
    }
  }

  /** The program itself, as it is shipped, by our clock. @param user number of who runs it */
  async holdfast(sources: Sources, user = 0): Promise<Program> {
    await this.declare(sources);
    const words = [programOf('cli'), 'backups', '--format', 'text', '--context', this.dockerd.host];
    const as = ['--reuid', String(user), '--regid', String(user), '--clear-groups', process.execPath];
    try {
      const { stdout } = await run('setpriv', [...as, ...words], {
        cwd: this.root,
        env: { ...process.env, NO_COLOR: '1' },
      });
      return { code: 0, stdout };
    } catch (error) {
      const { code, stdout } = error as { code?: number; stdout: string };
      return { code: code ?? null, stdout };
    }
  }

  async dispose(): Promise<void> {
    await this.engine.close();
    await this.dockerd.dispose();
    for (const disk of this.#disks) await run('umount', ['-l', disk]);
    await rm(this.root, { recursive: true, force: true });
  }
}

function rethrow(error: unknown): never {
  throw error as Error;
}

function noPrometheus(): never {
  throw new Error('No source asks Prometheus.');
}

export { DAY, HOUR, MINUTE };
