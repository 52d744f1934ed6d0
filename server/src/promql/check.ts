import { checkAggregation, checkCall } from './checkCalls';
import { checkBinary, checkMisplacedRange, checkUnary, misplacedRange } from './checkOperators';
import { checkModifier, checkRange, checkSubquery } from './checkRanges';
import { checkSelector } from './checkSelectors';
import { Report, type Draft } from './report';
import { explainSyntax } from './explain';
import { functionAdvice, nearestFunction } from './functions';
import { decodeString, parseNumber } from './literals';
import { parsePromql } from './parse';
import { tokenise } from './tokens';
import type {
  BinaryNode,
  Edit,
  Expression,
  NumberNode,
  PromqlProblem,
  PromqlTree,
  UnaryNode,
  UnknownFunction,
} from './types';
import { walk } from './walk';

/** Beyond this trying out a fix takes too long while somebody types. */
const LONGEST_FIXABLE = 2_000;
const MOST_ATTEMPTS = 10;

/** What Prometheus would refuse about the expression, in the order of the text. One problem a cause. */
export function checkPromql(tree: PromqlTree): PromqlProblem[] {
  const drafts = draftProblems(tree);
  let attempts = tree.text.length > LONGEST_FIXABLE ? 0 : MOST_ATTEMPTS;
  return drafts.map(({ fixes, ...problem }) => {
    for (const fix of fixes) {
      if (attempts-- <= 0) break;
      const fixed = parsePromql(applyPromqlEdits(tree.text, fix.edits));
      // A range vector on its own parses, but no rule can use it.
      if (fixed.root.type === 'matrix') continue;
      if (draftProblems(fixed).length < drafts.length) return { ...problem, edits: fix.edits, fixTitle: fix.title };
    }
    return problem;
  });
}

/** Edits must not overlap; their order does not matter. */
export function applyPromqlEdits(text: string, edits: readonly Edit[]): string {
  let result = text;
  for (const edit of [...edits].sort((a, b) => b.start - a.start)) {
    result = result.slice(0, edit.start) + edit.newText + result.slice(edit.end);
  }
  return result;
}

function draftProblems(tree: PromqlTree): Draft[] {
  const report = new Report(tree.text);
  const { syntaxError } = tree;
  if (syntaxError) {
    // A misspelt function often is why the rest does not fit: `sumrate(x)) by (job)`.
    reportUnknownFunctions(
      tree.unknownFunctions.filter((unknown) => unknown.end < syntaxError.start).slice(0, 1),
      report,
    );
    if (report.drafts.length === 0) explainSyntax(syntaxError, report);
    return report.drafts;
  }
  reportUnknownFunctions(tree.unknownFunctions, report);
  checkNodes(tree.root, report);
  if (tree.text.includes('\\')) reportEscapes(report);
  return report.drafts.sort((a, b) => a.start - b.start);
}

function reportUnknownFunctions(unknown: readonly UnknownFunction[], report: Report): void {
  for (const { name, start, end } of unknown) {
    const close = nearestFunction(name);
    const fixes =
      close === undefined ? [] : [{ title: `Replace by ${close}`, edits: [{ start, end, newText: close }] }];
    report.add('syntax', { start, end }, `PromQL has no function ${name}(). ${functionAdvice(name)}`, ...fixes);
  }
}

function checkNodes(root: Expression, report: Report): void {
  const labelLists = new Set<Expression>();
  const explained = new Set<Expression>();
  for (const node of walk(root)) {
    switch (node.kind) {
      case 'number':
        checkNumber(node, report);
        break;
      case 'selector':
        checkSelector(node, labelLists.has(node), report);
        break;
      case 'call':
        if (node.name === 'info' && node.arguments[1]) labelLists.add(node.arguments[1]);
        checkCall(node, report);
        break;
      case 'aggregation':
        checkAggregation(node, report);
        break;
      case 'binary':
      case 'unary':
        if (!explained.has(node)) checkOperation(node, explained, report);
        break;
      case 'range':
        if (!explained.has(node)) checkRange(node, report);
        break;
      case 'subquery':
        checkSubquery(node, report);
        break;
      case 'modifier':
        checkModifier(node, report);
        break;
      case 'string':
      case 'parentheses':
      case 'unknown':
        break;
    }
  }
}

/** Parents come first, so a range at the end of a whole calculation is reported once, for the outermost operation. */
function checkOperation(node: BinaryNode | UnaryNode, explained: Set<Expression>, report: Report): void {
  const range = misplacedRange(node);
  if (!range) {
    if (node.kind === 'binary') checkBinary(node, report);
    else checkUnary(node, report);
    return;
  }
  checkMisplacedRange(node, range, report);
  explained.add(range);
  for (let last: Expression = node; last.kind === 'binary' || last.kind === 'unary';) {
    explained.add(last);
    last = last.kind === 'binary' ? last.right : last.operand;
  }
}

function checkNumber(node: NumberNode, report: Report): void {
  const text = report.text.slice(node.start, node.end);
  if (parseNumber(text) !== undefined && Math.abs(node.value) === Infinity && !/inf/i.test(text)) {
    report.add('type', node, 'This number is larger than Prometheus can count.');
  }
}

/** One problem a string, because one mistake in quoting usually shows in every backslash of it. */
function reportEscapes(report: Report): void {
  for (const token of tokenise(report.text)) {
    if (token.kind !== 'string' || !token.valid) continue;
    const escapes = decodeString(token.text).badEscapes.map(({ start, end }) => ({
      start: token.start + start,
      end: token.start + end,
    }));
    const [first] = escapes;
    if (!first) continue;
    const escape = report.text.slice(first.start, first.end);
    const message = `PromQL has no escape ${escape} and refuses the expression. Double the backslash (\\${escape}) or use backquotes.`;
    report.add('escape', first, message, {
      title: 'Double the backslash',
      edits: escapes.map(({ start }) => ({ start, end: start, newText: '\\' })),
    });
  }
}
