/** What was seen, held against what is expected. */
import type { ExitMeaning, Expectation, SmokeTest } from '../../../../server/src/protocol';
import { firstLineOf } from '../services/words';
import { hintFor } from './hints';
import { jsonPathIn } from '../../../../server/src/smoke/jsonPath';
import { selectJson } from './jsonPath';
import { andMore, brief, mismatchOf, type Mismatch } from './matchers';
import { CannotRun, type Observation, type SmokeResult } from './result';
import { Each, NoValue } from './values';

export type Assessment = Pick<SmokeResult, 'outcome' | 'message' | 'difference'>;

/** @throws CannotRun where an expectation is about something that this kind of test does not tell */
export function assess(test: SmokeTest, observation: Observation): Assessment {
  const { values, verdict } = observation;
  if (verdict && (verdict.outcome === 'fail' || verdict.outcome === 'error')) return verdict;
  const ending = endingOf(test, values);
  if (ending?.outcome === 'error') return ending;
  if (ending?.outcome === 'fail') return recognisedIn(test, observation) ?? ending;
  const broken = test.expect.flatMap((expectation) => brokenBy(expectation, test, values));
  const worst = BY_GRAVITY.map((isOfIt) => broken.filter(isOfIt)).find(({ length }) => length > 0);
  if (worst) return assessmentOf(worst, test, observation);
  const warning = [verdict, ending].find((one) => one?.outcome === 'warn');
  return warning ?? { outcome: 'pass', message: verdict?.message ?? summaryOf(test, values) };
}

/** What the test itself knows of such an output says more than an exit code. */
function recognisedIn(test: SmokeTest, observation: Observation): Assessment | undefined {
  const known = test.expect.filter(({ matcher, otherwise }) => matcher.lacks !== undefined && otherwise);
  const broken = known.flatMap((expectation) => brokenBy(expectation, test, observation.values));
  const first = broken.find(({ outcome, message }) => outcome !== 'warn' && message !== undefined);
  return first && assessmentOf([first], test, observation);
}

/** An error that the test itself foresees, such as a page that asks for a login, makes meaningless what else does not hold. */
const BY_GRAVITY: readonly ((broken: Broken) => boolean)[] = [
  ({ outcome, message }) => outcome === 'error' && message !== undefined,
  ({ outcome }) => outcome === 'fail',
  ({ outcome }) => outcome === 'error',
  ({ outcome }) => outcome === 'warn',
];

interface Broken {
  readonly outcome: 'fail' | 'error' | 'warn';
  readonly subject: string;
  readonly mismatch: Mismatch;
  /** A whole sentence of the test itself. */
  readonly message: string | undefined;
}

function brokenBy({ subject, matcher, otherwise }: Expectation, test: SmokeTest, values: Values): Broken[] {
  const mismatch = mismatchOf(valueOf(subject, test, values), matcher);
  if (!mismatch) return [];
  // What nobody can know is not what the test is about.
  if (!otherwise || mismatch.outcome === 'error')
    return [{ outcome: mismatch.outcome, subject, mismatch, message: undefined }];
  const message = otherwise.message.replace('{names}', andMore(mismatch.names ?? []));
  return [{ outcome: otherwise.outcome, subject, mismatch, message }];
}

function assessmentOf(broken: readonly Broken[], test: SmokeTest, observation: Observation): Assessment {
  const [first] = broken;
  const outcome = first?.outcome ?? 'error';
  // What the sentence is about is what is compared.
  if (first?.message !== undefined) return { outcome, message: first.message, difference: differenceOf([first]) };
  const difference = differenceOf(broken);
  const own = broken.filter(({ message }) => message === undefined);
  const said = andMore(own.map(({ subject, mismatch }) => `${subject} ${mismatch.message}`));
  const hint = hintFor(
    test,
    observation,
    own.map(({ subject }) => subject),
  );
  return { outcome, message: `${said}.${hint === '' ? '' : ` ${hint}`}`, difference };
}

