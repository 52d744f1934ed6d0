/** The lines of a history: what they hold, and what they say together. */
import { BACKUP_SOURCE_KINDS } from '../../../../server/src/protocol';
import { isObject } from '../docker/json';
import { joined } from './merge';
import type { BackupPast, PastRun, RestoreTest, Span } from './reading';

export type HistoryRecord =
  | { readonly kind: 'run'; readonly run: PastRun }
  | { readonly kind: 'restore'; readonly test: RestoreTest }
  | ({ readonly kind: 'watched' } & Span);

export function lineOf(record: HistoryRecord): string {
  return JSON.stringify(record);
}

const KINDS: ReadonlySet<unknown> = new Set(BACKUP_SOURCE_KINDS);

/** Whether a line is one of ours: other versions, and people, may have written others. */
export function isRecord(value: unknown): value is HistoryRecord {
  if (!isObject(value)) return false;
  const { kind, run, test, from, to } = value;
  if (kind === 'run')
    return isObject(run) && isTime(run.endedAt) && KINDS.has(run.kind) && typeof run.exit === 'string';
  if (kind === 'restore') return isObject(test) && isTime(test.endedAt) && isTime(test.durationMs);
  return kind === 'watched' && isTime(from) && isTime(to);
}

function isTime(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value);
}

/** @param watching what is watched and not yet written */
export function pastOf(records: readonly HistoryRecord[], watching: Span | undefined): BackupPast {
  const runs = new Map<string, PastRun>();
  const tests = new Map<number, RestoreTest>();
  const watched: Span[] = watching ? [watching] : [];
  for (const record of records) {
    if (record.kind === 'run') runs.set(identityOf(record.run), record.run);
    else if (record.kind === 'restore') tests.set(record.test.endedAt, record.test);
    else watched.push({ from: record.from, to: record.to });
  }
  return {
    runs: [...runs.values()].sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0)),
    watched: joined(watched),
    restoreTests: [...tests.values()].sort((a, b) => a.endedAt - b.endedAt),
  };
}

/** What makes two lines speak of one run. */
export function identityOf({ kind, startedAt, endedAt, name }: PastRun): string {
  return JSON.stringify([kind, startedAt, endedAt, name]);
}
