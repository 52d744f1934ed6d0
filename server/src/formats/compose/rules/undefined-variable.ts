import { replacePart } from '../../../document/edit';
import { finding, type Report } from '../../../engine/rule';
import { folderOf, nameOf, resolvePath } from '../../../engine/paths';
import type { Surroundings } from '../../../engine/surroundings';
import type { ScalarView } from '../../../document/view';
import { namesIn } from '../dotenv';
import { dollarTexts } from '../dollarTexts';
import { variablesOf, type Variable } from '../interpolation';
import type { ComposeFile } from '../model';
import { hasCertainFolder } from '../presence';
import { composeRule } from '../rule';

/** What shells, desktops, Compose itself and CI set. */
const FROM_SHELL =
  /^(?:PWD|OLDPWD|HOME|USER|USERNAME|LOGNAME|UID|GID|EUID|PATH|HOSTNAME|HOST|SHELL|LANG|LC_\w+|TERM|TZ|TMPDIR|TMP|TEMP|DISPLAY|SSH_AUTH_SOCK|USERPROFILE|APPDATA|LOCALAPPDATA|PROGRAMDATA|CI|EDITOR|WAYLAND_DISPLAY|(?:XDG|COMPOSE|DOCKER|BUILDKIT|BUILDX|GITHUB|CI|CONTAINER)_\w+|(?:https?|no|all)_proxy)$/i;

/** `.env`, `app.env`, `.env.example`, `env.sample`, `sample.env.txt`. */
const VARIABLE_FILE = /(?:^|[._-])env(?:[._-]|$)/i;

/** One argument of a program. */
const OPTION = /^--?[\w.-]+=\S*$/;

interface Data {
  readonly name: string;
  readonly scalar: ScalarView;
  readonly variable: Variable;
  readonly isForContainer: boolean;
}

export default composeRule({
  id: 'compose/undefined-variable',
  severity: 'info',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  crossFile: true,
  summary: 'Variable without a value anywhere',
  why: 'Compose puts an empty text where a variable is not set, and only warns. On the next machine a password, a path or a port is then silently empty.',
  knownProblems:
    'Names in the `.env` and in files such as `.env.example` of the folder count as known, as do names that shells and CI set. One finding for each variable of a file.',
  references: [
    'https://docs.docker.com/reference/compose-file/interpolation/',
    'https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/',
  ],
  peers: ['docker-compose:warning'],
  examples: {
    bad: 'services:\n  db:\n    image: postgres:17.6\n    environment:\n      POSTGRES_DB: ${DATABASE}\n',
    good: 'services:\n  db:\n    image: postgres:17.6\n    environment:\n      POSTGRES_DB: ${DATABASE:?}\n',
    files: { '.env.example': 'OTHER=1\n' },
  },
  on: {
    file(file, { surroundings }) {
      const used = usedIn(file);
      if (used.length === 0) return undefined;
      const known = hasCertainFolder(file, surroundings) ? namesAround(file, surroundings) : undefined;
      if (!known) return undefined;
      return used.filter(({ data: { name } }) => !known.has(name));
    },
  },
  message: ({ name, isForContainer }: Data) =>
    isForContainer
      ? `Nothing sets "${name}", so Compose puts an empty text there before the container sees it. Double the dollar when the container shall read it, or say \`\${${name}:?}\`.`
      : `Nothing sets "${name}", so Compose puts an empty text there. Say \`\${${name}:?}\` to be told, give it a default, or list it in .env.example.`,
  fixes: [
    {
      kind: 'review',
      title: 'Leave it to the container: double the dollar',
      edits: ({ scalar, variable: { start }, isForContainer }) =>
        isForContainer ? replacePart(scalar, start, start + 1, '$$') : undefined,
    },
    {
      kind: 'manual',
      title: ({ name }) => `Refuse to start without ${name}`,
      edits: ({ scalar, variable: { start, end }, name }) => replacePart(scalar, start, end, `\${${name}:?}`),
    },
  ],
});

/** The first use of every variable without a default, in the order of the text. */
function usedIn(file: ComposeFile): Report<Data>[] {
  const first = new Map<string, Report<Data>>();
  const required = new Set<string>();
  // Tests set their variables themselves.
  const more = file.isForTests ? ({ preset: 'strict' } as const) : {};
  for (const { scalar, isForContainer, isLabel, isFree } of dollarTexts(file.document)) {
    for (const variable of variablesOf(scalar.text)) {
      const { name, start, end, fallback, behind, isSwitch } = variable;
      // With `?` somewhere it is set wherever the file is used.
      if (behind && !fallback && !isSwitch) required.add(name);
      if (behind || isFree || first.has(name) || FROM_SHELL.test(name)) continue;
      if (file.variablesFor(scalar).has(name)) continue;
      // Neither labels nor options have a shell that would fill it in; a dollar without braces may be part of a hash.
      const isMeantForCompose = scalar.text.startsWith('${', start) && (isLabel || OPTION.test(scalar.text));
      const data = { name, scalar, variable, isForContainer: isForContainer && !isMeantForCompose };
      first.set(name, finding(scalar.partToken(start, end), data, more));
    }
  }
  return [...first].flatMap(([name, report]) => (required.has(name) ? [] : [report]));
}

/** Names in the files of variables beside the file and beside the project; undefined where nothing around it can be seen. */
function namesAround(
  { project, document }: ComposeFile,
  { findFiles, text }: Surroundings,
): ReadonlySet<string> | undefined {
  const path = project.sourceOf.get(document)?.path;
  const folders = new Set([project.folder, ...(path === undefined ? [] : [folderOf(path)])]);
  const names = new Set<string>();
  for (const folder of folders) {
    const files = findFiles(resolvePath(folder, '*'));
    if (!files) return undefined;
    for (const one of files)
      if (VARIABLE_FILE.test(nameOf(one))) for (const name of namesIn(text(one) ?? '')) names.add(name);
  }
  return names;
}
