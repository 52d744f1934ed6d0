import { stripVTControlCharacters } from 'node:util';
import { harmless, secondsText } from '../../../client/src/live/smoke/text';
import type { SmokeOutcome } from '../../../client/src/live/smoke/result';
import {
  allTests,
  countsOf,
  isLeftOut,
  type ReportedGroup,
  type ReportedTest,
  type SmokeCounts,
  type SmokeReport,
} from './smoke';
import { placeText, type PathText } from './status';
import { engineLines, painter, type Paint, type Style } from './terminal';

/** Each outcome has a shape of its own: colours alone are lost on many eyes and in every log file. */
const SHAPES: Readonly<Record<SmokeOutcome, readonly [shape: string, style: Style]>> = {
  pass: ['✔', 'good'],
  warn: ['▲', 'middling'],
  fail: ['✖', 'bad'],
  error: ['?', 'bad'],
  skip: ['·', 'quiet'],
};

/** For people: a line for each test, below it what is wrong and what to do, and at the end what to look at. */
export function smokeText(report: SmokeReport, pathText: PathText, isColoured: boolean): string {
  const paint = painter(isColoured);
  const lines = [
    ...engineLines(report.engine, paint),
    ...report.groups.flatMap((group) => groupLines(group, pathText, paint)),
    '',
    ...closingLines(report, paint),
  ];
  return `${lines.join('\n')}\n`;
}

function groupLines({ stack, tests }: ReportedGroup, pathText: PathText, paint: Paint): string[] {
  const file = stack?.declared?.files[0];
  const names = [stack?.name ?? 'without a stack', ...(file === undefined ? [] : [pathText(file)])];
  const shown = tests.filter((test) => !isLeftOut(test) && test.reason !== 'no-engine');
  const width = Math.max(0, ...shown.map(({ id }) => id.length));
  return [
    '',
    `${paint('strong', names[0] ?? '')}   ${[...names.slice(1), countsText(countsOf(tests))].join('   ')}`,
    ...shown.flatMap((test) => testLines(test, width, pathText, paint)),
    ...unaskedLines(tests, paint),
  ];
}

/** What could not be asked for one reason, which is told at the top, and what nobody allowed. */
function unaskedLines(tests: readonly ReportedTest[], paint: Paint): string[] {
  const idsOf = (chosen: readonly ReportedTest[]): string => chosen.map(({ id }) => id).join(', ');
  const withoutEngine = tests.filter(({ reason }) => reason === 'no-engine');
  const leftOut = tests.filter(isLeftOut);
  const [shape, style] = SHAPES.error;
  return [
    ...(withoutEngine.length > 0
      ? [
          `  ${paint(style, shape)} ${counted(withoutEngine.length, 'test')} could not be run, because the engine does not answer: ${idsOf(withoutEngine)}`,
        ]
      : []),
    ...(leftOut.length > 0
      ? [
          paint(
            'quiet',
            `  ${SHAPES.skip[0]} left out, because they change or interrupt what they test (--allow-destructive): ${idsOf(leftOut)}`,
          ),
        ]
      : []),
  ];
}

function testLines(test: ReportedTest, width: number, pathText: PathText, paint: Paint): string[] {
  const { id, title, outcome, message, durationMs, tries } = test;
  const [shape, style] = SHAPES[outcome];
  if (outcome === 'skip') return [paint('quiet', `  ${shape} ${id.padEnd(width)}  ${oneLine(message)}`)];
  const figures = [
    ...(tries > 0 ? [durationMs < 1000 ? `${Math.round(durationMs)} ms` : secondsText(durationMs)] : []),
    ...(tries > 1 ? [`${tries} tries`] : []),
  ];
  const words = title === id ? '' : oneLine(title);
  const said = [words, figures.length === 0 ? '' : paint('quiet', figures.join(', '))].filter(Boolean).join('   ');
  const heading = `  ${paint(style, shape)} ${id.padEnd(width)}  ${said}`.trimEnd();
  if (outcome === 'pass') return [heading];
  return [heading, ...indented(message), ...evidenceLines(test, pathText).map((line) => paint('quiet', line))];
}

const MOST_LINES = 10;
const MOST_COMPARED = 5;

function evidenceLines({ outcome, difference, output, source }: ReportedTest, pathText: PathText): string[] {
  // What was compared is not shown twice.
  const said = output.trim() === difference?.actual.trim() ? [] : linesOf(output);
  const last = said.slice(-MOST_LINES);
  return [
    ...(difference ? [...labelled('expected', difference.expected), ...labelled('actual', difference.actual)] : []),
    ...(outcome === 'warn' || last.length === 0
      ? []
      : [
          `${INDENT}output${said.length > last.length ? `, its last ${MOST_LINES} lines` : ''}:`,
          ...last.map((line) => `${INDENT}  ${line}`),
        ]),
    ...(source ? [`${INDENT}${placeText(source, pathText)}`] : []),
  ];
}

const INDENT = '      ';

function labelled(label: string, text: string): string[] {
  const lines = linesOf(text);
  const rest = lines.length - MOST_COMPARED;
  const [first = '', ...others] = rest > 1 ? [...lines.slice(0, MOST_COMPARED), `… ${rest} more lines`] : lines;
  return [`${INDENT}${label.padEnd(8)}  ${first}`, ...others.map((line) => `${INDENT}${' '.repeat(10)}${line}`)];
}

function indented(text: string): string[] {
  return linesOf(text).map((line) => `${INDENT}${line}`);
}

function linesOf(text: string): string[] {
  const trimmed = harmless(stripVTControlCharacters(text)).trimEnd();
  return trimmed === '' ? [] : trimmed.split('\n');
}

function oneLine(text: string): string {
  return harmless(text).replace(/\s+/g, ' ');
}

/** The last lines are what is still on the screen. */
function closingLines(report: SmokeReport, paint: Paint): string[] {
  const counts = countsOf(allTests(report));
  const isBad = counts.fail + counts.error > 0;
  const isGood = !isBad && !report.isCancelled && counts.skip === 0 && counts.pass + counts.warn > 0;
  const summary = `${countsText(counts)}, ${secondsText(report.durationMs)}`;
  const named = (label: string, isMeant: (test: ReportedTest) => boolean): string[] => {
    const ids = report.groups.flatMap(({ stack, tests }) =>
      tests.filter(isMeant).map(({ id }) => (stack && report.groups.length > 1 ? `${stack.name}:${id}` : id)),
    );
    return ids.length === 0 ? [] : [`${label}: ${ids.join(', ')}`];
  };
  return [
    paint(isGood ? 'good' : 'bad', report.isCancelled ? `Cancelled: ${summary}` : summary),
    ...named('Failed', ({ outcome }) => outcome === 'fail'),
    ...named('Could not be run', ({ outcome, reason }) => outcome === 'error' && reason === undefined),
    ...named('Not understood, so mend holdfast.yaml', ({ reason }) => reason === 'not-understood'),
  ];
}

function countsText({ pass, warn, fail, error, skip, leftOut }: SmokeCounts): string {
  const parts = [
    [pass + warn, warn > 0 ? `passed, ${warn} of them with a warning` : 'passed'],
    [fail, 'failed'],
    [error, 'could not be run'],
    [skip, 'skipped'],
    [leftOut, 'left out'],
  ] as const;
  const told = parts.filter(([count], index) => index === 0 || count > 0);
  return told.map(([count, words]) => `${count} ${words}`).join(', ');
}

function counted(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
