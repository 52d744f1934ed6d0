/** Whether a value is as expected, and in words what is expected and what is there. Functions of what is given. */
import type { Matcher, Scalar } from '../../../../server/src/protocol';
import { TookTooLong, withinTime } from './timeLimit';
import { Each, NoValue } from './values';

export interface Mismatch {
  readonly outcome: 'fail' | 'error';
  /** Goes on after the name of the subject: `is 503, expected 200`. */
  readonly message: string;
  readonly expected: string;
  readonly actual: string;
  /** Of several values: whose do not hold. */
  readonly names?: readonly string[];
}

type Operator = keyof Matcher;

interface Check<Wanted> {
  holds(value: unknown, wanted: Wanted): boolean;
  /** What is expected, for `expected …`. */
  words(wanted: Wanted): string;
  /** Why the check makes no sense for a value. */
  problem?(value: unknown): string | undefined;
}

const CHECKS: { readonly [Name in Operator]-?: Check<NonNullable<Matcher[Name]>> } = {
  present: {
    holds: (value, wanted) => (value !== undefined) === wanted,
    words: (wanted) => (wanted ? 'something' : 'nothing'),
  },
  equals: { holds: isEqual, words: quoted },
  not: { holds: (value, wanted) => !isEqual(value, wanted), words: (wanted) => `anything but ${quoted(wanted)}` },
  in: {
    holds: (value, wanted) => wanted.some((one) => isEqual(value, one)),
    words: (wanted) => `one of ${wanted.map(quoted).join(', ')}`,
  },
  contains: {
    holds: (value, wanted) =>
      Array.isArray(value) ? value.some((item) => isEqual(item, wanted)) : textOf(value).includes(wanted),
    words: (wanted) => `${quoted(wanted)} in it`,
    problem: (value) => (Array.isArray(value) || isScalar(value) ? undefined : 'is no text and no list'),
  },
  matches: {
    holds: (value, wanted) => withinTime(() => new RegExp(wanted, 'mu').test(textOf(value))),
    words: (wanted) => `a match of /${wanted}/`,
    problem: (value) => (isScalar(value) ? undefined : 'is no text'),
  },
  lacks: {
    holds: (value, wanted) => !withinTime(() => new RegExp(wanted, 'imu').test(textOf(value))),
    words: (wanted) => `nothing like /${wanted}/`,
    problem: (value) => (isScalar(value) ? undefined : 'is no text'),
  },
  gt: comparison('more than', (value, bound) => value > bound),
  ge: comparison('at least', (value, bound) => value >= bound),
  lt: comparison('less than', (value, bound) => value < bound),
  le: comparison('at most', (value, bound) => value <= bound),
  length: {
    holds: (value, wanted) => failedChecks(lengthOf(value), wanted).length === 0,
    words: (wanted) => `a length of ${wordsOf(wanted)}`,
    problem: (value) => (lengthOf(value) === undefined ? 'is no text and no list' : undefined),
  },
};

function comparison(words: string, holds: (value: number, bound: number) => boolean): Check<number> {
  return {
    holds: (value, bound) => holds(numberOf(value) ?? NaN, bound),
    words: (bound) => `${words} ${bound}`,
    problem: (value) => (numberOf(value) === undefined ? 'is no number' : undefined),
  };
}

/** Undefined where all that is set holds. */
export function mismatchOf(value: unknown, matcher: Matcher): Mismatch | undefined {
  if (value instanceof Each) return mismatchOfEach(value, matcher);
  if (value instanceof NoValue) return mismatchOfNothing(value, matcher);
  try {
    const [first, ...others] = failedChecks(value, matcher);
    if (!first) return undefined;
    const expected = [first, ...others].map(({ words }) => words).join(' and ');
    const is = value === undefined ? 'is missing' : (first.problem ?? `is ${brief(value)}`);
    return {
      outcome: 'fail',
      message: `${is}${first.problem === undefined ? '' : ` (${brief(value)})`}, expected ${expected}`,
      // A text to compare with is shown as it is, for an editor that shows what differs.
      expected: matcher.equals !== undefined && others.length === 0 ? textOf(matcher.equals) : expected,
      actual: value === undefined ? 'nothing' : textOf(value),
    };
  } catch (error) {
    return {
      outcome: 'error',
      message: uncheckable(error, matcher),
      expected: wordsOf(matcher),
      actual: textOf(value),
    };
  }
}

