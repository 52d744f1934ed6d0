import type { Dump } from '../../../backups/dumps';
import type { Edits } from '../../../document/edit';
import type { Surroundings } from '../../../engine/surroundings';
import { fileNameOf, findPattern, isInTurn, prunersIn } from '../backups/backupFiles';
import { appendOnSuccess, isUnchecked, jobScriptsOf, type JobScript } from '../backups/jobScripts';
import type { ComposeFile, ComposeService } from '../model';
import { composeRule } from '../rule';
import { findingIn, placeOf, scriptsOf } from '../scripts';

/** Variables by which images and scripts are told how long backups stay. */
const RETENTION = /KEEP|RETENTION|PRUNE|MAX_?(?:AGE|BACKUPS)|ROTAT|EXPIR/i;

export default composeRule({
  id: 'compose/unrotated-backup',
  severity: 'warning',
  preset: 'recommended',
  category: 'backup',
  since: '0.1.0',
  crossFile: true,
  summary: 'Old backups are never deleted, or all of them are',
  why: 'Every run adds a file until the disk is full, and then the database stops too. Where old files go although new ones fail, there is no backup left after a while.',
  knownProblems:
    'Whatever deletes old files in the commands and mounted scripts of the project counts, and so does a variable that speaks of keeping or pruning. What the storage behind a volume deletes is not seen.',
  references: ['https://www.gnu.org/software/findutils/manual/html_mono/find.html#Delete-Files'],
  examples: {
    bad: "services:\n  db-backup:\n    image: postgres:17.6\n    command: sh -c 'pg_dump -h db -f /backups/shop-$$(date +%s).sql shop'\n",
    good: "services:\n  db-backup:\n    image: postgres:17.6\n    command: sh -c 'pg_dump -h db -f /backups/shop-$$(date +%s).sql shop && find /backups -name shop-\\*.sql -mtime +7 -delete'\n",
  },
  on: {
    runner(service, { surroundings }) {
      const scripts = jobScriptsOf(service, surroundings);
      const found = scripts.flatMap((script) => [
        ...careless(script),
        ...uncleared(script, service.file, surroundings),
      ]);
      return found.length > 0 && isKept(service) ? [] : found;
    },
  },
  message: ({ script, problem, dump: { command } }) => {
    const where = placeOf(script, command.range);
    switch (problem) {
      case 'never':
        return `Nothing deletes the old backups of "${script.service.name}"${where}: they pile up until the disk is full. Delete those that are older than you need, after a new one has worked.`;
      case 'although it failed':
        return `"${script.service.name}" deletes old backups also when the new one failed${where}: after some days of failures none is left. Delete them only after a success.`;
      case 'all':
        return `"${script.service.name}" deletes backups of whatever age${where}: the last good one goes too. Say how old they have to be.`;
    }
  },
  fixes: [
    {
      kind: 'review',
      title: 'Delete backups older than 7 days after a success',
      edits: ({ script, dump, problem }) => (problem === 'never' ? addPruning(script, dump) : undefined),
    },
  ],
});

type Problem = 'never' | 'although it failed' | 'all';

function report(script: JobScript, dump: Dump, problem: Problem, range = dump.file?.range) {
  return range ? [findingIn(script, range, { script, dump, problem })] : [];
}

/** Files with a date in their names that nothing takes away. */
function uncleared(script: JobScript, file: ComposeFile, surroundings: Surroundings) {
  const dated = script.dumps.filter((dump) => {
    const name = fileNameOf(dump, script);
    return dump.output && name && name.dates.length > 0 && !name.dates.some(isInTurn);
  });
  if (dated.length === 0) return [];
  const isPruned = file.services.some((service) =>
    scriptsOf(service, surroundings).some(({ shell }) => prunersIn(shell.commands).length > 0),
  );
  return isPruned ? [] : dated.flatMap((dump) => report(script, dump, 'never'));
}

/** A `find -delete` that runs whatever became of the dump, or that asks for no age. */
function careless(script: JobScript) {
  const dump = script.dumps.find(({ output }) => output);
  const folder = dump?.output?.folder;
  if (!dump || folder === undefined) return [];
  return prunersIn(script.shell.commands).flatMap((command) => {
    const args = command.call?.args.map((word) => word.value(script.variables)) ?? [];
    if (command.call?.name !== 'find' || !args.some((arg) => arg === folder || arg.startsWith(`${folder}/`))) return [];
    const { range } = command.call.word;
    const isAged = args.some((arg) => /^-(?:[acm](?:time|min)|newer\w*|empty|size)$/.test(arg));
    if (!isAged) return args.includes('-delete') ? report(script, dump, 'all', range) : [];
    const isBehind = command.range.start > dump.command.range.end && command.script === dump.command.script;
    return isBehind && isUnchecked(dump) && isPlainStatement(command.parent?.kind)
      ? report(script, dump, 'although it failed', range)
      : [];
  });
}

/** Part of no chain: nothing decides whether it runs. */
function isPlainStatement(parent: string | undefined): boolean {
  return parent === 'list';
}

function isKept(service: ComposeService): boolean {
  return service.environment.some(({ name }) => RETENTION.test(name)) || service.get('env_file') !== undefined;
}

function addPruning(script: JobScript, dump: Dump): Edits {
  const { output } = dump;
  const pattern = output && findPattern(output.pattern);
  // A folder that comes from a variable of Compose may be another one elsewhere.
  const isWritten = dump.file && script.replace(dump.file.range, dump.file.text);
  if (pattern === undefined || !isWritten || !/^\/[\w./-]+$/.test(output?.folder ?? '')) return undefined;
  return appendOnSuccess(script, dump, `find ${output?.folder ?? ''} -name ${pattern} -mtime +7 -delete`);
}
