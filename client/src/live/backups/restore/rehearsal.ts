/**
 * Restores a dump into a throw-away container of the image it comes from, and counts what is in it then. The container has no network,
 * reads the dump and nothing else, and is removed whatever happens.
 */
import { randomUUID } from 'node:crypto';
import type { DockerEngine, ExecResult } from '../../docker';
import { sleep, type Clock } from '../../docker/clock';
import { withoutSecrets } from '../../services/words';
import type { RestoreTest } from '../reading';
import { recipeFor, type RestoreRecipe } from './recipes';

export interface Rehearsal {
  readonly engine: DockerEngine;
  readonly clock: Clock;
  /** The container whose data the dump holds: its image is taken, and the name of its user. */
  readonly container: string;
  /** What its image is known as, where that is known. */
  readonly imageKind: string | undefined;
  readonly dump: MountedDump;
  readonly signal: AbortSignal;
  /** What is being done, for whoever waits. */
  report(step: string): void;
}

/** Where the engine's machine has the dump. */
export interface MountedDump {
  readonly type: 'bind' | 'volume';
  /** A folder on the machine of the engine, or the name of a volume. */
  readonly source: string;
  /** Below it, with forward slashes. */
  readonly path: string;
}

export interface RehearsalResult extends RestoreTest {
  /** Undefined for what has none. */
  readonly tables: number | undefined;
  readonly rows: number;
}

/** Of containers that are there for a rehearsal; holds when it began, in milliseconds since 1970. */
export const REHEARSAL_LABEL = 'holdfast.rehearsal';

const LONGEST_MS = 2 * 3_600_000;
const READY_MS = 120_000;
const BETWEEN_LOOKS_MS = 500;
const REMOVAL_MS = 60_000;
const TARGET = '/holdfast-backup';

/** Why there can be no rehearsal, for a person: it says nothing about the dump. */
export class CannotRehearse extends Error {}

/**
 * @throws CannotRehearse where it cannot be tried
 * @throws EngineError when the engine does not answer
 */
export async function rehearseRestore(rehearsal: Rehearsal): Promise<RehearsalResult> {
  const { engine, clock, dump, signal, report } = rehearsal;
  const [{ environment }, { image, imageId }] = await Promise.all([
    engine.details(rehearsal.container, signal),
    engine.inspect(rehearsal.container, signal),
  ]);
  const recipe = recipeFor(rehearsal.imageKind ?? image, environment, randomUUID());
  if (!recipe)
    throw new CannotRehearse(`Nobody here knows how to restore a dump of ${image}: restore it by hand once.`);
  await removeForgotten(engine, clock, signal);
  const begun = clock.now();
  const file = `${TARGET}/${dump.path}`;
  report(`Starting a throw-away ${recipe.product}`);
  let id: string | undefined;
  try {
    // Not given up half-way: a container whose id nobody knows would stay.
    id = await engine.create({
      name: `holdfast-rehearsal-${randomUUID()}`,
      image: imageId,
      ...{ user: recipe.user, command: recipe.command?.(file), environment: recipe.environment },
      labels: { [REHEARSAL_LABEL]: String(begun) },
      mounts: [{ type: dump.type, source: dump.source, target: TARGET }],
    });
    await engine.start(id, signal);
    const outcome = await restored(id, file, recipe, rehearsal);
    const endedAt = clock.now();
    return { ...outcome, endedAt, durationMs: endedAt - begun };
  } finally {
    if (id !== undefined) await engine.remove(id, AbortSignal.timeout(REMOVAL_MS));
  }
}

type Outcome = Pick<RehearsalResult, 'isSuccess' | 'message' | 'tables' | 'rows'>;

const failed = (message: string): Outcome => ({ isSuccess: false, message, tables: undefined, rows: 0 });

async function restored(id: string, file: string, recipe: RestoreRecipe, rehearsal: Rehearsal): Promise<Outcome> {
  const { engine, signal, report } = rehearsal;
  const script = (text: string): Promise<ExecResult> =>
    engine.exec(id, ['sh', '-e', '-c', text, 'sh', file], { user: 'root', signal, deadlineMs: LONGEST_MS });
  const end = await waitUntilReady(id, recipe, rehearsal);
  if (end !== undefined) return failed(`${recipe.product} does not start with this dump: ${end}`);
  if (recipe.restore !== undefined) {
    report('Restoring');
    const result = await script(recipe.restore);
    if (result.exitCode !== 0) return failed(`The restore fails: ${reasonIn(result)}`);
  }
  report('Counting what is there');
  const counted = await script(recipe.count);
  if (counted.exitCode !== 0) return failed(`What was restored cannot be read: ${reasonIn(counted)}`);
  const [tables = 0, rows = 0] = counted.stdout.trim().split(/\s+/).map(Number);
  const { units } = recipe;
  const found = [...(units.tables ? [`${tables} ${units.tables}`] : []), `${rows} ${units.rows}`].join(' and ');
  if (rows === 0) return failed(`The dump can be restored and holds nothing: ${found}. Look at what the backup saves.`);
  return {
    ...{ isSuccess: true, message: `Restored ${found}.` },
    ...{ tables: units.tables ? tables : undefined, rows },
  };
}

/** @returns why it will never be, in words of the server */
async function waitUntilReady(
  id: string,
  { ready, product }: RestoreRecipe,
  { engine, clock, signal }: Rehearsal,
): Promise<string | undefined> {
  const until = clock.now() + READY_MS;
  while (clock.now() < until) {
    signal.throwIfAborted();
    const { state } = await engine.inspect(id, signal);
    if (state === 'exited' || state === 'dead') return lastWords(id, engine, signal);
    if (state === 'running' && (await isReady(id, ready, engine, signal))) return undefined;
    await sleep(clock, BETWEEN_LOOKS_MS, signal);
  }
  throw new CannotRehearse(`The throw-away ${product} did not get ready within ${READY_MS / 60_000} minutes.`);
}

async function isReady(
  id: string,
  command: readonly string[],
  engine: DockerEngine,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    return (await engine.exec(id, command, { signal })).exitCode === 0;
  } catch (error) {
    signal.throwIfAborted();
    // It ended in this moment: the next look tells.
    if ((await engine.inspect(id, signal)).state !== 'running') return false;
    throw error;
  }
}

async function lastWords(id: string, engine: DockerEngine, signal: AbortSignal): Promise<string> {
  const lines: string[] = [];
  const stream = await engine.logs(id, { tty: false, tail: 20, signal }, (line) => lines.push(line));
  await stream.ended;
  const telling = lines.filter((line) => /error|fatal|panic|wrong|short read|bad/i.test(line)).at(-1) ?? lines.at(-1);
  return withoutSecrets(telling?.trim() || 'it says nothing.');
}

function reasonIn({ stderr, stdout, exitCode }: ExecResult): string {
  const lines = `${stderr}\n${stdout}`.split('\n').filter((line) => line.trim() !== '');
  const telling =
    lines.find((line) => /error|fatal|denied|failed|unexpected|too early|empty|packed/i.test(line)) ?? lines[0];
  return withoutSecrets(telling?.trim() ?? `exit code ${exitCode}, and not a word.`);
}

/** What an editor left that was killed in the middle of a rehearsal. */
async function removeForgotten(engine: DockerEngine, clock: Clock, signal: AbortSignal): Promise<void> {
  for (const { id, labels } of await engine.list(signal)) {
    const begun = Number(labels[REHEARSAL_LABEL]);
    if (begun > 0 && clock.now() - begun > LONGEST_MS) await engine.remove(id, signal);
  }
}
