import type { Dump } from '../../../backups/dumps';
import type { Edits } from '../../../document/edit';
import { fateOf, type ShellCommand } from '../../../shell';
import { jobScriptsOf, setAtStart, together, toolWord, type JobScript } from '../backups/jobScripts';
import { composeRule } from '../rule';
import { findingIn, placeOf } from '../scripts';

export default composeRule({
  id: 'compose/missing-pipefail',
  severity: 'warning',
  preset: 'recommended',
  category: 'backup',
  since: '0.1.0',
  crossFile: true,
  summary: 'Pipe hides that a backup failed',
  why: 'A pipe reports only its last command: gzip packs the nothing that a failed dump prints, and all looks well.',
  knownProblems:
    'Bash and the ash of Alpine know `pipefail`, the dash of Debian only from 0.5.13 on. There the fix takes the pipe apart. Pipes that save no data are left alone.',
  references: [
    'https://www.gnu.org/software/bash/manual/html_node/Pipelines.html',
    'https://www.gnu.org/software/bash/manual/html_node/The-Set-Builtin.html',
  ],
  peers: ['hadolint:DL4006'],
  examples: {
    bad: "services:\n  db-backup:\n    image: postgres:17.6\n    command: bash -c 'pg_dump -h db shop | gzip > /backups/shop.sql.gz'\n",
    good: "services:\n  db-backup:\n    image: postgres:17.6\n    command: bash -c 'set -o pipefail; pg_dump -h db shop | gzip > /backups/shop.sql.gz'\n",
  },
  on: {
    runner(service, { surroundings }) {
      return jobScriptsOf(service, surroundings).flatMap((script) =>
        script.dumps.flatMap((dump) => {
          const fate = fateOf(dump.command);
          const word = toolWord(dump);
          if (fate.kind !== 'piped' || !word) return [];
          const next = fate.next.kind === 'command' ? fate.next : undefined;
          return findingIn(script, word.range, { script, dump, next });
        }),
      );
    },
  },
  message: ({ script, dump: { tool, command }, next }) => {
    const behind = next?.call ? `"${next.call.name}" behind it` : 'what stands behind it';
    return `The pipe reports only how ${behind} ended: when ${tool} in "${script.service.name}" fails${placeOf(script, command.range)}, it passes for a backup. Set pipefail.`;
  },
  fixes: [
    {
      kind: 'review',
      title: 'Let the pipe fail when the backup does',
      edits: ({ script }) => (knowsPipefail(script) ? setAtStart(script, '-o pipefail') : undefined),
    },
    {
      kind: 'review',
      title: 'Take the pipe apart',
      edits: ({ script, dump, next }) => (next ? splitPipe(script, dump, next) : undefined),
    },
  ],
});

function knowsPipefail({ interpreter, service }: JobScript): boolean {
  if (/^(?:bash|ash|zsh|ksh)$/.test(interpreter ?? '')) return true;
  return /alpine/.test(service.image?.reference.tag ?? '') || service.image?.reference.repository === 'alpine';
}

/** `dump > FILE.raw && pack < FILE.raw > FILE && rm FILE.raw`, where the name of the file is the same each time it is written. */
function splitPipe(script: JobScript, { command, file }: Dump, next: ShellCommand): Edits {
  const pipe = command.parent;
  const isPlain = file?.parts.every(({ kind }) => kind === 'text' || kind === 'variable') === true;
  const output = next.redirections.find(({ target }) => target === file);
  const isShort = pipe?.kind === 'pipeline' && pipe.items.length === 2 && !pipe.isNegated;
  // With more in the same chain it would no longer be one condition.
  if (!isPlain || !output || !isShort || fateOf(command, true).kind === 'aborts') return undefined;
  const raw = `${file.text}.raw`;
  return together(
    script.replace({ start: command.range.end, end: next.range.start }, ` > ${raw} && `),
    script.replace({ start: next.range.end, end: next.range.end }, ` < ${raw} && rm ${raw}`),
  );
}
