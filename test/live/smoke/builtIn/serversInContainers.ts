/** Real MariaDB and RabbitMQ; the tools of MongoDB as their manual describes them; and the logs of all. */
import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import type { ImageTests } from '../../../../client/src/live/smoke/builtIn/catalogue';
import { MYSQL_AND_MARIADB, MONGODB } from '../../../../client/src/live/smoke/builtIn/databases';
import { NATS, RABBITMQ } from '../../../../client/src/live/smoke/builtIn/queues';
import type { SmokeResult } from '../../../../client/src/live/smoke/result';
import { mongodumpContainer, type Mongodump } from '../../../rig/products/mongodump';
import { volume } from '../../../rig/products/postgres';
import { closedPort, serve, WEB } from '../../../rig/products/tcp';
import { inShort } from '../support';
import { SPOKEN, type Coverage } from './coverage';
import { published } from './published';
import type { RunningStacks } from './running';

const IT = 'it';
const DESTRUCTIVE = { over: { allowsDestructive: true } };

/** Images of busybox with the names of products: what prints a line is no matter to its test. */
export const LOG_IMAGES: Readonly<Record<string, readonly [image: string, line: string]>> = {
  PostgreSQL: ['postgres:log', '2026-05-01 [1] LOG:  database system is ready to accept connections'],
  'MySQL, MariaDB': [
    'mysql:log',
    "[Server] /usr/sbin/mysqld: ready for connections. Version: '8.4.3'  socket: '/var/run/mysqld/mysqld.sock'  port: 3306",
  ],
  MongoDB: ['mongo:log', '{"s":"I","c":"NETWORK","id":23016,"msg":"Waiting for connections","attr":{"port":27017}}'],
  Redis: ['redis:log', '1:M 01 May 2026 12:00:00.000 * Ready to accept connections tcp'],
  Valkey: ['valkey/valkey:log', '1:M 01 May 2026 12:00:00.000 * Ready to accept connections tcp'],
  RabbitMQ: ['rabbitmq:log', '[info] <0.9.0> Server startup complete; 4 plugins started.'],
  Kafka: ['apache/kafka:log', 'INFO [KafkaRaftServer nodeId=1] Kafka Server started (kafka.server.KafkaRaftServer)'],
  NATS: ['nats:log', '[1] 2026/05/01 12:00:00.000000 [INF] Server is ready'],
  Mosquitto: ['eclipse-mosquitto:log', '1777636800: mosquitto version 2.0.18 running'],
};

