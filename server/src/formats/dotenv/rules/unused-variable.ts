import { resolvePath } from '../../../engine/paths';
import { finding } from '../../../engine/rule';
import type { Surroundings } from '../../../engine/surroundings';
import { dotenvRule } from '../rule';

/** Of programs that read .env by themselves. */
const MANIFESTS = [
  'package.json',
  'composer.json',
  'requirements*.txt',
  'pyproject.toml',
  'Pipfile',
  'Gemfile',
  'go.mod',
  'Cargo.toml',
  'pom.xml',
  'artisan',
  'manage.py',
];

export default dotenvRule({
  id: 'dotenv/unused-variable',
  severity: 'hint',
  preset: 'strict',
  category: 'maintenance',
  since: '0.1.0',
  summary: 'Variable is used nowhere',
  why: 'Nobody dares to change or delete what might still be needed, and secrets of services that are long gone stay around.',
  knownProblems:
    'Only for `.env` beside a compose file. Silent where a service takes the whole file (`env_file`), and in the folder of a program, which may read it by itself.',
  references: ['https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/'],
  crossFile: true,
  tag: 'unnecessary',
  examples: {
    bad: 'TAG=1.4\nOLD_PORT=8080\n',
    good: 'TAG=1.4\n',
    files: { 'compose.yaml': 'services:\n  api:\n    image: example/api:${TAG}\n' },
  },
  on: {
    file(file, { surroundings }) {
      if (file.name !== '.env') return undefined;
      const project = surroundings.nearestProject;
      if (!project || project.folder !== file.folder || project.isPartial) return undefined;
      if (project.containers.some(({ hasUnreadEnvironment }) => hasUnreadEnvironment)) return undefined;
      if (isReadByProgram(file.folder, surroundings)) return undefined;
      const texts = [...project.documents.map(({ text }) => text), ...(surroundings.scripts ?? [])];
      return file.variables.flatMap((variable) => {
        const { name } = variable;
        if (/^(?:COMPOSE|DOCKER|BUILDKIT)_/.test(name)) return [];
        const isMentioned = texts.some((text) => text.includes(name));
        const isUsedHere = file.variables.some(({ value }) => value.text.includes(name));
        return isMentioned || isUsedHere ? [] : finding(variable.key, { name });
      });
    },
  },
  message: ({ name }) => `No compose file and no script here uses ${name}. Delete it if nothing else reads this file.`,
});

function isReadByProgram(folder: string, { findFiles }: Surroundings): boolean {
  return MANIFESTS.some((name) => findFiles(resolvePath(folder, name))?.length !== 0);
}
