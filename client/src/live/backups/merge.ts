/**
 * Puts together what several sources tell of one job. The same run comes from several of them; where they differ, the more trustworthy
 * one is right. What was seen earlier counts least.
 */
import type { BackupSourceKind } from '../../../../server/src/protocol';
import type { BackupPast, BackupReading, BackupRun, RestoreTest, Span } from './reading';

/** The tool itself, then what keeps records for it, then what lies there, then what was written about it, then how it ended. */
const TRUST: Readonly<Record<BackupSourceKind, number>> = {
  exec: 0,
  kubernetes: 1,
  promql: 2,
  command: 2,
  files: 3,
  volume: 3,
  gocron: 4,
  log: 4,
  container: 5,
};

/** They list what is there: a success that they do not list cannot be restored any more. */
const LISTS_BACKUPS: ReadonlySet<BackupSourceKind> = new Set(['exec', 'kubernetes', 'files', 'volume']);
/** They tell the last success for certain, and nothing else. */
const TELLS_LAST: ReadonlySet<BackupSourceKind> = new Set(['promql', 'command']);
/** That a file is there does not say that the program which wrote it ended well. */
const SEES_FILES_ONLY: ReadonlySet<BackupSourceKind> = new Set(['files', 'volume']);

/** A file gets its last byte a little before its program ends and a log line is written. */
const SAME_RUN_MS = 60_000;

export interface MergedBackups {
  /** On our clock, by their end, the oldest first; those that go on are last. */
  readonly runs: readonly BackupRun[];
  /** Those that are still there, as far as any source can tell. */
  readonly kept: readonly BackupRun[];
  /** The most trustworthy reading that lists the backups that are there. */
  readonly listing: BackupReading | undefined;
  /** The most trustworthy reading that could be made. */
  readonly best: BackupReading | undefined;
  readonly readable: readonly BackupReading[];
  readonly unreadable: readonly BackupReading[];
  /** Without gaps in between, the oldest first. */
  readonly watched: readonly Span[];
  /** By their end, the oldest first. */
  readonly restoreTests: readonly RestoreTest[];
}

export function merge(readings: readonly BackupReading[], past: BackupPast): MergedBackups {
  const ordered = [...readings].sort(byTrust).map(onOurClock);
  const readable = ordered.filter(({ problem }) => problem === undefined);
  const collection = new Collection();
  for (const reading of readable) collection.add(reading.runs, reading.kind, reading);
  for (const kind of KINDS_BY_TRUST) {
    const seen = past.runs.filter((run) => run.kind === kind);
    collection.add(seen, kind, past);
  }
  const listing = readable.find(({ kind }) => LISTS_BACKUPS.has(kind));
  const knowing = listing ?? readable.find(({ kind }) => TELLS_LAST.has(kind));
  return {
    runs: collection.sorted(),
    kept: collection.sorted(knowing).filter(({ isGone }) => isGone !== true),
    listing,
    best: readable[0],
    readable,
    unreadable: ordered.filter(({ problem }) => problem !== undefined),
    watched: joined([...past.watched, ...readable.map(spanOf)]),
    restoreTests: unique([...past.restoreTests, ...readable.flatMap(({ restoreTests = [] }) => restoreTests)]).sort(
      (a, b) => a.endedAt - b.endedAt,
    ),
  };
}

export function moreTrusted(one: BackupReading, other: BackupReading): boolean {
  return TRUST[one.kind] < TRUST[other.kind];
}

const KINDS_BY_TRUST = (Object.keys(TRUST) as BackupSourceKind[]).sort((a, b) => TRUST[a] - TRUST[b]);

interface Entry {
  run: BackupRun;
  readonly kinds: Set<BackupSourceKind>;
  readonly origins: Set<object>;
}

class Collection {
  readonly #entries: Entry[] = [];

  /** What was added before is more trustworthy. Runs that are added together are different ones. */
  add(runs: readonly BackupRun[], kind: BackupSourceKind, origin: object): void {
    const before = new ByEnd(this.#entries);
    const taken = new Set<Entry>();
    for (const run of unique(runs)) {
      const same = before.closest(run, (entry) => !taken.has(entry) && !differsInName(entry, run, kind));
      if (same) {
        taken.add(same);
        same.run = united(same, run, kind);
        same.kinds.add(kind);
        same.origins.add(origin);
      } else this.#entries.push({ run, kinds: new Set([kind]), origins: new Set([origin]) });
    }
  }

  /** @param origin only what this one has told, too */
  sorted(origin?: object): BackupRun[] {
    return this.#entries
      .filter(({ origins }) => origin === undefined || origins.has(origin))
      .map(({ run }) => run)
      .sort(byEnd);
  }
}

/** Finds runs without looking at all of them. */
class ByEnd {
  readonly #entries: readonly Entry[];

  constructor(entries: readonly Entry[]) {
    this.#entries = [...entries].sort((a, b) => byEnd(a.run, b.run));
  }

