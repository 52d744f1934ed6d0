import { ARITHMETIC } from './operators';
import type { Expression, Grouping, Matcher, PromqlTree, Span, ValueType } from './types';
import { bare, walk } from './walk';

export interface MetricSelector extends Span {
  /** Undefined when the name is matched by a regular expression or not at all. */
  readonly name: string | undefined;
  readonly matchers: readonly Matcher[];
}

export function selectorsOf(tree: PromqlTree): MetricSelector[] {
  const selectors: MetricSelector[] = [];
  for (const node of walk(tree.root)) {
    if (node.kind !== 'selector') continue;
    const named = node.matchers.find(({ label, operator }) => label === '__name__' && operator === '=');
    selectors.push({
      name: node.identifier ?? named?.value,
      matchers: node.matchers,
      start: node.start,
      end: node.end,
    });
  }
  return selectors;
}

export interface FunctionCall extends Span {
  readonly name: string;
  /** Of the range or subquery among its arguments, as far as it is constant. */
  readonly rangeSeconds: number | undefined;
}

export function callsOf(tree: PromqlTree): FunctionCall[] {
  const calls: FunctionCall[] = [];
  for (const node of walk(tree.root)) {
    if (node.kind !== 'call') continue;
    const range = node.arguments
      .map(bare)
      .find((argument) => argument.kind === 'range' || argument.kind === 'subquery');
    const rangeSeconds = range?.kind === 'range' || range?.kind === 'subquery' ? range.range.seconds : undefined;
    calls.push({ name: node.name, start: node.start, end: node.end, rangeSeconds });
  }
  return calls;
}

export interface Aggregation extends Span {
  /** Lower case. */
  readonly operator: string;
  readonly grouping: Grouping | undefined;
}

export function aggregationsOf(tree: PromqlTree): Aggregation[] {
  const aggregations: Aggregation[] = [];
  for (const node of walk(tree.root)) {
    if (node.kind === 'aggregation')
      aggregations.push({ operator: node.operator, grouping: node.grouping, start: node.start, end: node.end });
  }
  return aggregations;
}

/** What the whole expression gives; `unknown` for an expression with problems. */
export function typeOf(tree: PromqlTree): ValueType {
  return tree.root.type;
}

/** Whether the value depends neither on a metric nor on the time. */
export function isConstant(tree: PromqlTree): boolean {
  for (const node of walk(tree.root)) {
    if (node.kind === 'selector' || node.kind === 'unknown') return false;
    if (node.kind === 'call' && node.arguments.length === 0 && node.name !== 'pi') return false;
  }
  return true;
}

/** Whether time() is an operand of an arithmetic operation, as in `time() - last_success > 3600`: an age or a time to expiry. */
export function calculatesWithTime(tree: PromqlTree): boolean {
  for (const node of walk(tree.root)) {
    if (node.kind === 'binary' && ARITHMETIC.has(node.operator) && (isTime(node.left) || isTime(node.right)))
      return true;
  }
  return false;
}

function isTime(expression: Expression): boolean {
  let node = bare(expression);
  // vector(time()) and -time() are the same point in time.
  while (node.kind === 'unary' || (node.kind === 'call' && node.name === 'vector' && node.arguments[0])) {
    node = bare(node.kind === 'unary' ? node.operand : (node.arguments[0] ?? node));
  }
  return node.kind === 'call' && node.name === 'time';
}