export function serversInContainers(stacks: () => RunningStacks, coverage: Coverage): void {
  const run = async (group: ImageTests, project: string, what: string): Promise<string> => {
    const result = await stacks().run(project, `${IT}/${what}`, DESTRUCTIVE);
    coverage.saw(group, what, result.outcome);
    return inShort(result);
  };

  it('MariaDB passes on a volume, and fails with another password, without a client or on the way of its dump', async () => {
    const env = ['MARIADB_USER=app', 'MARIADB_PASSWORD=right-horse', 'MARIADB_DATABASE=shop'];
    const id = await stacks().up('maria', IT, {
      ...{ Image: 'mariadb:10', Cmd: [], Env: env, HostConfig: volume('maria', '/var/lib/mysql') },
    });
    const ready = await stacks().ready('maria', `${IT}/query`);
    coverage.saw(MYSQL_AND_MARIADB, 'query', ready.outcome);
    expect(ready.outcome).toBe('pass');
    expect(await run(MYSQL_AND_MARIADB, 'maria', 'log')).toMatch(/^pass/);
    expect(await run(MYSQL_AND_MARIADB, 'maria', 'backup')).toMatch(
      /^pass: A dump of the schema of shop of .* was written, is complete, and was removed again\.$/,
    );
    expect(await run(MYSQL_AND_MARIADB, 'maria', 'survives-restart')).toMatch(
      /^pass: What was written to \S+ was there after its restart\.$/,
    );
    const root = (statement: string): Promise<string> => stacks().exec(id, 'mariadb', '-N', '-B', '-e', statement);
    expect(await root("SHOW TABLES FROM shop LIKE 'holdfast%'")).toBe('');
    await root("ALTER USER 'app'@'%' IDENTIFIED BY 'another'");
    expect(await run(MYSQL_AND_MARIADB, 'maria', 'query')).toBe(
      'fail: The database refuses the user and password of the container’s own variables. They count for an empty data folder only: set the password anew with ALTER USER, or put the old one back.',
    );
    expect(await run(MYSQL_AND_MARIADB, 'maria', 'backup')).toMatch(
      /^fail: The dump of \S+ fails with exit code 2: .*Access denied/,
    );
    await root("ALTER USER 'app'@'%' IDENTIFIED BY 'right-horse'; SET GLOBAL read_only=1");
    expect(await run(MYSQL_AND_MARIADB, 'maria', 'survives-restart')).toMatch(/^fail: Nothing can be written to \S+/);
    await root('SET GLOBAL read_only=0; DROP DATABASE shop');
    expect(await run(MYSQL_AND_MARIADB, 'maria', 'query')).toMatch(
      /^fail: (?:The database that the variables name does not exist)/,
    );
  });

  it('RabbitMQ passes, and fails with an alarm', async () => {
    const id = await stacks().up('rabbit', IT, { Image: 'rabbitmq:3', Cmd: ['rabbitmq-server'] });
    const ready = await stacks().ready('rabbit', `${IT}/alarms`);
    coverage.saw(RABBITMQ, 'alarms', ready.outcome);
    expect(ready.outcome).toBe('pass');
    await stacks().exec(id, 'rabbitmqctl', '-q', 'set_vm_memory_high_watermark', '0.00001');
    expect(await run(RABBITMQ, 'rabbit', 'alarms')).toBe(
      'fail: RabbitMQ has raised an alarm for memory or disk, and blocks everybody who publishes: free some, or raise the limit.',
    );
    expect(await run(RABBITMQ, 'rabbit', 'answers')).toMatch(/^pass/);
  });

  it.each<[string, Mongodump, RegExp]>([
    ['complete', {}, /^pass: A dump of one small collection of .* was written, is complete, and was removed again\.$/],
    ['half', { ends: 'early' }, /^fail: The dump of \S+ ends too early/],
    ['login', { ends: 'login' }, /^fail: The dump of \S+ fails with exit code 1: .*AuthenticationFailed/],
    ['without', { ends: 'missing' }, /^(?:error|skip): The image \S+ has no mongodump/],
  ])('MongoDB: a dump that is %s', async (name, how, expected) => {
    await stacks().up(`mongo-${name}`, IT, mongodumpContainer(how));
    expect(await run(MONGODB, `mongo-${name}`, 'backup')).toMatch(expected);
  });

  it('each log is read from the last start only', async () => {
    const seen = SPOKEN.filter(({ tests }) => tests.some(({ what }) => what === 'log')).map(async (group) => {
      const [image, line] = LOG_IMAGES[group.title] ?? [];
      if (image === undefined || line === undefined) throw new Error(`There is no log of ${group.title}.`);
      const project = `log-${group.title.replace(/\W+/g, '').toLowerCase()}`;
      const id = await stacks().up(project, IT, { Image: image, Cmd: ['sh', '-c', SAYS_IT_ONCE, 'sh', line] });
      const ready: SmokeResult = await stacks().ready(project, `${IT}/log`);
      coverage.saw(group, 'log', ready.outcome);
      await stacks().dockerd.api('POST', `/containers/${id}/restart`);
      return [group.title, ready.outcome, await run(group, project, 'log')];
    });
    for (const [title, before, after] of await Promise.all(seen)) {
      expect(before, title).toBe('pass');
      expect(after, title).toMatch(/^warn: Since its last start its log does not say that it is ready/);
    }
  });
}

const SAYS_IT_ONCE = '[ -e /said ] || echo "$1"; touch /said; trap "exit 0" TERM; while :; do sleep 0.1; done';

/** Pages of brokers. */
export function pages(coverage: Coverage): void {
  const asked = async (group: ImageTests, what: string, image: string, port: number, at: number): Promise<string> => {
    const result = await published(image, { [port]: at }).run(what);
    coverage.saw(group, what, result.outcome);
    return inShort(result);
  };
  const site = async (status: number, body: string, type: string): Promise<number> => {
    const server = createServer((_, response) => response.writeHead(status, { 'content-type': type }).end(body));
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (typeof address !== 'object' || !address) throw new Error('The server has no port.');
    return address.port;
  };

  it('NATS says that it is healthy, or what is missing', async () => {
    const health = async (status: number, body: unknown): Promise<string> =>
      asked(NATS, 'health', 'nats:2', 8222, await site(status, JSON.stringify(body), 'application/json'));
    expect(await health(200, { status: 'ok' })).toMatch(/^pass/);
    const stuck = await health(503, {
      status: 'unavailable',
      error: 'JetStream has not established contact with a meta leader',
    });
    expect(stuck).toMatch(/^fail: NATS runs and says that it is not healthy/);
    expect(await asked(NATS, 'health', 'nats:2', 8222, await serve(WEB))).toMatch(/^fail/);
  });

  it('the management page of RabbitMQ is there, or not', async () => {
    const page = async (at: number): Promise<string> => asked(RABBITMQ, 'management', 'rabbitmq:4', 15_672, at);
    expect(await page(await site(200, '<html>RabbitMQ</html>', 'text/html'))).toMatch(/^pass/);
    expect(await page(await site(500, 'no', 'text/plain'))).toMatch(/^fail: The management page reports an error/);
    expect(await page(await closedPort())).toMatch(/^fail: Nothing listens on/);
  });
}
