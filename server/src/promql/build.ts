import * as grammar from '@prometheus-io/lezer-promql';
import type { SyntaxNode } from '@lezer/common';
import { children, readDuration } from './durations';
import { signatureOf } from './functions';
import { decodeString, parseNumber } from './literals';
import { makeBinary, makeUnary, onLastOperand } from './operators';
import type {
  AggregationNode,
  BinaryNode,
  CallNode,
  DurationValue,
  Expression,
  Matcher,
  ModifierNode,
  SelectorNode,
  Span,
  ValueType,
} from './types';

/**
 * Turns the tree of the generated parser into our own, in which postfix operators bind to the operand they follow.
 * @param names original names of disguised calls, by offset
 */
export function buildExpression(
  text: string,
  top: SyntaxNode,
  names: ReadonlyMap<number, string>,
): { root: Expression; syntaxError: Span | undefined } {
  const builder = new Builder(text, names);
  const expression = children(top)[0];
  const root = expression ? builder.expression(expression) : unknown({ from: 0, to: text.length });
  return { root, syntaxError: builder.syntaxError };
}

class Builder {
  /** What the grammar lets pass and Prometheus' lexer does not: unterminated strings, names that begin with a number. */
  syntaxError: Span | undefined;

  constructor(
    private readonly text: string,
    private readonly names: ReadonlyMap<number, string>,
  ) {}

  expression(node: SyntaxNode): Expression {
    switch (node.type.id) {
      case grammar.NumberDurationLiteral:
        return this.number(node);
      case grammar.StringLiteral:
        return { kind: 'string', type: 'string', ...span(node), value: this.string(node) };
      case grammar.VectorSelector:
        return this.selector(node);
      case grammar.FunctionCall:
        return this.call(node);
      case grammar.AggregateExpr:
        return this.aggregation(node);
      case grammar.BinaryExpr:
        return this.binary(node);
      case grammar.UnaryExpr:
        return makeUnary(node.from, this.firstExpression(node));
      case grammar.ParenExpr: {
        const operand = this.firstExpression(node);
        return { kind: 'parentheses', type: operand.type, ...span(node), operand };
      }
      case grammar.MatrixSelector:
      case grammar.SubqueryExpr:
        return this.range(node);
      case grammar.OffsetExpr:
      case grammar.StepInvariantExpr:
      case grammar.AnchoredExpr:
      case grammar.SmoothedExpr:
        return this.modifier(node);
      default:
        return unknown(node);
    }
  }

  private firstExpression(node: SyntaxNode): Expression {
    const operand = node.getChild('Expr');
    return operand ? this.expression(operand) : unknown(node);
  }

  private number(node: SyntaxNode): Expression {
    // The grammar reads `5xx` as the number 5 and a word; Prometheus reads one malformed number.
    if (/\w/.test(this.text.charAt(node.to)) && /\w/.test(this.text.charAt(node.to - 1))) {
      this.syntaxError ??= { start: node.from, end: node.to };
    }
    return { kind: 'number', type: 'scalar', ...span(node), value: parseNumber(this.slice(node)) ?? NaN };
  }

  private string(node: SyntaxNode): string {
    const { value, terminated } = decodeString(this.slice(node));
    if (!terminated) this.syntaxError ??= span(node);
    return value;
  }

  private selector(node: SyntaxNode): SelectorNode {
    const identifier = node.getChild(grammar.Identifier);
    const braces = node.getChild(grammar.LabelMatchers);
    return {
      kind: 'selector',
      type: 'vector',
      ...span(node),
      identifier: identifier ? this.slice(identifier) : undefined,
      matchers: braces ? children(braces).map((matcher) => this.matcher(matcher)) : [],
    };
  }

  private matcher(node: SyntaxNode): Matcher {
    if (node.type.id === grammar.QuotedLabelName) {
      const name = this.string(node);
      return { label: '__name__', operator: '=', value: name, valueSpan: span(node), quotedName: true, ...span(node) };
    }
    const [label, operator, value] = children(node);
    const name = !label ? '' : label.type.id === grammar.QuotedLabelName ? this.string(label) : this.slice(label);
    return {
      label: name,
      operator: (operator ? this.slice(operator) : '=') as Matcher['operator'],
      value: value ? this.string(value) : '',
      valueSpan: span(value ?? node),
      quotedName: false,
      ...span(node),
    };
  }

