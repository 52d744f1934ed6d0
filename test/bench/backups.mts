/** `npm run bench:backups`: how large the history of ten jobs gets in 90 days, and how long it takes to load and to judge them. */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BackupHistory } from '../../client/src/live/backups/history';
import { judge } from '../../client/src/live/backups/judge';
import type { BackupReading, BackupRun } from '../../client/src/live/backups/reading';
import type { BackupJob } from '../../server/src/protocol';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const JOBS = 10;
const DAYS = 90;

const job: BackupJob = {
  ...{ id: 'job', protects: ['db'], schedule: { kind: 'cron', expression: '0 2 * * *', timeZone: 'Europe/Paris' } },
  ...{ rpoMs: 26 * HOUR, graceMs: HOUR, rtoMs: undefined, minimumBytes: 1024, restoreTestEveryMs: undefined },
  ...{ sla: 0.99, sources: [{ kind: 'log', path: 'log' }], exitCodes: {} },
};

const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));
const end = Date.parse('2026-06-15T12:00:00Z');
let now = end - DAYS * DAY;
const clock = { now: () => now, after: () => () => undefined };
const history = new BackupHistory(folder, { clock });
const key = (index: number) => ({ engine: 'engine', job: `job-${index}` });

/** As the editor does while it is open all day, only less often. */
for (; now <= end; now += 6 * HOUR) {
  for (let index = 0; index < JOBS; index++) await history.remember(key(index), [readingAt(now)]);
}
now = end;
const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
const kibibytes = Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1024);
console.log(`history of ${JOBS} jobs over ${DAYS} days   ${kibibytes} KiB in ${sizes.length} files`);

const begun = performance.now();
const fresh = new BackupHistory(folder, { clock });
const pasts = await Promise.all(Array.from({ length: JOBS }, (_, index) => fresh.load(key(index))));
const loaded = performance.now();
console.log(`loading it                          ${(loaded - begun).toFixed(1)} ms`);
const states = pasts.map((past) => judge(job, [readingAt(end)], past, end).state);
console.log(
  `judging ${JOBS} jobs                     ${(performance.now() - loaded).toFixed(1)} ms, ${states.join(' ')}`,
);
rmSync(folder, { recursive: true });

/** A source that tells its last run only. */
function readingAt(readAt: number): BackupReading {
  const slot = Math.floor(readAt / DAY) * DAY;
  const endedAt = slot + 5 * 60_000 <= readAt ? slot + 5 * 60_000 : slot - DAY + 5 * 60_000;
  const name = `postgres-${new Date(endedAt).toISOString()}.sql.gz`;
  const run: BackupRun = { startedAt: endedAt - 60_000, endedAt, exit: 'success', bytes: 123_456_789, name };
  return { kind: 'log', source: 'log backups/backup-log.jsonl', readAt, problem: undefined, runs: [run] };
}