function differenceOf(broken: readonly Broken[]): NonNullable<Assessment['difference']> {
  const show = (subject: string, text: string): string => (broken.length === 1 ? text : `${subject}: ${text}`);
  return {
    expected: broken.map(({ subject, mismatch }) => show(subject, mismatch.expected)).join('\n'),
    actual: broken.map(({ subject, mismatch }) => show(subject, mismatch.actual)).join('\n'),
  };
}

type Values = Observation['values'];

/** @throws CannotRun for a subject that there is not */
function valueOf(subject: string, { probe: { kind } }: SmokeTest, values: Values): unknown {
  const header = /^header\.(.+)$/.exec(subject)?.[1];
  if (header !== undefined && 'headers' in values)
    return (values.headers as Readonly<Record<string, unknown>>)[header.toLowerCase()];
  const path = jsonPathIn(subject);
  if (path !== undefined && 'json' in values) {
    if (values.json === undefined) return new NoValue('what came is no JSON');
    return selectJson(values.json, path);
  }
  if (subject in values && subject !== 'headers') return values[subject];
  throw new CannotRun(
    `There is no "${subject}" in a test of kind ${kind}. There is: ${subjectsIn(values).join(', ')}.`,
    { isLasting: true },
  );
}

function subjectsIn(values: Values): string[] {
  return Object.keys(values).map((name) =>
    name === 'headers' ? 'header.<name>' : name === 'json' ? 'json.<path>' : name,
  );
}

/** What shells and engines give when they cannot start a program. */
const NOT_STARTED: Readonly<Record<number, string>> = { 126: 'cannot be executed', 127: 'was not found' };

/** What the exit code of a program says; undefined where nothing has ended, or where the test itself expects a certain code. */
function endingOf({ probe, expect, exitCodes }: SmokeTest, values: Values): Assessment | undefined {
  if (probe.kind !== 'exec' && probe.kind !== 'command') return undefined;
  const code = Number(values.exitCode);
  const meaning: ExitMeaning | undefined = exitCodes?.[String(code)] ?? exitCodes?.default;
  if (meaning) return meaningOf(meaning, code, values);
  if (code === 0 || expect.some(({ subject }) => subject === 'exitCode')) return undefined;
  const program = probe.argv[0] ?? '';
  const notStarted = NOT_STARTED[code];
  if (notStarted !== undefined)
    return {
      outcome: 'error',
      message: `A program that ${program} calls ${notStarted} (exit code ${code}).${saidBy(values)}`,
    };
  return { outcome: 'fail', message: `${program} ended with exit code ${code}.${saidBy(values)}` };
}

function meaningOf({ outcome, message }: ExitMeaning, code: number, values: Values): Assessment {
  if (message !== undefined) return { outcome, message: sentence(message) };
  return { outcome, message: `Ended with exit code ${code}.${outcome === 'pass' ? '' : saidBy(values)}` };
}

/** The line that speaks of an error, or else the last one: mostly why a program ended. */
function saidBy({ stderr, stdout }: Values): string {
  const lines = `${String(stdout ?? '')}\n${String(stderr ?? '')}`.split('\n').filter((line) => line.trim() !== '');
  const said =
    lines.findLast((line) => /error|fatal|fail|denied|refused|cannot|no such|not found/i.test(line)) ?? lines.at(-1);
  return said === undefined ? '' : ` It says: ${sentence(firstLineOf(said))}`;
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

const MOST_SHOWN = 3;

/** What was seen, for a test that passed. */
function summaryOf(test: SmokeTest, values: Values): string {
  // What is not there tells nothing.
  const telling = test.expect.filter(({ matcher: { lacks, not } }) => lacks === undefined && not === undefined);
  const subjects = [...new Set(telling.map(({ subject }) => subject))];
  const seen = subjects.slice(0, MOST_SHOWN).flatMap((subject) => {
    const value = valueOf(subject, test, values);
    if (value instanceof Each)
      return value.entries.length === 1 ? [`${subject} is ${brief(value.entries[0]?.value)}`] : [];
    return value === undefined || value instanceof NoValue ? [] : [`${subject} is ${brief(value)}`];
  });
  if (seen.length > 0) return `${seen.join(', ')}.`;
  return 'exitCode' in values ? `Ended with exit code ${String(values.exitCode)}.` : 'All that is expected holds.';
}
