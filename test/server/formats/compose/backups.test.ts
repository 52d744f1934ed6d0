import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../../server/src/engine/settings';
import { parseYaml } from '../../../../server/src/document/parse';
import { backupsIn } from '../../../../server/src/formats/compose/backups/find';
import { ComposeFile } from '../../../../server/src/formats/compose/model';

const DATABASES = `  db:
    image: postgres:17.6
    container_name: shop-db
    volumes: [pg:/var/lib/postgresql/data]
  orders:
    image: mariadb:11.8
    volumes: [./orders:/var/lib/mysql]
  cache:
    image: redis:8.2
    volumes: [redis:/data]
`;

function find(services: string, files: Readonly<Record<string, string>> = {}, rest = '') {
  const text = `name: shop\nservices:\n${DATABASES}${services.replace(/^(?=.)/gm, '  ')}${rest}`;
  const document = parseYaml('/w/compose.yaml', text).documents[0]?.document;
  if (document?.root?.kind !== 'map' || document.problems.length > 0) throw new Error('no compose file');
  const file = new ComposeFile(document, document.root, '/w/compose.yaml', DEFAULT_SETTINGS);
  const { jobs, isUnclear } = backupsIn(file, (path) => files[path]);
  return {
    isUnclear,
    jobs: jobs.map(({ job, service, origin, token }) => ({
      ...job,
      origin,
      service: service.name,
      place: text.slice(token.range.start, token.range.end),
    })),
  };
}

const DAY = 86_400_000;
const HOUR = 3_600_000;
const cron = (expression: string, timeZone = 'UTC') => ({ kind: 'cron', expression, timeZone });

