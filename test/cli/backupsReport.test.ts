import { describe, expect, it } from 'vitest';
import {
  exitCodeOf,
  grouped,
  withProblem,
  type BackupsReport,
  type ReportedBackup,
} from '../../cli/src/report/backups';
import { backupsJson } from '../../cli/src/report/backupsJson';
import { backupsText } from '../../cli/src/report/backupsText';
import { withoutSecrets } from '../../client/src/live/services/words';
import type { BackupReading } from '../../client/src/live/backups/reading';
import type { DeclaredBackup } from '../../server/src/protocol';
import { DAY, daysAgo, HOUR, jobOf, NOW, readingOf, runAt, runsOf, SLOT, statusOf } from '../live/backups/support';

const FILE = 'file:///srv/shop/compose.yaml';
const RANGE = { start: { line: 1, character: 2 }, end: { line: 1, character: 8 } };

function declared(id: string, changes: Partial<DeclaredBackup> = {}): DeclaredBackup {
  const source = { uri: 'file:///srv/shop/holdfast.yaml', range: RANGE };
  return {
    ...jobOf({ id }),
    ...{ stack: 'shop', origin: 'configuration', service: undefined, source, problem: undefined, ...changes },
  };
}

function judged(job: DeclaredBackup, readings: readonly BackupReading[]): ReportedBackup {
  return withProblem(job, statusOf(readings, { job }), withoutSecrets);
}

const GREEN = judged(declared('green'), [readingOf(runsOf(...daysAgo(0, 39)))]);
const LATE = judged(declared('late'), [readingOf(runsOf(...daysAgo(3, 39)))]);
const NEVER = judged(declared('never'), [readingOf([])]);
const FAILED = judged(declared('failed'), [
  readingOf([
    ...runsOf(...daysAgo(1, 39)),
    runAt(SLOT, { exit: 'database', exitCode: 1, message: 'connection to db refused, password=hunter2secret' }),
  ]),
]);
const UNREADABLE = judged(declared('unreadable'), [
  readingOf([], { problem: { message: 'The folder /backups does not exist.', remedy: 'Check the glob.' } }),
]);

function report(backups: readonly ReportedBackup[], changes: Partial<BackupsReport> = {}): BackupsReport {
  const stack = { ...STACK, name: 'shop' };
  return { engine: undefined, stacks: grouped([stack], backups, []), mistakes: [], ...changes };
}

const STACK = {
  id: 'shop',
  kind: 'compose',
  name: 'shop',
  folder: 'file:///srv/shop',
  files: [FILE],
  services: [],
} as const;

const pathText = (uri: string): string => uri.slice('file:///srv/shop/'.length);
const text = (one: BackupsReport): string => backupsText(one, pathText, false, NOW);
const lines = (one: BackupsReport): string[] => text(one).split('\n');

describe('the exit code of backups', () => {
  it.each([
    ['all are healthy', [GREEN, GREEN], 0],
    ['one is late', [GREEN, LATE], 1],
    ['one was never made', [NEVER], 1],
    ['one failed last time', [FAILED], 1],
    ['one cannot be read', [GREEN, UNREADABLE], 3],
    ['one is late and another cannot be read', [LATE, UNREADABLE], 1],
    ['there is none', [], 3],
  ])('where %s', (_, backups, code) => {
    expect(exitCodeOf(report(backups))).toBe(code);
  });

  it('is 2 for a configuration that is not understood, whatever else is known', () => {
    expect(exitCodeOf(report([GREEN], { mistakes: ['it is not understood'] }))).toBe(2);
    expect(exitCodeOf(report([LATE], { mistakes: ['it is not understood'] }))).toBe(2);
  });
});

describe('a job that is not understood', () => {
  it('is unknown, whatever its source says', () => {
    const broken = judged(declared('half', { problem: '`half` needs `protects`.' }), [readingOf(runsOf(0))]);
    expect(broken.status).toMatchObject({ state: 'unknown', concerns: [{ message: '`half` needs `protects`.' }] });
  });

  it('keeps its state where it was found, with a note', () => {
    const found = declared('found', { origin: 'image', problem: 'It cannot be told whose data this saves.' });
    const { status } = judged(found, [readingOf(runsOf(...daysAgo(0, 39)))]);
    expect(status.state).toBe('healthy');
    expect(status.notes[0]).toBe('It cannot be told whose data this saves.');
  });
});

describe('the text of backups', () => {
  it('says in one line what is wrong, and below it what is known', () => {
    const all = lines(report([GREEN, LATE, NEVER, UNREADABLE]));
    expect(all[0]).toBe('shop   compose.yaml   1 of 4 ok');
    expect(all[1]).toMatch(/^ {2}✔ green {7}last good backup 9 h ago, 98 KiB; 30 of 30 slots$/);
    expect(all.find((line) => line.includes(' late '))).toMatch(/^ {2}✖ late {8}The last good backup ended 3 d ago, /);
    expect(all.find((line) => line.includes(' never '))).toMatch(/^ {2}✖ never {7}No good backup was ever made/);
    expect(all.find((line) => line.includes(' unreadable '))).toMatch(
      /^ {2}… unreadable {2}log of a test cannot be read: The folder \/backups does not exist\. Check the glob\./,
    );
    expect(all).toContain('      last good backup 3 d ago, 98 KiB; 27 of 30 slots');
  });

  it('names data that no backup saves', () => {
    const source = { uri: FILE, range: RANGE };
    const stacks = grouped([STACK], [], [{ stack: 'shop', service: 'db', source }]);
    expect(text(report([], { stacks }))).toBe(
      'shop   compose.yaml   no backup known\n  ○ db  keeps data, and no backup of it is known\n',
    );
  });

  it('colours states where it is asked to', () => {
    expect(backupsText(report([GREEN]), pathText, true, NOW)).toContain('\x1b[32m✔\x1b[0m green');
  });
});

describe('the JSON of backups', () => {
  it('has the figures of every job', () => {
    const parsed = JSON.parse(backupsJson(report([GREEN, LATE, UNREADABLE]), pathText)) as {
      readonly stacks: readonly { readonly backups: readonly unknown[] }[];
    };
    expect(parsed).toMatchObject({
      version: 1,
      engine: null,
      mistakes: [],
      summary: { backups: 3, worst: 'unhealthy', states: { healthy: 1, unhealthy: 1, unknown: 1 }, exitCode: 1 },
    });
    const [green, late, unreadable] = parsed.stacks[0]?.backups ?? [];
    expect(green).toMatchObject({
      ...{ id: 'green', state: 'healthy', protects: ['db'], origin: 'configuration', concerns: [] },
      declaredAt: { path: 'holdfast.yaml', range: RANGE },
      lastSuccessAt: '2026-06-15T02:05:00.000Z',
      ...{ age: 9 * 3600 + 55 * 60, rpo: (26 * HOUR) / 1000, bytes: 100_000, slotsObserved: 30, slotsSucceeded: 30 },
    });
    expect(late).toMatchObject({ state: 'unhealthy', age: (3 * DAY) / 1000 + 9 * 3600 + 55 * 60, slotsSucceeded: 27 });
    expect(unreadable).toMatchObject({ state: 'unknown', lastSuccessAt: null, age: null, bytes: null, readAt: null });
  });
});

it('shows no secret', () => {
  const shown = [text(report([FAILED])), backupsJson(report([FAILED]), pathText)].join('\n');
  expect(shown).toContain('connection to db refused');
  expect(shown).not.toContain('hunter2secret');
});
