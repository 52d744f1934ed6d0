import type { ShellCommand } from '../../../shell';
import { composeRule } from '../rule';
import { findingIn, placeOf, scriptsOf } from '../scripts';

export default composeRule({
  id: 'compose/asynchronous-redis-backup',
  severity: 'warning',
  preset: 'recommended',
  category: 'backup',
  since: '0.1.0',
  crossFile: true,
  summary: 'Copy of a Redis dump that may be an old one',
  why: 'BGSAVE only starts the saving and answers at once: the file that is copied right behind it is the one of last time.',
  knownProblems: 'A look at LASTSAVE, or at rdb_bgsave_in_progress of INFO, counts as waiting.',
  references: [
    'https://redis.io/docs/latest/commands/bgsave/',
    'https://redis.io/docs/latest/develop/tools/cli/#remote-backups-of-rdb-files',
  ],
  examples: {
    bad: "services:\n  cache-backup:\n    image: redis:8.2\n    command: sh -c 'redis-cli -h cache BGSAVE && cp /data/dump.rdb /backups/cache.rdb'\n",
    good: "services:\n  cache-backup:\n    image: redis:8.2\n    command: sh -c 'redis-cli -h cache --rdb /backups/cache.rdb'\n",
  },
  on: {
    runner(service, { surroundings }) {
      return scriptsOf(service, surroundings).flatMap((script) => {
        const { commands } = script.shell;
        const start = commands.findIndex(isBackgroundSave);
        const saving = commands[start];
        const word = saving?.call?.args.find(({ unquoted }) => /^bgsave$/i.test(unquoted));
        if (!saving || !word || commands.some(waits)) return [];
        const copy = commands.slice(start + 1).find(takesDump);
        return copy ? findingIn(script, word.range, { script, word }) : [];
      });
    },
  },
  message: ({ script, word }) =>
    `"${script.service.name}" copies the dump of Redis right after BGSAVE${placeOf(script, word.range)}, which has only begun to write it: the copy is an old one. Use \`redis-cli --rdb FILE\`, which waits for the data.`,
});

function isBackgroundSave({ call }: ShellCommand): boolean {
  return (
    /^(?:redis|valkey)-cli$/.test(call?.name ?? '') &&
    call?.args.some(({ unquoted }) => /^bgsave$/i.test(unquoted)) === true
  );
}

function waits({ call }: ShellCommand): boolean {
  return call?.args.some(({ unquoted }) => /^lastsave$|bgsave_in_progress|^persistence$/i.test(unquoted)) === true;
}

function takesDump({ call, words }: ShellCommand): boolean {
  const isCopy = /^(?:cp|mv|tar|gzip|rsync|scp|cat|restic|rclone|aws|mc|docker|kubectl)$/.test(call?.name ?? '');
  return isCopy && words.some(({ unquoted }) => /\.rdb\b|\/data\b/.test(unquoted));
}
