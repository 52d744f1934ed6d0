import type { Dump } from '../../../backups/dumps';
import type { Edits } from '../../../document/edit';
import type { Surroundings } from '../../../engine/surroundings';
import { parseShell, type ShellCommand } from '../../../shell';
import { appendOnSuccess, isUnchecked, jobScriptsOf, toolWord, type JobScript } from '../backups/jobScripts';
import type { ComposeFile } from '../model';
import { composeRule } from '../rule';
import { findingIn, scriptsOf } from '../scripts';

/** Programs that look into a backup, or read all of it back. */
const VERIFIERS =
  /^(?:pg_restore|mongorestore|pg_verifybackup|sha\d*sum|shasum|md5sum|b2sum|b3sum|cksum|xxhsum|openssl|minisign|redis-check-rdb|mariabackup|xtrabackup|bats)$/;

export default composeRule({
  id: 'compose/unverified-backup',
  severity: 'info',
  preset: 'strict',
  category: 'backup',
  since: '0.1.0',
  crossFile: true,
  summary: 'Nobody checks whether the backup can be read',
  why: 'A dump that ended well can still be cut off by a full disk or a broken volume. Only reading it back tells, best by a restore.',
  knownProblems:
    'Checks and restores in commands, in mounted scripts and in scripts beside the project count. The size of a file says nothing.',
  references: [
    'https://www.postgresql.org/docs/current/app-pgrestore.html',
    'https://restic.readthedocs.io/en/stable/045_working_with_repos.html#checking-integrity-and-consistency',
  ],
  examples: {
    bad: "services:\n  db-backup:\n    image: postgres:17.6\n    command: sh -c 'pg_dump -h db -Fc -f /backups/shop.dump shop'\n",
    good: "services:\n  db-backup:\n    image: postgres:17.6\n    command: sh -c 'pg_dump -h db -Fc -f /backups/shop.dump shop && pg_restore -l /backups/shop.dump > /dev/null'\n",
  },
  on: {
    runner(service, { surroundings }) {
      const [script] = jobScriptsOf(service, surroundings);
      const [dump] = script?.dumps ?? [];
      const word = dump && toolWord(dump);
      if (!script || !word || isVerified(service.file, surroundings)) return undefined;
      return findingIn(script, word.range, { script, dump });
    },
  },
  message: ({ script, dump: { tool } }) =>
    `Nobody checks whether what ${tool} of "${script.service.name}" writes can be read again. Read it back after each run, and restore it somewhere from time to time.`,
  fixes: [
    {
      kind: 'manual',
      title: 'Read the backup back after each run',
      edits: ({ script, dump }) => readBack(script, dump),
    },
  ],
});

function isVerified(file: ComposeFile, surroundings: Surroundings): boolean {
  const here = file.services.some((service) =>
    scriptsOf(service, surroundings).some(({ shell }) => shell.commands.some(verifies)),
  );
  return here || surroundings.scripts?.some((text) => parseShell(text).commands.some(verifies)) === true;
}

function verifies({ call, words }: ShellCommand): boolean {
  const args = call?.args.map(({ unquoted }) => unquoted) ?? [];
  const name = call?.name ?? '';
  if (VERIFIERS.test(name)) return true;
  if (/^(?:gzip|gunzip|pigz|zstd|xz|bzip2|lz4|zip|unzip|7z)$/.test(name))
    return args.some((arg) => /^-\w*t|^--test$|^t$/.test(arg));
  if (name === 'tar')
    return args.some((arg, index) => /^-\w*t\w*$|^--list$/.test(arg) || (index === 0 && /^\w*t\w*$/.test(arg)));
  if (/^(?:restic|borg|borgmatic|kopia|pgbackrest|wal-g|rclone)$/.test(name))
    return args.some((arg) => /^(?:check|verify|restore|extract|content-verify|wal-verify)$/.test(arg));
  return /verif|restore/i.test(words[0]?.unquoted ?? '');
}

function readBack(script: JobScript, dump: Dump): Edits {
  const { file, command } = dump;
  // A failure that nobody looks at would only look handled.
  if (isUnchecked(dump) || !file?.parts.every(({ kind }) => kind === 'text' || kind === 'variable')) return undefined;
  const name = file.value(script.variables);
  const isArchive =
    command.call?.args.some(({ text }) => /^(?:-Fc|-Ft|--format=(?:c|t|custom|tar))$/.test(text)) === true;
  if (/\.gz$/.test(name)) return appendOnSuccess(script, dump, `gzip -t ${file.text}`);
  const check = isArchive ? `pg_restore -l ${file.text} > /dev/null` : `sha256sum ${file.text} > ${file.text}.sha256`;
  return appendOnSuccess(script, dump, check);
}
