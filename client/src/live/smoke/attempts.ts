/** One test over all its tries, until it passes, its tries are used up or its time is. */
import { setMaxListeners } from 'node:events';
import type { SmokeTest } from '../../../../server/src/protocol';
import { sleep, type Clock } from '../docker/clock';
import { assess, type Assessment } from './assess';
import type { SmokeContext } from './context';
import type { Observe } from './observe';
import type { Places, Release } from './places';
import type { Redactor } from './redactor';
import { CannotRun, type SmokeResult } from './result';
import { cleaned, secondsText } from './text';

/** What all tests of a run share. */
export interface Run {
  readonly context: SmokeContext;
  readonly places: Places;
  readonly redactor: Redactor;
  /** Settled when the redactor knows what it has to hide. */
  readonly learnt: Promise<void>;
  readonly signal: AbortSignal;
  readonly observe: Observe;
}

/** Cleaning up after a test that was given up takes a moment; what does not end even then is left to itself. */
const WIND_DOWN_MS = 30_000;

interface Tried extends Assessment {
  readonly output: string;
  readonly containers: readonly string[];
  readonly isLasting: boolean;
}

/** @param place for the first try; given back in any case */
export async function runTest(test: SmokeTest, allowedMs: number, place: Release, run: Run): Promise<SmokeResult> {
  const {
    context: { clock },
    signal: outer,
    places,
  } = run;
  const begun = clock.now();
  const life = new AbortController();
  // A test of a whole stack asks for many things at once; that is no leak.
  setMaxListeners(0, life.signal);
  const giveUp = (): void => life.abort(outer.reason);
  if (outer.aborted) giveUp();
  outer.addEventListener('abort', giveUp, { once: true });
  const stopClock = clock.after(allowedMs, () => life.abort(new Error('The time of the test is over.')));
  const notes: string[] = [];
  let tries = 0;
  let last: Tried | undefined;
  try {
    for (let release = place; !life.signal.aborted; release = await places.take(life.signal)) {
      tries++;
      const tried = await oneTry(test, life.signal, notes, run).finally(release);
      // A try that was broken off says nothing.
      if (tried) last = tried;
      if (!tried || isGood(tried) || tried.isLasting || tries > test.retries) break;
      await sleep(clock, test.intervalMs, life.signal);
    }
  } finally {
    place();
    stopClock();
    outer.removeEventListener('abort', giveUp);
  }
  await run.learnt;
  const durationMs = clock.now() - begun;
  const isOver = life.signal.aborted && (last === undefined || !isGood(last));
  if (isOver && outer.aborted) return resultOf(test, { ...CANCELLED, durationMs, tries, notes }, run);
  if (last === undefined) return resultOf(test, { ...noAnswer(allowedMs), durationMs, tries, notes }, run);
  const message =
    tries > 1 && !isGood(last)
      ? `${last.message} Still so after ${tries} tries in ${secondsText(durationMs)}.`
      : last.message;
  return resultOf(test, { ...last, message, durationMs, tries, notes }, run);
}

export function skipped(test: SmokeTest, message: string, run: Run): Promise<SmokeResult> {
  return Promise.resolve(resultOf(test, { outcome: 'skip', message, durationMs: 0, tries: 0, notes: [] }, run));
}

const CANCELLED = { outcome: 'skip', message: 'Cancelled.' } as const;

function noAnswer(allowedMs: number): Pick<SmokeResult, 'outcome' | 'message'> {
  const message = `No answer within ${secondsText(allowedMs)}: it hangs, or needs a longer "timeout".`;
  return { outcome: 'error', message };
}

function isGood({ outcome }: Assessment): boolean {
  return outcome === 'pass' || outcome === 'warn';
}

/** Undefined for a try that was broken off. */
async function oneTry(test: SmokeTest, signal: AbortSignal, notes: string[], run: Run): Promise<Tried | undefined> {
  const { context, redactor } = run;
  const note = (line: string): void => void notes.push(line);
  try {
    const observation = await ended(run.observe({ test, context, signal, redactor, note }), signal, context.clock);
    if (observation === undefined) note('It does not end: something of it may still run.');
    if (observation === undefined) return undefined;
    const { output, containers } = observation;
    return { ...assess(test, observation), output, containers, isLasting: false };
  } catch (error) {
    if (signal.aborted) return undefined;
    const isLasting = error instanceof CannotRun && error.isLasting;
    return { outcome: 'error', message: wordsFor(error), output: '', containers: [], isLasting };
  }
}

/** The outcome of work, or undefined when it goes on long after the signal. */
async function ended<Value>(work: Promise<Value>, signal: AbortSignal, clock: Clock): Promise<Value | undefined> {
  const over = new AbortController();
  const tooLong = new Promise<undefined>((resolve) => {
    const wait = (): void => void sleep(clock, WIND_DOWN_MS, over.signal).then(() => resolve(undefined));
    if (signal.aborted) wait();
    else signal.addEventListener('abort', wait, { once: true, signal: over.signal });
  });
  try {
    return await Promise.race([work, tooLong]);
  } finally {
    over.abort();
    // Whatever it says after that is heard by nobody.
    work.catch(() => undefined);
  }
}

/** Errors of the engine, of Prometheus and our own: what is wrong, and what to do where that is known. */
function wordsFor(error: unknown): string {
  if (!(error instanceof Error)) return `It could not be run: ${String(error)}`;
  const remedy = 'remedy' in error && typeof error.remedy === 'string' ? ` ${error.remedy}` : '';
  return error.message + remedy;
}

type Ended = Pick<SmokeResult, 'outcome' | 'message' | 'durationMs' | 'tries'> &
  Partial<Pick<SmokeResult, 'difference' | 'output' | 'containers'>> & { readonly notes: readonly string[] };

/** The only place where results are made, so that nothing gets past the redactor. */
function resultOf(test: SmokeTest, ended: Ended, { redactor }: Run): SmokeResult {
  const { outcome, message, difference, durationMs, tries, output = '', containers = [], notes } = ended;
  const clean = (text: string): string => cleaned(text, (part) => redactor.text(part));
  return {
    test: shownTest(test, redactor),
    ...{ outcome, message: clean(message), durationMs, tries, containers },
    ...(difference && { difference: { expected: clean(difference.expected), actual: clean(difference.actual) } }),
    output: clean([output, ...notes].filter((part) => part !== '').join('\n')),
  };
}

/** By its id it is known: that is not touched, whatever it looks like. */
function shownTest(test: SmokeTest, redactor: Redactor): SmokeTest {
  const { id, needs } = test;
  const shown = redactor.data(test);
  return shown === test ? test : { ...shown, id, needs };
}
