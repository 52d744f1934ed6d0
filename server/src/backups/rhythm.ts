import type { BackupSchedule } from './definition';
import { readSchedule } from './schedule';
import { parseShell, variablesOf, type ShellCommand, type ShellVariables } from '../shell';

/** Five fields or a nickname at the start of a line, or behind a quote as in `echo "0 2 * * * /backup.sh" | crontab -`. */
const CRONTAB_LINE = /(?:^|["'])[ \t]*((?:[\d*][\d*,/-]*[ \t]+){4}[\d*A-Za-z][\w*,/-]*|@[a-z]+)[ \t]+(?=[^\s"'*])/gm;

const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };
/** A shorter pause waits for something. */
const SHORTEST_S = 60;

/** How often a text runs what it runs: one crontab line, or a loop that sleeps. Undefined where that is not plain. */
export function rhythmOf(text: string, environment: ShellVariables, timeZone: string): BackupSchedule | undefined {
  const planned = [...new Set([...text.matchAll(CRONTAB_LINE)].map(([, fields = '']) => fields))];
  const schedules = planned.flatMap((fields) => readSchedule(fields, timeZone) ?? []);
  if (schedules.length > 0) return schedules.length === 1 ? schedules[0] : undefined;
  const { commands, compounds } = parseShell(text);
  if (!compounds.some(({ form }) => form === 'while' || form === 'until' || form === 'for')) return undefined;
  const variables = variablesOf(commands, environment);
  const pauses = commands.flatMap((command) => pauseOf(command, variables) ?? []);
  const longest = Math.max(...pauses);
  return longest >= SHORTEST_S && Number.isFinite(longest) ? { kind: 'every', intervalMs: longest * 1000 } : undefined;
}

/** The seconds of a `sleep`; not a number where a variable decides that nobody sets, undefined for all other commands. */
export function pauseOf({ call }: ShellCommand, variables: ShellVariables): number | undefined {
  if (call?.name !== 'sleep') return undefined;
  return call.args.reduce((sum, word) => {
    const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(word.value(variables)) ?? [];
    return sum + Number(number ?? Number.NaN) * (UNITS[unit] ?? Number.NaN);
  }, 0);
}
