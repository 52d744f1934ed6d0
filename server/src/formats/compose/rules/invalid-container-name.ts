import { replaceScalar } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/invalid-container-name',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Container name that the engine refuses',
  why: 'The engine takes letters, digits, dots, dashes and underscores, at least two of them, and a letter or digit first. With any other name the container is not created.',
  knownProblems: 'Names with variables are left alone.',
  references: ['https://docs.docker.com/reference/compose-file/services/#container_name'],
  peers: ['dclint:service-container-name-regex'],
  examples: {
    bad: 'services:\n  web:\n    image: nginx:1.29.1\n    container_name: my shop\n',
    good: 'services:\n  web:\n    image: nginx:1.29.1\n    container_name: my-shop\n',
  },
  on: {
    service(service) {
      const name = service.text('container_name');
      if (!name || name.hasVariables || name.text === '' || isName(name.text)) return undefined;
      return finding(name.token, { service, token: name.token });
    },
  },
  message: ({ service, token }) =>
    `"${token.text}" is no name for a container: the engine refuses to create "${service.name}". Use letters, digits, dots, dashes and underscores, and begin with a letter or digit.`,
  fixes: [
    {
      kind: 'review',
      title: ({ token }) => `Rename to "${readable(token.text)}"`,
      edits: ({ token }) => (isName(readable(token.text)) ? replaceScalar(token, readable(token.text)) : undefined),
    },
  ],
});

function isName(text: string): boolean {
  return /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(text);
}

/** Accents are taken off, what is left over becomes a dash. */
function readable(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .replace(/[^a-zA-Z0-9_.-]+/g, '-')
    .replace(/^[^a-zA-Z0-9]+|-+$/g, '');
}
