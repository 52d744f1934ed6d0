/** Backups that were made and are not there any more. */
import { describe, expect, it } from 'vitest';
import { BackupHistory } from '../../../client/src/live/backups/history';
import type { BackupReading } from '../../../client/src/live/backups/reading';
import { temporaryFolder } from '../support/temporary';
import { DAY, HOUR, jobOf, messagesOf, MINUTE, MONTH, NOW, readingOf, runAt, runsOf, SLOT, statusOf } from './support';

const [TODAY] = MONTH;
/** The backup of yesterday is young enough. */
const PATIENT = { job: jobOf({ rpoMs: 40 * HOUR }) };
const BEFORE = MONTH.slice(1);
const KEPT = BEFORE.slice(0, 6);

function folderOf(runs: readonly (typeof MONTH)[number][], changes: Partial<BackupReading> = {}): BackupReading {
  return readingOf(runs, { kind: 'files', source: 'files ./backups', ...changes });
}

describe('the newest backup', () => {
  it('that a log tells of and a folder does not hold is lost, although the one before is young enough', () => {
    const status = statusOf([readingOf(MONTH), folderOf(KEPT)], PATIENT);
    expect(status.state).toBe('degraded');
    expect(messagesOf(status)).toBe(
      'degraded: The newest backup was made 9 h ago and is not there any more (files ./backups): the newest that is left is 33 h old. Find out what moves or deletes new ones, and make another one now.',
    );
    expect(status.figures.lastSuccessAt).toBe(SLOT - DAY + 5 * MINUTE);
  });

  it('that a log says is gone is lost, unless a folder elsewhere holds it', () => {
    const gone = readingOf(MONTH.map((run) => (run === TODAY ? { ...run, isGone: true } : run)));
    const status = statusOf([gone], PATIENT);
    expect(status.state).toBe('degraded');
    expect(messagesOf(status)).toContain('is not there any more (log of a test)');
    expect(statusOf([gone, folderOf(MONTH)]).state).toBe('healthy');
  });

  it('that rotation took is no loss', () => {
    const rotated = readingOf(MONTH.map((run, day) => (day > 6 ? { ...run, isGone: true } : run)));
    expect(statusOf([rotated, folderOf(KEPT.slice(1).concat(MONTH.slice(0, 2)))]).state).toBe('healthy');
    expect(statusOf([rotated]).state).toBe('healthy');
  });

  it('that ended while all was being read is not missed yet', () => {
    const now = (runAt(SLOT).endedAt ?? 0) + MINUTE / 2;
    const readings = [readingOf(MONTH, { readAt: now }), folderOf(KEPT, { readAt: now })];
    expect(messagesOf(statusOf(readings, { now }))).not.toContain('is not there any more');
  });

  it('that a figure of Prometheus has not counted yet is not lost', () => {
    const metric = readingOf(runsOf(1), { kind: 'promql', source: 'Prometheus' });
    expect(statusOf([metric, readingOf(MONTH)], PATIENT).state).toBe('healthy');
  });

  it('is lost with all others where none is left', () => {
    const status = statusOf([readingOf(MONTH.map((run) => ({ ...run, isGone: true })))]);
    expect(status.state).toBe('unhealthy');
    expect(messagesOf(status)).toContain(
      'There is no good backup any more: the last one was of 9 h ago, and log of a test does not have it.',
    );
  });

  it('that came back is there, whatever an editor has seen meanwhile', async () => {
    const clock = { now: () => NOW, after: () => () => undefined };
    const history = new BackupHistory(temporaryFolder(), { clock });
    const key = { engine: 'e', job: 'j' };
    const gone = readingOf(MONTH.map((run) => (run === TODAY ? { ...run, isGone: true } : run)));
    await history.remember(key, [readingOf(MONTH)]);
    const lost = await history.remember(key, [gone]);
    expect(statusOf([gone], { ...PATIENT, past: lost }).state).toBe('degraded');
    const back = await history.remember(key, [readingOf(MONTH)]);
    expect(statusOf([readingOf(MONTH)], { past: back }).state).toBe('healthy');
  });

  it('that an editor has seen in a folder is lost when the folder has only older ones', () => {
    const past = { runs: MONTH.map((run) => ({ ...run, kind: 'files' as const })), watched: [], restoreTests: [] };
    const status = statusOf([folderOf(KEPT)], { ...PATIENT, past });
    expect(status.state).toBe('degraded');
    expect(messagesOf(status)).toContain('is not there any more (files ./backups)');
    // Too old is worse than lost, and both are said.
    const late = NOW + 6 * HOUR;
    const old = statusOf([folderOf(BEFORE, { readAt: late })], { job: jobOf({ rpoMs: 30 * HOUR }), past, now: late });
    expect(old.state).toBe('unhealthy');
    expect(messagesOf(old)).toContain('is not there any more');
  });
});
