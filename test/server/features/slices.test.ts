import { performance } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { atOnce, inSlices } from '../../../server/src/features/slices';

/** Work of some milliseconds in small steps. */
function* work(milliseconds: number, onStep: () => void = () => undefined): Generator<void, string> {
  const started = performance.now();
  while (performance.now() - started < milliseconds) {
    onStep();
    yield;
  }
  return 'done';
}

describe('work in slices', () => {
  it('has the same result as at once', async () => {
    expect(atOnce(work(1))).toBe('done');
    expect(await inSlices(work(1), () => undefined)).toBe('done');
  });

  it('lets others have their turn, again and again', async () => {
    let turns = 0;
    let isOver = false;
    const others = (): void => {
      turns++;
      if (!isOver) setImmediate(others);
    };
    setImmediate(others);
    await inSlices(work(60), () => undefined);
    isOver = true;
    expect(turns).toBeGreaterThan(2);
  });

  it('ends when nobody wants the result any more', async () => {
    let steps = 0;
    const result = inSlices(
      work(10_000, () => steps++),
      () => {
        throw new Error('cancelled');
      },
    );
    await expect(result).rejects.toThrow('cancelled');
    const before = steps;
    await new Promise((resolve) => setImmediate(resolve));
    expect(steps).toBe(before);
  });
});
