/** One reading of what containers use, for a caller that does not stay. */
import type { DockerEngine, Usage } from '../docker';

const CONCURRENT = 8;
const DEADLINE_MS = 3_000;

/** The first frame of each container's figures; without those that cannot be measured in time. It has no use of processors. */
export async function measureOnce(
  engine: Pick<DockerEngine, 'stats'>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Usage>> {
  const usages = new Map<string, Usage>();
  const waiting = [...ids];
  const worker = async (): Promise<void> => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      const usage = await firstFrame(engine, id);
      if (usage) usages.set(id, usage);
    }
  };
  await Promise.all(Array.from({ length: Math.min(CONCURRENT, ids.length) }, worker));
  return usages;
}

async function firstFrame(engine: Pick<DockerEngine, 'stats'>, id: string): Promise<Usage | undefined> {
  const enough = new AbortController();
  const signal = AbortSignal.any([enough.signal, AbortSignal.timeout(DEADLINE_MS)]);
  let first: Usage | undefined;
  try {
    const stream = await engine.stats(id, signal, (usage) => {
      first ??= usage;
      enough.abort();
    });
    await stream.ended;
  } catch {
    // Given up after the first frame, or not to be measured: then there is no figure.
  }
  return first;
}
