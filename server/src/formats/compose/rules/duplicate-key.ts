import { duplicateKey } from '../../shared/duplicateKey';

export default duplicateKey({
  format: 'compose',
  reader: 'Docker Compose',
  consequence: 'refuses the file',
  references: ['https://docs.docker.com/reference/compose-file/', 'https://yaml.org/spec/1.2.2/#3213-node-comparison'],
  peers: ['compose-go:load', 'dclint:invalid-yaml'],
  examples: {
    bad: 'services:\n  web:\n    image: nginx:1.29.1\n    ports: ["8080:80"]\n    image: nginx:1.28.0\n',
    good: 'services:\n  web:\n    image: nginx:1.29.1\n    ports: ["8080:80"]\n',
  },
});
