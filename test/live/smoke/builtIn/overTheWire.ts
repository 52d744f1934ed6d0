/** Servers that say what their protocols document, well and sick, asked on a published port. */
import { expect, it } from 'vitest';
import type { ImageTests } from '../../../../client/src/live/smoke/builtIn/catalogue';
import { MEMCACHED, REDIS, VALKEY } from '../../../../client/src/live/smoke/builtIn/caches';
import { MONGODB, MYSQL_AND_MARIADB, POSTGRES } from '../../../../client/src/live/smoke/builtIn/databases';
import { KAFKA, MOSQUITTO, NATS, RABBITMQ } from '../../../../client/src/live/smoke/builtIn/queues';
import {
  mqttAnswer,
  mysqlGreeting,
  mysqlRefusal,
  natsInfo,
  OTHER_AMQP,
  redisAnswer,
} from '../../../rig/products/greetings';
import { kafka } from '../../../rig/products/kafka';
import { BEFORE_HELLO, mongodb } from '../../../rig/products/mongodb';
import {
  answers,
  CLOSES,
  CLOSES_WHEN_ASKED,
  closedPort,
  GARBAGE,
  HANGS,
  says,
  serve,
  WANTS_TLS,
  WEB,
  type Talk,
} from '../../../rig/products/tcp';
import { inShort } from '../support';
import type { Coverage } from './coverage';
import { published } from './published';

interface Spoken {
  readonly group: ImageTests;
  readonly image: string;
  readonly port: number;
  /** As messages name it. */
  readonly title: string;
}

const POSTGRES_ON_WIRE = { group: POSTGRES, image: 'postgres:17', port: 5432, title: 'PostgreSQL' };
const MYSQL_ON_WIRE = { group: MYSQL_AND_MARIADB, image: 'mysql:8', port: 3306, title: 'MySQL or MariaDB' };
const MONGODB_ON_WIRE = { group: MONGODB, image: 'mongo:7', port: 27_017, title: 'MongoDB' };
const REDIS_ON_WIRE = { group: REDIS, image: 'redis:7', port: 6379, title: 'Redis or Valkey' };
const VALKEY_ON_WIRE = { group: VALKEY, image: 'valkey/valkey:8', port: 6379, title: 'Redis or Valkey' };
const MEMCACHED_ON_WIRE = { group: MEMCACHED, image: 'memcached:1', port: 11_211, title: 'memcached' };
const RABBITMQ_ON_WIRE = { group: RABBITMQ, image: 'rabbitmq:4', port: 5672, title: 'an AMQP 0-9-1 broker' };
const KAFKA_ON_WIRE = { group: KAFKA, image: 'apache/kafka:4.0.0', port: 9092, title: 'Kafka' };
const NATS_ON_WIRE = { group: NATS, image: 'nats:2', port: 4222, title: 'NATS' };
const MOSQUITTO_ON_WIRE = { group: MOSQUITTO, image: 'eclipse-mosquitto:2', port: 1883, title: 'an MQTT broker' };

const SPOKEN_ON_WIRE: readonly Spoken[] = [
  ...[POSTGRES_ON_WIRE, MYSQL_ON_WIRE, MONGODB_ON_WIRE, REDIS_ON_WIRE, VALKEY_ON_WIRE, MEMCACHED_ON_WIRE],
  ...[RABBITMQ_ON_WIRE, KAFKA_ON_WIRE, NATS_ON_WIRE, MOSQUITTO_ON_WIRE],
];

