/** What a native probe is made of. */
import type { Observation } from '../result';
import type { Conversation } from './conversation';

export type Verdict = NonNullable<Observation['verdict']>;

/** What answered is not what was asked for. */
export const OTHER = 'other';

export interface Protocol {
  /** What is expected to answer, such as `PostgreSQL`. */
  readonly title: string;
  talk(conversation: Conversation): Promise<Verdict | typeof OTHER>;
}

export function pass(message: string): Verdict {
  return { outcome: 'pass', message };
}

export function warn(message: string): Verdict {
  return { outcome: 'warn', message };
}

export function fail(message: string): Verdict {
  return { outcome: 'fail', message };
}

export function error(message: string): Verdict {
  return { outcome: 'error', message };
}

export const WANTS_TLS = 'a server that wants TLS';

/** What speaks there instead, by its first words; for a person. */
export function whoAnswers(heard: Buffer): string {
  const text = heard.subarray(0, 200).toString('latin1');
  return BY_WORDS.find(([expression]) => expression.test(text))?.[1] ?? byBytes(heard) ?? 'something else';
}

const BY_WORDS: readonly [RegExp, string][] = [
  [/^HTTP\/\d/, 'an HTTP server'],
  [/^SSH-\d/, 'an SSH server'],
  [/^INFO \{/, 'NATS'],
  [/^AMQP/, 'an AMQP broker'],
  [/^VERSION \d|^ERROR\r\n/, 'memcached'],
  [/^(?:\+PONG|-NOAUTH|-LOADING|-DENIED|-ERR )/, 'Redis or Valkey'],
  [/^220[ -]/, 'a mail or FTP server'],
  [/^\* OK|^\+OK/, 'a mail server'],
  [/^<(?:!doctype|html)/i, 'a web page'],
];

/** A record of TLS; a greeting or refusal of MySQL after its header of four bytes; an error of PostgreSQL. */
function byBytes([first, second, third, fourth, fifth]: Buffer): string | undefined {
  if ((first === 0x15 || first === 0x16) && second === 0x03) return WANTS_TLS;
  if (third === 0 && fourth === 0 && (fifth === 0x0a || fifth === 0xff)) return 'MySQL or MariaDB';
  return first === 0x45 && second === 0 && third === 0 ? 'PostgreSQL' : undefined;
}
