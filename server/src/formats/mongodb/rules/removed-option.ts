import { deleteEntry } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { isAtLeast, readersOf } from '../../shared/readers';
import { optionAt } from '../paths';
import { mongoRule } from '../rule';

/** Options with the first version that refuses them: https://www.mongodb.com/docs/v7.0/reference/configuration-file-settings-command-line-options-mapping/ */
const REMOVED: Readonly<Record<string, string>> = {
  'storage.journal.enabled': '6.1',
  'net.serviceExecutor': '5.0',
  'storage.indexBuildRetry': '4.4',
  'storage.mmapv1': '4.2',
  'storage.repairPath': '4.2',
  'replication.secondaryIndexPrefetch': '4.2',
  'net.http': '3.6',
};

/** Options that still work under their old name: https://www.mongodb.com/docs/manual/reference/configuration-options/#net.ssl-options */
const DEPRECATED: Readonly<Record<string, { since: string; successor: string }>> = {
  'net.ssl': { since: '4.2', successor: 'net.tls' },
};

export default mongoRule({
  id: 'mongodb/removed-option',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Option that this version of MongoDB does not know',
  why: 'mongod refuses to start with an option that it does not know: after an update of the image the container restarts for ever.',
  knownProblems:
    'Only for files that a MongoDB of the project mounts, with a version in its tag. Options that still work under their old name are an information.',
  references: [
    'https://www.mongodb.com/docs/v7.0/reference/configuration-file-settings-command-line-options-mapping/',
    'https://www.mongodb.com/docs/manual/core/journaling/',
  ],
  crossFile: true,
  examples: {
    name: 'mongod.conf',
    bad: 'storage:\n  dbPath: /data/db\n  journal:\n    enabled: true\n    commitIntervalMs: 100\n',
    good: 'storage:\n  dbPath: /data/db\n  journal:\n    commitIntervalMs: 100\n',
    files: {
      'compose.yaml':
        'services:\n  db:\n    image: mongo:7.0.24\n    volumes:\n      - ./mongod.conf:/etc/mongod.conf:ro\n',
    },
  },
  on: {
    file({ root, path }, { surroundings }) {
      const tags = readersOf(path, ['mongodb'], surroundings)?.map(({ image }) => image?.tag) ?? [];
      const runs = (since: string): boolean => tags.some((tag) => isAtLeast(tag, since) === true);
      const removed = Object.entries(REMOVED).flatMap(([option, since]) => {
        const entry = optionAt(root, option);
        return entry && runs(since) ? [finding(entry.key, { option, since, entry, successor: '' })] : [];
      });
      const deprecated = Object.entries(DEPRECATED).flatMap(([option, { since, successor }]) => {
        const entry = optionAt(root, option);
        return entry && runs(since)
          ? [finding(entry.key, { option, since, entry, successor }, { severity: 'info' })]
          : [];
      });
      return [...removed, ...deprecated];
    },
  },
  message: ({ option, since, successor }) =>
    successor === ''
      ? `MongoDB ${since} and later do not start with \`${option}\`. Delete it.`
      : `\`${option}\` is the old name of \`${successor}\` since MongoDB ${since}. Use the new options before the old ones go.`,
  fixes: [
    {
      kind: 'review',
      title: ({ option }) => `Delete \`${option}\``,
      edits: ({ entry, successor }) => (successor === '' ? deleteEntry(entry) : undefined),
    },
  ],
});