/** What each product says, and what is made of it. */
const ANSWERS: readonly (readonly [Spoken, string, Talk, string])[] = [
  [POSTGRES_ON_WIRE, 'without TLS', answers(() => 'N'), 'pass: PostgreSQL answers, without TLS.'],
  [POSTGRES_ON_WIRE, 'with TLS', answers(() => 'S'), 'pass: PostgreSQL answers, and speaks TLS.'],
  [
    POSTGRES_ON_WIRE,
    'an SSH server',
    says('SSH-2.0-OpenSSH_9.2\r\n'),
    'fail: Port 5432 is open, but an SSH server answers there, not PostgreSQL: check the port and what it is mapped to.',
  ],
  [MYSQL_ON_WIRE, 'MySQL', mysqlGreeting('8.4.3'), 'pass: MySQL 8.4.3 greets.'],
  [MYSQL_ON_WIRE, 'MariaDB', mysqlGreeting('5.5.5-10.11.6-MariaDB-0'), 'pass: MariaDB 10.11.6-MariaDB-0 greets.'],
  [
    MYSQL_ON_WIRE,
    'too many connections',
    mysqlRefusal(1040, 'Too many connections'),
    'fail: The server refuses connections because it has too many: find who leaks them, or raise max_connections.',
  ],
  [
    MYSQL_ON_WIRE,
    'a blocked address',
    mysqlRefusal(1129, "Host '172.17.0.1' is blocked because of many connection errors"),
    'fail: The server has blocked this address after too many broken connections: FLUSH HOSTS lets it in again.',
  ],
  [
    MYSQL_ON_WIRE,
    'an address that is not let in',
    mysqlRefusal(1130, "Host '172.17.0.1' is not allowed to connect to this MySQL server"),
    'pass: The server answers, and lets nobody in from this address.',
  ],
  [
    MYSQL_ON_WIRE,
    'another refusal',
    mysqlRefusal(1053, '#08S01Server shutdown in progress'),
    'fail: The server refuses the connection with error 1053: Server shutdown in progress. See its log.',
  ],
  [MONGODB_ON_WIRE, 'a primary', mongodb({ setName: 'rs0' }), 'pass: MongoDB answers and takes writes.'],
  [
    MONGODB_ON_WIRE,
    'a secondary',
    mongodb({ isWritablePrimary: false, secondary: true, setName: 'rs0' }),
    'pass: MongoDB answers, as a secondary.',
  ],
  [MONGODB_ON_WIRE, 'a release before 5.0', BEFORE_HELLO, 'pass: MongoDB answers.'],
  [
    MONGODB_ON_WIRE,
    'a replica set that nobody has set up',
    mongodb({ isWritablePrimary: false, secondary: false, isreplicaset: true, info: 'Does not have a valid config' }),
    'fail: MongoDB was started as part of a replica set that nobody has set up: run rs.initiate() once in mongosh.',
  ],
  [
    MONGODB_ON_WIRE,
    'neither primary nor secondary',
    mongodb({ isWritablePrimary: false, secondary: false, setName: 'rs0' }),
    'warn: MongoDB answers, but is neither primary nor secondary yet: see rs.status() if that lasts.',
  ],
  ...[REDIS_ON_WIRE, VALKEY_ON_WIRE].flatMap((it) =>
    (
      [
        ['PONG', '+PONG', 'pass: PING is answered with PONG.'],
        ['a password', '-NOAUTH Authentication required.', 'pass: It answers, and is protected by a password.'],
        [
          'loading',
          '-LOADING Redis is loading the dataset in memory',
          'warn: It is still loading its data from disk. Wait, and look again.',
        ],
        [
          'a replica without primary',
          "-MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
          'warn: This replica has lost its primary: look at the primary and at the network between them.',
        ],
        [
          'a full disk',
          '-MISCONF Redis is configured to save RDB snapshots, but it is currently unable to persist to disk.',
          'fail: It takes no writes because it cannot save to disk: look at the free space and the rights of its data folder.',
        ],
        [
          'protected mode',
          '-DENIED Redis is running in protected mode because protected mode is enabled',
          'fail: Protected mode refuses everybody outside of the container: set a password, or bind it to the addresses you mean.',
        ],
        [
          'too many clients',
          '-ERR max number of clients reached',
          'fail: It has reached its number of clients: find who keeps connections open, or raise maxclients.',
        ],
      ] as const
    ).map(([what, line, expected]) => [it, what, redisAnswer(line), expected] as const),
  ),
  [MEMCACHED_ON_WIRE, 'a version', answers(() => 'VERSION 1.6.18\r\n'), 'pass: memcached 1.6.18 answers.'],
  [
    RABBITMQ_ON_WIRE,
    'another AMQP',
    OTHER_AMQP,
    'fail: A broker answers, but it does not speak AMQP 0-9-1: it offers 3.1.0.0. Check which broker listens there.',
  ],
  [KAFKA_ON_WIRE, 'a whole cluster', kafka(), 'pass: The Kafka broker answers: one broker, with a controller.'],
  [
    KAFKA_ON_WIRE,
    'a login for more',
    kafka({ needsLogin: true }),
    'pass: The Kafka broker answers, and tells about its cluster after a login only.',
  ],
  [KAFKA_ON_WIRE, 'other versions', kafka({ metadataVersions: [4, 12] }), 'pass: The Kafka broker answers.'],
  [
    KAFKA_ON_WIRE,
    'no controller',
    kafka({ controller: -1 }),
    'fail: The Kafka broker answers, but the cluster has no controller: topics and leaders are stuck. Look at the controllers (or at ZooKeeper) and at the network between them.',
  ],
  [
    KAFKA_ON_WIRE,
    'partitions without leader',
    kafka({ topics: { orders: [1, -1], mails: [-1] } }),
    'fail: Kafka answers, but 2 partitions have no leader, such as orders-1: nobody can read or write there. Start the brokers that hold it.',
  ],
  [
    KAFKA_ON_WIRE,
    'nothing about its cluster',
    kafka({ isStuck: true }),
    'fail: The Kafka broker answers, but does not tell about its cluster: it may have lost its controller. See its log.',
  ],
  [KAFKA_ON_WIRE, 'an error', kafka({ error: 58 }), 'fail: Kafka answers with error 58: see its log.'],
  [
    KAFKA_ON_WIRE,
    'more topics than anybody listens to',
    kafka({ topics: Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`t${index}`, [1]])) }),
    'pass: The Kafka broker answers: one broker, with a controller.',
  ],
  [NATS_ON_WIRE, 'a greeting', natsInfo(), 'pass: NATS 2.10.1 answers.'],
  [
    NATS_ON_WIRE,
    'a login over TLS',
    natsInfo({ auth_required: true, tls_required: true }),
    'pass: NATS 2.10.1 answers, and wants a login and TLS.',
  ],
  [
    NATS_ON_WIRE,
    'lame duck mode',
    natsInfo({ ldm: true }),
    'warn: NATS 2.10.1 answers, but is about to shut down: it sends its clients away.',
  ],
  [MOSQUITTO_ON_WIRE, 'a client taken', mqttAnswer(0), 'pass: The MQTT broker takes clients.'],
  [MOSQUITTO_ON_WIRE, 'a login', mqttAnswer(5), 'pass: The MQTT broker answers, and is protected by a password.'],
  [
    MOSQUITTO_ON_WIRE,
    'not available',
    mqttAnswer(3),
    'fail: The MQTT broker says that it is not available: see its log.',
  ],
];

