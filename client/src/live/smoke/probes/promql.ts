/** A query to Prometheus, now. https://prometheus.io/docs/prometheus/latest/querying/api/#instant-queries */
import type { PromqlProbe } from '../../../../../server/src/protocol';
import { answerText, ask, baseOf, PROMETHEUS, samplesOf } from '../monitoring';
import { NetworkError } from '../network';
import type { Try } from '../observe';
import { CannotRun, type Observation } from '../result';

export async function promql({ query, url }: PromqlProbe, attempt: Try): Promise<Observation> {
  const { context, signal } = attempt;
  const { base, containers } = await baseOf(PROMETHEUS, url, attempt);
  const begun = context.clock.now();
  try {
    // Posted: queries may be longer than an address.
    const { data, warnings } = await ask(
      PROMETHEUS,
      base,
      { path: 'api/v1/query', method: 'POST', parameters: { query } },
      signal,
    );
    const samples = samplesOf(data, PROMETHEUS.title);
    const values = { value: samples, results: samples.entries.length, duration: context.clock.now() - begun };
    return { values, output: answerText(samples, warnings), containers };
  } catch (error) {
    // Whether the stack is well is not known as long as nobody can be asked.
    if (error instanceof NetworkError) throw new CannotRun(error.message, { cause: error });
    throw error;
  }
}
