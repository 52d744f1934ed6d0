import type { ContainerProject } from '../../../engine/containers';
import { nameOf, resolvePath } from '../../../engine/paths';
import { finding } from '../../../engine/rule';
import { DOTENV } from '../language';
import type { DotenvFile } from '../model';
import { isDefinedName, isExampleName } from '../names';
import { appendLines } from '../edits';
import { dotenvRule } from '../rule';

/** Set by the shell or by Compose itself. */
const GIVEN =
  /^(?:COMPOSE_\w+|DOCKER_\w+|PWD|HOME|USER|UID|GID|HOSTNAME|PATH|SHELL|TMPDIR|TZ|LANG|USERNAME|USERPROFILE|XDG_\w+)$/;

interface Data {
  /** Required ones first. */
  readonly names: readonly string[];
  readonly hasRequired: boolean;
  /** Undefined where there is no example at all. */
  readonly file: DotenvFile | undefined;
}

export default dotenvRule<Data>({
  id: 'dotenv/undocumented-variable',
  severity: 'info',
  preset: 'recommended',
  category: 'maintenance',
  since: '0.1.0',
  summary: 'Variable is in no example',
  why: 'Whoever sets the stack up anew copies the example. What is not in it is forgotten, and Compose fills in an empty text.',
  knownProblems:
    'Only variables of the compose files of the same folder. A line in a comment (`# NAME=`) counts. Where there is no example, only variables that the stack does not start without are looked at.',
  references: ['https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/'],
  crossFile: true,
  examples: {
    name: '.env.example',
    bad: 'TAG=1.4\n',
    good: 'TAG=1.4\nDB_PASSWORD=\n',
    files: {
      'compose.yaml':
        'services:\n  api:\n    image: example/api:${TAG}\n    environment:\n      DB_PASSWORD: ${DB_PASSWORD:?set it}\n',
    },
  },
  on: {
    file(file, { surroundings }) {
      // `defaults.env` holds what is the same everywhere, not everything that is to be set.
      const isExample = file.isExample && !/default/i.test(file.name);
      const project = isExample ? surroundings.nearestProject : undefined;
      if (!project?.isDefault || project.folder !== file.folder || project.isPartial) return undefined;
      const missing = wanted(project).filter(({ name }) => !file.mentions(name));
      const token = file.document.statements[0];
      if (missing.length === 0 || !token) return undefined;
      return finding({ document: file.document, range: token.nameRange }, dataOf(missing, file));
    },
    project(project, { surroundings }) {
      if (project.isPartial || !project.isDefault) return undefined;
      // Those that may stay empty are the business of compose/undefined-variable.
      const missing = wanted(project).filter(({ isRequired }) => isRequired);
      if (missing.length === 0) return undefined;
      const paths = surroundings
        .findFiles(resolvePath(project.folder, '*'))
        ?.filter((path) => DOTENV.reads(nameOf(path)));
      if (!paths || paths.some((path) => isExampleName(nameOf(path)))) return undefined;
      const texts = paths.map((path) => surroundings.text(path) ?? '');
      const unset = missing.filter(({ name }) => !texts.some((text) => isDefinedName(text, name)));
      const [first] = unset;
      // Compose itself names them when it does not start.
      return first && finding(first.token, dataOf(unset, undefined), { severity: 'hint' });
    },
  },
  message: ({ names, file, hasRequired }) => {
    const some = names.slice(0, 5).join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '');
    const effect = hasRequired ? 'the stack does not start without' : 'the compose files use';
    if (file)
      return `This example lacks ${some}, which ${effect}. Add ${names.length > 1 ? 'them' : 'it'}, so that whoever copies it knows.`;
    return `Nothing says what to set for ${some}. Write a .env.example that names every variable.`;
  },
  fixes: [
    {
      kind: 'safe',
      title: 'Add the missing variables',
      edits: ({ file, names }) =>
        file &&
        appendLines(
          file,
          names.map((name) => `${name}=`),
        ),
    },
  ],
});

interface Wanted {
  readonly name: string;
  readonly token: ContainerProject['variables'][number]['token'];
  readonly isRequired: boolean;
}

/** One for each name; those that the stack does not start without first. */
function wanted({ variables }: ContainerProject): Wanted[] {
  const byName = new Map<string, Wanted>();
  for (const { name, token, isRequired } of variables) {
    if (GIVEN.test(name)) continue;
    const known = byName.get(name);
    byName.set(name, {
      name,
      token: known?.token ?? token,
      isRequired: isRequired || known?.isRequired === true,
    });
  }
  return [...byName.values()].sort((a, b) => Number(b.isRequired) - Number(a.isRequired));
}

function dataOf(missing: readonly Wanted[], file: DotenvFile | undefined): Data {
  return { names: missing.map(({ name }) => name), hasRequired: missing.some(({ isRequired }) => isRequired), file };
}
