import type { BackupState } from '../../../client/src/live/backups/status';
import { bytesText, durationText } from '../../../client/src/live/services';
import type { BackupsReport, ReportedBackup, ReportedBackups } from './backups';
import type { PathText } from './status';
import { engineLines, painter, type Paint, type Style } from './terminal';

/** Each state has a shape of its own: colours alone are lost on many eyes and in every log file. */
const SHAPES: Readonly<Record<BackupState, readonly [shape: string, style: Style]>> = {
  healthy: ['✔', 'good'],
  degraded: ['▲', 'middling'],
  unhealthy: ['✖', 'bad'],
  unknown: ['…', 'middling'],
};

/** For people: a shape for the state, the name, what is wrong, and what the last good backup is. @param now on this machine's clock */
export function backupsText(report: BackupsReport, pathText: PathText, isColoured: boolean, now: number): string {
  const paint = painter(isColoured);
  const lines = [
    ...(report.engine ? engineLines(report.engine, paint) : []),
    ...report.stacks.flatMap((stack) => stackLines(stack, pathText, paint, now)),
  ];
  return `${lines.join('\n').replace(/^\n/, '')}\n`;
}

function stackLines(reported: ReportedBackups, pathText: PathText, paint: Paint, now: number): string[] {
  const { name, files, backups, unprotected } = reported;
  const [file] = files;
  const well = backups.filter((backup) => backup.status.state === 'healthy').length;
  const share = backups.length === 0 ? 'no backup known' : `${well} of ${backups.length} ok`;
  const names = [...backups.map(({ job }) => job.id), ...unprotected.map(({ service }) => service)];
  const width = Math.max(0, ...names.map(({ length }) => length));
  return [
    '',
    `${paint('strong', name)}   ${file === undefined ? '' : `${pathText(file)}   `}${share}`,
    ...backups.flatMap((backup) => jobLines(backup, width, paint, now)),
    ...unprotected.map(
      ({ service }) => `  ${paint('middling', '○')} ${service.padEnd(width)}  keeps data, and no backup of it is known`,
    ),
  ];
}

function jobLines(backup: ReportedBackup, width: number, paint: Paint, now: number): string[] {
  const { job, status } = backup;
  const [shape, style] = SHAPES[status.state];
  const [first, ...rest] = status.concerns;
  const last = lastText(backup, now);
  const said = first ? first.message : last;
  return [
    `  ${paint(style, shape)} ${job.id.padEnd(width)}  ${said}`.trimEnd(),
    ...[
      ...rest.map(({ message }) => message),
      ...(first && last !== '' ? [last] : []),
      ...status.notes,
      ...(status.source === undefined ? [] : [`told by ${status.source}`]),
    ].map((line) => paint('quiet', `      ${line}`)),
  ];
}

/** `last good backup 3 h ago, 12 MiB; 29 of 30 slots`. */
function lastText({ status }: ReportedBackup, now: number): string {
  const { lastSuccessAt, bytes, slotsObserved, slotsSucceeded } = status.figures;
  const made = [
    ...(lastSuccessAt === undefined ? [] : [`last good backup ${durationText(Math.max(0, now - lastSuccessAt))} ago`]),
    ...(bytes === undefined ? [] : [bytesText(bytes)]),
  ].join(', ');
  return [made, slotsObserved === 0 ? '' : `${slotsSucceeded} of ${slotsObserved} slots`].filter(Boolean).join('; ');
}
