import { describe, expect, it } from 'vitest';
import { Checker } from '../../../server/src/features/checker';
import { MemoryDisk } from '../../support/memoryDisk';

const DATABASE = `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: orders-db, namespace: shop}
spec:
  selector: {matchLabels: {app: orders}}
  template:
    metadata: {labels: {app: orders}}
    spec:
      containers:
        - name: postgres
          image: postgres:17.6
          volumeMounts: [{name: data, mountPath: /var/lib/postgresql/data}]
  volumeClaimTemplates: [{metadata: {name: data}}]
---
apiVersion: v1
kind: Service
metadata: {name: orders, namespace: shop}
spec: {selector: {app: orders}}
`;

function backupsOf(files: Readonly<Record<string, string>>) {
  const checker = new Checker(new MemoryDisk(files), ({ error }) => {
    throw error;
  });
  checker.setRoots(['file:///w']);
  return checker.declaredBackups();
}

function cronJob(container: string, more = ''): string {
  return `apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly, namespace: shop}
spec:
  schedule: "30 1 * * *"
  timeZone: Europe/Paris
${more}  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: OnFailure
          volumes: [{name: scripts, configMap: {name: scripts}}]
          containers:
            - name: dump
              image: postgres:17.6
${container.replace(/^(?=.)/gm, '              ')}
`;
}

const STACK = 'kubernetes:file:///w/shop';
const DAY = 86_400_000;

describe('a CronJob that dumps', () => {
  it('protects whoever stands behind the Service that it asks', () => {
    const job = cronJob('command: [sh, -c, "pg_dump -h orders.shop.svc -U app shop | gzip > /b/$(date +%F).gz"]');
    const { jobs, unprotected } = backupsOf({ '/w/shop/db.yaml': DATABASE, '/w/jobs/nightly.yaml': job });
    expect(jobs).toMatchObject([
      {
        id: 'nightly',
        stack: STACK,
        origin: 'kubernetes',
        protects: ['orders-db'],
        schedule: { kind: 'cron', expression: '30 1 * * *', timeZone: 'Europe/Paris' },
        rpoMs: DAY + 3_600_000,
        sources: [{ kind: 'kubernetes', resource: 'jobs.batch', namespace: 'shop', name: 'nightly' }],
        problem: undefined,
        source: { uri: 'file:///w/jobs/nightly.yaml' },
      },
    ]);
    expect(unprotected).toEqual([]);
  });

  it.each([
    [
      'the environment',
      'command: [pg_dumpall]\nenv: [{name: PGHOST, value: orders-db}, {name: PGPASSWORD, value: hunter2hunter2}]',
    ],
    ['the pod', 'args: ["kubectl", "exec", "orders-db-0", "--", "pg_dumpall"]'],
    ['what Kubernetes fills in', 'command: ["pg_dump", "-h", "$(DB)"]\nenv: [{name: DB, value: orders-db-0.orders}]'],
  ])('finds it by %s', (_, container) => {
    const found = backupsOf({ '/w/shop/all.yaml': `${DATABASE}---\n${cronJob(container)}` });
    expect(found.jobs).toMatchObject([{ protects: ['orders-db'], problem: undefined }]);
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });

  it('finds it in the script of a ConfigMap', () => {
    const map =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: scripts}\ndata:\n  dump.sh: |\n    pg_dump -h orders\n';
    const job = cronJob('command: [/scripts/dump.sh]\nvolumeMounts: [{name: scripts, mountPath: /scripts}]');
    expect(backupsOf({ '/w/shop/all.yaml': `${DATABASE}---\n${map}---\n${job}` }).jobs).toMatchObject([
      { protects: ['orders-db'] },
    ]);
  });

  it('says so when it never runs, or when nobody can tell what it saves', () => {
    const stopped = cronJob('command: [pg_dump, -h, orders]', '  suspend: true\n');
    expect(backupsOf({ '/w/shop/all.yaml': `${DATABASE}---\n${stopped}` }).jobs[0]?.problem).toContain('never runs');
    const unclear = backupsOf({ '/w/shop/all.yaml': `${DATABASE}---\n${cronJob('command: [pg_dump, -h, $HOST]')}` });
    expect(unclear.jobs[0]?.problem).toContain('whose data this saves');
    expect(unclear.unprotected).toEqual([]);
  });

  it('copies the claim of whoever keeps data in it', () => {
    const claim = 'volumes: [{name: data, persistentVolumeClaim: {claimName: orders}}]';
    const database = DATABASE.replace('      containers:', `      ${claim}\n      containers:`);
    const job = cronJob('command: [tar, czf, /b/orders.tgz, /data]\nvolumeMounts: [{name: data, mountPath: /data}]')
      .replace(/volumes: .*/, claim)
      .replace('postgres:17.6', 'alpine:3.22');
    expect(backupsOf({ '/w/shop/all.yaml': `${database}---\n${job}` }).jobs).toMatchObject([
      { protects: ['orders-db'] },
    ]);
    const other = cronJob('command: [tar, czf, /b/orders.tgz, /etc]').replace('nightly', 'tidy');
    expect(backupsOf({ '/w/shop/all.yaml': `${DATABASE}---\n${other}` }).jobs).toEqual([]);
  });

  it('is none of ours where it does something else', () => {
    const found = backupsOf({ '/w/shop/all.yaml': `${DATABASE}---\n${cronJob('command: [psql, -c, "select 1"]')}` });
    expect(found.jobs).toEqual([]);
    expect(found.unprotected).toMatchObject([{ stack: STACK, service: 'orders-db' }]);
  });
});

it('CloudNativePG saves the cluster that it names', () => {
  const text = `apiVersion: postgresql.cnpg.io/v1
kind: ScheduledBackup
metadata: {name: daily, namespace: data}
spec: {schedule: "0 0 3 * * *", cluster: {name: main}}
`;
  expect(backupsOf({ '/w/cnpg/backup.yaml': text }).jobs).toMatchObject([
    {
      id: 'daily',
      protects: ['main'],
      schedule: { kind: 'cron', expression: '0 3 * * *' },
      sources: [{ resource: 'backups.postgresql.cnpg.io', namespace: 'data', name: 'daily' }],
    },
  ]);
});

describe('Velero', () => {
  const schedule = (template: string) => `apiVersion: velero.io/v1
kind: Schedule
metadata: {name: weekly}
spec:
  schedule: "@weekly"
  template: ${template}
`;

  it.each([
    ['{}', ['orders-db'], []],
    ['{includedNamespaces: [shop, web]}', ['orders-db'], []],
    ['{includedNamespaces: [web]}', [], ['orders-db']],
    ['{excludedNamespaces: [shop]}', [], ['orders-db']],
    // Whom the labels choose is not looked at: it may be anybody.
    ['{labelSelector: {matchLabels: {app: x}}}', [], []],
  ])('with %s', (template, saved, missed) => {
    const files = { '/w/shop/db.yaml': DATABASE, '/w/velero/schedule.yaml': schedule(template) };
    const { jobs, unprotected } = backupsOf(files);
    expect(jobs).toMatchObject([
      {
        id: 'weekly',
        protects: saved,
        rpoMs: 7 * DAY + 3_600_000,
        sources: [{ resource: 'backups.velero.io', namespace: 'velero' }],
      },
    ]);
    expect(unprotected.map(({ service }) => service)).toEqual(missed);
  });
});
