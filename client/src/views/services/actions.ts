import {
  commands,
  Disposable,
  env,
  ProcessExecution,
  Task,
  TaskRevealKind,
  tasks,
  TaskScope,
  ThemeIcon,
  Uri,
  window,
} from 'vscode';
import type { SourceRange } from '../../../../server/src/protocol';
import type { Container, DockerSource } from '../../live/docker';
import { dockerArguments, openablePorts, podmanArguments } from './addresses';
import { showLogTerminal } from './logTerminal';
import { findProgram } from './programs';
import { isStartable, isUp, type Target, type TargetContainer } from './row';
import { commandToOpen, type Place } from './provider';
import type { LiveSession } from './session';

/** Bash where the image has it, because it completes and remembers; every image with a shell has sh. */
const SHELL = ['sh', '-c', 'command -v bash >/dev/null && exec bash || exec sh'];

/** What a command of a service gets from whoever runs it: the view a row, a lens the id; from the palette nothing. */
type Argument = Place | string | undefined;

/** @returns what to dispose of; the commands are those of the manifest */
export function registerActions(session: LiveSession): Disposable {
  const actions: Readonly<Record<string, Action>> = {
    openDeclaration: { applies: ({ source }) => source !== undefined, run: ({ source }) => source && reveal(source) },
    openPort: { applies: (target) => portsOf(session, target).length > 0, run: (target) => openPort(session, target) },
    showLogs: { applies: hasContainer, run: (target) => showLogs(session, target) },
    openShell: { applies: isRunning, run: (target) => openShell(session, target) },
    start: { applies: isStartable, run: (target) => start(session, target) },
    stop: { applies: isRunning, run: (target) => act(session, target, 'stop') },
    restart: { applies: isRunning, run: (target) => act(session, target, 'restart') },
    copyName: {
      applies: () => true,
      run: ({ name, containers }) => env.clipboard.writeText(containers[0]?.name ?? name),
    },
    copyId: { applies: hasContainer, run: copyId },
  };
  return Disposable.from(
    ...Object.entries(actions).map(([name, action]) =>
      commands.registerCommand(`holdfast.services.${name}`, (argument: Argument) => perform(session, action, argument)),
    ),
  );
}

interface Action {
  applies(target: Target): boolean;
  run(target: Target): unknown;
}

async function perform(session: LiveSession, action: Action, argument: Argument): Promise<void> {
  const release = session.attend();
  try {
    // What is known has to be true before anything is done to it.
    await session.settled();
    const target = await targetOf(session, action, argument);
    if (target) await action.run(target);
  } catch (error) {
    const remedy = (error as { remedy?: string }).remedy;
    void window.showErrorMessage(
      [error instanceof Error ? error.message : String(error), remedy].filter(Boolean).join(' '),
    );
  } finally {
    release();
  }
}

async function targetOf(session: LiveSession, action: Action, argument: Argument): Promise<Target | undefined> {
  const id = typeof argument === 'string' ? argument : argument?.row.target?.id;
  if (id !== undefined) {
    const target = session.targets().find((candidate) => candidate.id === id);
    if (target && action.applies(target)) return target;
    void window.showInformationMessage('The service has changed in the meantime: this can no longer be done.');
    return undefined;
  }
  const choices = session
    .targets()
    .filter((target) => action.applies(target))
    .map((target) => ({ label: target.name, description: target.stack, target }));
  if (choices.length === 0) {
    void window.showInformationMessage('There is no service that this can be done with.');
    return undefined;
  }
  const chosen = await window.showQuickPick(choices, { placeHolder: 'Choose a service', matchOnDescription: true });
  return chosen?.target;
}

function isRunning({ containers }: Target): boolean {
  return containers.some(isUp);
}

function hasContainer({ containers }: Target): boolean {
  return containers.length > 0;
}

// ---- what they do ----

export async function reveal(source: SourceRange): Promise<void> {
  const { command, arguments: words } = commandToOpen(source);
  await commands.executeCommand(command, ...words);
}

function portsOf(session: LiveSession, { containers }: Target): ReturnType<typeof openablePorts> {
  return openablePorts(
    containers.flatMap(({ ports }) => ports),
    session.docker?.engine.endpoint,
  );
}

async function openPort(session: LiveSession, target: Target): Promise<void> {
  const choices = portsOf(session, target).map(({ url, containerPort }) => ({
    label: url,
    description: `port ${containerPort} of ${target.name}`,
  }));
  const chosen =
    choices.length > 1 ? await window.showQuickPick(choices, { placeHolder: 'Open in browser' }) : choices[0];
  if (chosen) await env.openExternal(Uri.parse(chosen.label));
}

async function pickContainer(
  containers: readonly TargetContainer[],
  purpose: string,
): Promise<TargetContainer | undefined> {
  if (containers.length < 2) return containers[0];
  const choices = containers.map((container) => ({ label: container.name, description: container.state, container }));
  return (await window.showQuickPick(choices, { placeHolder: purpose }))?.container;
}

