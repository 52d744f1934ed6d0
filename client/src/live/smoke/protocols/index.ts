/**
 * Native probes: just enough of a protocol to know that the right server answers. Nothing is logged in to, nothing is changed.
 *
 *   conversation   one TCP connection: connect, send, hear, with a limit for silence
 *   databases, queues, kafka   what is said, and what answers mean
 *   http, applicationHealth, alertDelivery   what takes more than one answer of HTTP to judge
 */
import type { ProtocolProbe } from '../../../../../server/src/protocol';
import { CannotRun, type Observation } from '../result';
import { alertDelivery } from './alertDelivery';
import { applicationHealth } from './applicationHealth';
import { Conversation, NoConversation } from './conversation';
import { memcached, mongodb, mysql, postgres, redis } from './databases';
import { error as cannotTell, fail, OTHER, whoAnswers, WANTS_TLS, type Protocol, type Verdict } from './protocol';
import { kafka } from './kafka';
import { amqp, mqtt, nats, smtp } from './queues';

export interface ProtocolAddress {
  readonly host: string;
  readonly port: number;
}

/** By the name that stands in `ProtocolProbe.protocol`. */
const SPOKEN: Readonly<Record<string, Protocol>> = {
  postgres,
  mysql,
  mongodb,
  redis,
  memcached,
  amqp,
  kafka,
  nats,
  mqtt,
  smtp,
};

type OverHttp = (probe: ProtocolProbe, at: ProtocolAddress, signal: AbortSignal) => Promise<Heard>;

interface Heard {
  readonly verdict: Verdict;
  readonly output: string;
}

const OVER_HTTP: Readonly<Record<string, OverHttp>> = {
  'application-health': applicationHealth,
  'alert-delivery': alertDelivery,
};

export const PROTOCOLS: readonly string[] = [...Object.keys(SPOKEN), ...Object.keys(OVER_HTTP)];

/**
 * @param at where the port of the service is reached from here
 * @returns always with a verdict; without containers, which the caller knows
 * @throws the reason of the signal once it is aborted, `CannotRun` for a protocol that nobody here speaks
 */
export async function probeProtocol(
  probe: ProtocolProbe,
  at: ProtocolAddress,
  signal: AbortSignal,
): Promise<Observation> {
  const protocol = SPOKEN[probe.protocol];
  const overHttp = OVER_HTTP[probe.protocol];
  const begun = performance.now();
  const { verdict, output } = await (protocol
    ? spoken(protocol, probe.port, at, signal)
    : overHttp
      ? overHttp(probe, at, signal)
      : unknown(probe.protocol));
  const duration = Math.round(performance.now() - begun);
  return { values: { connected: true, duration }, output, containers: [], verdict };
}

function unknown(name: string): never {
  throw new CannotRun(`There is no probe that speaks ${name}.`);
}

async function spoken(protocol: Protocol, port: number, at: ProtocolAddress, signal: AbortSignal): Promise<Heard> {
  try {
    return await Conversation.with(at, signal, async (conversation) => {
      const verdict = await protocol.talk(conversation);
      const heard = await conversation.hear(() => true);
      const output = readable(heard);
      return { output, verdict: verdict === OTHER ? otherAnswer(protocol, port, heard, conversation.ended) : verdict };
    });
  } catch (error) {
    if (error instanceof NoConversation) return { verdict: fail(error.message), output: '' };
    throw error;
  }
}

function otherAnswer(
  { title }: Protocol,
  port: number,
  heard: Buffer,
  ended: 'closed' | 'silent' | undefined,
): Verdict {
  if (heard.length > 0) {
    const who = whoAnswers(heard);
    if (who === WANTS_TLS)
      return cannotTell(
        `Port ${port} speaks TLS only, so nobody can tell from here whether it is ${title}: write a test of kind tcp with "tls: true", or one of kind exec.`,
      );
    return fail(
      who === 'something else'
        ? `Port ${port} is open, but what answers is not ${title}: check which program listens there.`
        : `Port ${port} is open, but ${who} answers there, not ${title}: check the port and what it is mapped to.`,
    );
  }
  // The engine takes connections to a published port in the name of the container, whatever happens inside.
  if (ended === 'closed')
    return fail(
      `The connection to port ${port} is closed without an answer: inside the container nothing listens there, or only on 127.0.0.1, or it wants TLS. See its log.`,
    );
  return fail(`Port ${port} takes connections, but ${title} does not answer: it may hang, or want TLS. See its log.`);
}

const MOST_SHOWN = 400;

/** The part of an answer that a person can read. */
function readable(heard: Buffer): string {
  const text = heard.toString('latin1').replace(/[^\x20-\x7e\r\n\t]+/g, '·');
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}
