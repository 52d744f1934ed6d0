/** One folder of backups, the script that makes them, and how it is run. */
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, chown, mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { wrapperScript, type WrapperOptions } from '../../../../client/src/live/backups/wrapper';
import { BackupHistory } from '../../../../client/src/live/backups/history';
import { SYSTEM_CLOCK } from '../../../../client/src/live/docker/clock';
import { appears } from './files';
import { DAY, INSIDE, MINUTE, type BackupRig, type Seen, type Sources } from './rig';

export const JOB = 'pg-daily';
const DUMP_WORDS = ['pg_dump', '-h', '127.0.0.1', '-U', 'dumper', '-w', '--enable-row-security', '-d', 'shop'];
/** For a shell. */
export const DUMP = DUMP_WORDS.join(' ');
const SCRIPT = 'backup.sh';
const BACKUP = /^pg-daily-\d.*\.sql\.gz$/;

export interface Ended {
  readonly exitCode: number;
  readonly stderr: string;
}

export interface RunOptions {
  /** When it begins, by the clock that the script sees; now by default. */
  readonly at?: number;
  /** Which of the files with passwords the dump reads. */
  readonly password?: 'right' | 'wrong';
}

export type LogLine = Readonly<Record<string, unknown>>;

export class Place {
  readonly folder: string;
  readonly sources: Sources;
  /** What an editor remembers of it. */
  readonly history: BackupHistory;
  readonly #rig: BackupRig;
  readonly #inside: string;
  #lookedAt = Date.now();

  private constructor(rig: BackupRig, name: string) {
    this.#rig = rig;
    this.folder = join(rig.root, name);
    this.#inside = `${INSIDE}/${name}`;
    this.sources = {
      'by-log': `{ log: { path: ${name}/backup-log.jsonl } }`,
      'by-files': `{ files: { glob: "${name}/*.sql.gz" } }`,
    };
    const clock = { ...SYSTEM_CLOCK, now: () => this.#lookedAt };
    this.history = new BackupHistory(join(rig.root, `${name}-history`), { clock });
  }

  /** @param from a folder whose backups it begins with */
  static async make(
    rig: BackupRig,
    name: string,
    { from, script = {} }: { readonly from?: Place; readonly script?: Partial<WrapperOptions> } = {},
  ): Promise<Place> {
    const place = new Place(rig, name);
    // By the user that runs the script: what is there is its own.
    if (from) await rig.inside('cp', '-a', from.#inside, place.#inside);
    await mkdir(place.folder, { recursive: true });
    await chmod(place.folder, 0o1777);
    await place.rewrite(script);
    return place;
  }

  /** Puts another script in the place of the one that is there. */
  async rewrite(changes: Partial<WrapperOptions>): Promise<void> {
    const text = wrapperScript({
      ...{ job: JOB, command: DUMP_WORDS, output: 'stdout', format: 'postgres', compress: true },
      ...{ folder: this.#inside, extension: '.sql', keep: 40, ...changes },
    });
    await writeFile(join(this.folder, SCRIPT), text, { mode: 0o755 });
  }

  /** Runs the script to its end. */
  async run({ at, password = 'right' }: RunOptions = {}): Promise<Ended> {
    const shift = at === undefined ? 0 : Math.round((at - Date.now()) / 1000);
    const environment = {
      PGPASSFILE: `/tmp/${password}`,
      ...(at !== undefined && { SHIFT: String(shift), PATH: `${INSIDE}/bin:/usr/lib/postgresql/15/bin:/usr/bin:/bin` }),
    };
    const { exitCode, stderr } = await this.#rig.engine.exec(this.#rig.database, ['sh', `${this.#inside}/${SCRIPT}`], {
      environment,
      deadlineMs: 5 * MINUTE,
    });
    const name = this.log().at(-1)?.file;
    // The kernel puts its own time on files.
    if (at !== undefined && exitCode === 0) await this.date(String(name), Date.now() + shift * 1000);
    return { exitCode, stderr };
  }

  /** Good backups, one a day. @param from days ago; @param aheadMs by what the clock of the script is wrong */
  async fill(from: number, to = 0, aheadMs = 0): Promise<void> {
    for (let day = from; day >= to; day--) {
      const { exitCode, stderr } = await this.run({ at: this.timeOf(day) + aheadMs });
      if (exitCode !== 0) throw new Error(stderr);
    }
  }

  /** When the backup of a day begins. */
  timeOf(daysAgo: number): number {
    return this.#rig.slot + 2 * MINUTE - daysAgo * DAY;
  }

  /** Of the same files, seen from inside of a container. */
  volume(service: 'db' | 'ahead'): Sources {
    return { 'by-volume': `{ volume: { service: ${service}, path: ${this.#inside}, pattern: "*.sql.gz" } }` };
  }

  async date(name: string, at: number): Promise<void> {
    await utimes(join(this.folder, name), at / 1000, at / 1000);
  }

  look(sources = this.sources, at = Date.now(), history?: BackupHistory): Promise<Record<string, Seen>> {
    this.#lookedAt = at;
    return this.#rig.look(sources, at, history);
  }

  /** By name, which is by time. */
  backups(): string[] {
    return readdirSync(this.folder)
      .filter((name) => BACKUP.test(name))
      .sort();
  }

  log(): LogLine[] {
    return readFileSync(join(this.folder, 'backup-log.jsonl'), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as LogLine);
  }

  /** Takes what is there away from the user that made it. */
  async giveToRoot(): Promise<void> {
    for (const name of this.backups()) await chown(join(this.folder, name), 0, 0);
    await chown(this.folder, 0, 0);
  }

  /** Settled once something is in a file. */
  written(name: string): Promise<void> {
    return appears(this.folder, new RegExp(`^${name}$`), 1);
  }

  /** Half-written files. */
  async parts(): Promise<string[]> {
    return (await readdir(this.folder)).filter((name) => /\.part(?:\.plain)?$/.test(name));
  }
}
