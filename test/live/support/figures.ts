/**
 * Measured figures. Tests hold them against what is promised; `npm run bench:live` runs the same tests with all rounds, and prints them.
 */
import { appendFileSync } from 'node:fs';

/** Where the bench wants the figures to be written; undefined in a run of tests. */
const FILE = process.env['HOLDFAST_FIGURES'];

/** As many rounds as a figure needs to mean something in the bench, fewer in tests: those only show that nothing is broken. */
export function rounds(inBench: number, inTests: number): number {
  return FILE === undefined ? inTests : inBench;
}

export function figure(name: string, text: string): void {
  if (FILE === undefined) console.log(`${name}: ${text}`);
  else appendFileSync(FILE, `${JSON.stringify([name, text])}\n`);
}

/** Tells the middle and the largest of some times in milliseconds. @returns the median */
export function figureOfTimes(name: string, times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? Infinity;
  const largest = sorted.at(-1) ?? Infinity;
  figure(name, `median ${median.toFixed(0)} ms, most ${largest.toFixed(0)} ms, of ${sorted.length}`);
  return median;
}