  closest(run: BackupRun, fits: (entry: Entry) => boolean): Entry | undefined {
    const begin = (run.startedAt ?? endOf(run)) - SAME_RUN_MS;
    let best: { entry: Entry; distance: number } | undefined;
    for (let index = this.#firstEndingAt(begin); index < this.#entries.length; index++) {
      const entry = this.#entries[index] as Entry;
      if (fits(entry) && isSameRun(entry.run, run)) {
        const distance = distanceOf(entry.run, run);
        if (!best || distance < best.distance) best = { entry, distance };
      }
      // The one after it may hold it; those that come later begin after that one.
      if (endOf(entry.run) > endOf(run) + SAME_RUN_MS) break;
    }
    return best?.entry;
  }

  #firstEndingAt(time: number): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (endOf((this.#entries[middle] as Entry).run) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function endOf({ endedAt }: BackupRun): number {
  return endedAt ?? Infinity;
}

function byEnd(one: BackupRun, other: BackupRun): number {
  const [a, b] = [endOf(one), endOf(other)];
  if (a !== b) return a < b ? -1 : 1;
  return (one.startedAt ?? a) - (other.startedAt ?? b) || compareTexts(JSON.stringify(one), JSON.stringify(other));
}

function distanceOf(one: BackupRun, other: BackupRun): number {
  return one.endedAt === undefined || other.endedAt === undefined ? 0 : Math.abs(one.endedAt - other.endedAt);
}

function isSameRun(one: BackupRun, other: BackupRun): boolean {
  if (one.endedAt === undefined || other.endedAt === undefined)
    return (
      one.endedAt === other.endedAt && Math.abs((one.startedAt ?? 0) - (other.startedAt ?? Infinity)) <= SAME_RUN_MS
    );
  return (
    Math.abs(one.endedAt - other.endedAt) <= SAME_RUN_MS || isWithin(one.endedAt, other) || isWithin(other.endedAt, one)
  );
}

function isWithin(time: number, { startedAt, endedAt }: BackupRun): boolean {
  return startedAt !== undefined && endedAt !== undefined && time >= startedAt && time <= endedAt;
}

/** Two files are two backups, however close they are. */
function differsInName({ run, kinds }: Entry, other: BackupRun, kind: BackupSourceKind): boolean {
  return kinds.has(kind) && run.name !== undefined && other.name !== undefined && run.name !== other.name;
}

function united({ run, kinds }: Entry, other: BackupRun, kind: BackupSourceKind): BackupRun {
  const hasSeenFileOnly = [...kinds].every((one) => SEES_FILES_ONLY.has(one)) && !SEES_FILES_ONLY.has(kind);
  const [first, second] =
    hasSeenFileOnly && other.exit !== undefined && other.exit !== 'success' ? [other, run] : [run, other];
  const content = [run.content, other.content].find((one) => one && !one.isComplete) ?? run.content ?? other.content;
  const isListed = [...kinds].some((one) => LISTS_BACKUPS.has(one));
  const isGone = run.isGone ?? (other.isGone && !isListed);
  return {
    ...second,
    ...defined(first),
    ...(isGone !== undefined && { isGone }),
    startedAt: run.startedAt ?? other.startedAt,
    endedAt: run.endedAt ?? other.endedAt,
    exit: first.exit ?? second.exit,
    bytes: run.bytes ?? other.bytes,
    ...(content && { content }),
  };
}

function defined<Value extends object>(value: Value): Value {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Value;
}

/** Equal in everything that they say. */
function unique<Value extends object>(values: readonly Value[]): Value[] {
  const byText = new Map(values.map((value) => [JSON.stringify(value, Object.keys(flat(value)).sort()), value]));
  return [...byText].sort(([a], [b]) => compareTexts(a, b)).map(([, value]) => value);
}

/** With the names of what it holds, for a text of it that does not depend on their order. */
function flat(value: object): object {
  return Object.assign({}, value, ...Object.values(value).filter((one) => typeof one === 'object'));
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function byTrust(one: BackupReading, other: BackupReading): number {
  return TRUST[one.kind] - TRUST[other.kind] || compareTexts(one.source, other.source) || other.readAt - one.readAt;
}

function onOurClock(reading: BackupReading): BackupReading {
  const { aheadMs = 0, coversSince } = reading;
  if (aheadMs === 0) return reading;
  const ours = (time: number | undefined): number | undefined => (time === undefined ? undefined : time - aheadMs);
  return {
    ...reading,
    runs: reading.runs.map((run) => ({ ...run, startedAt: ours(run.startedAt), endedAt: ours(run.endedAt) })),
    ...(coversSince !== undefined && { coversSince: coversSince - aheadMs }),
    ...(reading.restoreTests && {
      restoreTests: reading.restoreTests.map((test) => ({ ...test, endedAt: test.endedAt - aheadMs })),
    }),
  };
}

/** What a reading knows for certain: all of what it covers, or that nothing has ended since the last run it tells of. */
export function spanOf({ runs, coversSince, readAt }: BackupReading): Span {
  const ends = runs.flatMap(({ endedAt }) => (endedAt === undefined || endedAt > readAt ? [] : [endedAt]));
  const from = coversSince ?? (ends.length === 0 ? readAt : Math.max(...ends));
  return { from: Math.min(from, readAt), to: readAt };
}

export function joined(spans: readonly Span[]): Span[] {
  const result: { from: number; to: number }[] = [];
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else result.push({ from, to });
  }
  return result;
}
