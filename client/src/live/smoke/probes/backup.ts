/**
 * Whether a backup can be written: a dump inside of the container into a temporary file, which has to be complete and is removed
 * whatever happens.
 */
import { randomUUID } from 'node:crypto';
import type { BackupProbe } from '../../../../../server/src/protocol';
import type { Container, ExecResult } from '../../docker';
import { sleep } from '../../docker/clock';
import { bytesText } from '../../services';
import { firstLineOf } from '../../services/words';
import { dumpFor, REDIS_KINDS, type Dump } from '../dumps';
import type { Try } from '../observe';
import { needTrust, runProgram } from '../programs';
import { CannotRun, type Observation } from '../result';
import { runningContainer, serviceOf } from '../targets';
import { redisBackup } from './redisBackup';

const CLEANUP_DEADLINE_MS = 10_000;
/** By SIGKILL and SIGTERM. */
const KILLED: readonly number[] = [137, 143];
/** What dump programs say when the server goes away under them. */
const LOST = /closed the connection|lost connection|gone away|connection (?:reset|refused|closed)/i;
const MOST_LOOKS = 25;
const BETWEEN_LOOKS_MS = 200;

export async function backup(probe: BackupProbe, attempt: Try): Promise<Observation> {
  needTrust(attempt);
  const { context, signal, redactor } = attempt;
  const { declared } = serviceOf(attempt, probe.service);
  const container = await runningContainer(attempt, probe.service);
  const { environment } = await context.engine.details(container.id, signal);
  redactor.learnFrom(environment);
  const kind = declared?.imageKind ?? container.image;
  const begun = context.clock.now();
  if (REDIS_KINDS.test(kind)) return redisBackup(container, environment, attempt);
  const dump = dumpFor(kind, probe, environment, () => secretFile(container, environment, attempt));
  if (!dump)
    throw new CannotRun(
      `Nobody here knows how to dump ${container.image}: use a test of kind exec with the tool of that image.`,
      { isLasting: true },
    );
  // Named here, so that it can be removed although nobody has heard whether it was made.
  const folder = `/tmp/holdfast-dump-${randomUUID()}`;
  try {
    await make(folder, container, attempt);
    const way = await dump;
    const seen = await dumped(way, `${folder}/dump`, container, attempt).catch(async (error: unknown) => {
      const stopped = await stoppedMeanwhile(container, attempt);
      if (!stopped) throw error;
      return stopped;
    });
    const duration = context.clock.now() - begun;
    return { ...seen, values: { ...seen.values, duration }, containers: [container.id] };
  } finally {
    await remove(folder, container, attempt);
  }
}

type Seen = Pick<Observation, 'values' | 'output' | 'verdict'>;

async function dumped(dump: Dump, file: string, container: Container, attempt: Try): Promise<Seen> {
  const result = await runFirst(
    dump.programs.map((program) => program(file)),
    dump.environment,
    container,
    attempt,
  );
  const size = await bytesOf(file, container, attempt);
  const output = [result.stderr, result.stdout].join('\n').trim();
  const values = { bytes: size, complete: false };
  const failed = (message: string): Seen => ({ values, output, verdict: { outcome: 'fail', message } });
  const full = /no space left on device/i.test(output);
  if (full)
    return failed(
      `The dump of ${container.name} fails because the disk is full: make room where the engine keeps its data.`,
    );
  if (KILLED.includes(result.exitCode) || (result.exitCode !== 0 && LOST.test(output))) {
    const stopped = await stoppedMeanwhile(container, attempt, MOST_LOOKS);
    if (stopped) return stopped;
  }
  if (result.exitCode !== 0)
    return failed(`The dump of ${container.name} fails with exit code ${result.exitCode}: ${reasonIn(output)}`);
  if (size === 0)
    return failed(
      `The dump of ${container.name} is empty, although its program says that all went well: see its output.`,
    );
  const end = await runProgram(container, ['tail', '-c', '400', file], attempt);
  if (!dump.isComplete(end.stdout))
    return failed(
      `The dump of ${container.name} ends too early: its last line is missing${output === '' ? '' : ` (${reasonIn(output)})`}. See the log of the database.`,
    );
  const message = `A dump ${dump.scope} of ${bytesText(size)} was written, is complete, and was removed again.`;
  return { values: { bytes: size, complete: true }, output, verdict: { outcome: 'pass', message } };
}

