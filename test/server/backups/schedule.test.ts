import { describe, expect, it } from 'vitest';
import { cronProblem, isTimeZone, longestInterval, readSchedule } from '../../../server/src/backups/schedule';

describe('the longest time between two runs, in hours', () => {
  it.each([
    ['@daily', 24],
    ['@Weekly', 168],
    ['0 2 * * *', 24],
    ['0 */6 * * *', 6],
    ['0 2 * * 1-5', 72],
    ['*/15 8-18 * * 1-5', 61.25],
    ['0 3 1,15 * *', 408],
    // The first of a month or a Monday, as cron has it.
    ['0 2 1 * 1', 168],
    ['* * * * *', 1 / 60],
    ['0 0 29 2 *', 8 * 365.25 * 24 - 24],
  ])('%s: %d', (expression, hours) => {
    expect(longestInterval({ kind: 'cron', expression, timeZone: 'Europe/Paris' }) / 3_600_000).toBeCloseTo(hours, 6);
  });
});

describe('schedules as the schedulers of containers take them', () => {
  it.each([
    ['0 2 * * *', { kind: 'cron', expression: '0 2 * * *', timeZone: 'Asia/Tokyo' }],
    ['  @daily ', { kind: 'cron', expression: '@daily', timeZone: 'Asia/Tokyo' }],
    ['30 0 3 * * *', { kind: 'cron', expression: '0 3 * * *', timeZone: 'Asia/Tokyo' }],
    ['0 3 ? * *', { kind: 'cron', expression: '0 3 * * *', timeZone: 'Asia/Tokyo' }],
    ['CRON_TZ=Europe/Paris 0 3 * * *', { kind: 'cron', expression: '0 3 * * *', timeZone: 'Europe/Paris' }],
    ['@every 1h30m', { kind: 'every', intervalMs: 5_400_000 }],
    ['@every 0s', undefined],
    ['@every day', undefined],
    ['TZ=Mars 0 3 * * *', undefined],
    ['0 3 * *', undefined],
    ['', undefined],
  ])('%j', (text, schedule) => expect(readSchedule(text, 'Asia/Tokyo')).toEqual(schedule));
});

it('says what is wrong with an expression', () => {
  expect(cronProblem('0 2 * * *')).toBeUndefined();
  expect(cronProblem('0 25 * * *')).toContain('out of range');
  expect(cronProblem('0 0 2 * * *')).toContain('It has 6 fields');
  expect(cronProblem('@noon')).toContain('cannot be read');
  expect(cronProblem('0 0 30 2 *')).toContain('never comes');
});

it('knows time zones by their names alone', () => {
  expect(['UTC', 'Europe/Paris', 'Mars', '+02:00', ''].filter(isTimeZone)).toEqual(['UTC', 'Europe/Paris']);
});
