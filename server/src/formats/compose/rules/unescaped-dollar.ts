import { replacePart } from '../../../document/edit';
import type { ScalarView } from '../../../document/view';
import { finding, type Report } from '../../../engine/rule';
import { parseShell, type ShellScript } from '../../../shell';
import { Expansion } from '../expansion';
import { variablesOf, type Variable } from '../interpolation';
import type { ComposeFile, ComposeService } from '../model';
import { composeRule } from '../rule';
import { healthcheckScript, startScripts } from '../scripts';

interface Place {
  readonly file: ComposeFile;
  /** The service or the config. */
  readonly owner: string;
  /** Whether the container is known to set a variable to a value of its own. */
  readonly isSet: (name: string) => boolean;
}

interface Data {
  readonly owner: string;
  readonly scalar: ScalarView;
  readonly start: number;
  /** The variable that Compose fills in; undefined for what only a shell knows, such as `$?`. */
  readonly name: string | undefined;
  readonly written: string;
}

/** The content of a config that a shell runs. */
const SCRIPT = /^#!.*\b(?:ba|da|a|z)?sh\b/;
/** A dollar sign that is no variable of Compose: two of them are one for the shell. */
const FOR_THE_SHELL = /\$(?:\$|[(?@*#!\d-])/g;

export default composeRule({
  id: 'compose/unescaped-dollar',
  severity: 'warning',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Compose takes a variable that is meant for the shell',
  why: 'Compose fills in `$NAME` on the host before the container starts: where the host does not know the name, the shell gets an empty text and works on without it.',
  knownProblems:
    'Only variables that the service sets to another value, or that the script sets itself, are meant for the shell for sure. Whether the environment of the host sets the name as well is not known.',
  references: ['https://docs.docker.com/reference/compose-file/interpolation/'],
  examples: {
    bad: "services:\n  db:\n    image: postgres:17.6\n    command: sh -c 'NOW=$$(date +%F); echo $NOW'\n",
    good: "services:\n  db:\n    image: postgres:17.6\n    command: sh -c 'NOW=$$(date +%F); echo $$NOW'\n",
  },
  on: {
    service(service) {
      const command = [...dollarScalars(service, 'entrypoint'), ...dollarScalars(service, 'command')];
      const test = dollarScalars(service, 'healthcheck', 'test');
      const start = command.length > 0 ? startScripts(service) : [];
      const health = test.length > 0 ? healthcheckScript(service) : undefined;
      const isSet = (name: string): boolean => {
        const value = service.environment.find((one) => one.name === name)?.value;
        // From a variable of the host: then Compose knows that one, which is most often of the same name.
        return value !== undefined && value !== '' && variablesOf(value).length === 0;
      };
      const place = { file: service.file, owner: service.name, isSet };
      return [
        ...start.flatMap(({ shell }) => dollarsIn(place, command, shell)),
        ...(health ? dollarsIn(place, test, health.shell) : []),
      ];
    },
    file(file) {
      const configs = file.root.get('configs')?.value;
      if (configs?.kind !== 'map') return [];
      return configs.entries.flatMap(({ key, value }) => {
        const content = value?.kind === 'map' ? value.get('content')?.value : undefined;
        if (content?.kind !== 'scalar' || !content.text.includes('$') || !SCRIPT.test(content.text)) return [];
        const shell = parseShell(new Expansion(content.text, file.variablesFor(content)).text);
        return dollarsIn({ file, owner: key.text, isSet: () => false }, [content], shell);
      });
    },
  },
  message: ({ owner, name, written }) =>
    name === undefined
      ? `"${written}" in "${owner}" is for the shell, but Compose reads dollar signs too and other tools refuse this one. Double the dollar.`
      : `Compose fills in ${written} in "${owner}" before the shell of the container sees it, and does not know the value. Double the dollar.`,
  fixes: [
    {
      kind: 'review',
      title: 'Double the dollar sign',
      edits: ({ scalar, start }) => replacePart(scalar, start, start + 1, '$$'),
    },
  ],
});

function dollarScalars(service: ComposeService, ...path: readonly string[]): ScalarView[] {
  return service
    .items(...path)
    .flatMap(({ view }) => (view.kind === 'scalar' && view.text.includes('$') ? [view] : []));
}

/** The dollar signs in the text that a shell reads. */
function dollarsIn(place: Place, scalars: readonly ScalarView[], shell: ShellScript): Report<Data>[] {
  const { owner } = place;
  return scalars.flatMap((scalar) => {
    const own = namesSetIn(shell);
    const all = variablesOf(scalar.text);
    const taken = all
      .filter((variable) => isMeantForShell(variable, scalar, place, own))
      .map(({ name, start, end }) =>
        finding(scalar.partToken(start, end), { owner, scalar, start, name, written: scalar.text.slice(start, end) }),
      );
    const passed = [...scalar.text.matchAll(FOR_THE_SHELL)].flatMap(({ 0: written, index: start }): Report<Data>[] => {
      const isInside = all.some((one) => one.start <= start && start < one.end);
      if (written === '$$' || isInside) return [];
      const data: Data = { owner, scalar, start, name: undefined, written };
      return [finding(scalar.partToken(start, start + 2), data, { severity: 'hint' })];
    });
    return [...taken, ...passed];
  });
}

/** A variable without default that Compose knows nothing of, and the container does. */
function isMeantForShell(
  { name, start, end }: Variable,
  scalar: ScalarView,
  { file, isSet }: Place,
  own: ReadonlySet<string>,
): boolean {
  const written = scalar.text.slice(start, end);
  if (written !== `$${name}` && written !== `\${${name}}`) return false;
  if (file.variablesFor(scalar).has(name)) return false;
  return isSet(name) || (own.has(name) && isBehindName(scalar.text.slice(0, start), name));
}

/** Set further in front, and not in the same word: `NAME=$NAME` hands a variable of Compose on. */
function isBehindName(before: string, name: string): boolean {
  const at = before.search(new RegExp(`(?<![\\w$}{])${name}(?!\\w)`));
  return at >= 0 && /[\s;]/.test(before.slice(at));
}

/** Names that a script gives a value to. */
function namesSetIn({ commands, compounds }: ShellScript): ReadonlySet<string> {
  const loops = compounds.flatMap(({ form, name }) => (form === 'for' && name !== undefined ? [name] : []));
  const read = commands.flatMap(({ call }) =>
    call?.name === 'read' ? call.args.flatMap(({ plain = '' }) => (/^\w+$/.test(plain) ? [plain] : [])) : [],
  );
  return new Set([...loops, ...read, ...commands.flatMap(({ assignments }) => assignments.map(({ name }) => name))]);
}
