import type { ShellCommand } from '../../../shell';
import { composeRule } from '../rule';
import { findingIn, placeOf, scriptsOf } from '../scripts';

export default composeRule({
  id: 'compose/unchecked-psql-error',
  severity: 'hint',
  preset: 'strict',
  category: 'backup',
  since: '0.1.0',
  crossFile: true,
  summary: 'psql goes on after errors',
  why: 'psql runs the rest of a script after a statement that failed and ends with 0: a restore that lost half of its tables looks like one that worked.',
  knownProblems: 'A `\\set ON_ERROR_STOP on` inside the SQL file and a psqlrc file are not seen.',
  references: ['https://www.postgresql.org/docs/current/app-psql.html#APP-PSQL-VARIABLES'],
  examples: {
    bad: 'services:\n  restore:\n    image: postgres:17.6\n    command: ["sh", "-c", "psql -h db -f /backups/shop.sql shop"]\n',
    good: 'services:\n  restore:\n    image: postgres:17.6\n    command: ["sh", "-c", "psql -v ON_ERROR_STOP=1 -h db -f /backups/shop.sql shop"]\n',
  },
  on: {
    runner(service, { surroundings }) {
      return scriptsOf(service, surroundings).flatMap((script) =>
        script.shell.commands.flatMap((command) => {
          const { call } = command;
          if (call?.name !== 'psql' || !readsScript(command) || stopsAtErrors(command)) return [];
          return findingIn(script, call.word.range, { script, word: call.word });
        }),
      );
    },
  },
  message: ({ script, word }) =>
    `psql in "${script.service.name}" goes on after statements that fail and still ends with 0${placeOf(script, word.range)}. Add -v ON_ERROR_STOP=1.`,
  fixes: [
    {
      kind: 'review',
      title: 'Stop at the first error',
      edits: ({ script, word: { range } }) =>
        script.replace({ start: range.end, end: range.end }, ' -v ON_ERROR_STOP=1'),
    },
  ],
});

/** A file, a redirection, or what a pipe brings. */
function readsScript({ call, redirections, parent, ...command }: ShellCommand): boolean {
  const args = call?.args.map(({ text }) => text) ?? [];
  if (args.some((arg) => /^(?:-f|--file)/.test(arg))) return true;
  // `-c` and `-l` ask for something else than what comes in.
  if (args.some((arg) => /^-(?:[A-Za-z]*[cl]|-command|-list)/.test(arg))) return false;
  if (redirections.some(({ descriptor, operator }) => descriptor === 0 && operator.startsWith('<'))) return true;
  return parent?.kind === 'pipeline' && parent.items[0]?.range.start !== command.range.start;
}

function stopsAtErrors({ call, script }: ShellCommand): boolean {
  const isSet = call?.args.some(({ text }) => text.includes('ON_ERROR_STOP')) === true;
  return isSet || script.text.includes('PSQLRC') || script.text.includes('\\set ON_ERROR_STOP');
}
