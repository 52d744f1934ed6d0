import { placeholder } from '../../../document/render';
import { unknownResource } from '../unknownResource';

export default unknownResource({
  id: 'compose/unknown-secret',
  kind: 'secrets',
  word: 'secret',
  references: [
    'https://docs.docker.com/reference/compose-file/secrets/',
    'https://docs.docker.com/compose/how-tos/use-secrets/',
  ],
  examples: {
    bad: 'services:\n  db:\n    image: postgres:17.6\n    secrets:\n      - db_password\n',
    good: 'services:\n  db:\n    image: postgres:17.6\n    secrets:\n      - db_password\nsecrets:\n  db_password:\n    file: ./secrets/db_password.txt\n',
  },
  declaration: (name) => ({ file: placeholder(`./secrets/${name}.txt`) }),
  fixKind: 'manual',
});