function mismatchOfEach({ entries, isList }: Each, matcher: Matcher): Mismatch | undefined {
  if (entries.length === 0) {
    if (isList && (matcher.present === false || matcher.length !== undefined))
      return mismatchOf([], withoutPresent(matcher));
    return {
      outcome: 'fail',
      message: `is empty, expected ${wordsOf(matcher)}`,
      expected: wordsOf(matcher),
      actual: '',
    };
  }
  if (isList && (matcher.contains !== undefined || matcher.length !== undefined || matcher.present === false)) {
    const { contains, length, present, ...rest } = matcher;
    const together = {
      ...(contains === undefined ? {} : { contains }),
      ...(length === undefined ? {} : { length }),
      ...(present === undefined ? {} : { present }),
    };
    const values = entries.map(({ value }) => value);
    return (
      mismatchOf(values, together) ??
      (Object.keys(rest).length === 0 ? undefined : mismatchOfEach(new Each(entries), rest))
    );
  }
  const wrong = entries.flatMap(({ name, value }) => {
    const mismatch = mismatchOf(value, matcher);
    return mismatch ? [{ name, ...mismatch }] : [];
  });
  const [first] = wrong;
  if (!first) return undefined;
  return {
    outcome: wrong.some(({ outcome }) => outcome === 'fail') ? 'fail' : 'error',
    message: andMore(wrong.map(({ name, message }) => (name === '' ? message : `of ${name} ${message}`))),
    expected: wrong.map(({ name, expected }) => labelled(name, expected)).join('\n'),
    actual: wrong.map(({ name, actual }) => labelled(name, actual)).join('\n'),
    names: wrong.map(({ name }) => name),
  };
}

function withoutPresent({ present: _, ...rest }: Matcher): Matcher {
  return rest;
}

function mismatchOfNothing({ reason, outcome }: NoValue, matcher: Matcher): Mismatch | undefined {
  if (matcher.present === false && Object.keys(matcher).length === 1) return undefined;
  const expected = wordsOf(matcher);
  return { outcome, message: `is not known: ${reason}`, expected, actual: 'not known' };
}

interface Failed {
  readonly words: string;
  /** Set where the value is not of the kind that the check is about. */
  readonly problem: string | undefined;
}

function failedChecks(value: unknown, matcher: Matcher): Failed[] {
  return checksOf(matcher).flatMap(({ name, check, wanted }) => {
    const problem = value === undefined ? undefined : check.problem?.(value);
    const isComparable = problem === undefined && (value !== undefined || name === 'present');
    return isComparable && check.holds(value, wanted) ? [] : [{ words: check.words(wanted), problem }];
  });
}

function checksOf(matcher: Matcher): { name: Operator; check: Check<unknown>; wanted: unknown }[] {
  return (Object.keys(CHECKS) as Operator[]).flatMap((name) =>
    // Each check is paired with what is wanted of it, which the compiler cannot follow.
    matcher[name] === undefined ? [] : [{ name, check: CHECKS[name] as Check<unknown>, wanted: matcher[name] }],
  );
}

/** `at least 1 and less than 5`. */
function wordsOf(matcher: Matcher): string {
  return checksOf(matcher)
    .map(({ check, wanted }) => check.words(wanted))
    .join(' and ');
}

/** Text that is a number as a whole counts as one where a number is expected; `9.50%` does not. */
function isEqual(value: unknown, wanted: Scalar): boolean {
  if (value === wanted) return true;
  if (typeof wanted === 'number') return typeof value === 'string' && numberOf(value) === wanted;
  // Programs print `true`, and files quote numbers: the text is the same.
  if (typeof value === 'number' || typeof value === 'boolean') return String(value) === wanted;
  return typeof wanted === 'boolean' && typeof value === 'string' && value.trim() === String(wanted);
}

const LONGEST_NUMBER = 100;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  // Not even tried: looking for the end of a megabyte of figures takes minutes.
  if (text.length > LONGEST_NUMBER) return undefined;
  return DECIMAL.test(text) ? Number(text) : undefined;
}

function lengthOf(value: unknown): number | undefined {
  if (typeof value === 'string') return [...value].length;
  return Array.isArray(value) ? value.length : undefined;
}

function isScalar(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

/** As it is compared and shown. */
export function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value, undefined, 2) : String(value);
}

const LONGEST_BRIEF = 80;

/** Short enough for a sentence; texts are quoted. */
export function brief(value: unknown): string {
  const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
  const line = text.trim().replace(/\s+/g, ' ');
  const short = line.length > LONGEST_BRIEF ? `${line.slice(0, LONGEST_BRIEF - 1)}…` : line;
  return typeof value === 'string' ? (value === '' ? 'empty' : `"${short}"`) : short;
}

function quoted(value: Scalar): string {
  return value === '' ? 'nothing' : brief(value);
}

const MOST_NAMED = 5;

/** `a; b; c; and 4 more`. */
export function andMore(parts: readonly string[], most = MOST_NAMED): string {
  const named = parts.slice(0, most).join('; ');
  return parts.length > most ? `${named}; and ${parts.length - most} more` : named;
}

function labelled(name: string, text: string): string {
  return name === '' ? text : `${name}: ${text}`;
}

function uncheckable(error: unknown, { matches, lacks }: Matcher): string {
  if (error instanceof TookTooLong)
    return `cannot be checked: the expression /${matches ?? lacks ?? ''}/ takes too long on it. Write it without nested repetitions.`;
  return `cannot be checked: ${error instanceof Error ? error.message : String(error)}`;
}
