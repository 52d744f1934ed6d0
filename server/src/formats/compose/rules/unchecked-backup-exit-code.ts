import type { Dump } from '../../../backups/dumps';
import type { Edits } from '../../../document/edit';
import { fateOf } from '../../../shell';
import { insertBehind, isUnchecked, jobScriptsOf, pipelineOf, toolWord, type JobScript } from '../backups/jobScripts';
import { composeRule } from '../rule';
import { findingIn, placeOf } from '../scripts';

const HANDLER = '{ echo Backup failed >&2; exit 1; }';

export default composeRule({
  id: 'compose/unchecked-backup-exit-code',
  severity: 'warning',
  preset: 'recommended',
  category: 'backup',
  since: '0.1.0',
  crossFile: true,
  summary: 'Nobody looks whether a backup worked',
  why: 'The script goes on after a dump that failed, and the container stays "Up". That there is no backup shows on the day it is needed.',
  knownProblems:
    'Commands and mounted scripts are read as a shell reads them; a program in another language is not. `if`, `&&`, `|| exit`, `set -e`, a trap for ERR and a look at `$?` count. A message alone does not: nobody reads it.',
  references: [
    'https://www.postgresql.org/docs/current/app-pgdump.html',
    'https://www.gnu.org/software/bash/manual/html_node/The-Set-Builtin.html',
  ],
  examples: {
    bad: "services:\n  db-backup:\n    image: postgres:17.6\n    command: sh -c 'pg_dump -h db -f /backups/shop.sql shop; sleep 1d'\n",
    good: "services:\n  db-backup:\n    image: postgres:17.6\n    command: sh -c 'pg_dump -h db -f /backups/shop.sql shop || { echo Backup failed >&2; exit 1; }; sleep 1d'\n",
  },
  on: {
    runner(service, { surroundings }) {
      return jobScriptsOf(service, surroundings).flatMap((script) =>
        script.dumps.filter(isUnchecked).flatMap((dump) => {
          const word = toolWord(dump);
          return word ? findingIn(script, word.range, { script, dump }) : [];
        }),
      );
    },
  },
  message: ({ script, dump: { tool, command } }) =>
    `Nobody notices when ${tool} in "${script.service.name}" fails${placeOf(script, command.range)}: the script goes on as if there were a backup. End it with an error.`,
  fixes: [
    {
      kind: 'review',
      title: 'End the script when the backup fails',
      edits: ({ script, dump }) => handle(script, dump),
    },
  ],
});

function handle(script: JobScript, { command }: Dump): Edits {
  const fate = fateOf(command, true);
  if (fate.kind !== 'ignored') return undefined;
  const { by } = fate;
  if (by) return by.kind === 'command' && by.parent?.kind === 'list' ? undefined : replaceHandler(script, command, by);
  const statement = pipelineOf(command);
  const { parent } = statement;
  // In front of `&` only the shell in the background would end.
  if (parent?.kind === 'list' && parent.background.has(statement)) return undefined;
  return insertBehind(script, statement, ` || ${HANDLER}`);
}

function replaceHandler(
  script: JobScript,
  command: Dump['command'],
  by: NonNullable<Extract<ReturnType<typeof fateOf>, { kind: 'ignored' }>['by']>,
): Edits {
  // A dump whose output is an argument has no handler of its own.
  return by.parent?.kind === 'chain' && by !== command ? script.replace(by.range, HANDLER) : undefined;
}
