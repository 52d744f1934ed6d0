/**
 * What was seen of backups, kept for as long as figures reach back: sources forget, and nobody looks while the editor is closed. One
 * file of JSON lines for each job on each engine. Several windows write at once: every write is one append, and what two of them write
 * twice counts once. See `historyFile` for how lines outlive crashes.
 */
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SYSTEM_CLOCK, type Clock } from '../docker/clock';
import { appendLines, contentOf, REPLACE, rewriteAll, type Replace, type Stamp } from './historyFile';
import { identityOf, isRecord, lineOf, pastOf, type HistoryRecord } from './historyRecords';
import { joined, spanOf } from './merge';
import type { BackupPast, BackupReading, PastRun, RestoreTest, Span } from './reading';

const DAY_MS = 86_400_000;
export const KEPT_MS = 90 * DAY_MS;
/** A window that is killed forgets so much of what it has watched. */
const WATCH_WRITTEN_EVERY_MS = 6 * 3_600_000;
const MINUTE_MS = 60_000;

export interface HistoryKey {
  /** Id of the engine, or another name for where the job runs. */
  readonly engine: string;
  readonly job: string;
}

export interface BackupHistoryOptions {
  readonly clock?: Clock;
  /** Puts a file in the place of another one; for tests that end a process just before. */
  readonly replace?: Replace;
  /** Told when old lines cannot be removed: nothing is lost by that. */
  report?(error: unknown): void;
}

interface Known {
  stamp: Stamp | undefined;
  records: readonly HistoryRecord[];
  /** What was watched since it was last written. */
  watching: Span | undefined;
  writtenUntil: number;
  /** Callers for the same job wait for each other. */
  turn: Promise<unknown>;
}

export class BackupHistory {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #replace: Replace;
  readonly #report: (error: unknown) => void;
  readonly #known = new Map<string, Known>();
  #prunedAt: number | undefined;

  /** @param folder made when it is needed */
  constructor(
    folder: string,
    { clock = SYSTEM_CLOCK, replace = REPLACE, report = () => undefined }: BackupHistoryOptions = {},
  ) {
    this.#folder = folder;
    this.#clock = clock;
    this.#replace = replace;
    this.#report = report;
  }

  load(key: HistoryKey): Promise<BackupPast> {
    return this.#inTurn(key, async (known) => pastOf(await this.#read(key, known), known.watching));
  }

  /** Keeps what has been read now. @returns it together with what was seen before */
  remember(key: HistoryKey, readings: readonly BackupReading[]): Promise<BackupPast> {
    return this.#inTurn(key, async (known) => {
      const past = pastOf(await this.#read(key, known), undefined);
      const readable = readings.filter(({ problem }) => problem === undefined);
      const records = [
        ...this.#newRuns(readable, past),
        ...newTests(readable, past),
        ...this.#watched(known, readable),
      ];
      await this.#append(key, known, records);
      await this.#pruneDaily();
      return pastOf(await this.#read(key, known), known.watching);
    });
  }

  addRestoreTest(key: HistoryKey, test: RestoreTest): Promise<void> {
    return this.#inTurn(key, (known) => this.#append(key, known, [{ kind: 'restore', test }]));
  }

