import type { Edits } from '../../../document/edit';
import type { Severity } from '../../../engine/rule';
import { fileNameOf, hasTime, isInTurn, isPassedOn, type DateFormat } from '../backups/backupFiles';
import { jobScriptsOf, loopAround, type JobScript } from '../backups/jobScripts';
import { composeRule } from '../rule';
import { findingIn, placeOf } from '../scripts';

const DAY_S = 86_400;

export default composeRule({
  id: 'compose/colliding-backup-name',
  severity: 'warning',
  preset: 'recommended',
  category: 'backup',
  since: '0.1.0',
  crossFile: true,
  summary: 'Backup overwrites an earlier one',
  why: 'A file of the same name is overwritten: with the next backup the last good one is gone, also when the next one is of a database that was just emptied by mistake.',
  knownProblems:
    'Names of which a variable decides that nobody sets here are left alone, and so are files that are moved or sent away afterwards, and names of days that are overwritten in turn.',
  references: ['https://www.gnu.org/software/coreutils/manual/html_node/date-invocation.html'],
  examples: {
    bad: "services:\n  db-backup:\n    image: postgres:17.6\n    command: sh -c 'while pg_dump -h db shop > /backups/shop-$$(date +%F).sql; do sleep 6h; done'\n",
    good: "services:\n  db-backup:\n    image: postgres:17.6\n    command: sh -c 'while pg_dump -h db shop > /backups/shop-$$(date +%F-%H%M%S).sql; do sleep 6h; done'\n",
  },
  on: {
    runner(service, { surroundings, severity }) {
      return jobScriptsOf(service, surroundings).flatMap((script) =>
        script.dumps.flatMap((dump) => {
          const name = fileNameOf(dump, script);
          const { file } = dump;
          if (!file || !name || name.isUnknown || isPassedOn(file, script)) return [];
          if (!dump.output || dump.tool === 'pg_basebackup') return [];
          if (name.dates.some((one) => hasTime(one) || isInTurn(one))) return [];
          const date: DateFormat | undefined = name.dates[0];
          const pauseS = loopAround(dump, script.variables)?.pauseS;
          const judged = date ? severityOf(pauseS, script, severity) : severity;
          const { range } = date?.word ?? file;
          return judged ? findingIn(script, range, { script, file, date }, { severity: judged }) : [];
        }),
      );
    },
  },
  message: ({ script, file, date }) =>
    date
      ? `All backups that "${script.service.name}" makes on one day have the same name${placeOf(script, file.range)}: the later overwrites the earlier. Put the time into it.`
      : `Every backup that "${script.service.name}" makes has the same name${placeOf(script, file.range)} and overwrites the last good one. Put date and time into it.`,
  fixes: [
    {
      kind: 'review',
      title: 'Put the time into the name',
      edits: ({ script, date }) => (date ? addTime(script, date) : undefined),
    },
  ],
});

/** Once a day the date tells backups apart, until the container is restarted. */
function severityOf(pauseS: number | undefined, script: JobScript, severity: Severity): Severity | undefined {
  if (pauseS === undefined || Number.isNaN(pauseS)) return undefined;
  // The dump takes its time as well: a little less than a day is meant to be one.
  if (pauseS < DAY_S * 0.95) return severity;
  const restart = script.service.text('restart')?.text ?? 'no';
  return /^(?:no|false)$/.test(restart) ? undefined : 'info';
}

function addTime(script: JobScript, { word }: DateFormat): Edits {
  const at = word.range.end - (/["']$/.test(word.text) ? 1 : 0);
  return script.replace({ start: at, end: at }, '-%H%M%S');
}
