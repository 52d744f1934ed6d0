import type { PromqlTree } from '../../promql';

type Expression = PromqlTree['root'];

/** These choose among series and leave their labels alone. */
const CHOOSING = new Set(['topk', 'bottomk', 'limitk', 'limit_ratio']);

/**
 * A label that tells the alerts of an expression apart, for the text that a person reads first. Undefined when the expression
 * gives one series without labels, and when that cannot be seen.
 */
export function outputLabel({ root }: PromqlTree): string | undefined {
  return labelOf(root);
}

function labelOf(node: Expression | undefined): string | undefined {
  switch (node?.kind) {
    case 'parentheses':
    case 'modifier':
    case 'range':
    case 'subquery':
    case 'unary':
      return labelOf(node.operand);
    case 'selector':
      // Which labels a recorded metric kept is up to the rule that records it.
      return node.identifier?.includes(':') === false ? 'instance' : undefined;
    case 'aggregation':
      if (CHOOSING.has(node.operator)) return labelOf(node.arguments.at(-1));
      return node.grouping?.clause === 'by' ? node.grouping.labels.find((label) => label !== 'le') : undefined;
    case 'call':
      if (/^(?:absent|vector|scalar|label_)/.test(node.name)) return undefined;
      return labelOf(node.arguments.find(({ type }) => type === 'vector' || type === 'matrix'));
    case 'binary':
      if (node.matching?.clause === 'on' && !node.matching.group) return node.matching.labels[0];
      return labelOf(node.left.type === 'scalar' ? node.right : node.left);
    default:
      return undefined;
  }
}