  /** Writes down what has been watched up to now. */
  async close(): Promise<void> {
    await Promise.all(
      [...this.#known.keys()].map((path) => {
        const known = this.#known.get(path) as Known;
        const work = known.turn.then(async () => {
          if (known.watching) await appendLines(path, [lineOf({ kind: 'watched', ...known.watching })]);
          known.watching = undefined;
        });
        known.turn = work.catch(() => undefined);
        return work;
      }),
    );
  }

  /** Removes what is older than 90 days. Does nothing while another window does so. */
  async prune(): Promise<void> {
    const oldest = this.#clock.now() - KEPT_MS;
    await rewriteAll(this.#folder, (content) => compacted(recordsIn(content), oldest), this.#replace);
  }

  #watched(known: Known, readable: readonly BackupReading[]): HistoryRecord[] {
    const written: HistoryRecord[] = [];
    for (const reading of readable) {
      const span = spanOf(shifted(reading));
      const before = known.watching;
      // Nothing is known of the time in between: two spans.
      if (before && span.from > before.to) written.push({ kind: 'watched', ...before });
      known.watching =
        before && span.from <= before.to
          ? { from: Math.min(before.from, span.from), to: Math.max(before.to, span.to) }
          : span;
    }
    if (known.watching && known.watching.to - known.writtenUntil >= WATCH_WRITTEN_EVERY_MS) {
      written.push({ kind: 'watched', ...known.watching });
      known.writtenUntil = known.watching.to;
    }
    return written;
  }

  #newRuns(readable: readonly BackupReading[], past: BackupPast): HistoryRecord[] {
    const oldest = this.#clock.now() - KEPT_MS;
    const seen = new Map(past.runs.map((run) => [identityOf(run), run]));
    return readable.flatMap((reading) =>
      shifted(reading).runs.flatMap((run): HistoryRecord[] => {
        if (run.endedAt === undefined || run.endedAt < oldest) return [];
        const found: PastRun = { ...run, kind: reading.kind };
        const before = seen.get(identityOf(found));
        if (before && saysNothingNew(found, before)) return [];
        const whole = { ...before, ...lasting(found) };
        seen.set(identityOf(found), whole);
        return [{ kind: 'run', run: whole }];
      }),
    );
  }

  async #append(key: HistoryKey, known: Known, records: readonly HistoryRecord[]): Promise<void> {
    if (records.length === 0) return;
    await mkdir(this.#folder, { recursive: true });
    await appendLines(this.#pathOf(key), records.map(lineOf));
    known.stamp = undefined;
  }

  async #read(key: HistoryKey, known: Known): Promise<readonly HistoryRecord[]> {
    const content = await contentOf(this.#pathOf(key), known.stamp);
    if (content === 'unchanged') return known.records;
    known.stamp = content?.stamp;
    known.records = content ? recordsIn(content.text) : [];
    return known.records;
  }

  async #pruneDaily(): Promise<void> {
    const now = this.#clock.now();
    if (this.#prunedAt !== undefined && now - this.#prunedAt < DAY_MS) return;
    this.#prunedAt = now;
    await this.prune().catch(this.#report);
  }

  #inTurn<Value>(key: HistoryKey, work: (known: Known) => Promise<Value>): Promise<Value> {
    const path = this.#pathOf(key);
    let known = this.#known.get(path);
    if (!known) {
      const writtenUntil = this.#clock.now() - WATCH_WRITTEN_EVERY_MS;
      known = { stamp: undefined, records: [], watching: undefined, writtenUntil, turn: Promise.resolve() };
      this.#known.set(path, known);
    }
    const mine = known;
    const result = mine.turn.then(() => work(mine));
    mine.turn = result.catch(() => undefined);
    return result;
  }

  /** A name that a person can find and that no name of a job leads out of the folder. */
  #pathOf({ engine, job }: HistoryKey): string {
    const hash = createHash('sha256')
      .update(JSON.stringify([engine, job]))
      .digest('hex')
      .slice(0, 16);
    return join(this.#folder, `${job.replace(/[^\w-]/g, '_').slice(0, 40)}-${hash}.jsonl`);
  }
}

function recordsIn(text: string): HistoryRecord[] {
  return text.split('\n').flatMap((line) => {
    if (line === '') return [];
    try {
      const record: unknown = JSON.parse(line);
      return isRecord(record) ? [record] : [];
    } catch {
      // A window was killed while it wrote this line.
      return [];
    }
  });
}

/** The same said in fewer lines. What nothing newer says stays for ever: the last success, and the last restore that worked. */
function compacted(records: readonly HistoryRecord[], oldest: number): string[] {
  const past = pastOf(records, undefined);
  const lastGood = past.runs.findLast(({ exit }) => exit === 'success');
  const lastRestore = past.restoreTests.findLast(({ isSuccess }) => isSuccess);
  const runs = past.runs.filter((run) => (run.endedAt ?? 0) >= oldest || run === lastGood);
  const tests = past.restoreTests.filter((test) => test.endedAt >= oldest || test === lastRestore);
  const spans = joined(past.watched).filter(({ to }) => to >= oldest);
  return [
    ...runs.map((run) => lineOf({ kind: 'run', run })),
    ...tests.map((test) => lineOf({ kind: 'restore', test })),
    ...spans.map((span) => lineOf({ kind: 'watched', ...span })),
  ];
}

/** By full minutes: how far a clock is off is measured anew each time, and a run must not become another one by that. */
function shifted(reading: BackupReading): BackupReading {
  const ahead = Math.round((reading.aheadMs ?? 0) / MINUTE_MS) * MINUTE_MS;
  if (ahead === 0) return reading;
  const ours = (time: number | undefined): number | undefined => (time === undefined ? undefined : time - ahead);
  return {
    ...reading,
    runs: reading.runs.map((run) => ({ ...run, startedAt: ours(run.startedAt), endedAt: ours(run.endedAt) })),
    ...(reading.coversSince !== undefined && { coversSince: reading.coversSince - ahead }),
  };
}

function saysNothingNew(found: PastRun, before: PastRun): boolean {
  return JSON.stringify({ ...before, ...lasting(found) }) === JSON.stringify(before);
}

/** Whether it is still there is a matter of the present. */
function lasting(run: PastRun): PastRun {
  const said = Object.entries(run).filter(([name, value]) => value !== undefined && name !== 'isGone');
  return Object.fromEntries(said) as unknown as PastRun;
}

function newTests(readable: readonly BackupReading[], past: BackupPast): HistoryRecord[] {
  const seen = new Set(past.restoreTests.map((test) => test.endedAt));
  return readable
    .flatMap(({ restoreTests = [] }) => restoreTests)
    .filter(({ endedAt }) => !seen.has(endedAt))
    .map((test) => ({ kind: 'restore', test }));
}
