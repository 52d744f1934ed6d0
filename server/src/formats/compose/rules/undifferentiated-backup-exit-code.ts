import { firstDumpsOf, type JobScript } from '../backups/jobScripts';
import { composeRule } from '../rule';
import { findingIn } from '../scripts';

export default composeRule({
  id: 'compose/undifferentiated-backup-exit-code',
  severity: 'hint',
  preset: 'off',
  category: 'backup',
  since: '0.1.0',
  crossFile: true,
  summary: 'Exit code does not tell why a backup failed',
  why: 'A full disk and a database that does not answer need different people and different haste. With exit codes of their own the monitor can tell them apart.',
  knownProblems:
    'Holdfast takes 1 for an error of the database and 2 for a full disk; other codes that differ count as well.',
  references: ['https://docs.docker.com/engine/containers/run/#exit-status'],
  examples: {
    bad: "services:\n  db-backup:\n    image: postgres:17.6\n    command: sh -c 'pg_dump -h db -f /backups/shop.sql shop || exit 1'\n",
    good: "services:\n  db-backup:\n    image: postgres:17.6\n    command: sh -c 'test -w /backups || exit 2; pg_dump -h db -f /backups/shop.sql shop || exit 1'\n",
  },
  on: {
    runner(service, { surroundings }) {
      return firstDumpsOf(service, surroundings).map(({ script, word }) =>
        exitCodes(script).size < 2 ? findingIn(script, word.range, { script }) : undefined,
      );
    },
  },
  message: ({ script }) =>
    `Every failure of the backup in "${script.service.name}" ends with the same exit code. Check the free space first and end with 2 where it is short, and with 1 where the database fails.`,
});

/** What the script says itself that it ends with, success left aside. */
function exitCodes({ shell, variables }: JobScript): ReadonlySet<string> {
  const exits = shell.commands.filter(({ words }) => /^(?:exit|return)$/.test(words[0]?.plain ?? ''));
  return new Set(exits.map(({ words }) => words[1]?.value(variables) ?? '').filter((code) => code !== '0'));
}
