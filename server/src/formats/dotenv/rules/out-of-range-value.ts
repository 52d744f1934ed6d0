import { placeholder } from '../../../document/render';
import { finding, type Report } from '../../../engine/rule';
import { replaceValue } from '../edits';
import type { DotenvFile, DotenvVariable } from '../model';
import { dotenvRule } from '../rule';

interface Data {
  readonly variable: DotenvVariable;
  /** What is wrong, as the end of a sentence about the variable. */
  readonly problem: string;
  readonly example: string;
}

interface Range {
  readonly names: RegExp;
  readonly isWrong: (value: number) => boolean;
  readonly problem: string;
  readonly example: string;
}

/** -1 is left alone where many programs take it for "without end". */
const RANGES: readonly Range[] = [
  {
    names: /(?:^|_)PORT$/,
    isWrong: (port) => port < 0 || port > 65_535 || !Number.isInteger(port),
    problem: 'is no port: they go from 1 to 65535',
    example: '8080',
  },
  {
    names: /_(?:ATTEMPTS|TRIES)$|(?:FAILURE|SUCCESS|ERROR|BREAKER)_THRESHOLD$/,
    isWrong: (count) => count === 0 || count < -1,
    problem: 'has to be at least 1, otherwise nothing is ever tried',
    example: '3',
  },
  { names: /_RETRIES$/, isWrong: (count) => count < -1, problem: 'cannot be negative', example: '3' },
  {
    names: /(?:BACKOFF|RETRY|DELAY)\w*_(?:MULTIPLIER|FACTOR)$/,
    isWrong: (factor) => factor < 1,
    problem: 'makes each pause shorter than the one before: a service that fails is asked ever faster',
    example: '2',
  },
  {
    names: /_(?:TIMEOUT|DELAY|INTERVAL|TTL)(?:_(?:MS|MILLIS|SEC|SECS|SECONDS|MINUTES))?$/,
    isWrong: (duration) => duration < -1,
    problem: 'is a negative duration',
    example: '30',
  },
  {
    names: /_(?:PERCENT|PERCENTAGE)$/,
    isWrong: (share) => share < 0 || share > 100,
    problem: 'is no share: percents go from 0 to 100',
    example: '50',
  },
  {
    names: /_(?:SAMPLE|SAMPLING|ERROR|FAILURE|CACHE|HIT|FILL)_RATIO$/,
    isWrong: (share) => share < 0 || share > 100,
    problem: 'is no share: it lies between 0 and 1, or 0 and 100 percent',
    example: '0.5',
  },
];

export default dotenvRule<Data>({
  id: 'dotenv/out-of-range-value',
  severity: 'warning',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Number cannot mean what its name says',
  why: 'Programs read such a value only when they need it: while starting, or in the middle of an outage when the first retry is due.',
  knownProblems: 'Judged by the name. -1 is taken for "no limit", and 0 as a port for "any free one".',
  references: ['https://datatracker.ietf.org/doc/html/rfc6335#section-6', 'https://12factor.net/config'],
  examples: {
    bad: 'DOMAIN=shop.example.org\nHTTP_PORT=80800\n',
    good: 'DOMAIN=shop.example.org\nHTTP_PORT=8080\n',
  },
  on: {
    file: (file) => file.variables.flatMap((variable) => [...misfit(variable), ...aboveMaximum(file, variable)]),
  },
  message: ({ variable: { name }, problem }) => `${name} ${problem}. Correct the number.`,
  fixes: [
    {
      kind: 'manual',
      title: 'Put another number here',
      edits: ({ variable, example }) => replaceValue(variable, placeholder(example)),
    },
  ],
});

function misfit(variable: DotenvVariable): Report<Data>[] {
  const name = variable.name.toUpperCase();
  const range = RANGES.find(({ names }) => names.test(name));
  const value = numberIn(variable);
  if (!range) return [];
  if (value !== undefined)
    return range.isWrong(value)
      ? [finding(variable.token, { variable, problem: range.problem, example: range.example })]
      : [];
  // A letter among the digits: 80O0, 5432x.
  const isMistyped = /_?PORT$/.test(name) && /^\d+[a-z]\d*$/i.test(variable.value.text);
  return isMistyped ? [finding(variable.token, { variable, problem: 'is no number', example: '8080' })] : [];
}

/** `RETRY_INITIAL_DELAY` and `RETRY_MAX_DELAY`, `POOL_MIN` and `POOL_MAX`. */
function aboveMaximum(file: DotenvFile, variable: DotenvVariable): Report<Data>[] {
  const { name } = variable;
  const value = numberIn(variable);
  if (value === undefined || !/(?:^|_)(?:INITIAL|MIN|MINIMUM)(?:_|$)/i.test(name)) return [];
  const names = ['MAX', 'MAXIMUM'].map((word) => name.replace(/(^|_)(?:INITIAL|MIN|MINIMUM)(?=_|$)/i, `$1${word}`));
  const maximum = names.map((one) => file.valueOf(one)).find((one) => one !== undefined);
  const limit = maximum && numberIn(maximum);
  // 0 and -1 often stand for "without limit".
  if (!maximum || limit === undefined || limit <= 0 || value <= limit) return [];
  return [finding(variable.token, { variable, problem: `is larger than ${maximum.name}`, example: String(limit) })];
}

function numberIn({ value: { text } }: DotenvVariable): number | undefined {
  return /^[+-]?\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}
