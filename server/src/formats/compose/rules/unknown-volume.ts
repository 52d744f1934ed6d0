import { unknownResource } from '../unknownResource';

export default unknownResource({
  id: 'compose/unknown-volume',
  kind: 'volumes',
  word: 'volume',
  knownProblems: 'What begins with a dot, a slash or a tilde is a path and no name.',
  references: [
    'https://docs.docker.com/reference/compose-file/volumes/',
    'https://docs.docker.com/reference/compose-file/services/#volumes',
  ],
  examples: {
    bad: 'services:\n  db:\n    image: postgres:17.6\n    volumes:\n      - data:/var/lib/postgresql/data\n',
    good: 'services:\n  db:\n    image: postgres:17.6\n    volumes:\n      - data:/var/lib/postgresql/data\nvolumes:\n  data: {}\n',
  },
  declaration: () => ({}),
  fixKind: 'review',
});
