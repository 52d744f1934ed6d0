import { dumpsIn, type DumpEngine } from '../../../backups/dumps';
import type { Surroundings } from '../../../engine/surroundings';
import { dataWorth, type DataWorth, type KnownImage } from '../../../images';
import { dataVolumesOf, isToldToKeepData } from '../dataVolumes';
import { runningImage } from '../health';
import type { ComposeFile, ComposeService } from '../model';
import { backupsIn, namedTarget, type ProjectBackups } from './find';

/** Data that would be lost with a service. */
export interface DataSet {
  readonly service: ComposeService;
  readonly image: KnownImage;
  readonly worth: DataWorth;
  /** Names of volumes and absolute folders of the host. */
  readonly volumes: readonly string[];
}

export interface Coverage extends ProjectBackups {
  /** What no backup saves; none where that cannot be told for sure. */
  readonly unprotected: readonly DataSet[];
  /** Other data of the same project is saved: somebody forgot this one. */
  readonly hasProtected: boolean;
}

/** What a project backs up and what it does not. */
export function coverageOf(file: ComposeFile, surroundings: Surroundings): Coverage {
  const found = backupsIn(file, surroundings.text);
  const { backedUp } = file.settings;
  const sets = dataSetsOf(file, surroundings);
  const { scripts } = surroundings;
  const isKnown = !file.isPartial && !file.services.some((one) => one.isPartial) && !found.isUnclear;
  if (!isKnown || !scripts || !backedUp) return { ...found, unprotected: [], hasProtected: false };
  const names = new Set([...backedUp, ...found.jobs.flatMap(({ job }) => job.protects)]);
  const isProtected = (set: DataSet): boolean =>
    names.has(set.service.name) || isLabelled(set.service) || scripts.some((text) => isSavedBy(text, set));
  const unprotected = sets.filter((set) => !isProtected(set));
  return { ...found, unprotected, hasProtected: unprotected.length < sets.length };
}

/** The data of a project that somebody would miss, each volume once. */
function dataSetsOf(file: ComposeFile, surroundings: Surroundings): DataSet[] {
  const taken = new Set<string>();
  return file.services.flatMap((service) => {
    const { volumes, set } = keptBy(service, surroundings);
    const isNew = volumes.some((volume) => !taken.has(volume));
    for (const volume of volumes) taken.add(volume);
    return set && isNew ? [set] : [];
  });
}

/** Whether a service keeps data that somebody would miss, be it saved or not. */
export function keepsData(service: ComposeService, surroundings: Surroundings): boolean {
  return keptBy(service, surroundings).set !== undefined;
}

function keptBy(service: ComposeService, surroundings: Surroundings): { volumes: string[]; set: DataSet | undefined } {
  const image = service.isLongRunning ? runningImage(service, surroundings) : undefined;
  if (!image) return { volumes: [], set: undefined };
  const worth = dataWorth(image);
  const volumes = dataVolumesOf(service, image);
  const isMissed = volumes.length > 0 && (image.class !== 'cache' || isToldToKeepData(service));
  return { volumes, set: worth && isMissed ? { service, image, worth, volumes } : undefined };
}

/** Labels by which the containers of backup tools find what they save. */
function isLabelled(service: ComposeService): boolean {
  return service
    .variables('labels')
    .some(({ name, value }) => /backup|restic|borg|kopia|velero/i.test(name) && !/^(?:false|no|0)$/i.test(value ?? ''));
}

const ENGINES: Readonly<Record<Exclude<DumpEngine, 'files'>, RegExp>> = {
  postgres: /postg|pgvector|timescale|supabase/,
  mysql: /mysql|mariadb|percona/,
  mongo: /mongo/,
  redis: /redis|valkey/,
};

/** Whether a script of the host saves a data set. Where whom it asks is a variable, it may be this one. */
function isSavedBy(text: string, { service, image, volumes }: DataSet): boolean {
  return dumpsIn(text, new Map()).some(({ engine, target }) => {
    if (engine === 'files') return volumes.some((volume) => text.includes(volume.slice(volume.lastIndexOf('/') + 1)));
    if (!ENGINES[engine].test(image.kind)) return false;
    const named = namedTarget(target, service.file);
    return named === undefined || named.length === 0 || named.includes(service);
  });
}
