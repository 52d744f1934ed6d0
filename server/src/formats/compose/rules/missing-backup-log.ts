import { appendOnSuccess, firstDumpsOf, isUnchecked, type JobScript } from '../backups/jobScripts';
import { composeRule } from '../rule';
import { findingIn } from '../scripts';

export default composeRule({
  id: 'compose/missing-backup-log',
  severity: 'hint',
  preset: 'strict',
  category: 'backup',
  since: '0.1.0',
  crossFile: true,
  summary: 'Backup leaves no trace in the log',
  why: 'Without a line for each run nobody can tell from the log whether last night there was a backup, or since when there is none.',
  references: ['https://docs.docker.com/engine/logging/'],
  examples: {
    bad: "services:\n  db-backup:\n    image: postgres:17.6\n    command: sh -c 'pg_dump -h db -f /backups/shop.sql shop'\n",
    good: "services:\n  db-backup:\n    image: postgres:17.6\n    command: sh -c 'pg_dump -h db -f /backups/shop.sql shop && echo Backup written'\n",
  },
  on: {
    runner(service, { surroundings }) {
      return firstDumpsOf(service, surroundings).map(({ script, dump, word }) =>
        saysSomething(script) ? undefined : findingIn(script, word.range, { script, dump }),
      );
    },
  },
  message: ({ script }) =>
    `The log of "${script.service.name}" does not say whether there was a backup. Print a line after each one.`,
  fixes: [
    {
      kind: 'review',
      title: 'Print a line after each backup',
      // A failure that nobody looks at would only look handled.
      edits: ({ script, dump }) =>
        isUnchecked(dump) ? undefined : appendOnSuccess(script, dump, 'echo Backup written'),
    },
  ],
});

/** Programs that report what they saved without being asked. */
const TALKATIVE = /^(?:restic|borg|borgmatic|kopia|pgbackrest|wal-g|mongodump|redis-cli|valkey-cli)$/;

function saysSomething({ shell, dumps }: JobScript): boolean {
  if (dumps.every(({ tool }) => TALKATIVE.test(tool))) return true;
  return shell.commands.some(({ call, words }) => {
    const name = call?.name ?? words[0]?.plain ?? '';
    if (/^(?:echo|printf|logger|tee|cat|log\w*|info|say|print\w*|ls|du|stat)$/i.test(name)) return true;
    const isTraced = name === 'set' && words.some(({ text }) => /^-\w*[xv]/.test(text));
    return isTraced || words.some(({ text }) => text === '-v' || text === '--verbose');
  });
}
