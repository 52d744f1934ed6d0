import { FOUND, insertion, POINT_IN_TIME, type Report } from './report';
import type { DurationValue, Expression, ModifierNode, RangeNode, SubqueryNode } from './types';

/** Prometheus counts in signed 64 bit nanoseconds. */
const LONGEST_SECONDS = 2 ** 63 / 1e9;

export function checkRange(node: RangeNode, report: Report): void {
  checkPositive(node.range, 'A range', report);
  const { operand } = node;
  if (operand.kind === 'selector' || operand.type === 'unknown') return;
  const bracket = { start: operand.end, end: node.end };
  if (operand.kind === 'modifier') {
    const message = `The range goes right behind the metric: write metric${report.text.slice(operand.end, node.end).trim()} before offset or @.`;
    report.add('type', trimStart(bracket, report.text), message);
  } else if (operand.type === 'vector') {
    const message =
      'A range works only right behind a metric. Over a calculation it must be a subquery, such as [5m:].';
    report.add('type', trimStart(bracket, report.text), message, {
      title: 'Turn the range into a subquery',
      edits: [insertion(node.end - 1, ':')],
    });
  } else {
    report.add(
      'type',
      trimStart(bracket, report.text),
      `A range works only right behind a metric, not behind ${FOUND[operand.type]}.`,
    );
  }
}

export function checkSubquery(node: SubqueryNode, report: Report): void {
  checkPositive(node.range, 'A range', report);
  if (node.step) checkPositive(node.step, 'The step of a subquery', report);
  const { operand } = node;
  if (operand.type === 'vector' || operand.type === 'unknown') return;
  const bracket = trimStart({ start: operand.end, end: node.end }, report.text);
  report.add('type', bracket, `A subquery needs an instant vector before it, not ${FOUND[operand.type]}.`);
}

export function checkModifier(node: ModifierNode, report: Report): void {
  const { modifier, modifierSpan, duration } = node;
  const word = modifier === 'at' ? '@' : modifier;
  if (duration && !checkCalculation(duration, report) && isTooLong(duration)) {
    report.add('type', duration, 'This offset is longer than Prometheus can count (292 years).');
  }
  if (!node.finite) report.add('type', modifierSpan, POINT_IN_TIME);
  let base = node.operand;
  let earlier = 0;
  for (; base.kind === 'modifier'; base = base.operand) {
    if (base.modifier === modifier) earlier++;
  }
  if (earlier > 0) {
    if (earlier === 1) report.add('type', modifierSpan, `This selector already has ${word}; only one is possible.`);
    return;
  }
  if (base.type === 'unknown' || isSelection(base)) return;
  report.add(
    'type',
    modifierSpan,
    `${word} works only right behind a metric, a range or a subquery. Move it inside, next to the metric.`,
  );
}

function isSelection(node: Expression): boolean {
  return node.kind === 'selector' || node.kind === 'range' || node.kind === 'subquery';
}

function checkPositive(duration: DurationValue, what: string, report: Report): void {
  if (checkCalculation(duration, report) || duration.seconds === undefined) return;
  if (duration.seconds <= 0) report.add('type', duration, `${what} must be longer than zero.`);
  else if (isTooLong(duration))
    report.add('type', duration, `${what} cannot be longer than Prometheus can count (292 years).`);
}

/** Reports a division by zero; true when there is one. */
function checkCalculation(duration: DurationValue, report: Report): boolean {
  if (duration.dividesByZero) report.add('type', duration, 'This duration divides by zero.');
  return duration.dividesByZero;
}

function isTooLong(duration: DurationValue): boolean {
  return duration.seconds !== undefined && Math.abs(duration.seconds) >= LONGEST_SECONDS;
}

function trimStart({ start, end }: { start: number; end: number }, text: string): { start: number; end: number } {
  return { start: end - text.slice(start, end).trimStart().length, end };
}
