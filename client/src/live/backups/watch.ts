/** Keeps true what is known of backups: reads their sources again and again while somebody looks, and judges them as time goes on. */
import type { DeclaredBackup } from '../../../../server/src/protocol';
import type { Clock } from '../docker/clock';
import { Emitter, type Unsubscribe } from '../source';
import type { BackupPast, BackupReading } from './reading';
import type { BackupStatus } from './status';

/** Backups come by the hour at most; asking a repository may cost somebody money. */
const READ_EVERY_MS = 5 * 60_000;
/** How soon a backup that gets too old is seen as such. */
const JUDGE_EVERY_MS = 30_000;
const AT_A_TIME = 4;

export interface BackupWatchOptions {
  readonly clock: Clock;
  /** Reads every source of a job; what cannot be read is told by the reading. Throws only when aborted. */
  read(job: DeclaredBackup, signal: AbortSignal): Promise<readonly BackupReading[]>;
  /** What was seen before, together with what has been read now, which is kept. */
  remember(job: DeclaredBackup, readings: readonly BackupReading[]): Promise<BackupPast>;
  judge(job: DeclaredBackup, readings: readonly BackupReading[], past: BackupPast, now: number): BackupStatus;
  /** Told of what goes wrong without anybody asking. */
  report(error: unknown): void;
}

export interface KnownBackup {
  readonly job: DeclaredBackup;
  /** Undefined until its sources have been read for the first time. */
  readonly status: BackupStatus | undefined;
  /** What the last reading of each of its sources was, in their order; empty before. */
  readonly readings: readonly BackupReading[];
  readonly isBeingRead: boolean;
}

/** Told apart across stacks. */
export function keyOf({ stack, id }: Pick<DeclaredBackup, 'stack' | 'id'>): string {
  return JSON.stringify([stack, id]);
}

interface Watched {
  job: DeclaredBackup;
  known: { readonly readings: readonly BackupReading[]; readonly past: BackupPast } | undefined;
  status: BackupStatus | undefined;
  /** The reading that is under way. */
  reading: Promise<void> | undefined;
  reread: boolean;
}

export class BackupWatch {
  readonly #options: BackupWatchOptions;
  readonly #changes: Emitter<void>;
  readonly #watched = new Map<string, Watched>();
  readonly #waiting: (() => void)[] = [];
  #places = AT_A_TIME;
  #told = '';
  #ending: AbortController | undefined;
  #stopTimers: (() => void)[] = [];

  constructor(options: BackupWatchOptions) {
    this.#options = options;
    this.#changes = new Emitter(options.report);
  }

  /** Told when something reads differently. */
  onChange(listener: () => void): Unsubscribe {
    return this.#changes.on(listener);
  }

  get backups(): readonly KnownBackup[] {
    return [...this.#watched.values()].map(({ job, status, known, reading }) => ({
      ...{ job, status, readings: known?.readings ?? [], isBeingRead: reading !== undefined },
    }));
  }

  /** What files declare, as of now. What is known of jobs that say the same stays. */
  declare(jobs: readonly DeclaredBackup[]): void {
    const keys = new Set(jobs.map(keyOf));
    for (const key of [...this.#watched.keys()]) if (!keys.has(key)) this.#watched.delete(key);
    // In the order of the files.
    const before = new Map(this.#watched);
    this.#watched.clear();
    for (const job of jobs) {
      const watched = before.get(keyOf(job));
      this.#watched.set(keyOf(job), watched ?? fresh(job));
      if (!watched || asksTheSame(watched.job, job)) {
        if (watched) watched.job = job;
        continue;
      }
      Object.assign(watched, { job, known: undefined, status: undefined });
    }
    this.#judgeAll();
    if (this.#ending) for (const one of this.#watched.values()) if (!one.known) void this.#read(one);
  }

  /** Begins or goes on watching; does nothing while watching. */
  resume(): void {
    if (this.#ending) return;
    this.#ending = new AbortController();
    void this.check();
    this.#repeat(READ_EVERY_MS, () => void this.check());
    this.#repeat(JUDGE_EVERY_MS, () => this.#judgeAll());
  }

  /** Stops reading at once; what is known stays, and gets older. */
  pause(): void {
    this.#ending?.abort();
    this.#ending = undefined;
    for (const stop of this.#stopTimers) stop();
    this.#stopTimers = [];
  }

  /**
   * Reads sources now. Settled when they have been read.
   * @param keys of jobs; all when undefined
   */
  async check(keys?: readonly string[]): Promise<void> {
    const meant = [...this.#watched].filter(([key]) => keys?.includes(key) ?? true);
    await Promise.all(meant.map(([, one]) => this.#read(one)));
  }

  dispose(): void {
    this.pause();
    this.#changes.clear();
  }

  /** Once at a time for each job; who asks meanwhile gets a reading that began after asking. */
  async #read(one: Watched): Promise<void> {
    if (one.reading) {
      one.reread = true;
      return one.reading;
    }
    one.reading = this.#readUntilDone(one).finally(() => {
      one.reading = undefined;
      this.#tell();
    });
    this.#tell();
    return one.reading;
  }

  async #readUntilDone(one: Watched): Promise<void> {
    do {
      one.reread = false;
      await this.#place();
      try {
        await this.#readOnce(one);
      } finally {
        this.#places++;
        this.#waiting.shift()?.();
      }
    } while (one.reread);
  }

  async #readOnce(one: Watched): Promise<void> {
    const { job } = one;
    const { read, remember, report } = this.#options;
    const signal = this.#ending?.signal ?? new AbortController().signal;
    try {
      const readings = await read(job, signal);
      if (signal.aborted) return;
      const past = await remember(job, readings);
      // Declared anew meanwhile: this was the answer to another question.
      if (one.job !== job && !asksTheSame(one.job, job)) one.reread = true;
      else one.known = { readings, past };
    } catch (error) {
      if (!signal.aborted) report(error);
    }
    this.#judge(one);
  }

  async #place(): Promise<void> {
    while (this.#places === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#places--;
  }

  #judgeAll(): void {
    for (const one of this.#watched.values()) this.#judge(one);
    this.#tell();
  }

  #judge(one: Watched): void {
    const { judge, clock } = this.#options;
    one.status = one.known && judge(one.job, one.known.readings, one.known.past, clock.now());
  }

  #tell(): void {
    // An age that grows is no news until it makes a difference.
    const now = JSON.stringify(
      this.backups.map(({ job, status, isBeingRead }) => [
        ...[job, isBeingRead, status?.state, status?.concerns, status?.readAt],
        status && { ...status.figures, ageMs: undefined },
      ]),
    );
    if (now === this.#told) return;
    this.#told = now;
    this.#changes.emit();
  }

  #repeat(milliseconds: number, work: () => void): void {
    let stop = (): void => undefined;
    const again = (): void => {
      stop = this.#options.clock.after(milliseconds, () => {
        again();
        work();
      });
    };
    again();
    this.#stopTimers.push(() => stop());
  }
}

function fresh(job: DeclaredBackup): Watched {
  return { job, known: undefined, status: undefined, reading: undefined, reread: false };
}

/** Lines may have moved: that is no other job. */
function asksTheSame(one: DeclaredBackup, other: DeclaredBackup): boolean {
  const text = (job: DeclaredBackup): string => JSON.stringify({ ...job, source: undefined });
  return text(one) === text(other);
}
