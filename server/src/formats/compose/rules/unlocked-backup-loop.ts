import type { Edits } from '../../../document/edit';
import { jobScriptsOf, loopAround, type JobScript } from '../backups/jobScripts';
import type { Dump } from '../../../backups/dumps';
import { composeRule } from '../rule';
import { findingIn, placeOf } from '../scripts';

export default composeRule({
  id: 'compose/unlocked-backup-loop',
  severity: 'info',
  preset: 'recommended',
  category: 'backup',
  since: '0.1.0',
  crossFile: true,
  summary: 'Backup loop without a lock',
  why: 'A loop that sleeps drifts through the day, makes up for no run that it missed, and a second container of the service backs up into the same files at the same time.',
  knownProblems: 'A lock file, a lock folder and `flock` count.',
  references: [
    'https://man7.org/linux/man-pages/man1/flock.1.html',
    'https://github.com/aptible/supercronic',
    'https://github.com/mcuadros/ofelia',
  ],
  examples: {
    bad: "services:\n  db-backup:\n    image: postgres:17.6\n    command: sh -c 'while true; do pg_dump -h db -f /backups/shop.sql shop; sleep 1d; done'\n",
    good: "services:\n  db-backup:\n    image: postgres:17.6\n    command: sh -c 'while true; do flock -n /backups/.lock pg_dump -h db -f /backups/shop.sql shop; sleep 1d; done'\n",
  },
  on: {
    runner(service, { surroundings }) {
      return jobScriptsOf(service, surroundings).flatMap((script) => {
        if (hasLock(script)) return [];
        const looped = script.dumps.flatMap((dump) => {
          const loop = loopAround(dump, script.variables);
          return loop && (Number.isNaN(loop.pauseS) || loop.pauseS >= 60) ? { dump, loop } : [];
        });
        const [first] = looped;
        if (!first) return [];
        const { start } = first.loop.node.range;
        return findingIn(script, { start, end: start + 'while'.length }, { script, dump: first.dump });
      });
    },
  },
  message: ({ script, dump: { command } }) =>
    `"${script.service.name}" backs up in a loop that nothing locks${placeOf(script, command.range)}: a second container of it writes the same files at once, and missed runs stay missed. Use flock, or a scheduler such as supercronic or Ofelia.`,
  fixes: [
    { kind: 'review', title: 'Let only one backup run at a time', edits: ({ script, dump }) => lock(script, dump) },
  ],
});

function hasLock({ shell }: JobScript): boolean {
  return shell.commands.some(({ call, words, redirections }) => {
    if (
      call?.through.includes('flock') ||
      /^(?:flock|lockfile|shlock|setlock|dotlockfile|run-one)$/.test(call?.name ?? '')
    )
      return true;
    return [...words, ...redirections.flatMap(({ target }) => target ?? [])].some(({ text }) =>
      /lock|\.pid\b/i.test(text),
    );
  });
}

/** The lock lies where the backups do, so that it holds for every container that writes there. */
function lock(script: JobScript, { command, output, file }: Dump): Edits {
  const [word] = command.words;
  const isOne = script.dumps.length === 1 && command.script === script.shell;
  const isWritten = file && script.replace(file.range, file.text);
  if (!word || !isOne || !isWritten || !/^\/[\w./-]+$/.test(output?.folder ?? '')) return undefined;
  const { start } = word.range;
  return script.replace({ start, end: start }, `flock -n ${output?.folder ?? ''}/.lock `);
}
