import { fail, OTHER, pass, warn, type Protocol, type Verdict } from './protocol';

/** https://www.rabbitmq.com/resources/specs/amqp0-9-1.pdf, 4.2.2: a server answers the header with Connection.Start. */
const AMQP_HEADER = Buffer.from('AMQP\0\0\x09\x01', 'latin1');
const METHOD_FRAME = 1;
const FRAME_HEADER_BYTES = 7;
const CONNECTION_START = Buffer.from([0, 10, 0, 10]);

export const amqp: Protocol = {
  title: 'an AMQP 0-9-1 broker',
  async talk(conversation) {
    conversation.send(AMQP_HEADER);
    const heard = await conversation.hear(isCompleteAmqpAnswer);
    if (heard.toString('latin1', 0, 4) === 'AMQP')
      return fail(
        `A broker answers, but it does not speak AMQP 0-9-1: it offers ${heard.subarray(4, 8).join('.')}. Check which broker listens there.`,
      );
    if (heard[0] !== METHOD_FRAME || heard.length < FRAME_HEADER_BYTES + CONNECTION_START.length) return OTHER;
    const payload = heard.subarray(FRAME_HEADER_BYTES);
    if (!payload.subarray(0, CONNECTION_START.length).equals(CONNECTION_START)) return OTHER;
    const product = propertyOf(payload, 'product') ?? 'An AMQP broker';
    const version = propertyOf(payload, 'version');
    return pass(`${product}${version === undefined ? '' : ` ${version}`} answers.`);
  },
};

function isCompleteAmqpAnswer(heard: Buffer): boolean {
  if (heard[0] !== METHOD_FRAME) return heard.length >= AMQP_HEADER.length;
  return heard.length >= FRAME_HEADER_BYTES && heard.length >= FRAME_HEADER_BYTES + heard.readUInt32BE(3) + 1;
}

/** A text among the server's properties: the length of its name, the name, `S`, the length, the text. */
function propertyOf(payload: Buffer, name: string): string | undefined {
  const key = Buffer.concat([Buffer.from([name.length]), Buffer.from(`${name}S`)]);
  const at = payload.indexOf(key);
  const from = at + key.length;
  if (at < 0 || from + 4 > payload.length) return undefined;
  return payload.toString('utf8', from + 4, from + 4 + payload.readUInt32BE(from));
}

/** https://docs.nats.io/reference/reference-protocols/nats-protocol: the server speaks first. */
export const nats: Protocol = {
  title: 'NATS',
  async talk(conversation) {
    const [, json] = /^INFO (\{.*\})\s*$/.exec(await conversation.line()) ?? [];
    const info = json === undefined ? undefined : parsed(json);
    if (!info) return OTHER;
    const name = ['NATS', typeof info.version === 'string' ? info.version : ''].join(' ').trim();
    if (info.ldm === true) return warn(`${name} answers, but is about to shut down: it sends its clients away.`);
    const wants = [info.auth_required === true && 'a login', info.tls_required === true && 'TLS'].filter(Boolean);
    return pass(`${name} answers${wants.length === 0 ? '' : `, and wants ${wants.join(' and ')}`}.`);
  },
};

function parsed(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(json) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

/** https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/: a client without a name, with nothing to keep. */
const MQTT_CONNECT = Buffer.from([0x10, 12, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 60, 0, 0]);
const MQTT_DISCONNECT = Buffer.from([0xe0, 0]);

export const mqtt: Protocol = {
  title: 'an MQTT broker',
  async talk(conversation) {
    conversation.send(MQTT_CONNECT);
    const heard = await conversation.hear((bytes) => bytes.length >= 4);
    if (heard.length < 4 || heard[0] !== 0x20 || heard[1] !== 2) return OTHER;
    const verdict = MQTT_ANSWERS[heard[3] ?? 0] ?? fail(`The MQTT broker refuses connections with code ${heard[3]}.`);
    if (heard[3] === 0) await conversation.leave(MQTT_DISCONNECT);
    return verdict;
  },
};

const MQTT_ANSWERS: Readonly<Record<number, Verdict>> = {
  0: pass('The MQTT broker takes clients.'),
  1: pass('The MQTT broker answers; it does not speak version 3.1.1.'),
  2: pass('The MQTT broker answers; it wants clients to name themselves.'),
  3: fail('The MQTT broker says that it is not available: see its log.'),
  4: pass('The MQTT broker answers, and is protected by a password.'),
  5: pass('The MQTT broker answers, and is protected by a password.'),
};

/** RFC 5321: a greeting, then the answer to EHLO; FTP servers greet with 220 too. */
export const smtp: Protocol = {
  title: 'a mail server (SMTP)',
  async talk(conversation) {
    const greeting = await conversation.line();
    if (/^(?:421|554)[ -]/.test(greeting)) return fail(`The mail server takes no mail now: ${greeting}`);
    if (!/^220[ -]/.test(greeting)) return OTHER;
    conversation.next();
    conversation.send('EHLO holdfast\r\n');
    const answer = await conversation.hear((heard) => /^\d{3}(?: |\r?$)/m.test(heard.toString('latin1')));
    await conversation.leave('QUIT\r\n');
    if (answer.length === 0)
      return fail('The mail server greets and then says nothing more: it may be overloaded. See its log.');
    return /^(?:220[^]*\n)?250/.test(answer.toString('latin1'))
      ? pass('The mail server greets and takes commands.')
      : OTHER;
  },
};
