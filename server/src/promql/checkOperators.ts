import { FOUND, insertion, type Report } from './report';
import { COMPARISONS, SET_OPERATORS } from './operators';
import type { BinaryNode, Expression, RangeNode, SubqueryNode, UnaryNode } from './types';

export function checkBinary(node: BinaryNode, report: Report): void {
  const { left, right, operator } = node;
  for (const side of [left, right]) {
    if (side.type !== 'matrix' && side.type !== 'string') continue;
    const advice = side.type === 'matrix' ? ' Wrap it in rate() or an _over_time() function.' : '';
    report.add(
      'type',
      side,
      `${operator} works on numbers and instant vectors; ${report.quote(side)} is ${FOUND[side.type]}.${advice}`,
    );
    return;
  }
  if (left.type === 'unknown' || right.type === 'unknown') return;
  if (node.bool && !COMPARISONS.has(operator)) {
    const until = report.text.slice(node.bool.end).search(/\S/);
    report.add('type', node.bool, `bool belongs to comparisons (== != < <= > >=); ${operator} has no use for it.`, {
      title: 'Remove bool',
      edits: [{ start: node.bool.start, end: node.bool.end + Math.max(until, 0), newText: '' }],
    });
    return;
  }
  const scalars = [left, right].filter((side) => side.type === 'scalar');
  if (SET_OPERATORS.has(operator)) checkSetOperator(node, scalars[0], report);
  else if (scalars.length === 2) checkScalars(node, report);
  checkMatching(node, scalars.length > 0, report);
}

function checkSetOperator(node: BinaryNode, scalar: Expression | undefined, report: Report): void {
  if (scalar) {
    const message = `${node.operator} works only between instant vectors; ${report.quote(scalar)} is a scalar. Use vector(…) or compare with it.`;
    report.add('type', scalar, message);
  } else if (node.matching?.group) {
    report.add(
      'type',
      node.matching,
      `group_${node.matching.group} cannot be used with ${node.operator}, which always matches many to many.`,
    );
  } else if (node.fill) {
    report.add('type', node.fill, `fill cannot be used with ${node.operator}.`);
  }
}

function checkScalars(node: BinaryNode, report: Report): void {
  const { operator, operatorSpan } = node;
  if (COMPARISONS.has(operator) && !node.bool) {
    const gap = /\s/.test(report.text.charAt(operatorSpan.end)) ? '' : ' ';
    report.add(
      'type',
      operatorSpan,
      `Comparing two scalars needs bool: write ${operator} bool. It then gives 0 or 1.`,
      {
        title: 'Insert bool',
        edits: [insertion(operatorSpan.end, ` bool${gap}`)],
      },
    );
  } else if (operator === '</' || operator === '>/') {
    report.add('type', operatorSpan, `${operator} trims histograms; it cannot work on two scalars.`);
  }
}

function checkMatching({ matching, operator }: BinaryNode, hasScalar: boolean, report: Report): void {
  if (!matching) return;
  if (hasScalar) {
    // Prometheus lets an empty on() pass here.
    if (matching.labels.length === 0 || SET_OPERATORS.has(operator)) return;
    report.add(
      'type',
      matching,
      `${matching.clause}(…) matches labels of two instant vectors; one side here is a scalar.`,
    );
    return;
  }
  const repeated =
    matching.clause === 'on' ? matching.include.find((label) => matching.labels.includes(label)) : undefined;
  if (repeated === undefined) return;
  report.add(
    'type',
    matching,
    `Label ${repeated} stands in on(…) and in group_${matching.group ?? 'left'}(…); remove it from one of them.`,
  );
}

/**
 * The range at the end of a calculation without brackets, as in `100 * a / b[1h:5m]`. It belongs to the last operand alone,
 * which no operator accepts. Undefined when there is none.
 */
export function misplacedRange(node: BinaryNode | UnaryNode): RangeNode | SubqueryNode | undefined {
  let last: Expression = node;
  for (;;) {
    if (last.kind === 'binary') last = last.right;
    else if (last.kind === 'unary' || last.kind === 'modifier') last = last.operand;
    else return last.kind === 'range' || last.kind === 'subquery' ? last : undefined;
  }
}

export function checkMisplacedRange(
  node: BinaryNode | UnaryNode,
  range: RangeNode | SubqueryNode,
  report: Report,
): void {
  const at = range.operand.end;
  const bracket = report.text.slice(at, range.end).trimStart();
  const subquery = range.kind === 'subquery' ? bracket : `${bracket.slice(0, -1)}:]`;
  const message = `${bracket} belongs only to ${report.quote(range.operand)}, and no operator takes a range vector. Put the whole calculation in brackets before it.`;
  report.add('syntax', { start: range.end - bracket.length, end: range.end }, message, {
    title: 'Put brackets around the calculation',
    edits: [insertion(node.start, '('), { start: at, end: range.end, newText: `)${subquery}` }],
  });
}

export function checkUnary(node: UnaryNode, report: Report): void {
  const { type } = node.operand;
  if (type === 'scalar' || type === 'vector' || type === 'unknown') return;
  report.add('type', node, `A sign works on numbers and instant vectors, not on ${FOUND[type]}.`);
}
