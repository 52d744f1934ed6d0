import type { Expression } from './types';

/** Every node of an expression, parents before their operands, operands from left to right. */
export function* walk(root: Expression): Generator<Expression> {
  const waiting: Expression[] = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    yield node;
    waiting.push(...operandsOf(node).toReversed());
  }
}

function operandsOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'call':
    case 'aggregation':
      return node.arguments;
    case 'binary':
      return [node.left, node.right];
    case 'range':
    case 'subquery':
    case 'modifier':
    case 'unary':
    case 'parentheses':
      return [node.operand];
    case 'number':
    case 'string':
    case 'selector':
    case 'unknown':
      return [];
  }
}

/** The expression itself, without brackets around it and without `offset`, `@`, `anchored` and `smoothed` behind it. */
export function bare(expression: Expression): Expression {
  let node = expression;
  while (node.kind === 'parentheses' || node.kind === 'modifier') node = node.operand;
  return node;
}
