import { insertKeyBefore } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/missing-project-name',
  severity: 'hint',
  preset: 'off',
  category: 'maintenance',
  since: '0.1.0',
  summary: 'Project has no name of its own',
  why: 'The name of the folder becomes the name of the project, and with it of its networks and volumes. In another folder, or beside another one of the same name, the stack comes up with empty volumes.',
  knownProblems:
    'Files that only change or complete another one are left alone, and so is a project whose `.env` sets COMPOSE_PROJECT_NAME.',
  references: ['https://docs.docker.com/reference/compose-file/version-and-name/#name-top-level-element'],
  peers: ['dclint:require-project-name-field'],
  examples: {
    bad: 'services:\n  web:\n    image: nginx:1.29.1\n',
    good: 'name: workspace\nservices:\n  web:\n    image: nginx:1.29.1\n',
  },
  on: {
    file({ document, root, project }) {
      const [first] = root.entries;
      const main = project.sources.find(({ path }) => path === project.paths[0]);
      if (!first || main?.document !== document || root.get('services') === undefined) return undefined;
      if (/override[^/]*$/.test(main.path) || main.variables.has('COMPOSE_PROJECT_NAME')) return undefined;
      if (project.sources.some((source) => source.document.root?.kind === 'map' && source.document.root.get('name')))
        return undefined;
      return finding(first.key, { first, name: project.name });
    },
  },
  message: ({ name }) =>
    `The folder names this project: in another folder it comes up with empty volumes. Give it a \`name\`${name === '' ? '' : `, today it is "${name}"`}.`,
  fixes: [
    {
      kind: 'review',
      title: ({ name }) => `Call it "${name}"`,
      edits: ({ first, name }) => (name === '' ? undefined : insertKeyBefore(first, 'name', name)),
    },
  ],
});
