import { placeholder } from '../../../document/render';
import { unknownResource } from '../unknownResource';

export default unknownResource({
  id: 'compose/unknown-config',
  kind: 'configs',
  word: 'config',
  references: [
    'https://docs.docker.com/reference/compose-file/configs/',
    'https://docs.docker.com/reference/compose-file/services/#configs',
  ],
  examples: {
    bad: 'services:\n  proxy:\n    image: nginx:1.29.1\n    configs:\n      - site\n',
    good: 'services:\n  proxy:\n    image: nginx:1.29.1\n    configs:\n      - site\nconfigs:\n  site:\n    file: ./config/site\n',
  },
  declaration: (name) => ({ file: placeholder(`./config/${name}`) }),
  fixKind: 'manual',
});
