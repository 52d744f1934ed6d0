import { SMOKE_DEFAULTS, type SmokeKind, type SmokeTest } from '../../../../../server/src/smoke/definition';

export type Written = readonly [text: string, expected: Pick<SmokeTest, 'probe'> & Partial<SmokeTest>];

export const NOTHING_SAID = {
  id: 'it',
  title: 'it',
  expect: [],
  needs: [],
  tags: [],
  destructive: false,
  ...SMOKE_DEFAULTS,
};

/** In as few words as the kind allows. */
export const SHORTEST: Readonly<Record<SmokeKind, Written>> = {
  http: [
    'http: { url: http://127.0.0.1/ }\nexpect: { status: 200 }',
    {
      probe: { kind: 'http', url: 'http://127.0.0.1/' },
      expect: [{ subject: 'status', matcher: { equals: 200 } }],
    },
  ],
  tcp: [
    'tcp: { address: "127.0.0.1:4222" }\nexpect: { connected: true }',
    {
      probe: { kind: 'tcp', address: '127.0.0.1:4222' },
      expect: [{ subject: 'connected', matcher: { equals: true } }],
    },
  ],
  exec: ['exec: { service: db, argv: [pg_isready] }', { probe: { kind: 'exec', service: 'db', argv: ['pg_isready'] } }],
  logs: [
    'logs: { service: app }\nexpect: { text: { contains: running } }',
    {
      probe: { kind: 'logs', service: 'app', since: 'start', stream: 'both' },
      expect: [{ subject: 'text', matcher: { contains: 'running' } }],
    },
  ],
  promql: [
    'promql: { query: up }\nexpect: { value: 1 }',
    { probe: { kind: 'promql', query: 'up' }, expect: [{ subject: 'value', matcher: { equals: 1 } }] },
  ],
  loki: [
    'loki: { query: \'count_over_time({a="b"}[5m])\' }\nexpect: { value: { gt: 0 } }',
    {
      probe: { kind: 'loki', query: 'count_over_time({a="b"}[5m])', sinceMs: 300_000 },
      expect: [{ subject: 'value', matcher: { gt: 0 } }],
    },
  ],
  container: [
    'container:\nexpect: { state: running }',
    { probe: { kind: 'container' }, expect: [{ subject: 'state', matcher: { equals: 'running' } }] },
  ],
  stats: [
    'stats:\nexpect: { memoryBytes: { lt: 100 MiB } }',
    {
      probe: { kind: 'stats', samples: 3 },
      expect: [{ subject: 'memoryBytes', matcher: { lt: 104_857_600 } }],
    },
  ],
  logsize: [
    'logsize: {}\nexpect: { rotated: true }',
    { probe: { kind: 'logsize' }, expect: [{ subject: 'rotated', matcher: { equals: true } }] },
  ],
  backup: ['backup: { service: db }', { probe: { kind: 'backup', service: 'db', full: false }, timeoutMs: 60_000 }],
  command: ['command: { argv: [df] }', { probe: { kind: 'command', argv: ['df'] } }],
  persistence: [
    'persistence: { service: db, write: [a], read: [b] }\ndestructive: true',
    {
      probe: { kind: 'persistence', service: 'db', write: ['a'], read: ['b'] },
      destructive: true,
      timeoutMs: 120_000,
    },
  ],
};

export const COMMON = `title: Long name
timeout: 1m30s
retries: 3
interval: 500ms
tags: [nightly, db-1]
needs: []`;
export const COMMON_READ = {
  title: 'Long name',
  timeoutMs: 90_000,
  retries: 3,
  intervalMs: 500,
  tags: ['nightly', 'db-1'],
};
const EXIT_CODES = `exitCodes: { '0': pass, '2': { outcome: warn, message: nearly full }, '126': { outcome: error }, default: fail }`;
const EXIT_CODES_READ = {
  '0': { outcome: 'pass' },
  '2': { outcome: 'warn', message: 'nearly full' },
  '126': { outcome: 'error' },
  default: { outcome: 'fail' },
} as const;

