import { dumpsIn } from '../../../backups/dumps';
import type { BackupParser, BackupSchedule, BackupSource } from '../../../backups/definition';
import { readSchedule } from '../../../backups/schedule';
import { rhythmOf } from '../../../backups/rhythm';
import { UNKNOWN } from '../../../shell';
import type { ComposeService } from '../model';
import { serviceMounts } from '../mounts';
import { serviceAt, servicesMountedIn } from './places';
import type { ShellText } from './texts';

/** What is known of a service that runs an image made for backups. */
export interface ImageContext {
  readonly service: ComposeService;
  readonly values: ReadonlyMap<string, string>;
  readonly texts: readonly ShellText[];
  readonly timeZone: string;
}

export interface ImageBackup {
  /** Undefined where it cannot be told whose data it saves. */
  readonly protects: readonly ComposeService[] | undefined;
  readonly schedule: BackupSchedule | undefined;
  readonly sources: readonly BackupSource[];
}

/** Undefined where the service saves nothing: it prunes, checks or restores. */
type ImageReader = (context: ImageContext) => ImageBackup | undefined;

/** By the kind of the image. What their variables mean is written on the pages that the table of images names. */
export const BACKUP_IMAGES: Readonly<Record<string, ImageReader>> = {
  'postgres-backup-local'(context) {
    const { service, values } = context;
    const folder = values.get('BACKUP_DIR') ?? '/backups';
    const databases = values.get('POSTGRES_DB') ?? UNKNOWN;
    const suffix = values.get('BACKUP_SUFFIX') ?? '.sql.gz';
    const hasLink = values.get('BACKUP_LATEST_TYPE') !== 'none';
    const isOne = /^[^\s,]+$/.test(databases) && !databases.includes(UNKNOWN);
    // The link moves after a success only; among the files beside it may be the rest of a failure.
    const files: BackupSource =
      hasLink && isOne
        ? { kind: 'volume', service: service.name, path: `${folder}/last/${databases}-latest${suffix}` }
        : {
            kind: 'volume',
            service: service.name,
            path: `${folder}/last`,
            pattern: `*${hasLink ? '-latest' : ''}${suffix}`,
          };
    const port = Number(values.get('HEALTHCHECK_PORT') ?? 8080);
    const isPlain = ![folder, suffix].some((one) => one.includes(UNKNOWN));
    return {
      protects: atHost(context, values.get('POSTGRES_HOST') ?? values.get('POSTGRES_PORT_5432_TCP_ADDR')),
      schedule: scheduleIn(context, 'SCHEDULE', '@daily'),
      sources: [
        ...(Number.isInteger(port) ? [{ kind: 'gocron', service: service.name, port } as const] : []),
        ...(isPlain ? [files] : []),
      ],
    };
  },

  'docker-volume-backup'(context) {
    const { service, values } = context;
    const archive = values.get('BACKUP_ARCHIVE') ?? '/archive';
    const isLocal = serviceMounts(service).some(({ target }) => target?.text.replace(/\/+$/, '') === archive);
    const link = values.get('BACKUP_LATEST_SYMLINK');
    const written = values.get('BACKUP_FILENAME') ?? 'backup-%Y-%m-%dT%H-%M-%S.{{ .Extension }}';
    const pattern = written.replace(/(?:\{\{.*?\}\}|%[A-Za-z]|\$\{?\w+\}?|\uFFFC)(?:-?%[A-Za-z])*/g, '*');
    const place =
      link !== undefined && link !== '' && !link.includes(UNKNOWN)
        ? { path: `${archive}/${link}` }
        : { path: archive, pattern };
    // One container may keep several schedules, each in a file of its own.
    const hasFiles = serviceMounts(service).some(({ target }) => target?.text.startsWith('/etc/dockervolumebackup'));
    return {
      protects: mountedBelow(context, 'BACKUP_SOURCES', '/backup'),
      schedule: hasFiles ? undefined : scheduleIn(context, 'BACKUP_CRON_EXPRESSION', '@daily'),
      sources: isLocal ? [{ kind: 'volume', service: service.name, ...place }] : [],
    };
  },

  resticker(context) {
    const { service, values, timeZone } = context;
    const isOther = ['PRUNE_CRON', 'CHECK_CRON'].some((name) => values.has(name));
    if (isOther && !values.has('BACKUP_CRON')) return undefined;
    const dumped = dumpsIn(values.get('PRE_COMMANDS') ?? '', values).flatMap(({ target }) => {
      return 'name' in target ? (serviceAt(service.file, target.name) ?? []) : [];
    });
    const mounted = mountedBelow(context, 'RESTIC_BACKUP_SOURCES', '/data');
    const cron = values.get('BACKUP_CRON');
    return {
      protects: mounted || dumped.length > 0 ? [...new Set([...(mounted ?? []), ...dumped])] : undefined,
      schedule: cron === undefined ? undefined : readSchedule(cron, timeZone),
      sources: [listOf('restic', service)],
    };
  },

  pgbackrest(context) {
    const { service, values } = context;
    const mounted = servicesMountedIn(service);
    const host = values.get('PGBACKREST_PG1_HOST') ?? values.get('BACKREST_PG1_HOST');
    const protects = host === undefined ? mounted : atHost(context, host);
    return {
      protects: protects?.length === 0 && host === undefined ? undefined : protects,
      schedule: rhythmIn(context),
      sources: [listOf('pgbackrest', service)],
    };
  },

  borgmatic(context) {
    const { service, texts, values } = context;
    const hosts = texts.flatMap(({ text }) =>
      [...text.matchAll(/^\s*hostname:\s*["']?([\w.-]+)/gm)].map(([, name = '']) => name),
    );
    const named = hosts.flatMap((host) => serviceAt(service.file, host) ?? []);
    const protects = [...new Set([...servicesMountedIn(service), ...named])];
    return {
      protects: protects.length > 0 ? protects : undefined,
      schedule: values.has('BACKUP_CRON') ? scheduleIn(context, 'BACKUP_CRON', '') : rhythmIn(context),
      sources: [listOf('borgmatic', service)],
    };
  },

  'mysql-backup'(context) {
    const { service, values, texts } = context;
    if (values.has('DB_RESTORE_TARGET') || texts.some(({ text }) => /^restore\b/.test(text))) return undefined;
    const targets = (values.get('DB_DUMP_TARGET') ?? '/backup').split(/\s+/);
    const folder = targets.map((one) => one.replace(/^file:\/\//, '')).find((one) => one.startsWith('/'));
    const isOnce = ['RUN_ONCE', 'DB_DUMP_ONCE'].some((name) => /^(?:true|1)$/i.test(values.get(name) ?? ''));
    const minutes = Number(values.get('DB_DUMP_FREQUENCY') ?? 1440);
    const cron = values.get('DB_DUMP_CRON');
    const every: BackupSchedule | undefined = minutes > 0 ? { kind: 'every', intervalMs: minutes * 60_000 } : undefined;
    return {
      protects: atHost(context, values.get('DB_SERVER')),
      schedule: isOnce ? undefined : cron === undefined ? every : readSchedule(cron, context.timeZone),
      sources:
        folder === undefined || folder.includes(UNKNOWN)
          ? []
          : [
              {
                kind: 'volume',
                service: service.name,
                path: folder,
                pattern: values.has('DB_DUMP_FILENAME_PATTERN') ? '*' : 'db_backup_*',
              },
            ],
    };
  },
};

/** What lists the backups of a tool, asked inside the container of a service: there the repository and its password are set. */
export function listOf(parser: BackupParser, service: ComposeService): BackupSource {
  return { kind: 'exec', service: service.name, argv: LISTS[parser], parser };
}

const LISTS: Readonly<Record<BackupParser, readonly string[]>> = {
  restic: ['restic', 'snapshots', '--json'],
  pgbackrest: ['pgbackrest', 'info', '--output=json'],
  'wal-g': ['wal-g', 'backup-list', '--detail', '--json'],
  borgmatic: ['borgmatic', 'repo-list', '--json'],
};

/** None where the host is no service of this project; undefined where nobody knows what it is. */
function atHost({ service }: ImageContext, written: string | undefined): ComposeService[] | undefined {
  const host = written?.replace(/:\d+$/, '');
  if (host === undefined || host === '' || host.includes(UNKNOWN)) return undefined;
  const found = serviceAt(service.file, host);
  return found ? [found] : [];
}

function mountedBelow(
  { service, values }: ImageContext,
  variable: string,
  byDefault: string,
): ComposeService[] | undefined {
  const folders = (values.get(variable) ?? byDefault).split(/[\s,]+/).filter((folder) => folder.startsWith('/'));
  const found = servicesMountedIn(service, folders);
  return found.length > 0 && !service.get('volumes_from') ? found : undefined;
}

function scheduleIn(
  { values, timeZone }: ImageContext,
  variable: string,
  byDefault: string,
): BackupSchedule | undefined {
  return readSchedule(values.get(variable) ?? byDefault, timeZone);
}

function rhythmIn({ texts, values, timeZone }: ImageContext): BackupSchedule | undefined {
  const found = texts.flatMap(({ text }) => rhythmOf(text, values, timeZone) ?? []);
  return found.length === 1 ? found[0] : undefined;
}
