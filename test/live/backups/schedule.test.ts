import { describe, expect, it } from 'vitest';
import { cronSlots, intervalAround, nextSlot, whyNotFollowed } from '../../../client/src/live/backups/schedule';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function slots(expression: string, timeZone: string, from: string, to: string): string[] {
  return cronSlots({ kind: 'cron', expression, timeZone }, Date.parse(from), Date.parse(to)).map((at) =>
    new Date(at).toISOString().replace(':00.000Z', 'Z'),
  );
}

describe('slots of a cron expression', () => {
  it('begin after the window does and end with it', () => {
    expect(slots('0 2 * * *', 'UTC', '2026-03-01T02:00Z', '2026-03-03T02:00Z')).toEqual([
      '2026-03-02T02:00Z',
      '2026-03-03T02:00Z',
    ]);
    expect(slots('0 2 * * *', 'UTC', '2026-03-03T02:00Z', '2026-03-01T02:00Z')).toEqual([]);
  });

  it('follow the clock on the wall', () => {
    expect(slots('30 1 * * *', 'Europe/Paris', '2026-03-27T12:00Z', '2026-03-30T12:00Z')).toEqual([
      '2026-03-28T00:30Z',
      '2026-03-29T00:30Z',
      '2026-03-29T23:30Z',
    ]);
    expect(slots('0 6 * * *', 'America/New_York', '2026-10-31T12:00Z', '2026-11-02T12:00Z')).toEqual([
      '2026-11-01T11:00Z',
      '2026-11-02T11:00Z',
    ]);
  });

  it('leave out a time that a night in spring leaves out', () => {
    expect(slots('30 2 * * *', 'Europe/Paris', '2026-03-27T12:00Z', '2026-03-30T12:00Z')).toEqual([
      '2026-03-28T01:30Z',
      '2026-03-30T00:30Z',
    ]);
    expect(slots('30 * * * *', 'Europe/Paris', '2026-03-29T00:00Z', '2026-03-29T02:30Z')).toEqual([
      '2026-03-29T00:30Z',
      '2026-03-29T01:30Z',
      '2026-03-29T02:30Z',
    ]);
  });

  it('count a time once that a night in autumn has twice', () => {
    expect(slots('30 2 * * *', 'Europe/Paris', '2026-10-24T12:00Z', '2026-10-26T12:00Z')).toEqual([
      '2026-10-25T00:30Z',
      '2026-10-26T01:30Z',
    ]);
  });

  it('know zones that are half an hour off, and one that changes by half an hour', () => {
    expect(slots('0 0 * * *', 'Asia/Kolkata', '2026-05-01T00:00Z', '2026-05-02T00:00Z')).toEqual(['2026-05-01T18:30Z']);
    // Lord Howe changes from +11 to +10:30 on April 5, 2026.
    expect(slots('0 3 * * *', 'Australia/Lord_Howe', '2026-04-03T17:00Z', '2026-04-05T16:00Z')).toEqual([
      '2026-04-04T16:30Z',
    ]);
  });

  it('stay the same whatever was asked before', () => {
    const ask = (from: string, to: string): string[] => slots('0 */6 * * *', 'Europe/Berlin', from, to);
    const whole = ask('2026-06-01T00:00Z', '2026-06-05T00:00Z');
    expect(whole).toHaveLength(16);
    expect(ask('2026-06-02T00:00Z', '2026-06-03T00:00Z')).toEqual(
      whole.filter((at) => at > '2026-06-02T00:00Z' && at <= '2026-06-03T00:00Z'),
    );
    expect(ask('2026-06-02T00:00Z', '2026-06-07T00:00Z')).toHaveLength(20);
    expect(ask('2026-06-01T00:00Z', '2026-06-05T00:00Z')).toEqual(whole);
    expect(ask('2026-01-01T00:00Z', '2026-01-02T00:00Z')).toHaveLength(4);
  });

  it('come quickly for a month of every five minutes', () => {
    const schedule = { kind: 'cron', expression: '*/5 * * * *', timeZone: 'Europe/Paris' } as const;
    const end = Date.parse('2026-06-30T00:00Z');
    expect(cronSlots(schedule, end - 30 * DAY, end)).toHaveLength(8640);
    const begun = performance.now();
    for (let minute = 1; minute <= 100; minute++) cronSlots(schedule, end - 30 * DAY, end + minute * 60_000);
    expect(performance.now() - begun).toBeLessThan(1000);
  });
});

describe('the next slot', () => {
  const daily = { kind: 'cron', expression: '@daily', timeZone: 'UTC' } as const;

  it('is later than the moment asked about', () => {
    expect(nextSlot(daily, Date.parse('2026-01-01T00:00Z'), undefined)).toBe(Date.parse('2026-01-02T00:00Z'));
    expect(nextSlot(daily, Date.parse('2026-01-01T00:00Z') - 1, undefined)).toBe(Date.parse('2026-01-01T00:00Z'));
  });

  it('of an interval counts from the last success', () => {
    const every = { kind: 'every', intervalMs: 6 * HOUR } as const;
    expect(nextSlot(every, 7 * HOUR, 2 * HOUR)).toBe(8 * HOUR);
    expect(nextSlot(every, 8 * HOUR, 2 * HOUR)).toBe(14 * HOUR);
    expect(nextSlot(every, 7 * HOUR, undefined)).toBeUndefined();
  });

  it('is none of a day that does not exist', () => {
    const never = { kind: 'cron', expression: '0 2 30 2 *', timeZone: 'UTC' } as const;
    expect(nextSlot(never, 0, undefined)).toBeUndefined();
    expect(whyNotFollowed(never)).toContain('never comes');
  });
});

describe('the interval around a moment', () => {
  it.each([
    ['0 2 * * *', DAY],
    ['*/5 * * * *', 5 * 60_000],
    ['0 2 * * 0', 7 * DAY],
    ['0 2 1 1 *', 365 * DAY],
  ])('of %s', (expression, expected) => {
    const at = Date.parse('2026-06-10T12:01Z');
    expect(intervalAround({ kind: 'cron', expression, timeZone: 'UTC' }, at)).toBe(expected);
  });
});

describe('a schedule that nobody can follow', () => {
  it.each([
    ['every day at two', 'UTC', 'no cron expression'],
    ['0 0 2 * * *', 'UTC', 'no cron expression'],
    ['0 2 * * *', 'Europe/Atlantis', 'no time zone'],
  ])('says why: %s in %s', (expression, timeZone, reason) => {
    expect(whyNotFollowed({ kind: 'cron', expression, timeZone })).toContain(reason);
  });

  it('is not one with five fields', () => {
    expect(whyNotFollowed({ kind: 'cron', expression: '15 3 * * MON-FRI', timeZone: 'Europe/Paris' })).toBeUndefined();
    expect(whyNotFollowed({ kind: 'every', intervalMs: 0 })).toContain('longer than 0');
  });
});
