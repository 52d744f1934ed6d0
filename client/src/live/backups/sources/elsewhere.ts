/** Sources outside of the stack: a figure of Prometheus, and a program on this machine. */
import type { BackupSource } from '../../../../../server/src/protocol';
import { listOf, objectOf } from '../../docker/json';
import { PrometheusError } from '../../prometheus';
import { tellingLineOf } from '../../services/words';
import { runHere } from '../../smoke/hostProgram';
import { CannotRun } from '../../smoke/result';
import { needTrust, Unreadable, type Question, type Told } from './source';

type SourceOf<Kind extends BackupSource['kind']> = Extract<BackupSource, { kind: Kind }>;

/** Less is no time of the last twenty years but an age. */
const LEAST_TIME_SECONDS = 1e9;
const COMMAND_DEADLINE_MS = 60_000;

export async function readPromql({ query, url }: SourceOf<'promql'>, { context, signal }: Question): Promise<Told> {
  const client = context.prometheus(url);
  if (!client)
    throw new Unreadable('The stack has no Prometheus that could be asked.', { remedy: 'Give the source a url.' });
  const answer = await client.query(query, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    if (!(error instanceof PrometheusError)) throw error;
    throw new Unreadable(error.message, { ...(error.remedy !== undefined && { remedy: error.remedy }), cause: error });
  });
  const times = samplesOf(answer).filter((time) => Number.isFinite(time) && time > 0);
  // Metrics of a success appear with the first one.
  if (times.length === 0)
    return {
      runs: [],
      storeProblem: 'Prometheus has no value for the query: no success was ever counted, or its name is wrong',
    };
  return successAt(Math.min(...times), 'The query');
}

function samplesOf(answer: unknown): number[] {
  const { resultType, result } = objectOf(answer);
  if (resultType === 'scalar') return [Number(listOf(result)[1])];
  if (resultType !== 'vector')
    throw new Unreadable('The query gives no single value for now.', { remedy: 'Leave out the range in [ ].' });
  return listOf(result).map((sample) => Number(listOf(objectOf(sample).value)[1]));
}

export async function readCommand({ argv, cwd }: SourceOf<'command'>, question: Question): Promise<Told> {
  needTrust(question);
  const { context } = question;
  const deadline = new AbortController();
  const cancel = context.clock.after(COMMAND_DEADLINE_MS, () => deadline.abort());
  try {
    const signal = AbortSignal.any([question.signal, deadline.signal]);
    const program = { argv, folder: context.folder, cwd: cwd ?? '.', environment: {} };
    const { exitCode, stdout, stderr } = await runHere(program, signal);
    if (exitCode !== 0)
      throw new Unreadable(
        `${argv[0] ?? ''} ends with ${exitCode}: ${context.redact(tellingLineOf(stderr || stdout))}.`,
      );
    const text = stdout.trim();
    const time = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Date.parse(text) / 1000;
    if (!Number.isFinite(time))
      throw new Unreadable(`${argv[0] ?? ''} prints no time.`, {
        remedy: 'It has to print the time of the last success: seconds since 1970, or such as 2026-06-15T02:00:00Z.',
      });
    return successAt(time, argv[0] ?? '');
  } catch (error) {
    question.signal.throwIfAborted();
    if (deadline.signal.aborted)
      throw new Unreadable(`${argv[0] ?? ''} did not end within a minute.`, { cause: error });
    if (error instanceof CannotRun) throw new Unreadable(error.message, { cause: error });
    throw error;
  } finally {
    cancel();
  }
}

function successAt(seconds: number, what: string): Told {
  if (seconds < LEAST_TIME_SECONDS)
    throw new Unreadable(`${what} gives ${seconds}, which is an age or nothing.`, {
      remedy: 'It has to give the time of the last success in seconds since 1970: leave out `time() -`.',
    });
  return { runs: [{ startedAt: undefined, endedAt: seconds * 1000, exit: 'success', bytes: undefined }] };
}