describe('images made for backups', () => {
  it('prodrigestivill/postgres-backup-local: the status page, then the link', () => {
    const { jobs, isUnclear } = find(`backup:
  image: prodrigestivill/postgres-backup-local:17
  environment:
    POSTGRES_HOST: db
    POSTGRES_DB: shop
    POSTGRES_PASSWORD: hunter2hunter2
    SCHEDULE: "0 0 3 * * *"
    HEALTHCHECK_PORT: 8081
    TZ: Europe/Paris
`);
    expect(isUnclear).toBe(false);
    expect(jobs).toEqual([
      {
        id: 'backup',
        service: 'backup',
        origin: 'image',
        place: 'prodrigestivill/postgres-backup-local:17',
        protects: ['db'],
        schedule: cron('0 3 * * *', 'Europe/Paris'),
        rpoMs: 25 * HOUR,
        graceMs: HOUR,
        rtoMs: undefined,
        minimumBytes: 1024,
        restoreTestEveryMs: undefined,
        sla: 0.99,
        sources: [
          { kind: 'gocron', service: 'backup', port: 8081 },
          { kind: 'volume', service: 'backup', path: '/backups/last/shop-latest.sql.gz' },
        ],
        exitCodes: {},
      },
    ]);
    expect(JSON.stringify(jobs)).not.toContain('hunter2');
  });

  it('prodrigestivill/postgres-backup-local: several databases, a host by its container, defaults', () => {
    const { jobs } = find(`backup:
  image: prodrigestivill/postgres-backup-local:17
  environment: ["POSTGRES_HOST=shop-db", "POSTGRES_DB=shop,users"]
`);
    expect(jobs).toMatchObject([
      {
        protects: ['db'],
        schedule: cron('@daily'),
        sources: [{ port: 8080 }, { path: '/backups/last', pattern: '*-latest.sql.gz' }],
      },
    ]);
  });

  it('offen/docker-volume-backup: whoever has its data in what is mounted', () => {
    const { jobs, isUnclear } = find(`backup:
  image: offen/docker-volume-backup:v2.43
  environment:
    BACKUP_CRON_EXPRESSION: "@every 12h"
    BACKUP_FILENAME: shop-%Y-%m-%dT%H-%M-%S.tar.gz
  volumes: [pg:/backup/pg:ro, ./orders:/backup/orders:ro, ./archive:/archive]
`);
    expect(isUnclear).toBe(false);
    expect(jobs).toMatchObject([
      {
        protects: ['db', 'orders'],
        schedule: { kind: 'every', intervalMs: DAY / 2 },
        rpoMs: 13 * HOUR,
        sources: [{ kind: 'volume', service: 'backup', path: '/archive', pattern: 'shop-*T*.tar.gz' }],
      },
    ]);
  });

  it('offen/docker-volume-backup: the link where there is one, and nothing to see where all goes elsewhere', () => {
    const linked = find(`backup:
  image: offen/docker-volume-backup:v2.43
  environment: { BACKUP_LATEST_SYMLINK: latest.tar.gz }
  volumes: [pg:/backup/pg:ro, ./archive:/archive]
remote:
  image: offen/docker-volume-backup:v2.43
  environment: { AWS_S3_BUCKET_NAME: backups }
  volumes: [redis:/backup/redis:ro]
`);
    expect(linked.jobs.map(({ protects, sources }) => [protects, sources])).toEqual([
      [['db'], [{ kind: 'volume', service: 'backup', path: '/archive/latest.tar.gz' }]],
      [['cache'], []],
    ]);
  });

  it('resticker: the sources and what is dumped before; a container that only prunes is no backup', () => {
    const { jobs, isUnclear } = find(`backup:
  image: mazzolino/restic:1.8
  environment:
    BACKUP_CRON: "0 30 3 * * *"
    RESTIC_BACKUP_SOURCES: /mnt/data
    PRE_COMMANDS: docker exec shop-db pg_dumpall -U app -f /data/all.sql
  volumes: [redis:/mnt/data/redis:ro]
prune:
  image: mazzolino/restic:1.8
  environment: { PRUNE_CRON: "0 0 4 * * *" }
`);
    expect(isUnclear).toBe(false);
    expect(jobs).toMatchObject([
      { protects: ['cache', 'db'], schedule: cron('30 3 * * *'), sources: [{ kind: 'exec', parser: 'restic' }] },
    ]);
  });

  it('restic itself: what its command says', () => {
    const { jobs } = find(`snapshots:
  image: restic/restic:0.18.0
  command: backup /data
  restart: "no"
  volumes: ["redis:/data:ro"]
`);
    expect(jobs).toMatchObject([
      {
        protects: ['cache'],
        schedule: undefined,
        rpoMs: 25 * HOUR,
        sources: [{ kind: 'container' }],
        place: 'backup /data',
      },
    ]);
  });

  it('pgBackRest: the host it is given, or the data it shares', () => {
    const { jobs } = find(`one:
  image: woblerr/pgbackrest:2.56
  environment: { PGBACKREST_PG1_HOST: db }
two:
  image: woblerr/pgbackrest:2.56
  volumes: [pg:/var/lib/postgresql/data]
  command: sh -c "while true; do pgbackrest --stanza=main backup; sleep 86400; done"
`);
    expect(jobs).toMatchObject([
      { protects: ['db'], schedule: undefined, sources: [{ argv: ['pgbackrest', 'info', '--output=json'] }] },
      { protects: ['db'], schedule: { kind: 'every', intervalMs: DAY }, sources: [{ parser: 'pgbackrest' }] },
    ]);
  });

  it('borgmatic: its crontab and its configuration, read where they are mounted', () => {
    const { jobs } = find(
      `backup:
  image: ghcr.io/borgmatic-collective/borgmatic:1.9
  volumes: [./borgmatic:/etc/borgmatic.d, redis:/mnt/source/redis:ro]
`,
      {
        '/w/borgmatic/crontab.txt': '15 1 * * * PATH=$PATH:/usr/bin /usr/bin/borgmatic --stats -v 0 2>&1\n',
        '/w/borgmatic/config.yaml': 'postgresql_databases:\n  - name: shop\n    hostname: db\n',
      },
    );
    expect(jobs).toMatchObject([
      { protects: ['cache', 'db'], schedule: cron('15 1 * * *'), sources: [{ parser: 'borgmatic' }] },
    ]);
  });

  it('databack/mysql-backup: minutes or cron, and never a restore', () => {
    const { jobs } = find(`one:
  image: databack/mysql-backup:1.3
  command: dump
  environment: { DB_SERVER: "orders:3306", DB_DUMP_FREQUENCY: 360, DB_DUMP_TARGET: /db }
two:
  image: databack/mysql-backup:1.3
  environment: { DB_SERVER: orders, DB_DUMP_CRON: "0 4 * * *", DB_DUMP_TARGET: "s3://bucket/path" }
three:
  image: databack/mysql-backup:1.3
  command: restore
  environment: { DB_SERVER: orders }
`);
    expect(jobs).toMatchObject([
      {
        protects: ['orders'],
        schedule: { kind: 'every', intervalMs: 6 * HOUR },
        sources: [{ path: '/db', pattern: 'db_backup_*' }],
      },
      { protects: ['orders'], schedule: cron('0 4 * * *'), sources: [] },
    ]);
  });

  it('is unclear where a variable decides whose data it is', () => {
    const { jobs, isUnclear } = find(`backup:
  image: prodrigestivill/postgres-backup-local:17
  environment: { POSTGRES_HOST: "\${HOST}" }
`);
    expect(isUnclear).toBe(true);
    expect(jobs).toMatchObject([{ protects: [] }]);
  });
});

