/** From backup jobs and what is known of them to the rows of the Backups view. */
import type { DeclaredBackup } from '../../../../server/src/protocol';
import type { BackupConcern, BackupState, BackupStatus } from '../../live/backups/status';
import { keyOf, type KnownBackup } from '../../live/backups/watch';
import { bytesText, durationText, percentText } from '../../live/services';
import { ABSENT, ERROR, FAINT, GOOD, PLAIN, WARNING } from '../services/icons';
import type { Icon, Row } from '../services/row';
import type { NameFile } from '../services/rows';
import { escaped, minuteOf, placeText, timeOfDay } from '../services/words';
import { slotsText, timeline } from './slots';
import type { BackupStack, UnprotectedService } from './stacks';

const ICONS: Readonly<Record<BackupState, Icon>> = {
  healthy: { name: 'pass-filled', color: GOOD },
  degraded: { name: 'warning', color: WARNING },
  unhealthy: { name: 'error', color: ERROR },
  unknown: { name: 'question', color: FAINT },
};

/** One stack stands for itself; of several each has a row. */
export function backupRows(stacks: readonly BackupStack[], nameFile: NameFile): Row[] {
  const told = stacks.filter(({ backups, unprotected }) => backups.length + unprotected.length > 0);
  const [only] = told;
  if (told.length === 1 && only) return rowsOf(only);
  return told.map((stack) => stackRow(stack, nameFile));
}

/** For the badge: what cannot be restored as promised. */
export function failingCount(stacks: readonly BackupStack[]): number {
  return stacks.flatMap(({ backups }) => backups).filter(({ status }) => status?.state === 'unhealthy').length;
}

function stackRow(stack: BackupStack, nameFile: NameFile): Row {
  const { id, name, file, backups } = stack;
  const well = backups.filter(({ status }) => status?.state === 'healthy').length;
  const share = backups.length === 0 ? 'no backup known' : `${well} of ${backups.length} ok`;
  return {
    id: `backups/${id}`,
    label: name,
    description: `${share} · ${nameFile(file)}`,
    icon: { name: 'layers', color: colorOf(backups) },
    context: 'stack',
    spoken: `Stack ${name}, ${share}, ${nameFile(file)}`,
    isExpanded: true,
    children: () => rowsOf(stack),
  };
}

function colorOf(backups: readonly KnownBackup[]): string {
  const states = new Set(backups.map(({ status }) => status?.state ?? 'unknown'));
  if (states.has('unhealthy')) return ERROR;
  if (states.has('degraded')) return WARNING;
  return states.has('unknown') || backups.length === 0 ? FAINT : GOOD;
}

function rowsOf({ backups, unprotected }: BackupStack): Row[] {
  return [...backups.map(jobRow), ...unprotected.map(unprotectedRow)];
}

export function rowIdOf(job: DeclaredBackup): string {
  return `backups/${keyOf(job)}`;
}

function jobRow({ job, status }: KnownBackup): Row {
  const id = rowIdOf(job);
  const abilities = abilitiesOf(job).join(' ');
  if (!status)
    return {
      ...{ id, label: job.id, description: 'not read yet', icon: ICONS.unknown, source: job.source },
      ...{ context: `backup unknown ${abilities}`, spoken: `Backup ${job.id}, not read yet` },
      children: () => declarationRows(id, job),
    };
  const description = firstWords(status);
  return {
    id,
    label: job.id,
    description,
    icon: ICONS[status.state],
    context: `backup ${status.state} ${abilities}`,
    spoken: `Backup ${job.id}, ${status.state}${description === '' ? '' : `, ${description}`}`,
    tooltip: () => tooltipOf(job, status),
    revision: JSON.stringify([status.readAt, status.concerns, status.figures.lastRunAt]),
    children: () => detailRows(id, job, status),
    source: job.source,
  };
}

/** Words of the manifest's menus. */
function abilitiesOf(job: DeclaredBackup): string[] {
  return [...(hasLog(job) ? ['hasLog'] : []), ...(isRestorable(job) ? ['canRestore'] : [])];
}

/** Of a script, or of the service that makes the backups. */
export function hasLog({ sources, service }: DeclaredBackup): boolean {
  return service !== undefined || sources.some(({ kind }) => kind === 'log' || kind === 'container');
}

/** Its backups are files that a container may read. */
export function isRestorable({ sources, protects }: DeclaredBackup): boolean {
  return protects.length > 0 && sources.some(({ kind }) => kind === 'files' || kind === 'volume' || kind === 'log');
}

/** What the view shows of a job, below the row of a service that it protects. */
export function protectionRow(serviceId: string, backup: KnownBackup): Row {
  const { job } = backup;
  const row = jobRow(backup);
  const description = [job.id, row.description].filter(Boolean).join(' · ');
  return {
    ...{ ...row, id: `${serviceId}/${row.id}`, label: 'backup', description, context: 'detail', children: undefined },
    spoken: `backup: ${[job.id, backup.status?.state, row.description].filter(Boolean).join(', ')}`,
  };
}

