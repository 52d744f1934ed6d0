/** The log of the wrapper: JSON lines with the beginning and the end of each run. Others may write it, too. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { BackupJob, BackupSource } from '../../../../../server/src/protocol';
import { isObject, textOf, type Json } from '../../docker/json';
import { meaningOf } from '../exits';
import { bytesText } from '../../services/words';
import type { BackupRun } from '../reading';
import { folderOf, freeBytesOf } from './files';
import { fileProblem, Unreadable, type Question, type Told } from './source';

export async function readLog(source: Extract<BackupSource, { kind: 'log' }>, question: Question): Promise<Told> {
  const { job, context, signal } = question;
  const path = resolve(folderOf(context.folder), source.path);
  // The wrapper puts a long log aside under this name.
  const before = await readFile(`${path}.1`, { encoding: 'utf8', signal }).catch(() => '');
  const now = await readFile(path, { encoding: 'utf8', signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw fileProblem(`The log ${source.path}`, error, 'It is written by the first run: run the backup by hand.');
  });
  const lines = ownLines(`${before}\n${now}`, job);
  const told = toldBy(lines, job, (text) => context.redact(text));
  const beside = lines.flatMap(({ fields }) => (fields.beside === true ? textOf(fields.file) : []));
  return beside.length === 0 ? told : { ...told, ...(await besideLog(told, new Set(beside), dirname(path))) };
}

/** What was made and what is still there may be two things. */
async function besideLog({ runs }: Told, names: ReadonlySet<string>, folder: string): Promise<Partial<Told>> {
  const there = new Set(await readdir(folder).catch(() => names));
  const free = await freeBytesOf(folder);
  return {
    runs: await Promise.all(
      runs.map(async (run): Promise<BackupRun> => {
        const { name = '', bytes } = run;
        if (!names.has(name)) return run;
        if (!there.has(name)) return { ...run, isGone: true };
        const path = join(folder, name);
        const { size } = await stat(path).catch(() => ({ size: bytes }));
        if (bytes === undefined || size === undefined || size === bytes) return { ...run, path };
        const reason = `it has ${bytesText(size)} and had ${bytesText(bytes)} when it was made`;
        return { ...run, path, content: { isComplete: false, reason } };
      }),
    ),
    ...(free !== undefined && { freeBytes: free }),
  };
}

interface Line {
  readonly event: string;
  readonly job: string;
  readonly run: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly fields: Json;
}

/** @throws Unreadable where the log speaks of other jobs only */
export function logTold(text: string, job: BackupJob, redact: (text: string) => string): Told {
  return toldBy(ownLines(text, job), job, redact);
}

function ownLines(text: string, job: BackupJob): Line[] {
  const lines = inOrder(text.split('\n').flatMap(lineOf));
  const names = new Set(lines.map((line) => line.job));
  const own = names.size > 1 ? lines.filter((line) => line.job === job.id || line.job === '') : lines;
  if (own.length === 0 && lines.length > 0)
    throw new Unreadable(`The log tells of ${[...names].join(', ')} and not of ${job.id}.`, {
      remedy: 'Give the wrapper the name of the job.',
    });
  return own;
}

function toldBy(lines: readonly Line[], job: BackupJob, redact: (text: string) => string): Told {
  const first = lines.reduce((earliest, { at }) => Math.min(earliest, at), Infinity);
  const end = lines.findLast(({ event }) => event === 'end');
  const free = lines.findLast(({ fields }) => typeof fields.free === 'number')?.fields.free;
  return {
    runs: runsOf(lines, job, redact),
    ...(lines.length > 0 && { coversSince: first }),
    ...(typeof free === 'number' && { freeBytes: free }),
    ...(end?.fields.rotation === 'failed' && {
      storeWarning: 'Old backups could not be deleted: the disk will fill up',
    }),
  };
}

/** Times are full seconds: of one second each has its own millisecond, so that three runs are three and the last one stays the last. */
function inOrder(lines: readonly Line[]): Line[] {
  let same = 0;
  return lines.map((line, index) => {
    same = line.at === lines[index - 1]?.at ? same + 1 : 0;
    return { ...line, at: line.at + same };
  });
}

function lineOf(text: string): Line[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Cut by a crash or by a full disk.
    return [];
  }
  if (!isObject(value)) return [];
  const at = timeIn(value.time);
  const event = textOf(value.event) || (typeof value.exit === 'number' ? 'end' : '');
  return at === undefined || event === ''
    ? []
    : [{ event, job: textOf(value.job), run: textOf(value.run), at, fields: value }];
}

function timeIn(value: unknown): number | undefined {
  const time = typeof value === 'number' ? value * 1000 : Date.parse(textOf(value));
  return Number.isFinite(time) ? time : undefined;
}

function runsOf(lines: readonly Line[], job: BackupJob, redact: (text: string) => string): BackupRun[] {
  const ended = new Set(lines.filter(({ event }) => event !== 'start').map(({ run }) => run));
  const starts = lines.filter(({ event }) => event === 'start');
  const lastStart = starts.at(-1);
  const open = starts
    .filter(({ run }) => !ended.has(run))
    .map((line): BackupRun => {
      const begun = { startedAt: line.at, bytes: undefined };
      // Only one runs at a time: who never said how it ended was killed before the next one began.
      if (line !== lastStart)
        return { ...begun, endedAt: line.at, exit: 'killed', message: 'It never said how it ended' };
      return { ...begun, endedAt: undefined, exit: undefined };
    });
  const begun = new Map(starts.flatMap(({ run, at }) => (run === '' ? [] : [[run, at]])));
  const over = lines.filter(({ event }) => event !== 'start');
  return [...over.flatMap((line) => endedRun(line, begun.get(line.run), job, redact)), ...open];
}

function endedRun(
  { event, at, fields }: Line,
  begun: number | undefined,
  job: BackupJob,
  redact: (text: string) => string,
): BackupRun[] {
  const { exit: code, bytes, start } = fields;
  if (typeof code !== 'number' || (event !== 'end' && event !== 'skip')) return [];
  const message = redact(textOf(fields.message));
  const name = textOf(fields.file);
  return [
    {
      ...{ startedAt: begun ?? timeIn(start), endedAt: at, exit: meaningOf(code, job), exitCode: code },
      bytes: typeof bytes === 'number' && Number.isFinite(bytes) ? bytes : undefined,
      ...(message !== '' && { message }),
      ...(name !== '' && { name }),
      ...(event === 'skip' && { isOverlap: true }),
    },
  ];
}
