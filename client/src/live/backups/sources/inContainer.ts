/** Programs in a container of a service. */
import { EngineError, type Container, type ExecResult } from '../../docker';
import { needTrust, Unreadable, type Question } from './source';

/** Repositories far away take their time. */
const TOOL_DEADLINE_MS = 60_000;

export async function runningOf(service: string, question: Question): Promise<Container> {
  const container = await anyOf(service, question);
  if (container.state === 'running') return container;
  throw new Unreadable(`No container of ${service} is running.`, { remedy: 'Start it, and see why it was stopped.' });
}

/** One that runs, or else one that does not. */
export async function anyOf(service: string, question: Question): Promise<Container> {
  needTrust(question);
  const containers = await question.context.containersOf(service, question.signal);
  const container = containers.find(({ state }) => state === 'running') ?? containers[0];
  if (!container) throw noContainer(service);
  return container;
}

export function noContainer(service: string): Unreadable {
  return new Unreadable(`There is no container of ${service}.`, { remedy: 'Start the stack.' });
}

export async function run(
  container: Container,
  argv: readonly string[],
  { context, signal }: Question,
): Promise<ExecResult> {
  const options = { signal, deadlineMs: TOOL_DEADLINE_MS };
  const result = await context.engine.exec(container.id, argv, options).catch((error: unknown) => {
    signal.throwIfAborted();
    if (!(error instanceof EngineError)) throw error;
    throw new Unreadable(error.message, { ...(error.remedy !== undefined && { remedy: error.remedy }), cause: error });
  });
  if (result.notRun)
    throw new Unreadable(`${container.name} has no program ${result.notRun.program} that could be run.`, {
      remedy: 'Check the command of the source and the image.',
    });
  if (result.isTruncated)
    throw new Unreadable(`The answer of ${container.name} is too long to be read.`, {
      remedy: 'Ask for fewer backups, such as with --latest or a narrower pattern.',
    });
  return result;
}
