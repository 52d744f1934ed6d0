/** What redis-cli and valkey-cli say: they end with 0 whatever the server answers, so the answer has to be read. */
import type { ExecResult } from '../docker';
import { firstLineOf } from '../services/words';

const CLIENT = /\b(?:redis|valkey)-cli\b/;
const REFUSAL =
  /^(?:\(error\) )?((?:NOAUTH|WRONGPASS|NOPERM|LOADING|MISCONF|READONLY|MASTERDOWN|CLUSTERDOWN|OOM|BUSY|ERR)\b.*)$/m;
const LOGIN = /^(?:NOAUTH|WRONGPASS)|AUTH failed/m;

export interface Refusal {
  readonly kind: 'login' | 'loading' | 'unable';
  /** Goes on after the name of the container. */
  readonly message: string;
}

/** @returns undefined for any other program, and where the server has done what it was asked for */
export function redisRefusal(
  argv: readonly string[],
  { stdout, stderr }: Pick<ExecResult, 'stdout' | 'stderr'>,
): Refusal | undefined {
  if (!argv.some((word) => CLIENT.test(word))) return undefined;
  const [, answer] = REFUSAL.exec(stdout) ?? REFUSAL.exec(stderr) ?? [];
  if (answer === undefined) return undefined;
  if (LOGIN.test(answer) || LOGIN.test(stderr))
    return {
      kind: 'login',
      message: 'asks for another password or for one at all: set REDISCLI_AUTH in the environment of the service.',
    };
  if (answer.startsWith('LOADING'))
    return { kind: 'loading', message: 'is still loading its data from disk. Wait, and look again.' };
  if (answer.startsWith('MISCONF'))
    return {
      kind: 'unable',
      message: 'takes no writes because it cannot save to disk: look at free space and rights of its data folder.',
    };
  const line = firstLineOf(answer);
  return { kind: 'unable', message: `refuses: ${/[.!?…]$/.test(line) ? line : `${line}.`}` };
}
