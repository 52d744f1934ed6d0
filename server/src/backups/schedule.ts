import { Cron } from 'croner';
import type { BackupSchedule } from './definition';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** A leap year begins: every day that there is comes within four years. */
const START = Date.UTC(2024, 0, 1);
/** More days than a year has. */
const MOST_DAYS = 400;

const NICKNAMES: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/** Whether it is a time zone by its IANA name. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    // An offset such as `+02:00` is accepted too, but follows no summer time and is no name.
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}

/** What is wrong with a cron expression of five fields, in words; undefined where it is right. */
export function cronProblem(expression: string): string | undefined {
  try {
    if (runs(fiveFields(expression), 1).length === 0) return 'It names a day that never comes.';
    return undefined;
  } catch {
    const fields = expression.trim().split(/\s+/).length;
    return fields === 5 || expression.trim().startsWith('@')
      ? 'One of its fields is out of range or cannot be read.'
      : `It has ${fields} ${fields === 1 ? 'field' : 'fields'} and needs five: minute, hour, day, month, weekday.`;
  }
}

/**
 * A schedule as the schedulers of containers take it: five fields, six with seconds in front, `@daily` and its like, `@every 6h`,
 * each with `CRON_TZ=Europe/Paris` in front if need be. Undefined where it cannot be understood.
 */
export function readSchedule(text: string, timeZone = 'UTC'): BackupSchedule | undefined {
  const [, zone = timeZone, rest = ''] = /^\s*(?:(?:CRON_TZ|TZ)=(\S+)\s+)?(.*?)\s*$/s.exec(text) ?? [];
  const every = /^@every\s+(\S+)$/.exec(rest)?.[1];
  if (every !== undefined) {
    const intervalMs = goDuration(every);
    return intervalMs === undefined ? undefined : { kind: 'every', intervalMs };
  }
  const fields = rest.split(/\s+/);
  // Seconds make no difference to anybody who waits for a backup.
  const expression = (fields.length === 6 ? fields.slice(1) : fields).join(' ').replace(/(?<=^|\s)\?(?=\s|$)/g, '*');
  if (cronProblem(expression) !== undefined || !isTimeZone(zone)) return undefined;
  return { kind: 'cron', expression, timeZone: zone };
}

const GO_UNITS: Readonly<Record<string, number>> = { h: 3_600_000, m: MINUTE_MS, s: 1000 };

/** `1h30m` in milliseconds (https://pkg.go.dev/time#ParseDuration), as far as backups use it. */
function goDuration(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?[hms])+$/.test(text)) return undefined;
  const parts = [...text.matchAll(/([\d.]+)([hms])/g)];
  const total = parts.reduce((sum, [, number, unit]) => sum + Number(number) * (GO_UNITS[unit ?? ''] ?? 0), 0);
  return total > 0 ? total : undefined;
}

const intervals = new Map<string, number>();

/**
 * The longest time between two runs that follow each other, in milliseconds: `0 2 * * 1-5` gives the three days over a weekend.
 * The hour that summer time adds or takes is left out.
 */
export function longestInterval(schedule: BackupSchedule): number {
  if (schedule.kind === 'every') return schedule.intervalMs;
  const { expression } = schedule;
  let interval = intervals.get(expression);
  if (interval === undefined) {
    interval = intervalOf(fiveFields(expression));
    intervals.set(expression, interval);
  }
  return interval;
}

function intervalOf(expression: string): number {
  const [minute = '*', hour = '*', day = '*', month = '*', weekday = '*'] = expression.split(' ');
  // On every day that it runs it runs at the same times: days and times are counted apart, because together they are too many.
  const minutes = ofOneDay(`${minute} 0 * * *`).map((at) => at % 60);
  const hours = ofOneDay(`0 ${hour} * * *`).map((at) => at / 60);
  const times = hours.flatMap((one) => minutes.map((other) => (one * 60 + other) * MINUTE_MS));
  const first = times[0] ?? 0;
  const last = times.at(-1) ?? 0;
  const isDaily = day === '*' && month === '*' && weekday === '*';
  const days = isDaily ? [0, DAY_MS] : runs(`0 0 ${day} ${month} ${weekday}`, MOST_DAYS).map(Number);
  return Math.max(longestStep(times), longestStep(days) - last + first);
}

/** Minutes since midnight at which it runs on the first day, which has to be every day's. */
function ofOneDay(expression: string): number[] {
  return runs(expression, 60)
    .map((at) => (Number(at) - START) / MINUTE_MS)
    .filter((at) => at < 24 * 60);
}

function longestStep(sorted: readonly number[]): number {
  return sorted.reduce((longest, at, index) => Math.max(longest, at - (sorted[index - 1] ?? at)), 0);
}

function runs(expression: string, count: number): Date[] {
  return new Cron(expression, { timezone: 'UTC', mode: '5-part', paused: true }).nextRuns(
    count,
    new Date(START - 1000),
  );
}

function fiveFields(expression: string): string {
  const trimmed = expression.trim().replace(/\s+/g, ' ');
  return NICKNAMES[trimmed.toLowerCase()] ?? trimmed;
}
