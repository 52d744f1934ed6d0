import { finding, raise, type Severity } from '../../../engine/rule';
import { addBackupService } from '../backups/addService';
import { coverageOf, keepsData, type DataSet } from '../backups/coverage';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/missing-backup',
  severity: 'info',
  preset: 'recommended',
  category: 'backup',
  since: '0.1.0',
  crossFile: true,
  summary: 'Data that no backup saves',
  why: 'A wrong command, a bad upgrade or a full disk takes the volume, and there is nothing to restore from. Replicas and snapshots of the same disk go with it.',
  knownProblems:
    'Dumps in commands, in mounted scripts and in scripts beside the project count, and so do images and labels of backup tools and the jobs in holdfast.yaml. Nothing is said about a project in which one of them cannot be understood. A backup from outside of the workspace is not seen: declare it in `backups:` of holdfast.yaml. Caches count only where they are told to keep their data.',
  references: [
    'https://www.postgresql.org/docs/current/backup.html',
    'https://docs.docker.com/engine/storage/volumes/#back-up-restore-or-migrate-data-volumes',
    'https://github.com/prodrigestivill/docker-postgres-backup-local',
  ],
  examples: {
    bad: 'services:\n  db:\n    image: postgres:17.6\n    environment:\n      POSTGRES_PASSWORD: ${DB_PASSWORD:?}\n    volumes:\n      - data:/var/lib/postgresql/data\nvolumes:\n  data: {}\n',
    good: 'services:\n  db:\n    image: postgres:17.6\n    environment:\n      POSTGRES_PASSWORD: ${DB_PASSWORD:?}\n    volumes:\n      - data:/var/lib/postgresql/data\n  db-backup:\n    image: prodrigestivill/postgres-backup-local:17\n    restart: unless-stopped\n    depends_on:\n      db:\n        condition: service_started\n    environment:\n      POSTGRES_HOST: db\n      POSTGRES_DB: postgres\n      POSTGRES_USER: postgres\n      POSTGRES_PASSWORD: ${DB_PASSWORD:?}\n      SCHEDULE: "@daily"\n      BACKUP_KEEP_DAYS: 7\n      BACKUP_KEEP_WEEKS: 4\n      BACKUP_KEEP_MONTHS: 6\n    volumes:\n      - db-backups:/backups\n    security_opt:\n      - no-new-privileges:true\n    cap_drop:\n      - ALL\n    mem_limit: 256M\n    cpus: 1\n    pids_limit: 100\n    logging:\n      driver: json-file\n      options:\n        max-size: 10m\n        max-file: "3"\nvolumes:\n  data: {}\n  db-backups: {}\n',
    files: { 'README.md': '' },
  },
  on: {
    file(file, { severity, surroundings }) {
      // A project of many files would be looked through once for each of them.
      if (!surroundings.scripts || !file.ownServices.some((service) => keepsData(service, surroundings))) return [];
      const { unprotected, hasProtected } = coverageOf(file, surroundings);
      return unprotected.map((set) =>
        finding(set.service.key, { set, hasProtected }, { severity: severityOf(set, hasProtected, severity) }),
      );
    },
  },
  message: ({ set: { service, worth }, hasProtected }) => {
    if (worth === 'history')
      return `Nothing saves the history that "${service.name}" keeps: with its volume the past is gone. Back it up if you would miss it.`;
    const others = hasProtected ? ', unlike other data of this project' : '';
    return `No backup saves the data of "${service.name}"${others}: with its volume everything is gone. Add one, or declare in holdfast.yaml the one that you have.`;
  },
  fixes: [
    {
      kind: 'manual',
      title: ({ set }) => `Add a service that backs up "${set.service.name}" every night`,
      edits: ({ set }) => addBackupService(set),
    },
  ],
});

/** Who backs up everything else has forgotten this one. */
function severityOf({ service, worth }: DataSet, hasProtected: boolean, severity: Severity): Severity {
  if (worth === 'history') return 'hint';
  return service.lenient(hasProtected ? raise(severity) : severity);
}