/** Everything that can be said, with every subject. */
export const FULLEST: Readonly<Record<SmokeKind, Written>> = {
  http: [
    `http:
  service: web
  port: 8080
  path: /health?deep=1
  scheme: https
  method: POST
  headers: { Authorization: 'Bearer \${secret:API_TOKEN}', X-Count: 3 }
  body: '{"a": 1}'
  insecure: true
expect:
  status: { in: [200, 204] }
  body: { contains: ok, lacks: error, matches: '^ok$', not: down, length: { gt: 1, le: 10 } }
  json.status: { equals: up, not: null, in: [up, 1, true, null] }
  "json['a/b'][0].c": { present: true }
  json.models[?@.size>1].name: { length: 2 }
  json..id: 7
  header.content-type: { present: true, contains: json }
  duration: { lt: 2s, gt: 5 }
  certificateDays: { ge: 14 }`,
    {
      probe: {
        kind: 'http',
        service: 'web',
        port: 8080,
        path: '/health?deep=1',
        scheme: 'https',
        method: 'POST',
        headers: { Authorization: 'Bearer ${secret:API_TOKEN}', 'X-Count': '3' },
        body: '{"a": 1}',
        insecure: true,
      },
      expect: [
        { subject: 'status', matcher: { in: [200, 204] } },
        {
          subject: 'body',
          matcher: { contains: 'ok', lacks: 'error', matches: '^ok$', not: 'down', length: { gt: 1, le: 10 } },
        },
        { subject: 'json.status', matcher: { equals: 'up', not: null, in: ['up', 1, true, null] } },
        { subject: "json['a/b'][0].c", matcher: { present: true } },
        { subject: 'json.models[?@.size>1].name', matcher: { length: { equals: 2 } } },
        { subject: 'json..id', matcher: { equals: 7 } },
        { subject: 'header.content-type', matcher: { present: true, contains: 'json' } },
        { subject: 'duration', matcher: { lt: 2000, gt: 5 } },
        { subject: 'certificateDays', matcher: { ge: 14 } },
      ],
    },
  ],
  tcp: [
    `tcp: { service: mail, port: 25, send: "EHLO me\\r\\n", tls: false }
expect: { connected: { not: false }, received: { matches: '^220 ' }, duration: { le: 500ms } }`,
    {
      probe: { kind: 'tcp', service: 'mail', port: 25, send: 'EHLO me\r\n', tls: false },
      expect: [
        { subject: 'connected', matcher: { not: false } },
        { subject: 'received', matcher: { matches: '^220 ' } },
        { subject: 'duration', matcher: { le: 500 } },
      ],
    },
  ],
  exec: [
    `exec: { service: db, argv: [psql, -p, 5432, -U, '\${POSTGRES_USER}', ''], user: 999, env: { PGPASSWORD: '\${secret:DB}', EMPTY: '' } }
expect: { stdout: '', stderr: { length: 0 }, exitCode: { lt: 2 }, json.a: 1, duration: { lt: 1000 } }
${EXIT_CODES}`,
    {
      probe: {
        kind: 'exec',
        service: 'db',
        argv: ['psql', '-p', '5432', '-U', '${POSTGRES_USER}', ''],
        user: '999',
        env: { PGPASSWORD: '${secret:DB}', EMPTY: '' },
      },
      expect: [
        { subject: 'stdout', matcher: { equals: '' } },
        { subject: 'stderr', matcher: { length: { equals: 0 } } },
        { subject: 'exitCode', matcher: { lt: 2 } },
        { subject: 'json.a', matcher: { equals: 1 } },
        { subject: 'duration', matcher: { lt: 1000 } },
      ],
      exitCodes: EXIT_CODES_READ,
    },
  ],
  logs: [
    `logs: { service: app, since: 5m, stream: stderr }
expect: { text: { lacks: panic }, lines: { lt: 10 } }`,
    {
      probe: { kind: 'logs', service: 'app', since: 300_000, stream: 'stderr' },
      expect: [
        { subject: 'text', matcher: { lacks: 'panic' } },
        { subject: 'lines', matcher: { lt: 10 } },
      ],
    },
  ],
  promql: [
    `promql: { query: 'min(avg_over_time(up[24h]))', url: 'http://127.0.0.1:9090/prometheus' }
expect: { value: { ge: 0.95 }, results: 1, duration: { lt: 200 } }`,
    {
      probe: { kind: 'promql', query: 'min(avg_over_time(up[24h]))', url: 'http://127.0.0.1:9090/prometheus' },
      expect: [
        { subject: 'value', matcher: { ge: 0.95 } },
        { subject: 'results', matcher: { equals: 1 } },
        { subject: 'duration', matcher: { lt: 200 } },
      ],
    },
  ],
  loki: [
    `loki: { query: 'vector(1)', url: 'http://127.0.0.1:3100', since: 1h, tenant: team }
expect: { value: 1, results: { ge: 1 }, duration: { lt: 1s } }`,
    {
      probe: { kind: 'loki', query: 'vector(1)', url: 'http://127.0.0.1:3100', sinceMs: 3_600_000, tenant: 'team' },
      expect: [
        { subject: 'value', matcher: { equals: 1 } },
        { subject: 'results', matcher: { ge: 1 } },
        { subject: 'duration', matcher: { lt: 1000 } },
      ],
    },
  ],
  container: [
    `container: { service: app }
expect:
  state: { in: [running, exited] }
  health: { not: unhealthy }
  failingStreak: { le: 3 }
  restarts: 0
  oomKilled: false
  exitCode: 0
  startupSeconds: { lt: 60 }`,
    {
      probe: { kind: 'container', service: 'app' },
      expect: [
        { subject: 'state', matcher: { in: ['running', 'exited'] } },
        { subject: 'health', matcher: { not: 'unhealthy' } },
        { subject: 'failingStreak', matcher: { le: 3 } },
        { subject: 'restarts', matcher: { equals: 0 } },
        { subject: 'oomKilled', matcher: { equals: false } },
        { subject: 'exitCode', matcher: { equals: 0 } },
        { subject: 'startupSeconds', matcher: { lt: 60 } },
      ],
    },
  ],
  stats: [
    `stats: { service: app, samples: 5 }
expect: { cpuPercentOfLimit: { lt: 80 }, memoryPercentOfLimit: { lt: 90 }, cpuPercent: { le: 150.5 }, memoryBytes: { lt: 1 GiB } }`,
    {
      probe: { kind: 'stats', service: 'app', samples: 5 },
      expect: [
        { subject: 'cpuPercentOfLimit', matcher: { lt: 80 } },
        { subject: 'memoryPercentOfLimit', matcher: { lt: 90 } },
        { subject: 'cpuPercent', matcher: { le: 150.5 } },
        { subject: 'memoryBytes', matcher: { lt: 1_073_741_824 } },
      ],
    },
  ],
  logsize: [
    `logsize: { service: app }
expect: { bytes: { lt: 100000000 }, rotated: { equals: true } }`,
    {
      probe: { kind: 'logsize', service: 'app' },
      expect: [
        { subject: 'bytes', matcher: { lt: 100_000_000 } },
        { subject: 'rotated', matcher: { equals: true } },
      ],
    },
  ],
  backup: [
    `backup: { service: db, database: shop, full: true }
expect: { bytes: { gt: 10 kB }, complete: true, duration: { lt: 1m } }`,
    {
      probe: { kind: 'backup', service: 'db', database: 'shop', full: true },
      expect: [
        { subject: 'bytes', matcher: { gt: 10_000 } },
        { subject: 'complete', matcher: { equals: true } },
        { subject: 'duration', matcher: { lt: 60_000 } },
      ],
    },
  ],
  command: [
    `command: { argv: [df, --output=pcent, /var/backups], cwd: deploy, env: { LC_ALL: C } }
expect: { stdout: { contains: '%' }, exitCode: 0 }
${EXIT_CODES}`,
    {
      probe: {
        kind: 'command',
        argv: ['df', '--output=pcent', '/var/backups'],
        cwd: 'deploy',
        env: { LC_ALL: 'C' },
      },
      expect: [
        { subject: 'stdout', matcher: { contains: '%' } },
        { subject: 'exitCode', matcher: { equals: 0 } },
      ],
      exitCodes: EXIT_CODES_READ,
    },
  ],
  persistence: [
    `persistence: { service: db, write: [sh, -c, 'echo a > /data/m'], read: [cat, /data/m], cleanup: [rm, -f, /data/m] }
expect: { stdout: { contains: a } }
destructive: true`,
    {
      probe: {
        kind: 'persistence',
        service: 'db',
        write: ['sh', '-c', 'echo a > /data/m'],
        read: ['cat', '/data/m'],
        cleanup: ['rm', '-f', '/data/m'],
      },
      expect: [{ subject: 'stdout', matcher: { contains: 'a' } }],
      destructive: true,
    },
  ],
};
