import { describe, expect, it } from 'vitest';
import { Checker } from '../../../server/src/features/checker';
import type { DeclaredBackups } from '../../../server/src/protocol';
import { MemoryDisk } from '../../support/memoryDisk';

type FilesByPath = Readonly<Record<string, string>>;

const SHOP = `services:
  db:
    image: postgres:17.6
    volumes: [pg:/var/lib/postgresql/data]
  dashboards:
    image: grafana/grafana:12.1.0
    volumes: [grafana:/var/lib/grafana]
  metrics:
    image: prom/prometheus:v3.5.0
    volumes: [prom:/prometheus]
  web:
    image: nginx:1.29.1
    volumes: [pages:/usr/share/nginx/html]
  cache:
    image: redis:8.2
    volumes: [redis:/data]
`;
const DUMP = `  dump:
    image: postgres:17.6
    command: sh -c "while true; do pg_dump -h db > /backups/x.sql; sleep 86400; done"
`;

function checkerOf(files: FilesByPath): { checker: Checker; disk: MemoryDisk } {
  const disk = new MemoryDisk(files);
  const checker = new Checker(disk, ({ error }) => {
    throw error;
  });
  checker.setRoots(['file:///w']);
  return { checker, disk };
}

function backupsOf(files: FilesByPath): DeclaredBackups {
  return checkerOf(files).checker.declaredBackups();
}

function namesOf({ unprotected }: DeclaredBackups): string[] {
  return unprotected.map(({ service }) => service);
}

const STACK = 'compose:file:///w/shop/compose.yaml';

describe('backups that are found', () => {
  it('tell of their stack, their service and their place', () => {
    const { jobs } = backupsOf({ '/w/shop/compose.yaml': SHOP + DUMP });
    expect(jobs).toMatchObject([
      { id: 'dump', stack: STACK, origin: 'script', service: 'dump', protects: ['db'], problem: undefined },
    ]);
    const { uri, range } = jobs[0]?.source ?? {};
    expect(uri).toBe('file:///w/shop/compose.yaml');
    const line = (SHOP + DUMP).split('\n')[range?.start.line ?? 0] ?? '';
    expect(line.slice(range?.start.character, range?.end.character)).toBe('pg_dump');
  });

  it('say so where nobody can tell whose data they save', () => {
    const files = { '/w/shop/compose.yaml': SHOP + DUMP.replace('-h db', '-h ${HOST}') };
    expect(backupsOf(files).jobs[0]?.problem).toContain('whose data this saves');
  });
});

describe('backups that are configured', () => {
  const job = (name: string, more = '') =>
    `backups:\n  ${name}:\n    protects: [db]\n    every: 24h\n    source: { log: { path: log.jsonl } }\n${more}`;

  it('stand beside those that are found, or in their place', () => {
    const files = { '/w/shop/compose.yaml': SHOP + DUMP, '/w/shop/holdfast.yaml': job('nightly') };
    expect(backupsOf(files).jobs.map(({ id, origin }) => [id, origin])).toEqual([
      ['nightly', 'configuration'],
      ['dump', 'script'],
    ]);
    const same = backupsOf({ ...files, '/w/shop/holdfast.yaml': job('dump') });
    expect(same.jobs.map(({ id, origin }) => [id, origin])).toEqual([['dump', 'configuration']]);
  });

  it('belong to the stack below that has their services', () => {
    const files = { '/w/a/compose.yaml': 'services: {x: {image: "nginx:1"}}\n', '/w/shop/compose.yaml': SHOP };
    const { jobs } = backupsOf({ ...files, '/w/holdfast.yaml': job('nightly') });
    expect(jobs).toMatchObject([{ id: 'nightly', stack: STACK, service: undefined, problem: undefined }]);
    expect(jobs[0]?.source).toMatchObject({
      uri: 'file:///w/holdfast.yaml',
      range: { start: { line: 1, character: 2 } },
    });
  });

  it('are shown with what is wrong with them, and without what is only a warning', () => {
    const files = { '/w/shop/compose.yaml': SHOP };
    const wrong = backupsOf({ ...files, '/w/shop/holdfast.yaml': job('nightly').replace('[db]', '[dbx]') });
    expect(wrong.jobs[0]?.problem).toContain('Did you mean `db`?');
    const late = backupsOf({ ...files, '/w/shop/holdfast.yaml': job('nightly', '    rpo: 1h\n') });
    expect(late.jobs).toMatchObject([{ rpoMs: 3_600_000, problem: undefined }]);
    const torn = backupsOf({ ...files, '/w/shop/holdfast.yaml': job('nightly', 'smoke: [\n') });
    expect(torn.jobs[0]?.problem).toContain('cannot be read from line 6');
  });
});