describe('dumps in what a service runs', () => {
  it('a loop in the command, with the variables that Compose leaves to the shell', () => {
    const { jobs, isUnclear } = find(`dump:
  image: postgres:17.6
  environment: { PGHOST: db, PGPASSWORD: hunter2hunter2 }
  entrypoint: [sh, -c]
  command:
    - |
      while true; do
        pg_dump -U app shop | gzip > /backups/shop-$$(date +%F).sql.gz.part
        mv "/backups/shop-$$(date +%F).sql.gz.part" /backups/shop-$$(date +%F).sql.gz
        sleep $\${EVERY:-86400}
      done
  volumes: [./backups:/backups]
`);
    expect(isUnclear).toBe(false);
    expect(jobs).toMatchObject([
      {
        id: 'dump',
        origin: 'script',
        place: 'pg_dump',
        protects: ['db'],
        schedule: { kind: 'every', intervalMs: DAY },
        sources: [{ kind: 'volume', service: 'dump', path: '/backups', pattern: 'shop-*.sql.gz' }],
      },
    ]);
    expect(JSON.stringify(jobs)).not.toContain('hunter2');
  });

  it('a script that is mounted, and the crontab that runs it', () => {
    const files = {
      '/w/ops/backup.sh': '#!/bin/sh\nset -e\nmariadb-dump -h "$DB_HOST" -A > /backups/all.sql\n',
      '/w/ops/crontab': '# every night\n30 2 * * * /ops/backup.sh\n',
    };
    const { jobs } = find(
      `nightly:
  image: mariadb:11.8
  environment: { DB_HOST: orders }
  command: crond -f
  volumes:
    - ./ops/crontab:/etc/crontabs/root:ro
    - ./ops:/ops:ro
`,
      files,
    );
    expect(jobs).toMatchObject([
      { protects: ['orders'], schedule: cron('30 2 * * *'), sources: [{ kind: 'volume', path: '/backups/all.sql' }] },
    ]);
  });

  it('a script in a config of the compose file, and variables from a file', () => {
    const { jobs } = find(
      `nightly:
  image: postgres:17.6
  command: ["/backup.sh"]
  restart: "no"
  env_file: db.env
  configs: [{ source: script, target: /backup.sh }]
`,
      { '/w/db.env': 'PGHOST=shop-db-1\nPGPASSWORD=hunter2hunter2\n' },
      'configs:\n  script:\n    content: |\n      pg_dumpall > /out/all.sql\n',
    );
    expect(jobs).toMatchObject([{ protects: ['db'], sources: [{ path: '/out/all.sql' }, { kind: 'container' }] }]);
  });

  it('a job that Ofelia runs inside the database', () => {
    const { jobs } = find(`reports:
  image: postgres:17.6
  volumes: [reports:/var/lib/postgresql/data]
  labels:
    ofelia.enabled: "true"
    ofelia.job-exec.dump.schedule: "0 0 2 * * *"
    ofelia.job-exec.dump.command: pg_dump -U app -f /backups/reports.sql reports
`);
    expect(jobs).toMatchObject([
      { protects: ['reports'], schedule: cron('0 2 * * *'), sources: [{ path: '/backups/reports.sql' }] },
    ]);
  });

  it('a copy of the data itself', () => {
    const { jobs } = find(`files:
  image: alpine:3.22
  command: sh -c 'while true; do tar czf /backups/redis-$$(date +%s).tgz /data; sleep 6h; done'
  volumes: ["redis:/data:ro", "./backups:/backups"]
`);
    expect(jobs).toMatchObject([{ protects: ['cache'], schedule: { intervalMs: 6 * HOUR } }]);
  });

  it.each([
    ['echoes', 'app:\n  image: example/app:1.0\n  command: echo pg_dump -h db\n'],
    ['a database of somebody else', 'dump:\n  image: postgres:17.6\n  command: pg_dump -h db.example.com shop\n'],
    ['tar of its own files', 'app:\n  image: example/app:1.0\n  command: tar czf /tmp/x.tgz /app\n'],
    ['scripts that nobody runs', 'app:\n  image: example/app:1.0\n  volumes: ["./b.sh:/b.sh"]\n'],
  ])('is not made of %s', (_, services) => {
    expect(find(services, { '/w/b.sh': 'pg_dump -h db' })).toEqual({ jobs: [], isUnclear: false });
  });

  it.each([
    ['whom it asks is a variable', 'dump:\n  image: postgres:17.6\n  command: pg_dump -h ${HOST} shop\n'],
    ['it asks a port of the host', 'dump:\n  image: postgres:17.6\n  command: pg_dump -h host.docker.internal\n'],
    ['nobody sees what it runs', 'db-backup:\n  build: ./backup\n'],
    [
      'its script is somewhere else',
      'x:\n  image: example/x:1.0\n  command: /ops/backup.sh\n  volumes: ["/ops:/ops"]\n',
    ],
  ])('is unclear where %s', (_, services) => expect(find(services).isUnclear).toBe(true));
});