async function showLogs(session: LiveSession, target: Target): Promise<void> {
  const chosen = await pickContainer(target.containers, 'Whose log?');
  const { docker } = session;
  if (!chosen || !docker) return;
  showLogTerminal({
    name: target.containers.length > 1 ? chosen.name : target.name,
    engine: docker.engine,
    // By name: a container that Compose makes anew has the name of the one before.
    current: () => containersOf(docker).find(({ name }) => name === chosen.name),
    onChange(listener) {
      const release = session.attend();
      const stop = session.onChange(listener);
      return () => {
        stop.dispose();
        release();
      };
    },
  });
}

function containersOf({ watcher }: DockerSource): Container[] {
  return [...watcher.snapshot.value.values()].flatMap((reading) =>
    reading.kind === 'read' ? [reading.container] : [],
  );
}

async function openShell(session: LiveSession, target: Target): Promise<void> {
  const container = await pickContainer(target.containers.filter(isUp), 'A shell in which container?');
  const { endpoint, isPodman } = session.docker?.engine ?? {};
  if (!container || !endpoint) return;
  const words = ['exec', '-it', container.id, ...SHELL];
  const podman = isPodman ? findProgram(['podman']) : undefined;
  window
    .createTerminal({
      name: `Shell: ${target.name}`,
      shellPath: podman ?? dockerProgram('A shell'),
      shellArgs: podman === undefined ? dockerArguments(endpoint, ...words) : podmanArguments(endpoint, ...words),
      iconPath: new ThemeIcon('terminal'),
      isTransient: true,
    })
    .show();
}

/** @param purpose what needs it, at the beginning of a sentence @throws where the machine has no command line of Docker */
function dockerProgram(purpose: string): string {
  const program = findProgram(['docker']);
  if (program !== undefined) return program;
  throw new Error(
    `${purpose} needs the program docker, which is not on the PATH here. Install Docker's command line, then reload the window.`,
  );
}

async function start(session: LiveSession, target: Target): Promise<void> {
  if (hasContainer(target)) await act(session, target, 'start');
  else await create(session, target);
}

const VERBS = { start: 'Start', stop: 'Stop', restart: 'Restart' } as const;
const CONSEQUENCES = {
  start: '',
  stop: 'Whatever uses it fails until it is started again.',
  restart: 'Whatever uses it fails until it is back.',
} as const;

async function act(session: LiveSession, target: Target, action: keyof typeof VERBS): Promise<void> {
  const containers = target.containers.filter((container) => (action === 'start' ? !isUp(container) : isUp(container)));
  const names = containers.map(({ name }) => name).join(', ');
  const detail = [`${names} on ${engineText(session)}.`, CONSEQUENCES[action]].filter(Boolean).join(' ');
  const engine = session.docker?.engine;
  if (!engine || !(await confirm(`${VERBS[action]} ${target.name}?`, detail, VERBS[action]))) return;
  await window.withProgress({ location: { viewId: 'holdfast.services' } }, () =>
    Promise.all(containers.map(({ id }) => engine[action](id))),
  );
}

function engineText({ engineName }: LiveSession): string {
  return `the Docker engine "${engineName}"`;
}

/** By Docker's own command line in a task: what it does and why it fails can be read there. */
async function create(session: LiveSession, target: Target): Promise<void> {
  const endpoint = session.docker?.engine.endpoint;
  const { compose } = target;
  if (!compose || !endpoint) return;
  const program = dockerProgram('Creating a container');
  const detail = `Docker Compose creates it from ${nameOf(compose.file)} on ${engineText(session)}, with what it depends on.`;
  if (!(await confirm(`Start ${target.name}?`, detail, VERBS.start))) return;
  // Compose finds files of the usual names by itself, and what overrides them.
  const file = USUAL_FILES.test(nameOf(compose.file)) ? [] : ['--file', Uri.parse(compose.file).fsPath];
  const words = ['compose', '--project-name', compose.project, ...file, 'up', '--detach', target.name];
  const folder = Uri.parse(compose.folder).fsPath;
  const process = new ProcessExecution(program, dockerArguments(endpoint, ...words), { cwd: folder });
  const task = new Task({ type: 'process' }, TaskScope.Workspace, `Start ${target.name}`, 'Holdfast', process);
  task.presentationOptions = { reveal: TaskRevealKind.Always };
  await tasks.executeTask(task);
}

const USUAL_FILES = /^(docker-)?compose\.ya?ml$/;

function nameOf(uri: string): string {
  return uri.slice(uri.lastIndexOf('/') + 1);
}

/** The dialog's own Cancel counts as no. */
async function confirm(question: string, detail: string, yes: string): Promise<boolean> {
  return (await window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
}

async function copyId({ containers }: Target): Promise<void> {
  const container = await pickContainer(containers, 'The id of which container?');
  if (container) await env.clipboard.writeText(container.id);
}
