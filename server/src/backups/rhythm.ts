import type { BackupSchedule } from './definition';
import { readSchedule } from './schedule';
import { assignmentsIn, commandsIn, expandWord, type ShellCommand, type ShellVariables } from './shellWords';

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
  const commands = withNested(commandsIn(text));
  if (!commands.some(({ words }) => /^(?:while|until|for)$/.test(words[0] ?? ''))) return undefined;
  const variables = assignmentsIn(commands, environment);
  const pauses = commands.flatMap(({ words }) => sleepOf(words, variables));
  const longest = Math.max(...pauses);
  return longest >= SHORTEST_S && Number.isFinite(longest) ? { kind: 'every', intervalMs: longest * 1000 } : undefined;
}

/** Also the commands of `sh -c '…'`. */
function withNested(commands: readonly ShellCommand[]): ShellCommand[] {
  return commands.flatMap((command) => {
    const option = command.words.findIndex((word) => /^-[a-z]*c$/.test(word));
    const script =
      option > 0 && /(?:^|\/)(?:ba|da|a)?sh$/.test(command.words[option - 1] ?? '')
        ? command.words[option + 1]
        : undefined;
    return script === undefined ? [command] : [command, ...withNested(commandsIn(script))];
  });
}

/** The seconds of a `sleep`; not a number where a variable decides that nobody sets. */
function sleepOf(words: readonly string[], variables: ShellVariables): number[] {
  const at = words.indexOf('sleep');
  // In front of it only what belongs to the loop: `do sleep 5`.
  if (at < 0 || !words.slice(0, at).every((word) => /^(?:do|then|else|if|!|while|until)$/.test(word))) return [];
  const total = words.slice(at + 1).reduce((sum, word) => {
    const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(expandWord(word, variables)) ?? [];
    return sum + Number(number ?? Number.NaN) * (UNITS[unit] ?? Number.NaN);
  }, 0);
  return [total];
}
