/** The status page of go-cron: https://github.com/prodrigestivill/go-cron. It answers 503 when the last run failed, and says why. */
import { isObject, numberOf, objectOf, textOf } from '../../../docker/json';
import { tellingLineOf } from '../../../services/words';
import { meaningOf } from '../../exits';
import type { BackupRun } from '../../reading';
import { Unreadable, type Question, type Told } from '../source';
import { instantOf } from './parsed';

/** @param startedAt of the container: it knows nothing of runs before that, and calls that a success */
export function parseGocron(text: string, startedAt: number | undefined, { job, context }: Question): Told {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Unreadable('The status page of go-cron has another form than expected.', { cause: error });
  }
  if (!isObject(value) || !('Last' in value))
    throw new Unreadable('The status page of go-cron has another form than expected.');
  const last = objectOf(value.Last);
  const endedAt = timeOf(last.ExitTime);
  const exitCode = numberOf(last.Exit_status);
  const message = exitCode === 0 ? '' : context.redact(tellingLineOf(textOf(last.Stderr) || textOf(last.Stdout)));
  const runs: BackupRun[] = [];
  if (endedAt !== undefined)
    runs.push({
      ...{ startedAt: timeOf(last.StartingTime), endedAt, exit: meaningOf(exitCode, job), exitCode, bytes: undefined },
      ...(message !== '' && { message }),
    });
  for (const one of Object.values(objectOf(value.Running)))
    runs.push({
      ...{ startedAt: timeOf(objectOf(one).StartingTime) ?? context.clock.now(), endedAt: undefined },
      ...{ exit: undefined, bytes: undefined },
    });
  return { runs, ...(endedAt === undefined && startedAt !== undefined && { coversSince: startedAt }) };
}

/** Go writes "never" as nothing or as the year 1. */
function timeOf(value: unknown): number | undefined {
  const text = textOf(value);
  return text === '' || text.startsWith('0001-') ? undefined : instantOf(text);
}
