import { describe, expect, it } from 'vitest';
import { parseBorgmatic } from '../../../../client/src/live/backups/sources/parsers/borgmatic';
import { parseGocron } from '../../../../client/src/live/backups/sources/parsers/gocron';
import type { ToolParser } from '../../../../client/src/live/backups/sources/parsers/parsed';
import { parsePgbackrest } from '../../../../client/src/live/backups/sources/parsers/pgbackrest';
import { parseRestic } from '../../../../client/src/live/backups/sources/parsers/restic';
import { parseWalg } from '../../../../client/src/live/backups/sources/parsers/walg';
import { meaningOf } from '../../../../client/src/live/backups/exits';
import { DAY, jobOf, MINUTE, NOW, readingOf, SLOT, statusOf } from '../support';
import { questionOf } from './support';

function parse(parser: ToolParser, answer: unknown, more: { exitCode?: number; stderr?: string } = {}) {
  const stdout = typeof answer === 'string' ? answer : JSON.stringify(answer);
  return parser({ exitCode: 0, stderr: '', stdout, ...more }, questionOf());
}

const PARSERS = { restic: parseRestic, pgBackRest: parsePgbackrest, 'wal-g': parseWalg, borgmatic: parseBorgmatic };

describe.each(Object.entries(PARSERS))('%s', (tool, parser) => {
  it('cannot be read when it fails, whatever the code', () => {
    expect(() => parse(parser, '[]', { exitCode: 99, stderr: 'error: no way for hunter2' })).toThrow(
      `${tool} fails with exit code 99: error: no way for •••.`,
    );
  });

  it('cannot be read when it answers something else', () => {
    expect(() => parse(parser, 'hello')).toThrow('did not answer with JSON');
    expect(() => parse(parser, { message: 'hello' })).toThrow('another form than expected');
  });
});

describe('snapshots of restic', () => {
  const snapshot = (day: number) => ({
    time: `2026-06-${15 - day}T04:00:01.123456789+02:00`,
    ...{ hostname: 'shop', paths: ['/data'], id: 'abcdef0123456789', short_id: 'abcdef01' },
    summary: {
      backup_start: `2026-06-${15 - day}T04:00:01.123456789+02:00`,
      backup_end: `2026-06-${15 - day}T04:03:01.123456789+02:00`,
      ...{ total_bytes_processed: 123456, data_added_packed: 99 },
    },
  });

  it('have beginning, end and size', () => {
    const { runs, coversSince } = parse(parseRestic, [snapshot(0), snapshot(1), snapshot(2)]);
    expect(runs[0]).toEqual({
      ...{ startedAt: SLOT + 1123, endedAt: SLOT + 3 * MINUTE + 1123, exit: 'success', bytes: 123456 },
      ...{ type: 'shop /data', name: 'abcdef01' },
    });
    expect(coversSince).toBe(SLOT - 2 * DAY);
  });

  it('may come in groups, and without a summary', () => {
    const old = { ...snapshot(0), summary: undefined };
    const { runs } = parse(parseRestic, [{ group_key: {}, snapshots: [old] }]);
    expect(runs).toMatchObject([{ startedAt: undefined, endedAt: SLOT + 1123, bytes: undefined }]);
  });

  it.each([
    [11, 'The restic repository is locked.', /unlock/],
    [12, 'The password of the restic repository is wrong.', /RESTIC_PASSWORD/],
  ])('cannot be read with exit code %d', (exitCode, message, remedy) => {
    expect(() => parse(parseRestic, '', { exitCode })).toThrow(
      expect.objectContaining({ message, remedy: expect.stringMatching(remedy) as string }) as Error,
    );
  });

  it('of a repository that is gone are a problem of the store', () => {
    const told = parse(parseRestic, '', { exitCode: 10 });
    expect(told.storeProblem).toBe('restic finds no repository');
    expect(statusOf([readingOf([], { ...told, kind: 'exec' })]).state).toBe('unhealthy');
  });

  it('have exit codes of their own', () => {
    const job = jobOf({ sources: [{ kind: 'exec', service: 'x', argv: ['restic'], parser: 'restic' }] });
    expect([0, 1, 2, 3, 77].map((code) => meaningOf(code, job))).toEqual([
      'success',
      'failure',
      'failure',
      'incomplete',
      'failure',
    ]);
  });
});

