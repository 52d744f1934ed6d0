import { describe, expect, it } from 'vitest';
import { Measurements } from '../../client/src/views/services/measurements';

/** Never tells a figure, and ends when it is told to. */
const SILENT = {
  stats: (_id: string, signal: AbortSignal) => {
    const ended = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    return Promise.resolve({ opened: Promise.resolve(), ended });
  },
};

const running = (id: string) => ({ id, name: id, state: 'running' as const, ports: [] });

describe('measurements', () => {
  it('end although somebody who is told of that asks for more at once', () => {
    const told: string[] = [];
    const measurements: Measurements = new Measurements(SILENT, (id) => {
      told.push(id);
      // As a view does that is shown anew with every change. Without an end this would go on for ever.
      if (told.length < 100) measurements.follow([running('a'), running('b')]);
    });
    measurements.follow([running('a'), running('b')]);
    measurements.follow([]);
    expect(told.length).toBeLessThan(10);
  });

  it('are not begun again for a container that is measured', () => {
    const measurements = new Measurements(SILENT, () => undefined);
    expect(measurements.follow([running('a')])).toEqual(['a']);
    expect(measurements.follow([running('a'), running('b')])).toEqual(['b']);
    expect(measurements.follow([])).toEqual([]);
  });
});
