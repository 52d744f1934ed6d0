import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dumpsIn } from '../../../server/src/backups/dumps';
import { rhythmOf } from '../../../server/src/backups/rhythm';

const ENVIRONMENT = new Map([
  ['DB_HOST', 'db'],
  ['EMPTY', ''],
]);

function toolsIn(text: string): string[] {
  return dumpsIn(text, ENVIRONMENT).map(({ tool, target }) => {
    return `${tool} ${'name' in target ? `${target.kind} ${target.name}` : target.kind}`;
  });
}

describe('what saves data', () => {
  it.each<[text: string, ...found: string[]]>([
    ['pg_dump -h db -U app shop > /backups/shop.sql', 'pg_dump host db'],
    ['PGPASSWORD=$P /usr/bin/pg_dump --host=db shop | gzip > x', 'pg_dump host db'],
    ['set -e; if pg_dumpall -hdb; then echo fine; fi', 'pg_dumpall host db'],
    ['pg_dump "postgres://app:hunter2hunter2@db:5432/shop?sslmode=require"', 'pg_dump host db'],
    ['pg_dump -d "host=db user=app"', 'pg_dump host db'],
    ['pg_dump -h "$DB_HOST"', 'pg_dump host db'],
    ['pg_dump -h ${OTHER:-db2} shop', 'pg_dump host db2'],
    ['pg_dump -h ${EMPTY:-db2} shop', 'pg_dump host db2'],
    ['HOST=db3\nexport PORT=1\npg_dump -h $HOST', 'pg_dump host db3'],
    ['pg_dump -h $OTHER', 'pg_dump unknown'],
    ['pg_dump -h $(cat /host)', 'pg_dump unknown'],
    ['pg_dump shop', 'pg_dump own'],
    ['export PGHOST=db\npg_dump shop', 'pg_dump host db'],
    ['mysqldump -u root --host db --all-databases', 'mysqldump host db'],
    ['mariadb-dump --all-databases', 'mariadb-dump own'],
    ['mongodump --uri="mongodb://u:p@mongo1:27017,mongo2:27017/shop"', 'mongodump host mongo1'],
    ['mongodump --host rs0/mongo1:27017', 'mongodump host mongo1'],
    ['redis-cli -h cache --rdb /backups/dump.rdb', 'redis-cli host cache'],
    ['redis-cli -h cache ping'],
    ['docker exec -t shop-db-1 pg_dump -U app shop', 'pg_dump container shop-db-1'],
    ['docker compose exec -T db sh -c "pg_dump -U app shop | gzip"', 'pg_dump container db'],
    ['docker run --rm --network x postgres:17 pg_dump -h db shop', 'pg_dump host db'],
    ['kubectl exec db-0 -- pg_dump shop', 'pg_dump container db-0'],
    ['gosu postgres pg_dump -h db', 'pg_dump host db'],
    ['timeout -k 5 300 nice -n 19 pg_dump -h db', 'pg_dump host db'],
    ['OUT=$(pg_dump -h db)', 'pg_dump host db'],
    ['restic backup /data && restic forget', 'restic own'],
    ['tar -czf /backups/data.tgz /data', 'tar own'],
    ['tar xzf /backups/data.tgz'],
    ['tar -tzf /backups/data.tgz'],
    ['mc mirror /data s3/backups', 'mc own'],
    ['mc mb s3/backups'],
    ['echo pg_dump'],
    ['echo "pg_dump -h db"'],
    ['# pg_dump -h db'],
    ['which pg_dump'],
    ['apk add pg_dump'],
    ['pg_dump_old -h db'],
    ['docker logs pg_dump'],
  ])('%s', (text, ...found) => expect(toolsIn(text)).toEqual(found));
});

