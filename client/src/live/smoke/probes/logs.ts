/** What a service has printed. */
import type { LogsProbe, Matcher } from '../../../../../server/src/protocol';
import type { Container } from '../../docker';
import { mismatchOf } from '../matchers';
import type { Try } from '../observe';
import { CannotRun, type Observation } from '../result';
import { containersOf, runningContainer, serviceOf } from '../targets';

/** Of the end of a log: more is neither compared nor shown. */
const MOST_CHARACTERS = 256 << 10;
const MOST_SHOWN_LINES = 20;

export async function logs(probe: LogsProbe, attempt: Try): Promise<Observation> {
  const { context, signal, test } = attempt;
  const container = await readable(probe, attempt);
  const since = probe.since === 'start' ? beginningOf(container) : context.clock.now() - probe.since;
  const wanted = test.expect.map(({ subject, matcher }) =>
    subject === 'text' && isFoundInPart(matcher) ? matcher : undefined,
  );
  // Nothing more is to be learnt from the rest of a log in which all that is expected was found.
  const missing = new Set(wanted.filter((matcher) => matcher !== undefined));
  const canStop = missing.size > 0 && wanted.every((matcher) => matcher !== undefined);
  const tail = new Tail();
  const found: string[] = [];
  const enough = new AbortController();
  const look = (text: string): void => {
    const shown = [...missing].filter((matcher) => !mismatchOf(text, matcher));
    for (const matcher of shown) missing.delete(matcher);
    if (shown.length > 0) found.push(text);
    if (canStop && missing.size === 0) enough.abort();
  };
  const batches = new Batches(look);
  const onLine = (line: string, output: 'stdout' | 'stderr'): void => {
    if (enough.signal.aborted || (probe.stream !== 'both' && output !== probe.stream && !container.tty)) return;
    tail.push(line);
    batches.push(line);
  };
  const both = AbortSignal.any([signal, enough.signal]);
  try {
    const stream = await context.engine.logs(container.id, { tty: container.tty, since, signal: both }, onLine);
    await stream.ended;
    batches.flush();
  } catch (error) {
    if (!enough.signal.aborted || signal.aborted) throw error;
  }
  // What was found may have left the tail long ago, and holds for the whole.
  const text = [...found.filter((batch) => !tail.text.includes(batch)), tail.text].join('\n');
  return { values: { text, lines: tail.count }, output: tail.lastLines(), containers: [container.id] };
}

/** An engine notes the start when the program may have printed something already; before that, it notes the end of the last run. */
function beginningOf({ startedAt, finishedAt }: Container): number | undefined {
  return startedAt === undefined ? undefined : Math.max(startedAt - START_NOTED_MS, (finishedAt ?? 0) + 1);
}

const START_NOTED_MS = 1_000;
const BATCH_CHARACTERS = 16 << 10;

/** Lines put together: looking at each by itself would take longer than reading them. */
class Batches {
  #lines: string[] = [];
  #length = 0;
  readonly #look: (text: string) => void;

  constructor(look: (text: string) => void) {
    this.#look = look;
  }

  push(line: string): void {
    this.#lines.push(line);
    this.#length += line.length + 1;
    if (this.#length >= BATCH_CHARACTERS) this.flush();
  }

  flush(): void {
    const text = this.#lines.join('\n');
    this.#lines = [];
    this.#length = 0;
    if (text !== '') this.#look(text);
  }
}

/** Whether a part of a text can show that a matcher holds for all of it: then reading may stop there. */
function isFoundInPart(matcher: Matcher): boolean {
  return Object.keys(matcher).every((name) => name === 'contains' || name === 'matches');
}

/** A log from before the crash proves nothing about now; that of a job that has ended well is all there will be. */
async function readable(probe: LogsProbe, attempt: Try): Promise<Container> {
  const service = serviceOf(attempt, probe.service);
  const [ended] = (await containersOf(service, attempt)).filter(({ state }) => state === 'exited');
  if (ended?.exitCode === 0 && service.declared?.isOneShot === true) return ended;
  const container = await runningContainer(attempt, probe.service);
  if (CANNOT_BE_READ.has(container.logging.driver))
    throw new CannotRun(
      `The log of ${container.name} goes to ${container.logging.driver}: the engine cannot read it. Look there, for instance with a test of kind loki.`,
    );
  return container;
}

/** https://docs.docker.com/engine/logging/dual-logging/: engines before 20.10 cannot read the others either. */
const CANNOT_BE_READ = new Set(['none']);

/** The end of a text of any length. */
class Tail {
  #lines: string[] = [];
  #length = 0;
  count = 0;

  push(line: string): void {
    this.count++;
    this.#lines.push(line);
    this.#length += line.length + 1;
    // Seldom and much at once: taking away single lines from the front is slow.
    if (this.#length > 2 * MOST_CHARACTERS) this.#shorten();
  }

  get text(): string {
    return this.#lines.join('\n');
  }

  lastLines(): string {
    return this.#lines.slice(-MOST_SHOWN_LINES).join('\n');
  }

  #shorten(): void {
    let length = 0;
    let first = this.#lines.length;
    while (first > 0 && length < MOST_CHARACTERS) length += (this.#lines[--first] ?? '').length + 1;
    this.#lines = this.#lines.slice(first + 1);
    this.#length = this.#lines.reduce((sum, line) => sum + line.length + 1, 0);
  }
}
