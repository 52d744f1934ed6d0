import { deleteEntry, type Edits } from '../../../document/edit';
import { WrittenMap, type Entry } from '../../../document/view';
import { finding } from '../../../engine/rule';
import { readersOf } from '../../shared/readers';
import { mongoRule } from '../rule';

export default mongoRule({
  id: 'mongodb/file-logging',
  severity: 'info',
  preset: 'strict',
  category: 'observability',
  since: '0.1.0',
  summary: 'MongoDB logs to a file inside the container',
  why: '`docker logs` stays empty, nothing collects the file, and nothing cuts it: it grows until the disk is full.',
  knownProblems: 'Only for files that a MongoDB of the project mounts.',
  references: [
    'https://www.mongodb.com/docs/manual/reference/configuration-options/#systemlog-options',
    'https://docs.docker.com/engine/logging/',
  ],
  crossFile: true,
  examples: {
    name: 'mongod.conf',
    bad: 'storage:\n  dbPath: /data/db\nsystemLog:\n  destination: file\n  path: /var/log/mongodb/mongod.log\n',
    good: 'storage:\n  dbPath: /data/db\n',
    files: {
      'compose.yaml':
        'services:\n  db:\n    image: mongo:7.0.24\n    volumes:\n      - ./mongod.conf:/etc/mongod.conf:ro\n',
    },
  },
  on: {
    file({ root, path }, { surroundings }) {
      const section = root.get('systemLog');
      const log = section?.value;
      if (!section || !(log instanceof WrittenMap)) return undefined;
      const destination = log.get('destination')?.value;
      if (destination?.kind !== 'scalar' || destination.text !== 'file') return undefined;
      const file = log.get('path')?.value;
      if (file?.kind === 'scalar' && /^\/dev\/|^\/proc\//.test(file.text)) return undefined;
      const readers = readersOf(path, ['mongodb'], surroundings) ?? [];
      return readers.length > 0 ? finding(destination, { section, log }) : undefined;
    },
  },
  message: () =>
    'MongoDB writes its log into a file of the container: `docker logs` stays empty and the file grows without end. Delete destination and path, and it logs to standard output.',
  fixes: [{ kind: 'review', title: 'Log to standard output', edits: ({ section, log }) => logToOutput(section, log) }],
});

/** The options that only mean something for a file go along; a section with nothing else goes as a whole. */
function logToOutput(section: Entry, log: WrittenMap): Edits {
  const isOfFile = ({ key }: Entry): boolean => /^(?:destination|path|logAppend|logRotate)$/.test(key.text);
  const gone = log.ownEntries.filter(isOfFile);
  if (gone.length === log.entries.length) return deleteEntry(section);
  const edits = gone.map((entry) => deleteEntry(entry));
  const known = edits.filter((one) => one !== undefined);
  return known.length === edits.length ? known.flat() : undefined;
}
