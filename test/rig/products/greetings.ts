/** First words of servers that need no more than a line or a packet. */
import { answers, says, type Talk } from './tcp';

/** https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_handshake_v10.html */
export function mysqlGreeting(version: string): Talk {
  const rest = Buffer.from('0a000000' + '61'.repeat(8) + '00fff7ff0200ff8115' + '00'.repeat(10), 'hex');
  return says(packet(Buffer.concat([Buffer.from([0x0a]), Buffer.from(`${version}\0`), rest])));
}

/** https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_err_packet.html: before a greeting without a state. */
export function mysqlRefusal(code: number, words: string): Talk {
  return says(packet(Buffer.concat([Buffer.from([0xff, code & 0xff, code >> 8]), Buffer.from(words)])));
}

function packet(payload: Buffer): Buffer {
  const header = Buffer.alloc(4);
  header.writeUIntLE(payload.length, 0, 3);
  return Buffer.concat([header, payload]);
}

/** https://redis.io/docs/latest/develop/reference/protocol-spec/ */
export function redisAnswer(line: string): Talk {
  return answers(() => `${line}\r\n`);
}

/** https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/: CONNACK with a return code. */
export function mqttAnswer(code: number): Talk {
  return answers((heard) => (heard[0] === 0x10 ? Buffer.from([0x20, 2, 0, code]) : undefined));
}

/** https://docs.nats.io/reference/reference-protocols/nats-protocol */
export function natsInfo(over: Readonly<Record<string, unknown>> = {}): Talk {
  return says(`INFO ${JSON.stringify({ server_id: 'N', version: '2.10.1', max_payload: 1_048_576, ...over })} \r\n`);
}

/** RabbitMQ's answer to a version that it does not speak: the header with its own. */
export const OTHER_AMQP: Talk = answers(() => Buffer.from('AMQP\x03\x01\x00\x00', 'latin1'));
