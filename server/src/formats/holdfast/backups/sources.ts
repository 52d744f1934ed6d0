import { BACKUP_PARSERS, type BackupSource, type BackupSourceKind } from '../../../backups/definition';
import type { Field } from '../smoke/kind';

export interface SourceKind {
  readonly description: string;
  readonly fields: Readonly<Record<string, Field>>;
}

/** Every part of a source can be written, under its own name. */
type SourceKinds = {
  readonly [Name in BackupSourceKind]: SourceKind & {
    readonly fields: {
      readonly [Part in Exclude<keyof Extract<BackupSource, { kind: Name }>, 'kind'> & string]: Field;
    };
  };
};

const service: Field = { type: 'service', description: 'Name of a service of the stack.', isRequired: true };

export const SOURCES: SourceKinds = {
  files: {
    description: 'Files on this machine: the newest one that matches is the last backup.',
    fields: {
      glob: {
        type: 'text',
        isRequired: true,
        examples: ['./backups/daily/*.sql.gz'],
        description: 'A glob, relative to the folder of this file.',
      },
    },
  },
  volume: {
    description: 'Files inside the container of a service, which may be stopped.',
    fields: {
      service,
      path: {
        type: 'path',
        isRequired: true,
        examples: ['/backups/last/shop-latest.sql.gz', '/backups/daily'],
        description: 'A link to the last backup, or the folder that the backups are in.',
      },
      pattern: {
        type: 'text',
        examples: ['*.sql.gz'],
        description: 'Which names in the folder are backups, with `*` for anything.',
      },
    },
  },
  exec: {
    description: 'A program inside the container of a service that lists backups as JSON.',
    fields: {
      service,
      argv: {
        type: 'words',
        isRequired: true,
        description: 'The program and its arguments, such as `[restic, snapshots, --json]`.',
      },
      parser: { type: 'text', isRequired: true, choices: BACKUP_PARSERS, description: 'Whose JSON that is.' },
    },
  },
  gocron: {
    description: 'The status page of go-cron, as prodrigestivill/postgres-backup-local serves it.',
    fields: {
      service,
      port: { type: 'integer', least: 1, most: 65_535, byDefault: 8080, description: 'Port inside the container.' },
    },
  },
  container: {
    description: 'How the containers of a service that ends by itself have ended.',
    fields: { service },
  },
  log: {
    description: 'JSON lines as the wrapper script of Holdfast writes them.',
    fields: {
      path: {
        type: 'text',
        isRequired: true,
        examples: ['backups/backup-log.jsonl'],
        description: 'The file, relative to the folder of this file.',
      },
    },
  },
  promql: {
    description: 'A query that gives the time of the last success in seconds since 1970.',
    fields: {
      query: {
        type: 'query',
        isRequired: true,
        examples: ['max(velero_backup_last_successful_timestamp{schedule="daily"})'],
        description: 'The query.',
      },
      url: { type: 'url', description: 'Address of Prometheus; without it the Prometheus of the stack is asked.' },
    },
  },
  kubernetes: {
    description: 'Objects in which Kubernetes or an operator keeps what became of each backup.',
    fields: {
      resource: {
        type: 'text',
        isRequired: true,
        examples: ['backups.postgresql.cnpg.io', 'backups.velero.io', 'jobs.batch'],
        description: 'The plural name of their kind and its group.',
      },
      namespace: { type: 'text', description: 'Where they are; the namespace of the context by default.' },
      name: { type: 'text', description: 'Name of the schedule or CronJob that makes them; all count without it.' },
    },
  },
  command: {
    description:
      'A program on this machine that ends with 0 and writes the time of the last success: seconds since 1970 or ISO 8601.',
    fields: {
      argv: { type: 'words', isRequired: true, description: 'The program and its arguments.' },
      cwd: { type: 'text', description: 'Where it is started, relative to the folder of this file.' },
    },
  },
};
