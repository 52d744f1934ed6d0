/** Reads the sources of a job. What cannot be read becomes a reading that says so. */
import type { BackupJob, BackupSource } from '../../../../../server/src/protocol';
import type { Problem } from '../../source';
import type { BackupReading } from '../reading';
import { readContainer, readExec, readGocron } from './containers';
import { readCommand, readPromql } from './elsewhere';
import { readFiles } from './files';
import { readLog } from './log';
import { Unreadable, type Question, type SourceContext, type Told } from './source';
import { readVolume } from './volume';

/** @throws only the reason of the signal */
export function readSources(job: BackupJob, context: SourceContext, signal: AbortSignal): Promise<BackupReading[]> {
  return Promise.all(job.sources.map((source) => readSource(source, { job, context, signal })));
}

async function readSource(source: BackupSource, question: Question): Promise<BackupReading> {
  const { context, signal } = question;
  const of = { kind: source.kind, source: context.redact(nameOf(source)) };
  // As of when it was asked: what happened meanwhile may not be in the answer.
  const readAt = context.clock.now();
  try {
    return { ...of, readAt, problem: undefined, ...(await told(source, question)) };
  } catch (error) {
    signal.throwIfAborted();
    return { ...of, readAt, problem: problemOf(error, context), runs: [] };
  }
}

async function told(source: BackupSource, question: Question): Promise<Told> {
  switch (source.kind) {
    case 'files':
      return readFiles(source, question);
    case 'log':
      return readLog(source, question);
    case 'volume':
      return readVolume(source, question);
    case 'exec':
      return readExec(source, question);
    case 'gocron':
      return readGocron(source, question);
    case 'container':
      return readContainer(source, question);
    case 'promql':
      return readPromql(source, question);
    case 'command':
      return readCommand(source, question);
    case 'kubernetes':
      throw new Unreadable('Objects of a cluster are not read.', {
        remedy: 'Name a source of kind promql, or a command with kubectl that prints the time of the last success.',
      });
  }
}

/** For a person: where it was looked. */
export function nameOf(source: BackupSource): string {
  switch (source.kind) {
    case 'files':
      return `files ${source.glob}`;
    case 'log':
      return `log ${source.path}`;
    case 'volume':
      return `${source.path} in ${source.service}`;
    case 'exec':
      return `${source.parser} in ${source.service}`;
    case 'gocron':
      return `go-cron in ${source.service}`;
    case 'container':
      return `containers of ${source.service}`;
    case 'promql':
      return `Prometheus: ${source.query}`;
    case 'command':
      return `command ${source.argv[0] ?? ''}`;
    case 'kubernetes':
      return `${source.resource} of Kubernetes`;
  }
}

function problemOf(error: unknown, { redact }: SourceContext): NonNullable<BackupReading['problem']> {
  const { message, remedy } = error as Problem;
  return { message: redact(message), ...(remedy !== undefined && { remedy }) };
}