/** The same of a service that no job protects. */
export function noProtectionRow(serviceId: string, unprotected: UnprotectedService): Row {
  const row = unprotectedRow(unprotected);
  return {
    ...{ ...row, id: `${serviceId}/${row.id}`, label: 'backup', context: 'detail' },
    spoken: `backup: ${row.description}`,
  };
}

/** What is wrong first; for a healthy one when it was made and how large it is. */
function firstWords({ concerns, figures }: BackupStatus): string {
  if (concerns.length > 0) return concerns.map(({ brief }) => brief).join(' · ');
  const { lastSuccessAt, bytes } = figures;
  return [
    ...(lastSuccessAt === undefined ? [] : [minuteOf(lastSuccessAt)]),
    ...(bytes === undefined ? [] : [bytesText(bytes)]),
  ].join(' · ');
}

function detailRows(id: string, job: DeclaredBackup, status: BackupStatus): Row[] {
  const { figures, concerns, notes } = status;
  const made = slotsText(figures);
  const row = (name: string, description: string, more?: Partial<Row>): Row => detailRow(id, name, description, more);
  return [
    ...concerns.map((concern, index) => concernRow(`${id}/concern/${index}`, concern)),
    row('last success', figures.lastSuccessAt === undefined ? 'never seen' : timeOfDay(figures.lastSuccessAt)),
    ...(figures.isRunning ? [row('running', 'a backup is being made', { icon: { name: 'sync' } })] : []),
    ...(figures.bytes === undefined ? [] : [row('size', sizeText(figures.bytes, figures.sizeRatio))]),
    ...(made === undefined
      ? []
      : [row('last 30 days', made, { tooltip: () => timeline(figures), revision: JSON.stringify(figures.slots) })]),
    row('restore test', restoreText(job, status)),
    ...(figures.freeBytes === undefined ? [] : [row('free space', bytesText(figures.freeBytes))]),
    row('told by', status.source ?? 'nothing that could be read'),
    ...declarationRows(id, job),
    ...notes.map((note, index) => noteRow(`${id}/note/${index}`, note)),
  ];
}

/** What was promised, which leads to where. */
function declarationRows(id: string, job: DeclaredBackup): Row[] {
  const { protects, rpoMs, source } = job;
  return [
    detailRow(id, 'protects', protects.join(', ') || 'nobody knows', { source }),
    detailRow(id, 'may be as old as', durationText(rpoMs), { source }),
    detailRow(id, 'declared', placeText(source), { source }),
  ];
}

function detailRow(id: string, name: string, description: string, more: Partial<Row> = {}): Row {
  return {
    ...{ id: `${id}/${name}`, label: name, description, icon: PLAIN, context: 'detail' },
    spoken: `${name}: ${description}`,
    ...more,
  };
}

function concernRow(id: string, { state, brief, message }: BackupConcern): Row {
  return {
    id,
    label: brief,
    description: message,
    icon: ICONS[state],
    context: 'detail',
    spoken: `${state}: ${message}`,
    tooltip: () => escaped(message),
  };
}

function noteRow(id: string, note: string): Row {
  return {
    ...{ id, label: note, description: '', icon: { name: 'info', color: FAINT }, context: 'detail', spoken: note },
    tooltip: () => escaped(note),
  };
}

function sizeText(bytes: number, ratio: number | undefined): string {
  return ratio === undefined ? bytesText(bytes) : `${bytesText(bytes)} · ${percentText(ratio)} of the usual size`;
}

function restoreText({ rtoMs }: DeclaredBackup, { figures }: BackupStatus): string {
  const { lastRestoreTestAt, restoreDurationMs } = figures;
  if (lastRestoreTestAt === undefined) return 'never seen';
  const took = restoreDurationMs === undefined ? '' : ` · took ${durationText(restoreDurationMs)}`;
  return `${minuteOf(lastRestoreTestAt)}${took}${rtoMs === undefined ? '' : ` of at most ${durationText(rtoMs)}`}`;
}

function unprotectedRow({ stack, service, source }: UnprotectedService): Row {
  return {
    id: `backups/${stack}/unprotected/${service}`,
    label: service,
    description: 'no backup known',
    icon: ABSENT,
    context: 'unprotected',
    spoken: `Service ${service}, no backup known`,
    tooltip: () => `**${escaped(service)}** keeps data, and nothing is known that saves it.`,
    source,
  };
}

function tooltipOf({ id, protects }: DeclaredBackup, status: BackupStatus): string {
  const { concerns, figures, notes, source, readAt, state } = status;
  const list = (texts: readonly string[]): string[] =>
    texts.length === 0 ? [] : [texts.map((text) => `- ${escaped(text)}`).join('\n')];
  return [
    `**${escaped(id)}** · ${state}`,
    ...list(concerns.map(({ message }) => message)),
    ...(figures.slots.length > 0 ? [timeline(figures)] : []),
    ...list(notes),
    ...(protects.length > 0 ? [`Protects ${protects.map(escaped).join(', ')}`] : []),
    ...(source === undefined || readAt === undefined ? [] : [`Told by ${escaped(source)}, read ${timeOfDay(readAt)}`]),
  ].join('\n\n');
}
