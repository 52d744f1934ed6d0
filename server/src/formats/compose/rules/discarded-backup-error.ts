import { dumpOf } from '../../../backups/dumps';
import type { Edits } from '../../../document/edit';
import { NO_VARIABLES, type ShellCommand, type ShellRedirection, type ShellScript } from '../../../shell';
import { composeRule } from '../rule';
import { findingIn, placeOf, scriptsOf, type ServiceScript } from '../scripts';

export default composeRule({
  id: 'compose/discarded-backup-error',
  severity: 'warning',
  preset: 'recommended',
  category: 'backup',
  since: '0.1.0',
  crossFile: true,
  summary: 'Errors of a backup are thrown away',
  why: 'When a dump or a restore fails, what it says is the only hint at why: a wrong password, a full disk, a version that does not match.',
  references: ['https://www.gnu.org/software/bash/manual/html_node/Redirections.html'],
  examples: {
    bad: "services:\n  db-backup:\n    image: postgres:17.6\n    command: sh -c 'pg_dump -h db shop > /backups/shop.sql 2>/dev/null'\n",
    good: "services:\n  db-backup:\n    image: postgres:17.6\n    command: sh -c 'pg_dump -h db shop > /backups/shop.sql'\n",
  },
  on: {
    runner(service, { surroundings }) {
      return scriptsOf(service, surroundings).flatMap((script) =>
        script.shell.commands.flatMap((command) => {
          const redirection = discarding(command);
          if (!redirection || !savesOrRestores(command, script.shell)) return [];
          return findingIn(script, redirection.range, { script, command, redirection });
        }),
      );
    },
  },
  message: ({ script, command, redirection }) =>
    `What ${command.call?.name ?? ''} in "${script.service.name}" says when it fails is thrown away${placeOf(script, redirection.range)}: nobody will know why there is no backup. Let it reach the log.`,
  fixes: [
    {
      kind: 'review',
      title: 'Let errors reach the log',
      edits: ({ script, redirection }) => keep(script, redirection),
    },
  ],
});

/** The redirection that sends errors nowhere. */
function discarding({ redirections }: ShellCommand): ShellRedirection | undefined {
  const isNowhere = ({ target }: ShellRedirection): boolean => target?.plain === '/dev/null';
  const nowhere = redirections.find((one) => isNowhere(one) && (one.operator.startsWith('&>') || one.descriptor === 2));
  if (nowhere) return nowhere;
  const output = redirections.findIndex(
    (one) => isNowhere(one) && one.descriptor === 1 && one.operator.startsWith('>'),
  );
  const isMerged = ({ descriptor, operator, target }: ShellRedirection): boolean =>
    descriptor === 2 && operator === '>&' && target?.plain === '1';
  return output < 0 ? undefined : redirections.slice(output + 1).find(isMerged);
}

function savesOrRestores(command: ShellCommand, { commands }: ShellScript): boolean {
  const dump = dumpOf(command, commands, NO_VARIABLES);
  if (dump) return !/^(?:tar|rsync|rclone)$/.test(dump.tool);
  const { call, redirections } = command;
  const args = call?.args.map(({ unquoted }) => unquoted) ?? [];
  const hasInput = redirections.some(({ descriptor, operator }) => descriptor === 0 && operator === '<');
  switch (call?.name) {
    case 'pg_restore':
    case 'mongorestore':
      return true;
    case 'psql':
      return hasInput || args.some((arg) => /^(?:-f|--file)/.test(arg));
    case 'mysql':
    case 'mariadb':
      return hasInput;
    case 'restic':
      return args.includes('restore');
    default:
      return false;
  }
}

function keep(script: ServiceScript, { range, operator }: ShellRedirection): Edits {
  // `&>` sends away what is printed too, and that is not what is asked about.
  if (operator.startsWith('&>')) return script.replace({ start: range.start, end: range.start + 1 }, '');
  const before = script.shell.text.slice(0, range.start - script.shell.root.range.start);
  const spaces = / +$/.exec(before)?.[0].length ?? 0;
  return script.replace({ start: range.start - spaces, end: range.end }, '');
}
