import { asksFor, optionsAt, type ShellCommand } from '../../../shell';
import { isUnchecked, jobScriptsOf, setAtStart, type JobScript } from '../backups/jobScripts';
import { composeRule } from '../rule';
import { findingIn, placeOf } from '../scripts';

/** Fewer commands than these need no switch: one looks at each of them. */
const LEAST_COMMANDS = 4;

export default composeRule({
  id: 'compose/missing-shell-error-mode',
  severity: 'info',
  preset: 'recommended',
  category: 'backup',
  since: '0.1.0',
  crossFile: true,
  summary: 'Backup script goes on after errors',
  why: 'A shell runs the next command whatever became of the last: after a `cd` that failed the rest works in another folder, and a variable that is not set turns `rm -r "$DIR/"*` into something else.',
  knownProblems:
    'Only scripts that save data are looked at. Where a failing dump goes unseen, that is reported in place of this.',
  references: ['https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#set'],
  examples: {
    bad: "services:\n  db-backup:\n    image: postgres:17.6\n    command: sh -c 'cd /backups; mkdir -p daily; touch started; pg_dump -h db -f daily/shop.sql shop || exit 1'\n",
    good: "services:\n  db-backup:\n    image: postgres:17.6\n    command: sh -c 'set -eu; cd /backups; mkdir -p daily; touch started; pg_dump -h db -f daily/shop.sql shop || exit 1'\n",
  },
  on: {
    runner(service, { surroundings }) {
      return jobScriptsOf(service, surroundings).flatMap((script) => {
        const { root } = script.shell;
        const own = script.shell.commands.filter((command) => command.script === script.shell);
        const [first] = own;
        if (
          !first ||
          own.filter(isStep).length < LEAST_COMMANDS ||
          root.items.length < 2 ||
          script.dumps.some(isUnchecked)
        )
          return [];
        const { errexit, nounset } = switchesOf(script);
        const removes = own.some(
          ({ call }) => call?.name === 'rm' && call.args.some((word) => word.variables.length > 0),
        );
        const missing = errexit ? (removes && !nounset ? '-u' : '') : removes && !nounset ? '-eu' : '-e';
        return missing ? findingIn(script, (first.words[0] ?? first).range, { script, missing, first }) : [];
      });
    },
  },
  message: ({ script, missing, first }) =>
    missing === '-u'
      ? `The backup script of "${script.service.name}" removes files by a variable${placeOf(script, first.range)}, and goes on when that is not set. Begin it with \`set -u\`.`
      : `The backup script of "${script.service.name}" goes on after a command that failed${placeOf(script, first.range)}. Begin it with \`set ${missing}\`.`,
  fixes: [
    {
      kind: 'review',
      title: 'End the script at the first error',
      edits: ({ script, missing }) =>
        asksForStatus(script) ? undefined : setAtStart(script, missing === '-e' ? '-eu' : missing),
    },
  ],
});

/** Does something that the next command may rest on: no message, no pause, no look at the result. */
function isStep({ words }: ShellCommand): boolean {
  const name = words[0]?.plain ?? '';
  return (
    words.length > 0 &&
    !/^(?:set|trap|echo|printf|logger|sleep|true|:|exit|wait|test|\[|find|gzip|pg_restore|sha256sum)$/.test(name)
  );
}

/** Whatever is set anywhere at the top counts: the person knows the switch. */
function switchesOf({ shell }: JobScript): { errexit: boolean; nounset: boolean } {
  const all = shell.commands.filter((command) => command.script === shell).map(optionsAt);
  return { errexit: all.some((one) => one.errexit), nounset: all.some((one) => one.nounset) };
}

/** It looks at failures by itself, and would no longer come to it. */
function asksForStatus({ shell }: JobScript): boolean {
  return shell.root.items.some((item) => asksFor(item, '?'));
}
