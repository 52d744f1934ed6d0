import { replaceScalar } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/invalid-logging-labels',
  severity: 'warning',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Logging option holds values where it takes names',
  why: '`labels` and `env` of a logging driver list the names of labels and variables to copy into each line. A name with "=" matches none, and the lines go without.',
  references: [
    'https://docs.docker.com/engine/logging/drivers/json-file/#options',
    'https://docs.docker.com/reference/compose-file/services/#labels',
  ],
  examples: {
    bad: 'services:\n  web:\n    image: nginx:1.29.1\n    logging:\n      driver: json-file\n      options:\n        labels: "team=shop,tier"\n',
    good: 'services:\n  web:\n    image: nginx:1.29.1\n    logging:\n      driver: json-file\n      options:\n        labels: "team,tier"\n',
  },
  on: {
    service(service) {
      return (['labels', 'env'] as const).map((option) => {
        const written = service.text('logging', 'options', option);
        if (!written?.text.includes('=')) return undefined;
        return finding(written.token, { service, option, written });
      });
    },
  },
  message: ({ service, option }) =>
    `The logging option \`${option}\` of "${service.name}" takes names only, and none holds "=". Keep the names, and set the values as ${option === 'labels' ? '`labels`' : '`environment`'} of the service.`,
  fixes: [
    {
      kind: 'review',
      title: 'Keep the names',
      edits: ({ written: { token } }) => {
        if (token.text.includes('$')) return undefined;
        const names = token.text.split(',').map((part) => part.trim().split('=')[0] ?? '');
        return replaceScalar(token, names.filter((name) => name !== '').join(','));
      },
    },
  ],
});
