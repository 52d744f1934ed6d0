import { replacePart } from '../../../document/edit';
import type { ScalarView } from '../../../document/view';
import { finding, type Report } from '../../../engine/rule';
import type { ShellScript } from '../../../shell';
import { variablesOf, type Variable } from '../interpolation';
import type { ComposeService } from '../model';
import { composeRule } from '../rule';
import { healthcheckScript, startScripts } from '../scripts';

interface Data {
  readonly service: ComposeService;
  readonly scalar: ScalarView;
  readonly start: number;
  /** The variable that Compose fills in; undefined for what only a shell knows, such as `$?`. */
  readonly name: string | undefined;
  readonly written: string;
}

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
      const health = healthcheckScript(service);
      return [
        ...startScripts(service).flatMap(({ shell }) => dollarsIn(service, [['entrypoint'], ['command']], shell)),
        ...(health ? dollarsIn(service, [['healthcheck', 'test']], health.shell) : []),
      ];
    },
  },
  message: ({ service, name, written }) =>
    name === undefined
      ? `"${written}" in "${service.name}" is for the shell, but Compose reads dollar signs too and other tools refuse this one. Double the dollar.`
      : `Compose fills in ${written} in "${service.name}" before the shell of the container sees it, and does not know the value. Double the dollar.`,
  fixes: [
    {
      kind: 'review',
      title: 'Double the dollar sign',
      edits: ({ scalar, start }) => replacePart(scalar, start, start + 1, '$$'),
    },
  ],
});

/** The dollar signs in the text that a shell reads. */
function dollarsIn(service: ComposeService, paths: readonly (readonly string[])[], shell: ShellScript): Report<Data>[] {
  const scalars = paths
    .flatMap((path) => service.items(...path))
    .flatMap(({ view }) => (view.kind === 'scalar' && view.text.includes('$') ? [view] : []));
  if (scalars.length === 0) return [];
  const own = namesSetIn(shell);
  return scalars.flatMap((scalar) => {
    const all = variablesOf(scalar.text);
    const taken = all
      .filter((variable) => isMeantForShell(variable, scalar, service, own))
      .map(({ name, start, end }) =>
        finding(scalar.partToken(start, end), { service, scalar, start, name, written: scalar.text.slice(start, end) }),
      );
    const passed = [...scalar.text.matchAll(FOR_THE_SHELL)].flatMap(({ 0: written, index: start }): Report<Data>[] => {
      const isInside = all.some((one) => one.start <= start && start < one.end);
      if (written === '$$' || isInside) return [];
      const data: Data = { service, scalar, start, name: undefined, written };
      return [finding(scalar.partToken(start, start + 2), data, { severity: 'hint' })];
    });
    return [...taken, ...passed];
  });
}

/** A variable without default that Compose knows nothing of, and the container does. */
function isMeantForShell(
  { name, start, end }: Variable,
  scalar: ScalarView,
  service: ComposeService,
  own: ReadonlySet<string>,
): boolean {
  const written = scalar.text.slice(start, end);
  if (written !== `$${name}` && written !== `\${${name}}`) return false;
  if (service.file.variablesFor(scalar).has(name)) return false;
  if (own.has(name)) return true;
  const value = service.environment.find((one) => one.name === name)?.value;
  // From a variable of the host: then Compose knows that one, which is most often of the same name.
  return value !== undefined && value !== '' && variablesOf(value).length === 0;
}

/** Names that a script gives a value to. */
function namesSetIn({ commands, compounds }: ShellScript): ReadonlySet<string> {
  const loops = compounds.flatMap(({ form, name }) => (form === 'for' && name !== undefined ? [name] : []));
  const read = commands.flatMap(({ call }) =>
    call?.name === 'read' ? call.args.flatMap(({ plain = '' }) => (/^\w+$/.test(plain) ? [plain] : [])) : [],
  );
  return new Set([...loops, ...read, ...commands.flatMap(({ assignments }) => assignments.map(({ name }) => name))]);
}