describe('where it goes', () => {
  it.each([
    ['pg_dump shop > /backups/shop.sql', '/backups/shop.sql'],
    ['pg_dump shop | gzip -9 > "/backups/shop_$(date +%F).sql.gz"', '/backups/shop_*.sql.gz'],
    ['DIR=/backups/daily\nF=$DIR/$DB-$(date +%F).sql\npg_dump -f "$F" shop', '/backups/daily/*-*.sql'],
    ['F=/b/x.sql\npg_dump shop > $F.part && mv $F.part $F', '/b/x.sql'],
    ['pg_dump shop 2>/var/log/err', undefined],
    ['pg_dump shop > /dev/null', undefined],
    ['pg_dump shop > $OUT', undefined],
    ['pg_dump shop > $DIR/x.sql', undefined],
    ['pg_dump shop > x.sql', undefined],
    ['redis-cli --rdb /backups/$(date +%s).rdb', '/backups/*.rdb'],
    ['mongodump --archive=/backups/all.gz --gzip', '/backups/all.gz'],
    ['tar -czf /backups/data-$(date +%F).tgz /data', '/backups/data-*.tgz'],
    ['tar cz --file=/backups/data.tgz /data', '/backups/data.tgz'],
    ['tar -c -f /backups/data.tar -C /data .', '/backups/data.tar'],
    ['tar czf - /data | gzip > /backups/data.tgz', '/backups/data.tgz'],
  ])('%s', (text, path) => {
    const output = dumpsIn(text, new Map())[0]?.output;
    expect(output && `${output.folder}/${output.pattern}`).toBe(path);
  });
});

describe('how often it runs', () => {
  const hours = (intervalHours: number) => ({ kind: 'every', intervalMs: intervalHours * 3_600_000 });
  it.each([
    ['while true; do pg_dump x; sleep 86400; done', hours(24)],
    ['while :; do pg_dump x || exit 1\n sleep 6h\ndone', hours(6)],
    ['until pg_isready; do sleep 2; done\nwhile true; do pg_dump x; sleep ${EVERY:-3600}; done', hours(1)],
    ['sh -c "while true; do pg_dump x; sleep 1d; done"', hours(24)],
    ['until pg_isready; do sleep 2; done; pg_dump x', undefined],
    ['while true; do pg_dump x; sleep $EVERY; done', undefined],
    ['sleep 3600; pg_dump x', undefined],
    ['0 2 * * * /backup.sh\n', { kind: 'cron', expression: '0 2 * * *', timeZone: 'Europe/Paris' }],
    [
      'echo "*/30 2 * * 1-5 /backup.sh" | crontab -',
      { kind: 'cron', expression: '*/30 2 * * 1-5', timeZone: 'Europe/Paris' },
    ],
    ['@daily root /backup.sh', { kind: 'cron', expression: '@daily', timeZone: 'Europe/Paris' }],
    ['# 0 2 * * * /backup.sh', undefined],
    ['0 2 * * * /a.sh\n0 5 * * * /b.sh', undefined],
  ])('%s', (text, schedule) => expect(rhythmOf(text, new Map(), 'Europe/Paris')).toEqual(schedule));
});

describe('whatever the text', () => {
  it('is read to its end', () => {
    const piece = fc.constantFrom(
      'pg_dump',
      ' ',
      '"',
      "'",
      '$(',
      ')',
      '`',
      '${',
      '}',
      '\\',
      '\n',
      '|',
      '>',
      '#',
      '-h',
      ';',
      'sh -c ',
      'x=',
      '<<',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 60 }), (pieces) => {
        const text = pieces.join('');
        expect(Array.isArray(dumpsIn(text, new Map()))).toBe(true);
        rhythmOf(text, new Map(), 'UTC');
      }),
      { numRuns: 150 },
    );
  });

  it.each(['$(', '`', '"', '${', 'time ', 'env ', 'sh -c "', '* ', '# ', 'x=$x '])('ends in a deep %j', (piece) => {
    const text = piece.repeat(15_000);
    expect(dumpsIn(text, new Map())).toEqual([]);
    expect(rhythmOf(text, new Map(), 'UTC')).toBeUndefined();
  });
});