describe('pgBackRest', () => {
  const backup = (label: string, type: string, stop: number, more: object = {}) => ({
    ...{ label, type, error: false, timestamp: { start: stop / 1000 - 60, stop: stop / 1000 } },
    info: { size: 3000, delta: 2000, repository: { size: 9000, delta: 5000 } },
    ...more,
  });
  const stanza = (backups: object[], status: object = {}) => ({
    ...{ name: 'main', backup: backups },
    status: { code: 0, message: 'ok', lock: { backup: { held: false } }, ...status },
  });

  it('tells type, time and size of backups', () => {
    const told = parse(parsePgbackrest, [stanza([backup('20260615-020000F', 'full', SLOT + MINUTE)])]);
    expect(told).toEqual({
      runs: [
        {
          ...{ startedAt: SLOT, endedAt: SLOT + MINUTE, exit: 'success', bytes: 9000, type: 'full' },
          name: '20260615-020000F',
        },
      ],
    });
  });

  it('has nothing good to tell with a code that is not 0, although it ends with 0', () => {
    const told = parse(parsePgbackrest, [stanza([], { code: 2, message: 'no valid backups' })]);
    expect(told.storeProblem).toBe('pgBackRest says of main: no valid backups');
    expect(parse(parsePgbackrest, [{ name: 'main', backup: [] }]).storeProblem).toContain('status undefined');
    expect(parse(parsePgbackrest, []).storeProblem).toContain('no stanza');
  });

  it('finds damaged pages', () => {
    const told = parse(parsePgbackrest, [stanza([backup('x', 'full', SLOT + MINUTE, { error: true })])]);
    const status = statusOf([readingOf(told.runs, { kind: 'exec' })]);
    expect(status.state).toBe('unhealthy');
    expect(status.concerns.map(({ message }) => message).join()).toContain('pages with wrong checksums');
  });

  it('tells of one that goes on', () => {
    const { runs } = parse(parsePgbackrest, [stanza([], { lock: { backup: { held: true } } })]);
    expect(runs).toMatchObject([{ startedAt: NOW, endedAt: undefined }]);
  });
});

describe('wal-g', () => {
  it('tells full backups from deltas', () => {
    const one = (backup_name: string, more: object) => ({ backup_name, ...more });
    const { runs } = parse(parseWalg, [
      one('base_00000001', {
        ...{ start_time: '2026-06-15T02:00:00.5Z', finish_time: '2026-06-15T02:01:00Z' },
        ...{ compressed_size: 700, uncompressed_size: 9000 },
      }),
      one('base_00000002_D_00000001', { time: '2026-06-15T02:05:00Z' }),
    ]);
    expect(runs).toMatchObject([
      { startedAt: SLOT + 500, endedAt: SLOT + MINUTE, bytes: 700, type: 'full' },
      { endedAt: SLOT + 5 * MINUTE, bytes: undefined, type: 'delta' },
    ]);
  });

  it('may know of none', () => {
    expect(parse(parseWalg, '', { stderr: 'INFO: No backups found' }).runs).toEqual([]);
    expect(parse(parseWalg, 'null').runs).toEqual([]);
  });
});

describe('borgmatic', () => {
  it('tells archives of its repositories, with times in UTC where none is named', () => {
    const archive = { name: 'shop-1', start: '2026-06-15T02:00:00.000000', end: '2026-06-15T02:01:00.000000' };
    const { runs } = parse(parseBorgmatic, [
      {
        repository: { location: 'ssh://me:hunter2@far/repo' },
        archives: [
          { ...archive, stats: { original_size: 5000 } },
          { name: 'shop-2.checkpoint', time: '2026-06-15T04:02:00+02:00' },
        ],
      },
    ]);
    expect(runs).toMatchObject([
      { startedAt: SLOT, endedAt: SLOT + MINUTE, exit: 'success', bytes: 5000, name: 'shop-1' },
      { endedAt: SLOT + 2 * MINUTE, exit: 'incomplete' },
    ]);
    expect(JSON.stringify(runs)).not.toContain('hunter2');
  });
});

describe('go-cron', () => {
  const page = (last: object, running: object = {}) =>
    JSON.stringify({ Running: running, Last: last, Schedule: '@daily' });

  it('tells how the last run ended', () => {
    const last = { Exit_status: 1, StartingTime: '2026-06-15T02:00:00Z', ExitTime: '2026-06-15T02:01:00Z' };
    const { runs } = parseGocron(page({ ...last, Stderr: 'pg_dump: error: hunter2 refused' }), NOW, questionOf());
    expect(runs).toEqual([
      {
        ...{ startedAt: SLOT, endedAt: SLOT + MINUTE, exit: 'database', exitCode: 1, bytes: undefined },
        message: 'pg_dump: error: ••• refused',
      },
    ]);
  });

  it('knows of no run after a restart, although it says 0', () => {
    const told = parseGocron(page({ Exit_status: 0, ExitTime: '', StartingTime: '' }), SLOT - DAY, questionOf());
    expect(told).toEqual({ runs: [], coversSince: SLOT - DAY });
    const { coversSince = 0 } = told;
    expect(statusOf([readingOf([], { kind: 'gocron', coversSince })]).state).toBe('unhealthy');
  });

  it('tells of one that goes on', () => {
    const running = { 42: { StartingTime: '2026-06-15T02:00:00Z' } };
    const { runs } = parseGocron(page({ Exit_status: 0 }, running), undefined, questionOf());
    expect(runs).toMatchObject([{ startedAt: SLOT, endedAt: undefined }]);
  });

  it('is not anything else on that port', () => {
    for (const text of ['<html>', '{}', '[]'])
      expect(() => parseGocron(text, undefined, questionOf())).toThrow('another form than expected');
  });
});
