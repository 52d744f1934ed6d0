/** What a run tells the editor of a test that ended. */
import type { SmokeOutcome, SmokeResult } from '../../live/smoke/result';
import { harmless } from '../../live/smoke/text';

export interface Report {
  readonly outcome: SmokeOutcome;
  /** Of what failed or could not be run; several where it was run against several stacks. */
  readonly messages: readonly ReportMessage[];
  readonly durationMs: number;
}

export interface ReportMessage {
  readonly text: string;
  readonly difference?: SmokeResult['difference'];
}

/** A result, and the stack it is about when the test was run against several. */
export interface StackResult {
  readonly stack: string | undefined;
  readonly result: SmokeResult;
}

const WORST_FIRST: readonly SmokeOutcome[] = ['error', 'fail', 'skip', 'warn', 'pass'];

/** One verdict from all stacks that a test was run against. */
export function reportOf(results: readonly StackResult[]): Report {
  const outcome = WORST_FIRST.find((one) => results.some(({ result }) => result.outcome === one)) ?? 'skip';
  return {
    outcome,
    messages: results.flatMap(({ stack, result }) => (isBad(result.outcome) ? [messageOf(result, stack)] : [])),
    durationMs: Math.max(0, ...results.map(({ result }) => result.durationMs)),
  };
}

export function isBad(outcome: SmokeOutcome): boolean {
  return outcome === 'fail' || outcome === 'error';
}

function messageOf({ message, difference }: SmokeResult, stack: string | undefined): ReportMessage {
  return { text: stack === undefined ? message : `${stack}: ${message}`, ...(difference ? { difference } : {}) };
}

const SIGNS: Readonly<Record<SmokeOutcome, { readonly sign: string; readonly colour: number }>> = {
  pass: { sign: '✓', colour: 32 },
  warn: { sign: '!', colour: 33 },
  fail: { sign: '✗', colour: 31 },
  error: { sign: '✗', colour: 35 },
  skip: { sign: '-', colour: 90 },
};

/** For the terminal of the run: a line that says how it went, then what was seen. Ends with a line break. */
export function outputOf({ stack, result }: StackResult): string {
  const { test, outcome, message, output, durationMs, tries } = result;
  const { sign, colour } = SIGNS[outcome];
  const where = stack === undefined ? '' : ` [${stack}]`;
  const figures = [`${Math.round(durationMs)} ms`, ...(tries > 1 ? [`${tries} tries`] : [])].join(', ');
  const heading = `\x1b[${colour}m${sign} ${test.title}\x1b[0m${where} (${figures})`;
  return terminalText([heading, ...indented(inShortLines(message)), ...indented(output)].join('\n') + '\n');
}

function indented(text: string): string[] {
  const trimmed = harmless(text).trimEnd();
  return trimmed === '' ? [] : trimmed.split('\n').map((line) => `    ${line}`);
}

/** The terminal of a run is narrow, and cuts words where it ends. */
const LONGEST_LINE = 64;

function inShortLines(text: string): string {
  return text.split('\n').flatMap(shortLines).join('\n');
}

function shortLines(text: string): string[] {
  const [first = '', ...words] = text.split(' ');
  const lines: string[] = [];
  let line = first;
  for (const word of words) {
    if (line.length + 1 + word.length <= LONGEST_LINE) line += ` ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

/** Terminals want both characters at the end of a line. */
export function terminalText(text: string): string {
  return text.replace(/\r?\n/g, '\r\n');
}
