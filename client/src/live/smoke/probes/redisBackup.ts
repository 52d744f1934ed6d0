/** Redis and Valkey write their backup themselves: asked to, they tell whether it worked. */
import { sleep } from '../../docker/clock';
import type { Container, ExecResult } from '../../docker';
import { bytesText } from '../../services';
import { firstLineOf } from '../../services/words';
import type { Try } from '../observe';
import { notRunMessage, runProgram } from '../programs';
import { redisRefusal, type Refusal } from '../redisClient';
import { CannotRun, type Observation } from '../result';
import { NoValue } from '../values';

const LOOK_EVERY_MS = 250;

export async function redisBackup(
  container: Container,
  environment: ReadonlyMap<string, string>,
  attempt: Try,
): Promise<Observation> {
  const { clock } = attempt.context;
  const begun = clock.now();
  const client = new Client(container, passwordIn(environment), attempt);
  // While one is written, or the append-only file anew, a further one would be refused.
  await client.untilIdle();
  const { refusal } = await client.ask('BGSAVE');
  if (refusal && refusal.kind !== 'unable') throw new CannotRun(`${container.name} ${refusal.message}`);
  const after = await client.untilIdle();
  const isSaved = refusal === undefined && after.get('rdb_last_bgsave_status') === 'ok';
  const isAppended = (after.get('aof_last_write_status') ?? 'ok') === 'ok';
  const bytes = isSaved ? await client.bytesOfSnapshot() : 0;
  const output = [...after]
    .filter(([name]) => /^(?:rdb|aof)_/.test(name))
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
  return {
    values: { bytes, complete: isSaved, duration: clock.now() - begun },
    output,
    containers: [container.id],
    verdict: refusal
      ? { outcome: 'fail', message: `${container.name} ${refusal.message}` }
      : verdictOf(container, isSaved, isAppended, bytes),
  };
}

function verdictOf(
  { name }: Container,
  isSaved: boolean,
  isAppended: boolean,
  bytes: number | NoValue,
): NonNullable<Observation['verdict']> {
  const failed = (message: string) => ({ outcome: 'fail', message }) as const;
  if (!isSaved)
    return failed(
      `The snapshot of ${name} could not be written: look at its log, at disk and permissions, and at vm.overcommit_memory.`,
    );
  if (!isAppended)
    return failed(
      `The append-only file of ${name} cannot be written: what is stored now is lost with the next restart. Look at disk and permissions.`,
    );
  if (bytes === 0) return failed(`The snapshot of ${name} is empty: look at its log and at the free space.`);
  const size = typeof bytes === 'number' ? ` of ${bytesText(bytes)}` : '';
  return { outcome: 'pass', message: `A snapshot${size} was written.` };
}

function passwordIn(environment: ReadonlyMap<string, string>): string | undefined {
  return ['REDISCLI_AUTH', 'VALKEYCLI_AUTH', 'REDIS_PASSWORD', 'VALKEY_PASSWORD']
    .map((name) => environment.get(name))
    .find((value) => value !== undefined && value !== '');
}

class Client {
  readonly #container: Container;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #attempt: Try;

  constructor(container: Container, password: string | undefined, attempt: Try) {
    this.#container = container;
    this.#environment = password === undefined ? {} : { REDISCLI_AUTH: password, VALKEYCLI_AUTH: password };
    this.#attempt = attempt;
  }

  /** What it says of persistence once nothing is being written in the background. */
  async untilIdle(): Promise<Map<string, string>> {
    const { context, signal } = this.#attempt;
    for (;;) {
      const now = await this.#persistence();
      if (['rdb_bgsave_in_progress', 'aof_rewrite_in_progress'].every((name) => now.get(name) !== '1')) return now;
      await sleep(context.clock, LOOK_EVERY_MS, signal);
      signal.throwIfAborted();
    }
  }

  /** Not known where the server keeps to itself where it writes. */
  async bytesOfSnapshot(): Promise<number | NoValue> {
    const unknown = new NoValue('the server does not tell where its snapshot is', 'error');
    try {
      const setting = async (name: string): Promise<string> =>
        (await this.say('CONFIG', 'GET', name)).split(/\r?\n/)[1] ?? '';
      const path = `${await setting('dir')}/${await setting('dbfilename')}`;
      const { stdout } = await runProgram(this.#container, ['wc', '-c', path], this.#attempt);
      const bytes = Number.parseInt(stdout, 10);
      return Number.isNaN(bytes) ? unknown : bytes;
    } catch (error) {
      if (error instanceof CannotRun) return unknown;
      throw error;
    }
  }

  /** @throws CannotRun where the server cannot be asked */
  async ask(...words: string[]): Promise<{ answer: string; refusal: Refusal | undefined }> {
    const result = await this.#run(words);
    const refusal = redisRefusal(['redis-cli'], result);
    if (refusal === undefined && result.exitCode !== 0)
      throw new CannotRun(
        `${this.#container.name} does not answer ${words[0] ?? ''}: ${firstLineOf(result.stderr || result.stdout)}`,
      );
    return { answer: result.stdout.trim(), refusal };
  }

  /** @throws CannotRun also where the server refuses */
  async say(...words: string[]): Promise<string> {
    const { answer, refusal } = await this.ask(...words);
    if (refusal) throw new CannotRun(`${this.#container.name} ${refusal.message}`);
    return answer;
  }

  async #persistence(): Promise<Map<string, string>> {
    const text = await this.say('INFO', 'persistence');
    return new Map(
      text.split(/\r?\n/).flatMap((line): [string, string][] => {
        const colon = line.indexOf(':');
        return colon < 0 ? [] : [[line.slice(0, colon), line.slice(colon + 1)]];
      }),
    );
  }

  async #run(words: readonly string[]): Promise<ExecResult> {
    let missing = '';
    for (const program of ['redis-cli', 'valkey-cli']) {
      const result = await runProgram(this.#container, [program, '-h', '127.0.0.1', ...words], this.#attempt, {
        environment: this.#environment,
      });
      const reason = notRunMessage(result, this.#container);
      if (reason === undefined) return result;
      missing = reason;
    }
    throw new CannotRun(missing);
  }
}