describe('data that nothing saves', () => {
  it('is that of services whose data somebody would miss', () => {
    const found = backupsOf({ '/w/shop/compose.yaml': SHOP });
    expect(namesOf(found)).toEqual(['db', 'dashboards', 'metrics']);
    expect(found.unprotected[0]).toMatchObject({
      stack: STACK,
      source: { range: { start: { line: 1, character: 2 } } },
    });
  });

  it('is that of a cache which is told to keep it', () => {
    const kept = SHOP.replace('image: redis:8.2\n', 'image: redis:8.2\n    command: redis-server --appendonly yes\n');
    expect(namesOf(backupsOf({ '/w/shop/compose.yaml': kept }))).toContain('cache');
  });

  it.each<[why: string, names: string[], files: FilesByPath]>([
    ['a service dumps it', ['dashboards', 'metrics'], { '/w/shop/compose.yaml': SHOP + DUMP }],
    [
      'holdfast.yaml says so',
      ['db', 'metrics'],
      {
        '/w/shop/compose.yaml': SHOP,
        '/w/holdfast.yaml': 'backups: {x: {protects: [dashboards], source: {log: {path: l}}}}\n',
      },
    ],
    [
      'a label says so',
      ['dashboards', 'metrics'],
      { '/w/shop/compose.yaml': SHOP.replace('volumes: [pg', 'labels: [backup.enable=true]\n    volumes: [pg') },
    ],
    [
      'a script of the host dumps it',
      ['dashboards', 'metrics'],
      {
        '/w/shop/compose.yaml': SHOP,
        '/w/shop/scripts/backup.sh': 'docker compose exec -T db pg_dump -U app > x.sql\n',
      },
    ],
    [
      'a script of the host copies its volume',
      ['db', 'metrics'],
      {
        '/w/shop/compose.yaml': SHOP,
        '/w/shop/save.sh': 'docker run --rm -v shop_grafana:/d -v .:/b alpine:3 tar czf /b/g.tgz /d\n',
      },
    ],
    ['nobody can tell what a backup saves', [], { '/w/shop/compose.yaml': SHOP + DUMP.replace('-h db', '-h ${HOST}') }],
    ['a service is made of a file that is not here', [], { '/w/shop/compose.yaml': `include: [gone.yaml]\n${SHOP}` }],
    [
      'a job in holdfast.yaml cannot be understood',
      [],
      { '/w/shop/compose.yaml': SHOP, '/w/shop/holdfast.yaml': 'backups: {x: 5}\n' },
    ],
  ])('is not found where %s', (_, names, files) => expect(namesOf(backupsOf(files))).toEqual(names));
});

describe('when a file changes', () => {
  it('the answer follows, also that of a script', () => {
    const { checker, disk } = checkerOf({
      '/w/shop/compose.yaml': SHOP,
      '/w/shop/holdfast.yaml': 'preset: strict\n',
      '/w/shop/save.sh': 'true\n',
    });
    const change = (path: string, text: string) => {
      disk.write(path, text);
      checker.fileChanged(`file://${path}`);
      return namesOf(checker.declaredBackups());
    };
    expect(namesOf(checker.declaredBackups())).toEqual(['db', 'dashboards', 'metrics']);
    expect(change('/w/shop/save.sh', 'docker exec shop-db-1 pg_dumpall\n')).toEqual(['dashboards', 'metrics']);
    expect(change('/w/shop/compose.yaml', SHOP.replace(/ {2}metrics[^]*? {2}web/, '  web'))).toEqual(['dashboards']);
    const configured = 'backups: {x: {protects: [dashboards], source: {log: {path: l}}}}\n';
    expect(change('/w/shop/holdfast.yaml', configured)).toEqual([]);
    expect(checker.declaresBackups('file:///w/shop/save.sh')).toBe(true);
    expect(checker.declaresBackups('file:///w/shop/notes.md')).toBe(false);
  });
});
