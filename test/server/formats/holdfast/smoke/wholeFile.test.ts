import { describe, expect, it } from 'vitest';
import { messagesOf, read, schemaErrors, told } from './support';

/** What a stack of database, application, mail and monitoring is asked in practice. */
const WHOLE = String.raw`smoke:
  defaults: { timeout: 10s, retries: 0, interval: 1s }
  services-healthy:
    title: Every service is running and healthy
    container: {}
    expect: { state: running, health: { in: [healthy, none] }, failingStreak: { le: 3 }, oomKilled: false }
  db-reachable:
    exec: { service: postgres, argv: [psql, -h, 127.0.0.1, -U, '${'$'}{POSTGRES_USER}', -Atc, 'SELECT version()'] }
    expect: { stdout: { matches: '^PostgreSQL \d+' } }
    exitCodes:
      { '0': pass, '1': fail, '2': { outcome: fail, message: connection refused or bad credentials }, '126': error, '127': error }
  backup-works:
    exec:
      service: postgres
      argv:
        - sh
        - -c
        - 'set -e; f=$(mktemp); trap "rm -f $f" EXIT; pg_dump -U "$POSTGRES_USER" -d "$POSTGRES_DB" --schema-only -f "$f"; head -c 4096 "$f"'
    expect: { stdout: { contains: PostgreSQL database dump }, stderr: '' }
    timeout: 60s
  dump: { backup: { service: postgres }, timeout: 1m }
  prometheus:
    http: { url: 'http://127.0.0.1:9090/-/healthy' }
    expect: { status: 200, body: { contains: is Healthy }, duration: { lt: 1000 } }
  grafana: { http: { url: 'http://127.0.0.1:3000/api/health' }, expect: { status: 200, json.database: ok } }
  ollama: { http: { url: 'http://127.0.0.1:11434/api/tags' }, expect: { status: 200, json.models: { length: { gt: 0 } } } }
  app-started:
    logs: { service: app, since: start, stream: both }
    expect: { text: { contains: Service running } }
    retries: 30
  mailpit:
    http: { url: 'http://127.0.0.1:8025/api/v1/messages?limit=1' }
    expect: { status: 200, json.total: { ge: 0 } }
  targets-up: { promql: { query: count(up == 1) }, expect: { value: { gt: 5 } }, needs: [prometheus] }
  scrape-95: { promql: { query: 'min(avg_over_time(up[24h]))' }, expect: { value: { ge: 0.95 } } }
  logs-flowing: { loki: { query: 'sum(count_over_time({job=~".+"}[5m]))', since: 5m }, expect: { value: { gt: 0 } } }
  cpu: { stats: { samples: 3 }, expect: { cpuPercentOfLimit: { lt: 80 }, memoryPercentOfLimit: { lt: 90 } } }
  log-size: { logsize: {}, expect: { bytes: { lt: 104857600 }, rotated: true } }
  nats: { tcp: { address: '127.0.0.1:4222' }, expect: { received: { matches: '^INFO \{' } } }
  volume-persists:
    title: Data survives a restart
    destructive: true
    persistence:
      service: postgres
      write: [psql, -c, 'create table smoke_x(i int)']
      read: [psql, -Atc, 'select 1 from smoke_x limit 0']
      cleanup: [psql, -c, 'drop table smoke_x']
    timeout: 5m
  disk: { command: { argv: [df, --output=pcent, /var/backups] }, exitCodes: { '0': pass, default: error } }
`;

describe('a whole file', () => {
  it('is understood', () => {
    expect(schemaErrors(WHOLE)).toEqual([]);
    expect(messagesOf(WHOLE, ['postgres', 'app'])).toEqual([]);
    const { tests } = read(WHOLE);
    expect(tests).toHaveLength(17);
    expect(tests.flatMap(({ test, id }) => (test ? [] : [id]))).toEqual([]);
    expect(tests.filter(({ service }) => service).map(({ id }) => id)).toEqual([
      'db-reachable',
      'backup-works',
      'dump',
      'app-started',
      'volume-persists',
    ]);
  });

  it('loses only the tests that are wrong', () => {
    const { tests, problems } = read(WHOLE.replace('retries: 30', 'retries: many').replace('gt: 5 ', 'gt: five '));
    expect(problems).toHaveLength(2);
    expect(tests.flatMap(({ test, id }) => (test ? [] : [id]))).toEqual(['app-started', 'targets-up']);
  });
});

describe('what people know from elsewhere', () => {
  it.each([
    [
      'all services by name',
      'container: { all: true }, expect: { state: running }',
      'all: `container` knows no `all`. It knows service.',
    ],
    [
      'whether something exists',
      'http: { url: http://a/ }, expect: { json.models: { exists: true } }',
      'exists: `json.models` knows no `exists`. It knows equals, not, in, contains, lacks, matches, gt, ge, lt, le, present, length.',
    ],
    [
      'expectations inside of the kind',
      'tcp: { address: "a:1", expect: { matches: a } }, expect: { connected: true }',
      'expect: `expect` stands beside `tcp`, not in it.',
    ],
    [
      'a job of backups',
      'backup: { service: db, job: daily }',
      'job: `backup` knows no `job`. It knows service, database, full.',
    ],
    ['a shell of its own', 'command: { run: df -h }', 'command: `command` needs `argv`.'],
    [
      'a host in place of a URL',
      'http: { host: a }, expect: { status: 1 }',
      'http: `http` needs `url` or `service`: whom it asks.',
    ],
  ])('is met with what to write: %s', (_, body, message) => {
    expect(told(`smoke:\n  it: { ${body} }\n`)).toContain(message);
  });
});

describe('needs of many tests', () => {
  const ring = (count: number) =>
    `smoke:\n${Array.from({ length: count }, (_, n) => `  t${n}: { command: { argv: [a] }, needs: [t${(n + 1) % count}] }\n`).join('')}`;

  it.each([
    [1, 'itself'],
    [4, 'itself, through `t1`, `t2`, `t3`'],
    [300, 'itself, through `t1`, `t2`, `t3` and 296 more'],
  ])('that go in a circle of %i are told of in a short sentence', (count, round) => {
    const messages = messagesOf(ring(count));
    expect(messages).toHaveLength(count);
    expect(messages[0]).toBe(`\`t0\` waits for ${round}, so it would never run: take one need out.`);
  });

  it('that lead into a circle are no mistake of their own', () => {
    const text = ring(2).replace('smoke:\n', 'smoke:\n  first: { command: { argv: [a] }, needs: [t0, t0] }\n');
    expect(messagesOf(text)).toHaveLength(2);
  });
});
