/** Whether what is stored outlives a restart: write, restart the one service, wait until it is well, read, clean up. */
import { randomUUID } from 'node:crypto';
import type { PersistenceProbe } from '../../../../../server/src/protocol';
import { EngineError, type Container, type ExecResult } from '../../docker';
import { sleep } from '../../docker/clock';
import { tellingLineOf } from '../../services/words';
import type { Try } from '../observe';
import { needTrust, notRunMessage, runProgram, withContainerVariables } from '../programs';
import { redisRefusal } from '../redisClient';
import { CannotRun, type Observation } from '../result';
import { runningContainer } from '../targets';

/** For arguments: a word that nobody else writes. */
const MARKER = 'HOLDFAST_MARKER';
const LOOK_EVERY_MS = 250;
const BETWEEN_READS_MS = 1_000;
/** For the container to come back and for the program: cleaning up is not given up with the test. */
const CLEANUP_DEADLINE_MS = 20_000;

export async function persistence(probe: PersistenceProbe, attempt: Try): Promise<Observation> {
  needTrust(attempt);
  if (!attempt.context.allowsDestructive)
    throw new CannotRun('It restarts a service: ask for exactly this test, and confirm.', { isLasting: true });
  const container = await runningContainer(attempt, probe.service);
  const marker = `holdfast_${randomUUID().replaceAll('-', '')}`;
  const own = new Map([[MARKER, marker]]);
  const words = (argv: readonly string[]): Promise<string[]> => withContainerVariables(argv, container, attempt, own);
  const [write, read, cleanup] = await Promise.all([words(probe.write), words(probe.read), words(probe.cleanup ?? [])]);
  const containers = [container.id];
  const failed = (what: string, result: ExecResult): Observation => ({
    values: { stdout: result.stdout.trim() },
    output: [result.stdout, result.stderr].join('\n').trim(),
    containers,
    verdict: {
      outcome: 'fail',
      message: `${what} (exit code ${result.exitCode}): ${tellingLineOf(result.stderr || result.stdout) || 'it says nothing'}.`,
    },
  });
  let isRestarted = false;
  try {
    const written = await run(write, container, attempt, attempt.signal);
    const refused = redisRefusal(write, written);
    if (refused?.kind === 'unable') return failed(`Nothing can be written to ${container.name}`, written);
    // Not even restarted: what nobody may write says nothing about what is kept.
    if (refused) throw new CannotRun(`${container.name} ${refused.message}`);
    if (written.exitCode !== 0) return failed(`Nothing can be written to ${container.name}`, written);
    // Not given up with the test: an engine may leave a service stopped whose restart nobody waits for.
    isRestarted = true;
    await attempt.context.engine.restart(container.id);
    attempt.signal.throwIfAborted();
    const waiting = { signal: attempt.signal, isHealthNeeded: true };
    await untilUp(container, attempt, waiting);
    const found = await untilAnswered(read, container, attempt, {
      ...waiting,
      limitMs: attempt.test.timeoutMs / 2,
    });
    if (found.exitCode !== 0)
      return failed(`What was written to ${container.name} cannot be read after its restart`, found);
    const stdout = found.stdout.trim();
    const isMarked = probe.write.some((word) => word.includes(MARKER)) && attempt.test.expect.length === 0;
    const isLost = isMarked ? !stdout.includes(marker) : stdout === '' && attempt.test.expect.length === 0;
    const verdict = isLost ? lost(container) : kept(container);
    return { values: { stdout }, output: stdout, containers, verdict };
  } finally {
    if (cleanup.length > 0) await cleanUp(cleanup, container, isRestarted, attempt);
  }
}

type Verdict = NonNullable<Observation['verdict']>;

function lost({ name }: Container): Verdict {
  const message = `What was written to ${name} is gone after its restart: it keeps its data in memory, or on a tmpfs. Put its data folder on a named volume; Redis and Valkey need --appendonly yes as well.`;
  return { outcome: 'fail', message };
}

