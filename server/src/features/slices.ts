import { performance } from 'node:perf_hooks';

/** How long work goes on before others have their turn, in milliseconds. */
const SLICE = 5;

/** Does work in one go. */
export function atOnce<T>(work: Generator<void, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/**
 * Does work in short slices, so that whoever types meanwhile is answered.
 *
 * @param goOn asked between slices; throws when nobody wants the result any more
 */
export async function inSlices<T>(work: Generator<void, T>, goOn: () => void): Promise<T> {
  let started = performance.now();
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    if (performance.now() - started < SLICE) continue;
    await new Promise((resolve) => setImmediate(resolve));
    goOn();
    started = performance.now();
  }
}
