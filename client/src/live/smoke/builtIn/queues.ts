import { expected, never, ok, succeeds, type ImageTests } from './catalogue';
import { saysReady } from './logs';

/** Brokers start a runtime of their own for every question asked inside the container. */
const HEAVY = { timeoutMs: 45_000 } as const;

export const RABBITMQ: ImageTests = {
  title: 'RabbitMQ',
  kinds: ['rabbitmq'],
  images: ['rabbitmq', 'bitnami/rabbitmq'],
  tag: 'queue',
  tests: [
    {
      what: 'answers',
      title: 'The broker speaks AMQP',
      passes: 'the header of AMQP 0-9-1 is answered with `Connection.Start`',
      fails: 'nothing listens, another program answers, another version of AMQP',
      ways: [
        { kind: 'protocol', protocol: 'amqp', port: 5672 },
        {
          kind: 'exec',
          argv: ['rabbitmq-diagnostics', '-q', 'check_port_connectivity'],
          expect: [succeeds('The broker’s own ports do not take connections: see its log.')],
        },
      ],
      timing: HEAVY,
    },
    {
      what: 'alarms',
      title: 'No alarm holds up publishers',
      passes: '`rabbitmq-diagnostics check_local_alarms` ends with 0',
      fails: 'memory or disk alarm (publishers are blocked), node not running',
      ways: [
        {
          kind: 'exec',
          argv: ['rabbitmq-diagnostics', '-q', 'check_local_alarms'],
          expect: [
            // Alarms and a node that cannot be asked end with the same code.
            never(
              'stderr',
              'unable to (?:connect|perform an operation)|not running|nodedown',
              'The node of RabbitMQ does not run, though its container does: see its log.',
            ),
            succeeds(
              'RabbitMQ has raised an alarm for memory or disk, and blocks everybody who publishes: free some, or raise the limit.',
            ),
          ],
        },
      ],
      timing: HEAVY,
    },
    {
      what: 'management',
      title: 'The management page is there',
      passes: 'GET `/` on port 15672 gives 200',
      fails: 'any other answer, or none: the plugin is not switched on',
      ways: [
        {
          kind: 'http',
          port: 15_672,
          path: '/',
          expect: ok('The management page', 15_672, 'The management page reports an error: see the log of the broker.'),
        },
      ],
      when: ({ publishedPorts }) => publishedPorts.includes(15_672),
    },
    saysReady('Server startup complete|Starting broker\\.\\.\\. completed', 'Server startup complete'),
  ],
};

export const KAFKA: ImageTests = {
  title: 'Kafka',
  kinds: ['kafka', 'confluent-kafka'],
  images: ['apache/kafka', 'confluentinc/cp-kafka', 'bitnami/kafka'],
  tag: 'queue',
  tests: [
    {
      what: 'answers',
      title: 'The broker answers',
      passes: 'ApiVersions is answered without an error, there is a controller, and every partition has a leader',
      fails:
        'nothing listens, another program answers, the listener wants TLS, no controller, partitions without leader',
      ways: [
        { kind: 'protocol', protocol: 'kafka', port: 9092 },
        {
          kind: 'suggested',
          expect: [
            succeeds(
              'The broker does not answer inside the container, or its advertised name cannot be reached from there.',
            ),
          ],
        },
      ],
      timing: HEAVY,
    },
    saysReady('Kafka Server started|\\[KafkaServer id=\\d+\\] started', 'Kafka Server started'),
  ],
};

export const NATS: ImageTests = {
  title: 'NATS',
  kinds: ['nats'],
  images: ['nats'],
  tag: 'queue',
  tests: [
    {
      what: 'answers',
      title: 'NATS greets',
      passes: 'the first line is `INFO {…}`',
      fails: 'nothing listens, another program answers; warns while it shuts down',
      ways: [{ kind: 'protocol', protocol: 'nats', port: 4222 }],
    },
    {
      what: 'health',
      title: 'NATS says it is healthy',
      passes: '`/healthz` has `status` ok',
      fails: 'JetStream not recovered, or a stream without leader',
      ways: [
        {
          kind: 'http',
          port: 8222,
          path: '/healthz',
          expect: [
            expected(
              'json.status',
              { equals: 'ok' },
              'NATS runs and says that it is not healthy: its answer says what is missing.',
            ),
            ...ok('NATS', 8222, 'NATS runs and says that it is not healthy: see its answer and its log.'),
          ],
        },
      ],
      when: ({ publishedPorts }) => publishedPorts.includes(8222),
    },
    saysReady('Server is ready', 'Server is ready'),
  ],
};

export const MOSQUITTO: ImageTests = {
  title: 'Mosquitto',
  kinds: [],
  images: ['eclipse-mosquitto'],
  tag: 'queue',
  tests: [
    {
      what: 'answers',
      title: 'The broker takes clients',
      passes: 'CONNECT is answered with CONNACK, also where a login is needed',
      fails: 'nothing listens, another program answers, not available',
      ways: [{ kind: 'protocol', protocol: 'mqtt', port: 1883 }],
    },
    saysReady('mosquitto version \\S+ running', 'mosquitto version … running'),
  ],
};
