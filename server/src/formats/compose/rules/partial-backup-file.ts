import type { Dump } from '../../../backups/dumps';
import type { Edits } from '../../../document/edit';
import { fateOf, type ShellNode, type ShellWord } from '../../../shell';
import { isCleanedUp } from '../backups/backupFiles';
import { insertBefore, insertBehind, jobScriptsOf, pipelineOf, together, type JobScript } from '../backups/jobScripts';
import { composeRule } from '../rule';
import { findingIn, placeOf } from '../scripts';

/** A name that says itself that the file is not complete, and places from which it has to be taken on. */
const TEMPORARY = /part(?:ial)?\b|te?mp\b|incomplete|in-?progress|\.(?:new|raw|unfinished)\b|^\/dev\//i;
/** They write a folder, or see to it themselves that a file is complete. */
const OWN_WAY = /^(?:pg_basebackup|restic|borg|borgmatic|kopia|pgbackrest|wal-g|rsync|rclone)$/;

export default composeRule({
  id: 'compose/partial-backup-file',
  severity: 'warning',
  preset: 'recommended',
  category: 'backup',
  since: '0.1.0',
  crossFile: true,
  summary: 'Backup that failed looks like a good one',
  why: 'The shell makes the file before the dump begins. What is left of a dump that failed half-way has the name of a backup, and may have replaced the last good one.',
  knownProblems: 'A script that removes the file when the dump fails, or moves it to its name afterwards, is fine.',
  references: ['https://www.gnu.org/software/bash/manual/html_node/Redirections.html'],
  examples: {
    bad: "services:\n  db-backup:\n    image: postgres:17.6\n    command: sh -c 'pg_dump -h db shop > /backups/shop.sql'\n",
    good: "services:\n  db-backup:\n    image: postgres:17.6\n    command: sh -c 'pg_dump -h db shop > /backups/shop.sql.part && mv /backups/shop.sql.part /backups/shop.sql'\n",
  },
  on: {
    runner(service, { surroundings }) {
      return jobScriptsOf(service, surroundings).flatMap((script) =>
        script.dumps.flatMap((dump) => {
          const { file, tool } = dump;
          if (!file || OWN_WAY.test(tool) || TEMPORARY.test(file.value(script.variables))) return [];
          // A variable names the file somewhere else, and may well name a temporary one there.
          if (TEMPORARY.test(file.unquoted) || isCleanedUp(file, script)) return [];
          return findingIn(script, file.range, { script, dump, file });
        }),
      );
    },
  },
  message: ({ script, dump: { tool }, file }) =>
    `${tool} in "${script.service.name}" writes straight to the final name${placeOf(script, file.range)}: what is left of a failure passes for a backup. Write to another name and move it when it is complete.`,
  fixes: [
    {
      kind: 'review',
      title: 'Move the file to its name when it is complete',
      edits: ({ script, dump, file }) => moveWhenComplete(script, dump, file),
    },
  ],
});

function moveWhenComplete(script: JobScript, { command }: Dump, file: ShellWord): Edits {
  const statement = pipelineOf(command);
  const list = listAround(statement);
  // Inside another `sh -c` a dollar sign may be meant for the outer shell.
  const isNested = command.script !== script.shell;
  if (!list || isNested) return undefined;
  const isPlain = file.parts.every(({ kind }) => kind === 'text' || kind === 'variable');
  const join = fateOf(command, true).kind === 'aborts' ? '; ' : ' && ';
  if (isPlain)
    return together(
      script.replace(file.range, `${file.text}.part`),
      insertBehind(script, statement, `${join}mv ${file.text}.part ${file.text}`),
    );
  // The time goes on between writing and moving: the name is put together once.
  const name = freeName(script);
  return together(
    insertBefore(script, list, `${name}=${file.text}`),
    script.replace(file.range, `$${name}.part`),
    insertBehind(script, statement, `${join}mv $${name}.part $${name}`),
  );
}

/** The name of a variable that the script does not use yet. */
function freeName({ shell }: JobScript): string {
  for (let count = 1; ; count++) {
    const name = count === 1 ? 'FILE' : `FILE${count}`;
    if (!new RegExp(`\\b${name}\\b`).test(shell.text)) return name;
  }
}

/** The whole statement of a list that something is part of; undefined where it is more than a chain. */
function listAround(node: ShellNode): ShellNode | undefined {
  const { parent } = node;
  if (parent?.kind === 'chain') return listAround(parent);
  return parent?.kind === 'list' && parent.role !== 'substitution' ? node : undefined;
}
