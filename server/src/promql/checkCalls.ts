import { FOUND, insertion, type Fix, type Report } from './report';
import { AGGREGATIONS } from './functions';
import { checkRegex } from './regex';
import type { AggregationNode, CallNode, Expression, Signature, ValueType } from './types';
import { bare } from './walk';

const DEFAULT_RANGE = '[5m]';

const NEEDED: Readonly<Record<ValueType, string>> = {
  scalar: 'a single number (scalar)',
  vector: 'an instant vector',
  matrix: 'a range vector such as metric[5m]',
  string: 'a quoted string',
  unknown: 'a value',
};

/** Functions that accept `foo[5m] anchored` and `foo[5m] smoothed`. */
const ANCHORABLE = new Set(['changes', 'delta', 'increase', 'rate', 'resets']);
const SMOOTHABLE = new Set(['delta', 'increase', 'rate']);

export function checkCall(node: CallNode, report: Report): void {
  const { name, signature } = node;
  if (!signature) return;
  const given = node.arguments.length;
  const [least, most] = argumentCounts(signature);
  if (given < least || given > most) {
    report.add('type', node.nameSpan, `${name}() takes ${describeCounts(least, most)}, not ${given}.`);
    return;
  }
  for (const [index, argument] of node.arguments.entries()) {
    checkArgument(
      name,
      argument,
      signature.arguments[Math.min(index, signature.arguments.length - 1)] ?? 'unknown',
      report,
    );
    checkExtendedRange(name, argument, report);
  }
  if (name === 'info') checkInfoLabels(node.arguments[1], report);
  if (name === 'label_replace') checkReplacement(node.arguments[4], report);
}

export function checkAggregation(node: AggregationNode, report: Report): void {
  const needed = AGGREGATIONS.get(node.operator) ?? 1;
  if (node.arguments.length !== needed) {
    const counts = describeCounts(needed, needed);
    report.add('type', node.operatorSpan, `${node.operator}() takes ${counts}, not ${node.arguments.length}.`);
    return;
  }
  const [parameter, values] = needed === 2 ? node.arguments : [undefined, node.arguments[0]];
  if (parameter)
    checkArgument(node.operator, parameter, node.operator === 'count_values' ? 'string' : 'scalar', report);
  if (values) checkArgument(node.operator, values, 'vector', report);
}

function argumentCounts({ arguments: types, variadic }: Signature): [least: number, most: number] {
  if (variadic === 0) return [types.length, types.length];
  return [types.length - 1, variadic < 0 ? Infinity : types.length - 1 + variadic];
}

function describeCounts(least: number, most: number): string {
  const noun = (count: number): string => `${count} argument${count === 1 ? '' : 's'}`;
  if (least === most) return least === 0 ? 'no argument' : noun(least);
  if (least === 0) return `at most ${noun(most)}`;
  if (most === Infinity) return `at least ${noun(least)}`;
  return `${least} to ${noun(most)}`;
}

function checkArgument(name: string, argument: Expression, needed: ValueType, report: Report): void {
  const found = argument.type;
  if (found === needed || found === 'unknown' || needed === 'unknown') return;
  const piece = report.quote(argument);
  if (needed === 'matrix' && found === 'vector') {
    const inner = bare(argument);
    if (inner.kind === 'selector') {
      const message = `${name}() needs a range behind the metric, such as [5m]; ${piece} has none.`;
      report.add('type', argument, message, appendRange(inner.end));
    } else {
      const advice = inner.kind === 'aggregation' ? ` Use ${inner.operator}(${name}(metric[5m])).` : '';
      report.add(
        'type',
        argument,
        `${name}() needs a range vector, but this calculation is an instant vector.${advice}`,
      );
    }
    return;
  }
  const advice =
    needed === 'vector' && found === 'matrix'
      ? ' Wrap it in rate() or an _over_time() function, or drop the range.'
      : '';
  report.add('type', argument, `${name}() needs ${NEEDED[needed]} here; ${piece} is ${FOUND[found]}.${advice}`);
}

function appendRange(at: number): Fix {
  return { title: `Add the range ${DEFAULT_RANGE}`, edits: [insertion(at, DEFAULT_RANGE)] };
}

function checkExtendedRange(name: string, argument: Expression, report: Report): void {
  if (argument.kind !== 'modifier') return;
  const { modifier, modifierSpan } = argument;
  if (modifier !== 'anchored' && modifier !== 'smoothed') return;
  const allowed = modifier === 'anchored' ? ANCHORABLE : SMOOTHABLE;
  if (!allowed.has(name))
    report.add('type', modifierSpan, `${name}() cannot use ${modifier}, only ${[...allowed].join(', ')} can.`);
}

/** The second argument of info() names labels to add; it looks like a selector and is none. */
function checkInfoLabels(labels: Expression | undefined, report: Report): void {
  if (!labels || labels.type !== 'vector') return;
  if (labels.kind === 'selector' && labels.identifier === undefined) return;
  report.add(
    'type',
    labels,
    'The second argument of info() must be label matchers in braces, such as {version=~".+"}.',
  );
}

/** The regular expression of label_replace() fails while the rule runs, not when the file is loaded. */
function checkReplacement(pattern: Expression | undefined, report: Report): void {
  if (pattern?.kind !== 'string') return;
  const { error } = checkRegex(pattern.value);
  if (error !== undefined) report.add('regex', pattern, `Prometheus cannot use this regular expression: ${error}.`);
}
