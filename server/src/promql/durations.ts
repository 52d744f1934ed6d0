import * as grammar from '@prometheus-io/lezer-promql';
import type { SyntaxNode } from '@lezer/common';
import { parseNumber } from './literals';
import type { DurationValue } from './types';

interface Evaluated {
  readonly seconds: number | undefined;
  readonly dividesByZero: boolean;
}

const UNKNOWN: Evaluated = { seconds: undefined, dividesByZero: false };

/** Works out a duration or duration expression (`5m`, `2 * 30s`, `max_of(step(), 1m)`) as far as it is constant. */
export function readDuration(text: string, node: SyntaxNode): DurationValue {
  return { start: node.from, end: node.to, ...evaluate(text, node) };
}

function evaluate(text: string, node: SyntaxNode): Evaluated {
  if (node.type.id === grammar.NumberDurationLiteralInDurationContext) {
    return { seconds: parseNumber(text.slice(node.from, node.to)), dividesByZero: false };
  }
  const [first, second, third] = children(node);
  if (!first) return UNKNOWN;
  if (!second) return isDuration(first) ? evaluate(text, first) : UNKNOWN;
  if (first.type.id === grammar.UnaryOp) {
    const operand = evaluate(text, second);
    // The grammar applies the sign last, Prometheus' lexer first: `-2^2` is 4 there.
    if (second.getChild(grammar.Pow) || operand.seconds === undefined)
      return { ...UNKNOWN, dividesByZero: operand.dividesByZero };
    return text.charAt(first.from) === '-' ? { ...operand, seconds: -operand.seconds } : operand;
  }
  if (!third) return UNKNOWN;
  const left = evaluate(text, isDuration(first) ? first : second);
  const right = evaluate(text, third);
  const divides = second.type.id === grammar.Div || second.type.id === grammar.Mod;
  return {
    seconds: isDuration(first) ? calculate(second.type.id, left.seconds, right.seconds) : undefined,
    dividesByZero: left.dividesByZero || right.dividesByZero || (divides && right.seconds === 0),
  };
}

function calculate(operator: number, left: number | undefined, right: number | undefined): number | undefined {
  if (left === undefined || right === undefined) return undefined;
  if (operator === grammar.Add) return left + right;
  if (operator === grammar.Sub) return left - right;
  if (operator === grammar.Mul) return left * right;
  if (operator === grammar.Div) return left / right;
  if (operator === grammar.Mod) return left % right;
  return left ** right;
}

function isDuration(node: SyntaxNode): boolean {
  const { id } = node.type;
  return (
    id === grammar.DurationExpr ||
    id === grammar.OffsetDurationExpr ||
    id === grammar.NumberDurationLiteralInDurationContext
  );
}

/** Named children without comments, which the grammar allows between any two of them. */
export function children(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.type.id !== grammar.LineComment) found.push(child);
  }
  return found;
}
