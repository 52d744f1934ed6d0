import type { BackupJob, BackupSchedule } from '../../../backups/definition';
import { dumpsIn, type DumpTarget } from '../../../backups/dumps';
import { foundJob } from '../../../backups/job';
import { isTimeZone, readSchedule } from '../../../backups/schedule';
import type { Token } from '../../../document/text';
import type { Settings } from '../../../engine/settings';
import { dataVolumesOf } from '../dataVolumes';
import type { KubernetesObject } from '../object';
import { booleanOf, entryAt, isTemplateText, mapAt, mapsAt, scalarAt, textAt } from '../values';
import { Workload } from '../workload';
import { clusterAt, holdersAmong, holdersAt, isOf, keepsData, type Holder } from './holders';
import { shellTextOf } from './texts';

export { holdersIn, type Holder } from './holders';

/** A backup that an object of the cluster makes. */
export interface ObjectBackup {
  readonly job: BackupJob;
  /** What gives it away. */
  readonly token: Token;
  readonly problem: string | undefined;
  /** It may be of anything. */
  readonly isUnclear: boolean;
}

export interface ClusterBackups {
  readonly jobs: readonly ObjectBackup[];
  /** Holders of data that none of them saves; none where that cannot be told for sure. */
  readonly unprotected: readonly Holder[];
}

/** The backups that manifests declare, and the data that they leave out. */
export function backupsAmong(objects: readonly KubernetesObject[], settings: Settings): ClusterBackups {
  const holders = holdersAmong(objects, settings);
  const jobs = objects.flatMap((object) => {
    if (object.kind === 'CronJob') return cronJob(object, objects, holders, settings) ?? [];
    if (object.kind === 'ScheduledBackup' && isOf(object.view, 'postgresql.cnpg.io'))
      return scheduledBackup(object) ?? [];
    if (object.kind === 'Schedule' && isOf(object.view, 'velero.io')) return veleroSchedule(object, holders);
    return [];
  });
  const saved = new Set(jobs.flatMap(({ job }) => job.protects));
  const isKnown = !jobs.some(({ isUnclear }) => isUnclear) && settings.backedUp !== undefined;
  const others = new Set(settings.backedUp);
  const unprotected = holders.filter(
    (holder) => keepsData(holder) && !saved.has(holder.name) && !others.has(holder.name) && !isMarked(holder),
  );
  return { jobs, unprotected: isKnown ? unprotected : [] };
}

/** Annotations and labels by which Velero, K8up and Stash find what they save. */
function isMarked({ workload }: Holder): boolean {
  return [...workload.annotations, ...workload.labels, ...workload.object.annotations].some(
    ([key, value]) => /backup|velero|k8up|stash/i.test(key) && value !== 'false',
  );
}

const BACKUP_NAME = /backup|dump|restic|borg|velero|wal-?g/i;

function cronJob(
  object: KubernetesObject,
  objects: readonly KubernetesObject[],
  holders: readonly Holder[],
  settings: Settings,
): ObjectBackup | undefined {
  const workload = Workload.of(object, settings);
  if (!workload || workload.isPatch) return undefined;
  const speaksOfBackups = BACKUP_NAME.test(object.name);
  const claims = mapsAt(workload.podSpec, 'volumes').flatMap(
    (one) => textAt(one, 'persistentVolumeClaim', 'claimName') ?? [],
  );
  const mounted = holders.filter(({ workload: other, container }) =>
    dataVolumesOf(other, container).some((volume) => claims.includes(volume)),
  );
  const dumps = workload.containers
    .map((container) => shellTextOf(container, objects))
    .flatMap(({ text, variables, token }) => dumpsIn(text, variables).map((dump) => ({ ...dump, token })))
    // Copies of files that are nobody's data here, and are not called a backup, are something else.
    .filter(({ engine }) => engine !== 'files' || mounted.length > 0 || speaksOfBackups);
  const [first] = dumps;
  if (!first && !speaksOfBackups) return undefined;
  const targets = dumps.map(({ engine, target }) => {
    if (engine !== 'files') return targetsOf(target, objects, holders);
    return mounted.length > 0 ? mounted.map(({ name }) => name) : undefined;
  });
  const protects = [...new Set(targets.flatMap((one) => one ?? []))];
  // Without a dump it may only be called so; with one whose target is elsewhere it saves nothing of these.
  const isUnclear = dumps.length === 0 || targets.includes(undefined);
  if (!isUnclear && protects.length === 0) return undefined;
  const zone = textAt(object.spec, 'timeZone');
  return {
    job: foundJob({
      id: object.name,
      protects,
      schedule: scheduleOf(object, zone !== undefined && isTimeZone(zone) ? zone : 'UTC'),
      sources: [{ kind: 'kubernetes', resource: 'jobs.batch', ...placeOf(object) }],
    }),
    token: first?.token ?? scalarAt(object.metadata, 'name') ?? object.view,
    problem: problemOf(object, 'suspend') ?? (isUnclear && protects.length === 0 ? UNCLEAR : undefined),
    isUnclear,
  };
}