  private call(node: SyntaxNode): CallNode {
    const [identifier, body] = children(node);
    const start = node.from;
    const name = this.names.get(start) ?? (identifier ? this.slice(identifier) : '');
    const signature = signatureOf(name);
    return {
      kind: 'call',
      type: signature?.returns ?? 'unknown',
      ...span(node),
      name,
      nameSpan: { start, end: start + name.length },
      signature,
      arguments: this.arguments(body),
    };
  }

  private arguments(body: SyntaxNode | null | undefined): Expression[] {
    return body ? body.getChildren('Expr').map((argument) => this.expression(argument)) : [];
  }

  private aggregation(node: SyntaxNode): AggregationNode {
    const operator = node.getChild(grammar.AggregateOp);
    const modifier = node.getChild(grammar.AggregateModifier);
    return {
      kind: 'aggregation',
      type: 'vector',
      ...span(node),
      operator: operator ? this.slice(operator).toLowerCase() : '',
      operatorSpan: span(operator ?? node),
      grouping: modifier
        ? {
            clause: modifier.getChild(grammar.By) ? 'by' : 'without',
            labels: this.labels(modifier.getChild(grammar.GroupingLabels)),
          }
        : undefined,
      arguments: this.arguments(node.getChild(grammar.FunctionCallBody)),
    };
  }

  private labels(node: SyntaxNode | null | undefined): string[] {
    if (!node) return [];
    return children(node).map((label) =>
      label.type.id === grammar.QuotedLabelName ? this.string(label) : this.slice(label),
    );
  }

  private binary(node: SyntaxNode): BinaryNode {
    const parts = children(node);
    const [left, operator] = parts;
    const right = parts.at(-1);
    const bool = node.getChild(grammar.BoolModifier);
    const fill = node.getChild(grammar.FillModifier);
    const matching = node.getChild(grammar.MatchingModifierClause);
    return makeBinary({
      left: left ? this.expression(left) : unknown(node),
      right: right ? this.expression(right) : unknown(node),
      operator: operator ? this.slice(operator).toLowerCase() : '',
      operatorSpan: span(operator ?? node),
      bool: bool ? span(bool) : undefined,
      matching: matching ? this.matching(matching) : undefined,
      fill: fill ? span(fill) : undefined,
    });
  }

  private matching(node: SyntaxNode): BinaryNode['matching'] {
    const [on, include] = node.getChildren(grammar.GroupingLabels);
    return {
      ...span(node),
      clause: node.getChild(grammar.On) ? 'on' : 'ignoring',
      labels: this.labels(on),
      group: node.getChild(grammar.GroupLeft) ? 'left' : node.getChild(grammar.GroupRight) ? 'right' : undefined,
      include: this.labels(include),
    };
  }

  private range(node: SyntaxNode): Expression {
    const [range, step] = node.getChildren(grammar.DurationExpr).map((duration) => readDuration(this.text, duration));
    const noRange: DurationValue = { ...span(node), seconds: undefined, dividesByZero: false };
    const type: ValueType = 'matrix';
    return onLastOperand(this.firstExpression(node), (operand) => {
      const shared = { type, start: operand.start, end: node.to, operand, range: range ?? noRange };
      return node.type.id === grammar.MatrixSelector
        ? { kind: 'range', ...shared }
        : { kind: 'subquery', ...shared, step };
    });
  }

  private modifier(node: SyntaxNode): Expression {
    const [, keyword] = children(node);
    const duration = node.getChild(grammar.OffsetDurationExpr);
    const timestamp = node.getChild(grammar.NumberDurationLiteral, grammar.At);
    return onLastOperand(this.firstExpression(node), (operand) => ({
      kind: 'modifier',
      type: operand.type,
      start: operand.start,
      end: node.to,
      operand,
      modifier: modifierName(node.type.id),
      modifierSpan: { start: keyword?.from ?? node.from, end: node.to },
      duration: duration ? readDuration(this.text, duration) : undefined,
      finite: !timestamp || Number.isFinite(parseNumber(this.slice(timestamp))),
    }));
  }

  private slice(node: SyntaxNode): string {
    return this.text.slice(node.from, node.to);
  }
}

function modifierName(id: number): ModifierNode['modifier'] {
  if (id === grammar.OffsetExpr) return 'offset';
  if (id === grammar.StepInvariantExpr) return 'at';
  return id === grammar.AnchoredExpr ? 'anchored' : 'smoothed';
}

function span(node: { readonly from: number; readonly to: number }): Span {
  return { start: node.from, end: node.to };
}

function unknown(node: { readonly from: number; readonly to: number }): Expression {
  return { kind: 'unknown', type: 'unknown', ...span(node) };
}
