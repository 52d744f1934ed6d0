/** Teaches the redactor what the containers of the stack must not be heard saying. */
import { sleep } from '../docker/clock';
import type { SmokeContext } from './context';
import type { Redactor } from './redactor';
import { inTurn } from './targets';

/** An engine that does not answer holds up no result for longer. */
const LONGEST_WAIT_MS = 2_000;

/** Never rejects: a container that cannot be read says nothing either. */
export async function learnFromStack(redactor: Redactor, context: SmokeContext, outer: AbortSignal): Promise<void> {
  const enough = new AbortController();
  const signal = AbortSignal.any([outer, enough.signal]);
  const ids = (context.stack()?.services ?? []).flatMap(({ replicas }) =>
    replicas.map(({ container }) => container.id),
  );
  const learn = async (id: string): Promise<void> => {
    try {
      const { environment } = await context.engine.details(id, signal);
      redactor.learnFrom(environment);
    } catch {
      // Gone meanwhile, or the engine does not answer.
    }
  };
  const learning = inTurn(ids, learn).finally(() => enough.abort());
  await sleep(context.clock, LONGEST_WAIT_MS, enough.signal);
  enough.abort();
  await learning;
}