/** A restart leaves the container as it is; the next update makes a new one, and then only volumes and folders are left. */
function kept({ name, mounts }: Container): Verdict {
  const isVolume = (mount: Container['mounts'][number]): boolean =>
    !mount.isReadOnly && (mount.type === 'bind' || (mount.type === 'volume' && !ANONYMOUS.test(mount.source)));
  if (mounts.some(isVolume))
    return { outcome: 'pass', message: `What was written to ${name} was there after its restart.` };
  const message = `What was written to ${name} was there after its restart, but it has no named volume: the next update of the container loses it. Mount one at its data folder.`;
  return { outcome: 'warn', message };
}

/** Nobody finds the data of a volume without a name again. */
const ANONYMOUS = /^[0-9a-f]{64}$/;

async function run(
  argv: readonly string[],
  container: Container,
  attempt: Try,
  signal: AbortSignal,
): Promise<ExecResult> {
  const isCleaning = signal !== attempt.signal;
  const options = isCleaning ? { signal, deadlineMs: CLEANUP_DEADLINE_MS } : {};
  const result = await runProgram(container, argv, attempt, options);
  const missing = notRunMessage(result, container);
  if (missing !== undefined) throw new CannotRun(missing);
  return result;
}

interface Waiting {
  readonly signal: AbortSignal;
  readonly isHealthNeeded: boolean;
}

/** Running, and healthy where it has a health check and that matters; waits until the signal is aborted. */
async function untilUp({ id, name }: Container, { context }: Try, { signal, isHealthNeeded }: Waiting): Promise<void> {
  for (;;) {
    const { state, health, exitCode } = await context.engine.inspect(id, signal);
    const isWell = health === undefined || health.status === 'healthy' || !isHealthNeeded;
    if (state === 'running' && isWell) return;
    if (state === 'exited' || state === 'dead')
      throw new CannotRun(`${name} does not come back after its restart: exit code ${exitCode ?? '?'}. See its log.`);
    await sleep(context.clock, LOOK_EVERY_MS, signal);
    signal.throwIfAborted();
  }
}

/** One without a health check says nothing about when it can answer again; one with a check that does not matter neither. */
async function untilAnswered(
  argv: readonly string[],
  container: Container,
  attempt: Try,
  { signal, isHealthNeeded, limitMs }: Waiting & { limitMs: number },
): Promise<ExecResult> {
  const { clock } = attempt.context;
  const limit = clock.now() + limitMs;
  const isReady = container.health !== undefined && isHealthNeeded;
  for (;;) {
    const result = await answered(argv, container, attempt, { signal, isHealthNeeded });
    const isLoading = redisRefusal(argv, result)?.kind === 'loading';
    const isFinal = !isLoading && (result.exitCode === 0 || isReady);
    if (isFinal || clock.now() >= limit) return result;
    await sleep(clock, BETWEEN_READS_MS, signal);
    signal.throwIfAborted();
  }
}

/** A container may end right after its start, which the engine says in words of its own. */
async function answered(
  argv: readonly string[],
  container: Container,
  attempt: Try,
  waiting: Waiting,
): Promise<ExecResult> {
  try {
    return await run(argv, container, attempt, waiting.signal);
  } catch (error) {
    if (!(error instanceof EngineError) || waiting.signal.aborted) throw error;
    await untilUp(container, attempt, waiting);
    return run(argv, container, attempt, waiting.signal);
  }
}

/** Whatever happened before, also after the test was cancelled in the middle of the restart. */
async function cleanUp(
  argv: readonly string[],
  container: Container,
  isRestarted: boolean,
  attempt: Try,
): Promise<void> {
  // One that does not become healthy can mostly be cleaned up all the same.
  const waiting = { signal: AbortSignal.timeout(CLEANUP_DEADLINE_MS), isHealthNeeded: false };
  try {
    await untilUp(container, attempt, waiting);
    const limitMs = isRestarted ? CLEANUP_DEADLINE_MS / 2 : 0;
    const result = await untilAnswered(argv, container, attempt, { ...waiting, limitMs });
    const refused = redisRefusal(argv, result);
    if (result.exitCode === 0 && !refused) return;
    const reason = refused?.message ?? `(exit code ${result.exitCode}): ${tellingLineOf(result.stderr)}`;
    attempt.note(`Cleaning up in ${container.name} has failed: ${reason}`);
  } catch (error) {
    const reason = error instanceof EngineError || error instanceof CannotRun ? error.message : 'it took too long.';
    attempt.note(`Cleaning up in ${container.name} was not possible: ${reason}`);
  }
}
