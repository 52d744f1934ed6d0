import type { BinaryNode, Expression, UnaryNode, ValueType } from './types';

export const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);
export const SET_OPERATORS: ReadonlySet<string> = new Set(['and', 'or', 'unless']);
export const ARITHMETIC: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%', '^', 'atan2']);

/** https://prometheus.io/docs/prometheus/latest/querying/operators/#binary-operator-precedence */
const PRECEDENCE: Readonly<Record<string, number>> = {
  or: 1,
  and: 2,
  unless: 2,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '%': 5,
  atan2: 5,
  '^': 6,
};
const COMPARISON_PRECEDENCE = 3;

function precedence(operator: string): number {
  return PRECEDENCE[operator] ?? COMPARISON_PRECEDENCE;
}

type BinaryParts = Omit<BinaryNode, 'kind' | 'type' | 'start' | 'end'>;

/**
 * A binary operation whose left side may turn out to bind less tightly than it does, because a postfix operator has been
 * moved (see {@link onLastOperand}); the operation then takes only the last operand of that side.
 */
export function makeBinary(parts: BinaryParts): BinaryNode {
  const { left, operator } = parts;
  if (left.kind === 'binary') {
    const [before, after] = [precedence(left.operator), precedence(operator)];
    if (before < after || (before === after && operator === '^')) {
      return binary({ ...left, right: makeBinary({ ...parts, left: left.right }) });
    }
  }
  return binary(parts);
}

function binary(parts: BinaryParts): BinaryNode {
  const { left, right } = parts;
  return { ...parts, kind: 'binary', type: binaryType(left.type, right.type), start: left.start, end: right.end };
}

function binaryType(left: ValueType, right: ValueType): ValueType {
  const judged = [left, right].every((type) => type === 'scalar' || type === 'vector');
  if (!judged) return 'unknown';
  return left === 'scalar' && right === 'scalar' ? 'scalar' : 'vector';
}

export function makeUnary(start: number, operand: Expression): UnaryNode {
  const type = operand.type === 'scalar' || operand.type === 'vector' ? operand.type : 'unknown';
  return { kind: 'unary', type, start, end: operand.end, operand };
}

/**
 * Applies a postfix operator (`[5m]`, `offset 1h`, `@ 0`) to the last operand. The generated grammar applies it to the whole
 * `a / b`, Prometheus to `b`.
 */
export function onLastOperand(expression: Expression, apply: (operand: Expression) => Expression): Expression {
  if (expression.kind === 'binary') return binary({ ...expression, right: onLastOperand(expression.right, apply) });
  if (expression.kind === 'unary') return makeUnary(expression.start, onLastOperand(expression.operand, apply));
  return apply(expression);
}
