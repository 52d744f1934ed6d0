import type { Conversation } from './conversation';
import { documentOf, helloRequest } from './bson';
import { fail, OTHER, pass, warn, type Protocol, type Verdict } from './protocol';

/** https://www.postgresql.org/docs/current/protocol-message-formats.html: asks whether TLS is spoken; needs no user. */
const SSL_REQUEST = Buffer.from('00000008 04d2162f'.replace(' ', ''), 'hex');

export const postgres: Protocol = {
  title: 'PostgreSQL',
  async talk(conversation) {
    conversation.send(SSL_REQUEST);
    const heard = await conversation.hear((bytes) => bytes.length > 0);
    // One byte and nothing more: SSH banners begin with an S as well.
    if (heard.length !== 1) return OTHER;
    if (heard.equals(Buffer.from('S'))) return pass('PostgreSQL answers, and speaks TLS.');
    return heard.equals(Buffer.from('N')) ? pass('PostgreSQL answers, without TLS.') : OTHER;
  },
};

const GREETING = 0x0a;
const REFUSAL = 0xff;

/** https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_handshake_v10.html */
export const mysql: Protocol = {
  title: 'MySQL or MariaDB',
  async talk(conversation) {
    const heard = await conversation.hear((bytes) => bytes.length >= 4 && bytes.length >= 4 + bytes.readUIntLE(0, 3));
    // The first packet of a conversation has the number 0.
    if (heard.length < 7 || heard[3] !== 0) return OTHER;
    if (heard[4] === REFUSAL) return refusal(heard.readUInt16LE(5), heard.subarray(7).toString('utf8'));
    const end = heard.indexOf(0, 5);
    if (heard[4] !== GREETING || end < 0) return OTHER;
    // MariaDB puts this before its version for replicas that would not take a two-digit number.
    const version = heard
      .subarray(5, end)
      .toString('latin1')
      .replace(/^5\.5\.5-/, '');
    if (!/^\d+\.\d/.test(version)) return OTHER;
    return pass(`${/maria/i.test(version) ? 'MariaDB' : 'MySQL'} ${version} greets.`);
  },
};

function refusal(code: number, words: string): Verdict {
  switch (code) {
    case 1040:
      return fail(
        'The server refuses connections because it has too many: find who leaks them, or raise max_connections.',
      );
    case 1129:
      return fail(
        'The server has blocked this address after too many broken connections: FLUSH HOSTS lets it in again.',
      );
    case 1130:
      return pass('The server answers, and lets nobody in from this address.');
    default:
      return fail(
        `The server refuses the connection with error ${code}: ${words.replace(/^#\w{5}/, '').trim()}. See its log.`,
      );
  }
}

/** https://www.mongodb.com/docs/manual/reference/command/hello/: answered before any login. */
export const mongodb: Protocol = {
  title: 'MongoDB',
  async talk(conversation) {
    conversation.send(helloRequest());
    const heard = await conversation.hear((bytes) => bytes.length >= 4 && bytes.length >= bytes.readUInt32LE(0));
    const hello = documentOf(heard);
    if (!hello || !('ok' in hello)) return OTHER;
    // Releases before 5.0 do not know the command; that they say so is an answer.
    if (hello.ok !== 1) return pass('MongoDB answers.');
    if (hello.isreplicaset === true)
      return fail(
        'MongoDB was started as part of a replica set that nobody has set up: run rs.initiate() once in mongosh.',
      );
    if (hello.isWritablePrimary === true) return pass('MongoDB answers and takes writes.');
    if (hello.secondary === true) return pass('MongoDB answers, as a secondary.');
    if (hello.arbiterOnly === true) return pass('MongoDB answers, as an arbiter.');
    return warn('MongoDB answers, but is neither primary nor secondary yet: see rs.status() if that lasts.');
  },
};

/** https://redis.io/docs/latest/develop/reference/protocol-spec/: an inline command, the same in Valkey. */
export const redis: Protocol = {
  title: 'Redis or Valkey',
  async talk(conversation) {
    conversation.send('PING\r\n');
    const answer = await conversation.line();
    const verdict = REDIS_ANSWERS.find(([expression]) => expression.test(answer))?.[1];
    return verdict ?? OTHER;
  },
};

const REDIS_ANSWERS: readonly [RegExp, Verdict][] = [
  [/^\+PONG$/, pass('PING is answered with PONG.')],
  [/^-NOAUTH\b/, pass('It answers, and is protected by a password.')],
  [/^-LOADING\b/, warn('It is still loading its data from disk. Wait, and look again.')],
  [/^-MASTERDOWN\b/, warn('This replica has lost its primary: look at the primary and at the network between them.')],
  [
    /^-MISCONF\b/,
    fail(
      'It takes no writes because it cannot save to disk: look at the free space and the rights of its data folder.',
    ),
  ],
  [
    /^-DENIED\b/,
    fail(
      'Protected mode refuses everybody outside of the container: set a password, or bind it to the addresses you mean.',
    ),
  ],
  [
    /^-ERR max number of clients/,
    fail('It has reached its number of clients: find who keeps connections open, or raise maxclients.'),
  ],
];

/** https://github.com/memcached/memcached/blob/master/doc/protocol.txt */
export const memcached: Protocol = {
  title: 'memcached',
  async talk(conversation: Conversation) {
    conversation.send('version\r\n');
    const [, version] = /^VERSION (\S+)/.exec(await conversation.line()) ?? [];
    if (version === undefined) return OTHER;
    await conversation.leave('quit\r\n');
    return pass(`memcached ${version} answers.`);
  },
};
