/** A query to Loki, now. https://grafana.com/docs/loki/latest/reference/loki-http-api/#query-logs-at-a-single-point-in-time */
import type { LokiProbe } from '../../../../../server/src/protocol';
import { listOf, objectOf, textMapOf } from '../../docker/json';
import { answerText, ask, baseOf, labelsText, LOKI, NO_TENANT, Refused, samplesOf, type Answer } from '../monitoring';
import { NetworkError } from '../network';
import type { Try } from '../observe';
import { CannotRun, type Observation } from '../result';
import { NoValue } from '../values';

/** Lines are counted up to this; nobody reads more of them here. */
const MOST_LINES = 1_000;

export async function loki(probe: LokiProbe, attempt: Try): Promise<Observation> {
  const { context } = attempt;
  const { base, containers } = await baseOf(LOKI, probe.url, attempt);
  const begun = context.clock.now();
  try {
    const seen = await instant(probe, base, attempt);
    return { values: { ...seen.values, duration: context.clock.now() - begun }, output: seen.output, containers };
  } catch (error) {
    if (error instanceof NetworkError) throw new CannotRun(error.message, { cause: error });
    if (error instanceof Refused && NO_TENANT.test(error.message))
      throw new CannotRun('Loki wants to know for which tenant: name it with "tenant" in a test in holdfast.yaml.', {
        isLasting: true,
        cause: error,
      });
    throw error;
  }
}

type Seen = Pick<Observation, 'values' | 'output'>;

async function instant(probe: LokiProbe, base: URL, attempt: Try): Promise<Seen> {
  const { query } = probe;
  const headers = headersFor(probe);
  const now = nanoseconds(attempt.context.clock.now());
  try {
    const call = { path: 'loki/api/v1/query', method: 'GET', parameters: { query, time: now }, headers } as const;
    const { data, warnings } = await ask(LOKI, base, call, attempt.signal);
    if (data.resultType === 'streams') return linesSeen({ data, warnings });
    const samples = samplesOf(data, LOKI.title);
    return { values: { value: samples, results: samples.entries.length }, output: answerText(samples, warnings) };
  } catch (error) {
    // Only figures have a value at one moment: lines are asked for within a time.
    if (!(error instanceof Refused) || !/not supported as an instant query/i.test(error.message)) throw error;
  }
  const start = nanoseconds(attempt.context.clock.now() - probe.sinceMs);
  const parameters = { query, start, end: now, limit: String(MOST_LINES) };
  return linesSeen(
    await ask(LOKI, base, { path: 'loki/api/v1/query_range', method: 'GET', parameters, headers }, attempt.signal),
  );
}

function linesSeen({ data, warnings }: Answer): Seen {
  const lines = listOf(data.result)
    .map(objectOf)
    .flatMap(({ stream, values }) => {
      const name = labelsText(textMapOf(stream));
      return listOf(values).map((entry) => `${name} ${String(listOf(entry)[1])}`);
    });
  const value = new NoValue('lines have no value; count them, for instance with count_over_time, or expect "results"');
  return { values: { value, results: lines.length }, output: [...warnings, ...lines.slice(0, 20)].join('\n') };
}

function headersFor({ tenant }: LokiProbe): Record<string, string> {
  return tenant === undefined ? {} : { 'x-scope-orgid': tenant };
}

function nanoseconds(milliseconds: number): string {
  return `${Math.floor(milliseconds)}000000`;
}
