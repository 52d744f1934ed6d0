import type { BackupJob, BackupParser, BackupSource } from '../../../backups/definition';
import { dumpsIn, type Dump, type DumpTarget } from '../../../backups/dumps';
import { foundJob } from '../../../backups/job';
import { rhythmOf } from '../../../backups/rhythm';
import { isTimeZone } from '../../../backups/schedule';
import type { Token } from '../../../document/text';
import { dataVolumesOf } from '../dataVolumes';
import type { ComposeFile, ComposeService } from '../model';
import { environmentValues, type Read } from './environment';
import { BACKUP_IMAGES, listOf, type ImageContext } from './images';
import { serviceAt, servicesMountedIn } from './places';
import { shellTextsOf } from './texts';

/** A backup that a compose project makes of its own services. */
export interface FoundBackup {
  readonly job: BackupJob;
  readonly service: ComposeService;
  readonly origin: 'image' | 'script';
  /** What gives it away. */
  readonly token: Token;
}

export interface ProjectBackups {
  readonly jobs: readonly FoundBackup[];
  /** Something here makes backups of nobody knows what: it may be of anything. */
  readonly isUnclear: boolean;
}

/** Names of services and images that speak of backups. */
const BACKUP_NAME = /backup|restic|borg|kopia|duplicat|duplicacy|barman|wal-?g\b|velero|db-?dump|rclone|snapshotter/i;

/** The backups that the services of a project make. */
export function backupsIn(file: ComposeFile, read: Read): ProjectBackups {
  let isUnclear = false;
  const jobs: FoundBackup[] = [];
  for (const service of file.services) {
    const found = backupOf(service, read);
    if (found.backup) jobs.push(found.backup);
    isUnclear ||= found.isUnclear;
  }
  return { jobs, isUnclear };
}

interface Finding {
  readonly backup: FoundBackup | undefined;
  readonly isUnclear: boolean;
}

function backupOf(service: ComposeService, read: Read): Finding {
  const { texts, unread } = shellTextsOf(service, read);
  const kind = service.knownImage?.kind;
  const reader = kind !== undefined && Object.hasOwn(BACKUP_IMAGES, kind) ? BACKUP_IMAGES[kind] : undefined;
  const speaksOfBackups = BACKUP_NAME.test(service.name) || BACKUP_NAME.test(service.image?.reference.repository ?? '');
  const isHidden = unread.some((path) => BACKUP_NAME.test(path) || /dump/i.test(path));
  if (!reader && texts.length === 0) return { backup: undefined, isUnclear: speaksOfBackups || isHidden };
  const values = environmentValues(service, read);
  const zone = values.get('TZ');
  const context: ImageContext = {
    service,
    values,
    texts,
    timeZone: zone !== undefined && isTimeZone(zone) ? zone : 'UTC',
  };
  const ownCommand = scriptBackup(context);
  // A command of somebody's own says more than what the image would do by itself.
  if (reader && service.image && !ownCommand.backup?.job.protects.length) {
    const made = reader(context);
    if (!made) return { backup: undefined, isUnclear: false };
    const { protects, schedule, sources } = made;
    const job = foundJob({ id: service.name, protects: (protects ?? []).map(({ name }) => name), schedule, sources });
    return {
      backup: { job, service, origin: 'image', token: service.image.token },
      isUnclear: protects === undefined,
    };
  }
  if (ownCommand.backup || ownCommand.isUnclear) return ownCommand;
  return { backup: undefined, isUnclear: (speaksOfBackups && !ownCommand.isForeign) || isHidden };
}

function scriptBackup({ service, values, texts, timeZone }: ImageContext): Finding & { readonly isForeign: boolean } {
  const all = texts.flatMap(({ text, tokenOf }) =>
    dumpsIn(text, values).map((dump) => ({ dump, token: tokenOf(dump.tool) })),
  );
  const targets = all.map(({ dump }) => targetsOf(dump, service));
  const protects = [...new Set(targets.flatMap((one) => one ?? []))];
  const isUnclear = targets.some((one, index) => one === undefined && all[index]?.dump.engine !== 'files');
  const isForeign = all.length > 0 && !isUnclear;
  const first =
    all.find((_, index) => (targets[index]?.length ?? 0) > 0) ?? all.find((_, index) => targets[index] === undefined);
  // Files that are nobody's data are no backup of anything here.
  if (!first || (protects.length === 0 && !isUnclear)) return { backup: undefined, isUnclear, isForeign };
  const rhythms = texts.flatMap(({ text }) => rhythmOf(text, values, timeZone) ?? []);
  const [schedule, ...others] = [...new Map(rhythms.map((one) => [JSON.stringify(one), one])).values()];
  const job = foundJob({
    id: service.name,
    protects: protects.map(({ name }) => name),
    schedule: others.length === 0 ? schedule : undefined,
    sources: sourcesOf(
      all.map(({ dump }) => dump),
      service,
      schedule !== undefined,
    ),
  });
  return { backup: { job, service, origin: 'script', token: first.token }, isUnclear, isForeign };
}

/** Whose data a dump saves: none where that is nobody of this project, undefined where it cannot be told. */
function targetsOf({ target, engine }: Dump, service: ComposeService): ComposeService[] | undefined {
  if (engine === 'files') return target.kind === 'own' ? servicesMountedIn(service) : undefined;
  return target.kind === 'own' ? ownTarget(service) : namedTarget(target, service.file);
}

/** A dump of what it runs beside: the service itself where that keeps data, or the one whose network it shares. */
function ownTarget(service: ComposeService): ComposeService[] | undefined {
  if (service.knownImage?.class !== 'backup' && dataVolumesOf(service, service.knownImage).length > 0) return [service];
  const shared = /^service:(.+)$/.exec(service.text('network_mode')?.text ?? '')?.[1];
  const neighbour = shared === undefined ? undefined : service.file.service(shared);
  return neighbour ? [neighbour] : undefined;
}

/** Addresses of the host itself: behind them may be a port that a service of the project publishes. */
const HOST = /^(?:host\.docker\.internal|gateway\.docker\.internal|172\.17\.0\.1)$/;

export function namedTarget(target: DumpTarget, file: ComposeFile): ComposeService[] | undefined {
  if (!('name' in target) || HOST.test(target.name)) return undefined;
  const found = serviceAt(file, target.name);
  return found ? [found] : [];
}

const PARSERS: Readonly<Record<string, BackupParser>> = {
  restic: 'restic',
  pgbackrest: 'pgbackrest',
  'wal-g': 'wal-g',
  borgmatic: 'borgmatic',
};

/** Where one can see whether it ran; the most trustworthy first. */
function sourcesOf(dumps: readonly Dump[], service: ComposeService, isRepeated: boolean): BackupSource[] {
  const parser = dumps.flatMap(({ tool }) => PARSERS[tool] ?? [])[0];
  const output = dumps.flatMap((dump) => dump.output ?? [])[0];
  const isEnding = !isRepeated && service.isOneShot;
  return [
    ...(parser !== undefined && !isEnding ? [listOf(parser, service)] : []),
    ...(output ? [fileSource(output, service)] : []),
    ...(isEnding ? [{ kind: 'container', service: service.name } as const] : []),
  ];
}

function fileSource({ folder, pattern }: NonNullable<Dump['output']>, { name }: ComposeService): BackupSource {
  return pattern.includes('*')
    ? { kind: 'volume', service: name, path: folder, pattern }
    : { kind: 'volume', service: name, path: `${folder === '/' ? '' : folder}/${pattern}` };
}
