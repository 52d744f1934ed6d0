import { unknownResource } from '../unknownResource';

export default unknownResource({
  id: 'compose/unknown-network',
  kind: 'networks',
  word: 'network',
  builtIn: ['default'],
  references: [
    'https://docs.docker.com/reference/compose-file/networks/',
    'https://docs.docker.com/reference/compose-file/services/#networks',
  ],
  examples: {
    bad: 'services:\n  web:\n    image: nginx:1.29.1\n    networks: [backend]\nnetworks:\n  backnd:\n    internal: true\n',
    good: 'services:\n  web:\n    image: nginx:1.29.1\n    networks: [backnd]\nnetworks:\n  backnd:\n    internal: true\n',
  },
  declaration: () => ({}),
  fixKind: 'review',
});