const UNCLEAR = 'It cannot be told from the files whose data this saves. Declare it in `backups:` of a holdfast.yaml.';

/** None where the host is nobody of these manifests; undefined where nobody knows what it is. */
function targetsOf(
  target: DumpTarget,
  objects: readonly KubernetesObject[],
  holders: readonly Holder[],
): string[] | undefined {
  if (!('name' in target)) return undefined;
  const cluster = clusterAt(target.name, objects);
  return cluster === undefined ? holdersAt(target.name, objects, holders).map(({ name }) => name) : [cluster];
}

/** https://cloudnative-pg.io/documentation/current/backup/#scheduled-backups: six fields, seconds first. */
function scheduledBackup(object: KubernetesObject): ObjectBackup | undefined {
  const cluster = scalarAt(object.spec, 'cluster', 'name');
  if (!cluster || isTemplateText(cluster.text)) return undefined;
  return {
    job: foundJob({
      id: object.name,
      protects: [cluster.text],
      schedule: scheduleOf(object, 'UTC'),
      sources: [{ kind: 'kubernetes', resource: 'backups.postgresql.cnpg.io', ...placeOf(object) }],
    }),
    token: scalarAt(object.metadata, 'name') ?? object.view,
    problem: problemOf(object, 'suspend'),
    isUnclear: false,
  };
}

/** https://velero.io/docs/main/api-types/schedule/ */
function veleroSchedule(object: KubernetesObject, holders: readonly Holder[]): ObjectBackup {
  const template = mapAt(object.spec, 'template');
  const included = listAt(template, 'includedNamespaces');
  const excluded = listAt(template, 'excludedNamespaces') ?? [];
  const isEverything = !included || included.includes('*');
  const isSelective = ['labelSelector', 'orLabelSelectors', 'includedResources'].some((key) => template?.get(key));
  const inScope = (namespace: string | undefined): boolean | undefined => {
    if (namespace === undefined) return isEverything && excluded.length === 0 ? true : undefined;
    return !excluded.includes(namespace) && (isEverything || included.includes(namespace));
  };
  const kept = holders.filter(keepsData);
  const verdicts = kept.map(({ workload }) => inScope(workload.object.namespace));
  const place = placeOf(object);
  return {
    job: foundJob({
      id: object.name,
      protects: isSelective ? [] : kept.filter((_, index) => verdicts[index]).map(({ name }) => name),
      schedule: scheduleOf(object, 'UTC'),
      sources: [
        { kind: 'kubernetes', resource: 'backups.velero.io', ...place, namespace: place.namespace ?? 'velero' },
      ],
    }),
    token: scalarAt(object.metadata, 'name') ?? object.view,
    problem: problemOf(object, 'paused'),
    isUnclear: isSelective || verdicts.includes(undefined),
  };
}

function problemOf(object: KubernetesObject, key: string): string | undefined {
  return booleanOf(entryAt(object.spec, [key])?.value) === true
    ? `\`${key}\` is set, so it never runs. Take that back, or delete the job.`
    : undefined;
}

function scheduleOf({ spec }: KubernetesObject, timeZone: string): BackupSchedule | undefined {
  const text = textAt(spec, 'schedule');
  return text === undefined || isTemplateText(text) ? undefined : readSchedule(text, timeZone);
}

function placeOf({ name, namespace }: KubernetesObject): { readonly name: string; readonly namespace?: string } {
  return { name, ...(namespace === undefined ? {} : { namespace }) };
}

function listAt(map: ReturnType<typeof mapAt>, key: string): string[] | undefined {
  const value = map?.get(key)?.value;
  return value?.kind === 'sequence'
    ? value.items.flatMap((item) => (item.kind === 'scalar' ? item.text : []))
    : undefined;
}