/** What is wrong with a port, whatever should be behind it. */
const NOBODY: readonly (readonly [string, Talk, (port: number, title: string) => string])[] = [
  [
    'a web server',
    WEB,
    (port, title) =>
      `fail: Port ${port} is open, but an HTTP server answers there, not ${title}: check the port and what it is mapped to.`,
  ],
  [
    'a server that wants TLS',
    WANTS_TLS,
    (port, title) =>
      ['NATS', 'MySQL or MariaDB'].includes(title)
        ? silent(port, title)
        : `error: Port ${port} speaks TLS only, so nobody can tell from here whether it is ${title}: write a test of kind tcp with "tls: true", or one of kind exec.`,
  ],
  [
    'noise',
    GARBAGE,
    (port, title) => `fail: Port ${port} is open, but what answers is not ${title}: check which program listens there.`,
  ],
  [
    'nobody in the container',
    CLOSES,
    (port) =>
      `fail: The connection to port ${port} is closed without an answer: inside the container nothing listens there, or only on 127.0.0.1, or it wants TLS. See its log.`,
  ],
  ['a server that hangs', HANGS, silent],
];

function silent(port: number, title: string): string {
  return `fail: Port ${port} takes connections, but ${title} does not answer: it may hang, or want TLS. See its log.`;
}

export function overTheWire(coverage: Coverage): void {
  const asked = async ({ group, image, port }: Spoken, hostPort: number): Promise<string> => {
    const result = await published(image, { [port]: hostPort }).run('answers');
    coverage.saw(group, 'answers', result.outcome);
    return inShort(result);
  };

  it.each(ANSWERS.map(([spoken, ...more]) => [spoken.title, ...more, spoken] as const))(
    '%s: %s',
    async (_title, _what, talk, expected, spoken) => expect(await asked(spoken, await serve(talk))).toBe(expected),
  );

  // A server that hangs is given some seconds: all of them at once.
  it('who is none of the products is told from them', async () => {
    const seen = NOBODY.map(async ([what, talk, expected]) => {
      const port = await serve(talk);
      const results = await Promise.all(SPOKEN_ON_WIRE.map((one) => asked(one, port)));
      return [what, results, SPOKEN_ON_WIRE.map((one) => expected(one.port, one.title))] as const;
    });
    for (const [what, results, expected] of await Promise.all(seen)) expect(results, what).toEqual(expected);
  });

  it('nobody on the port is said with the port of the host', async () => {
    const port = await closedPort();
    const seen = await Promise.all(SPOKEN_ON_WIRE.map((one) => asked(one, port)));
    const expected = `fail: Nothing listens on 127.0.0.1:${port}: the service has not opened its port, or the port is not published any more.`;
    expect(new Set(seen)).toEqual(new Set([expected]));
  });

  it('a connection that is closed over the question is told like one that is closed at once', async () => {
    const port = await serve(CLOSES_WHEN_ASKED);
    const seen = await Promise.all([MONGODB_ON_WIRE, KAFKA_ON_WIRE, REDIS_ON_WIRE].map((one) => asked(one, port)));
    expect(seen.every((one) => one.includes('is closed without an answer'))).toBe(true);
  });

  it('a server that hangs is let go at once when the run is cancelled', async () => {
    const cancel = new AbortController();
    const port = await serve((socket) => socket.once('data', () => cancel.abort()));
    const result = await published('redis:7', { 6379: port }).run('answers', {}, cancel.signal);
    expect(inShort(result)).toBe('skip: Cancelled.');
    expect(result.durationMs).toBeLessThan(2_000);
  });
}
