/** Redis and Valkey write their backup themselves: asked to, they tell whether it worked. */
import { sleep } from '../../docker/clock';
import type { Container, ExecResult } from '../../docker';
import { firstLineOf } from '../../services/words';
import type { Try } from '../observe';
import { notRunMessage, runProgram } from '../programs';
import { CannotRun, type Observation } from '../result';

const LOOK_EVERY_MS = 250;

export async function redisBackup(
  container: Container,
  environment: ReadonlyMap<string, string>,
  attempt: Try,
): Promise<Observation> {
  const { clock } = attempt.context;
  const begun = clock.now();
  const password =
    environment.get('REDISCLI_AUTH') ?? environment.get('REDIS_PASSWORD') ?? environment.get('VALKEY_PASSWORD');
  const client = new Client(container, password, attempt);
  const before = await client.persistence();
  const saved = async (): Promise<Map<string, string>> => {
    for (;;) {
      const now = await client.persistence();
      if (now.get('rdb_bgsave_in_progress') !== '1') return now;
      await sleep(clock, LOOK_EVERY_MS, attempt.signal);
      attempt.signal.throwIfAborted();
    }
  };
  // One that is under way is as good as one of ours.
  if (before.get('rdb_bgsave_in_progress') !== '1') await client.say('BGSAVE');
  const after = await saved();
  const isWell = after.get('rdb_last_bgsave_status') === 'ok';
  const aof = after.get('aof_last_write_status') ?? 'ok';
  const values = {
    bytes: Number(after.get('rdb_last_cow_size') ?? 0),
    complete: isWell,
    duration: clock.now() - begun,
  };
  const output = [...after]
    .filter(([name]) => /^(?:rdb|aof)_/.test(name))
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
  const outcome = isWell && aof === 'ok' ? 'pass' : 'fail';
  const message = isWell
    ? aof === 'ok'
      ? 'The last snapshot was written.'
      : 'The append-only file cannot be written: what is stored now is lost with the next restart. Look at disk and permissions.'
    : 'The snapshot could not be written: look at its log, at disk and permissions, and at vm.overcommit_memory.';
  return { values, output, containers: [container.id], verdict: { outcome, message } };
}

class Client {
  readonly #container: Container;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #attempt: Try;

  constructor(container: Container, password: string | undefined, attempt: Try) {
    this.#container = container;
    this.#environment = password === undefined ? {} : { REDISCLI_AUTH: password };
    this.#attempt = attempt;
  }

  async persistence(): Promise<Map<string, string>> {
    const text = await this.say('INFO', 'persistence');
    return new Map(
      text.split(/\r?\n/).flatMap((line): [string, string][] => {
        const colon = line.indexOf(':');
        return colon < 0 ? [] : [[line.slice(0, colon), line.slice(colon + 1)]];
      }),
    );
  }

  /** The client ends with 0 whatever the server answers, so the answer has to be read. */
  async say(...words: string[]): Promise<string> {
    const result = await this.#run(words);
    const answer = result.stdout.trim();
    if (/^(?:NOAUTH|WRONGPASS)|AUTH failed/m.test(answer + result.stderr))
      throw new CannotRun(`${this.#container.name} asks for a password: set REDISCLI_AUTH in its environment.`);
    if (result.exitCode !== 0 || /^(?:ERR|LOADING|MISCONF|NOPERM)/.test(answer))
      throw new CannotRun(`${this.#container.name} refuses ${words[0] ?? ''}: ${firstLineOf(answer || result.stderr)}`);
    return answer;
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