/** A database that dies takes everything in its container with it: then that is what is wrong. @param looks the engine hears of it last */
async function stoppedMeanwhile(container: Container, attempt: Try, looks = 1): Promise<Seen | undefined> {
  const { id, name } = container;
  const { context, signal } = attempt;
  if (signal.aborted) return undefined;
  const { state, exitCode } = await context.engine.inspect(id, signal);
  if (state === 'running') {
    if (looks <= 1) return undefined;
    await sleep(context.clock, BETWEEN_LOOKS_MS, signal);
    return stoppedMeanwhile(container, attempt, looks - 1);
  }
  const code = exitCode === undefined ? '' : ` (exit code ${exitCode})`;
  const message = `${name} stopped while its dump was written${code}, so there is no backup: see its log, then start it again.`;
  return { values: { bytes: 0, complete: false }, output: '', verdict: { outcome: 'fail', message } };
}

/** The first of several names of the same tool that the image has. */
async function runFirst(
  commands: readonly (readonly string[])[],
  environment: Readonly<Record<string, string>>,
  container: Container,
  attempt: Try,
): Promise<ExecResult> {
  let missing = `The image ${container.image} has no tool for dumps.`;
  for (const argv of commands) {
    const result = await runProgram(container, argv, attempt, { environment });
    if (!result.notRun) return result;
    const { program } = result.notRun;
    missing = `The image ${container.image} has no ${program}: nothing in it can write a dump. Test the job that makes your backups, with kind exec or command.`;
  }
  throw new CannotRun(missing);
}

/** For nobody else to read, and nothing that anybody else could have put there. */
async function make(folder: string, container: Container, attempt: Try): Promise<void> {
  const { stderr, exitCode, notRun } = await runProgram(container, ['mkdir', '-m', '700', folder], attempt);
  if (exitCode === 0) return;
  if (/no space left on device/i.test(stderr))
    throw new CannotRun(`The disk of ${container.name} is full: no temporary file can be written.`);
  throw new CannotRun(
    notRun
      ? `${container.image} has no mkdir: a dump has nowhere to go.`
      : `No temporary file can be written to /tmp of ${container.name}: ${sentence(firstLineOf(stderr))} A read-only container needs a tmpfs there.`,
  );
}

/** Also after the test was given up, therefore with a signal of its own. */
async function remove(folder: string, container: Container, attempt: Try): Promise<void> {
  const options = { signal: new AbortController().signal, deadlineMs: CLEANUP_DEADLINE_MS };
  try {
    const { exitCode, notRun } = await runProgram(container, ['rm', '-rf', folder], attempt, options);
    // What has no program to remove a folder had none to make it.
    if (exitCode === 0 || notRun) return;
  } catch {
    // The container or the engine has gone.
  }
  attempt.note(`The temporary folder ${folder} could not be removed from ${container.name}.`);
}

async function bytesOf(file: string, container: Container, attempt: Try): Promise<number> {
  const { stdout } = await runProgram(container, ['wc', '-c', file], attempt);
  return Number.parseInt(stdout, 10) || 0;
}

function reasonIn(output: string): string {
  const line = output.split('\n').find((one) => /error|fatal|denied|failed|cannot/i.test(one)) ?? output;
  return sentence(firstLineOf(line) || 'it says nothing');
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** Passwords that stand in a file: `POSTGRES_PASSWORD_FILE`. */
async function secretFile(
  container: Container,
  environment: ReadonlyMap<string, string>,
  attempt: Try,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map(environment);
  for (const [name, path] of environment) {
    const plain = /^(\w*(?:PASS|PASSWORD|USER|USERNAME|DB|DATABASE))_FILE$/.exec(name)?.[1];
    if (plain === undefined || environment.has(plain)) continue;
    const { stdout, exitCode } = await runProgram(container, ['cat', path], attempt);
    if (exitCode !== 0) continue;
    found.set(plain, stdout.trim());
    attempt.redactor.learnFrom([[plain, stdout.trim()]]);
  }
  return found;
}
