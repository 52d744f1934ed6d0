import { deleteEntry } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/conflicting-dockerfile',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Build has both `dockerfile` and `dockerfile_inline`',
  why: 'Compose refuses the whole project when a build names a Dockerfile and brings another one along.',
  references: ['https://docs.docker.com/reference/compose-file/build/#dockerfile_inline'],
  peers: ['compose-go:validate'],
  examples: {
    bad: 'services:\n  web:\n    build:\n      context: .\n      dockerfile: Dockerfile.web\n      dockerfile_inline: |\n        FROM nginx:1.29.1\n',
    good: 'services:\n  web:\n    build:\n      context: .\n      dockerfile_inline: |\n        FROM nginx:1.29.1\n',
  },
  on: {
    service(service) {
      const file = service.text('build', 'dockerfile');
      const inline = service.text('build', 'dockerfile_inline');
      if (!file || !inline || file.text === '' || inline.text === '') return undefined;
      const related = [{ token: inline.entry.key, message: 'The other one is written here' }];
      return finding(file.entry.key, { service, file: file.entry, inline: inline.entry }, { related });
    },
  },
  message: ({ service }) =>
    `The build of "${service.name}" names a Dockerfile and brings another one in \`dockerfile_inline\`: Compose refuses the project. Delete one of them.`,
  fixes: [
    { kind: 'review', title: 'Delete `dockerfile`', edits: ({ file }) => deleteEntry(file) },
    { kind: 'review', title: 'Delete `dockerfile_inline`', edits: ({ inline }) => deleteEntry(inline) },
  ],
});
