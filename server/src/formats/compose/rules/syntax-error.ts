import { yamlSyntaxError } from '../../shared/yamlSyntaxError';

export default yamlSyntaxError({
  format: 'compose',
  reader: 'Docker Compose',
  references: ['https://docs.docker.com/reference/compose-file/', 'https://yaml.org/spec/1.2.2/'],
  peers: ['dclint:invalid-yaml', 'docker-language-server:yaml', 'compose-go:load', 'compose-lint:parse'],
  examples: {
    bad: 'services:\n  web:\n    image: nginx:1.29.1\n    restart unless-stopped\n',
    good: 'services:\n  web:\n    image: nginx:1.29.1\n    restart: unless-stopped\n',
  },
});
