import { parser } from '@prometheus-io/lezer-promql';
import { buildExpression } from './build';
import { isKeyword, listsLabels, opensKnownCall, signatureOf } from './functions';
import { tokenise, type Token } from './tokens';
import type { PromqlTree, Span, UnknownFunction } from './types';

/**
 * Beyond this many nested brackets or operators the generated parser reports errors that are none, and finally overflows the
 * stack. Real expressions stay far below; what is beyond is not judged.
 */
const MOST_NESTED = 500;

/** Parses one expression, decoded from whatever file it stood in. Never throws; costs tens of microseconds. */
export function parsePromql(text: string): PromqlTree {
  const unknownFunctions: UnknownFunction[] = [];
  const unjudged: PromqlTree = {
    text,
    root: { kind: 'unknown', type: 'unknown', start: 0, end: text.length },
    syntaxError: undefined,
    unknownFunctions,
  };
  if (text.length > MOST_NESTED && isTooComplex(text)) return unjudged;
  const names = new Map<number, string>();
  const tree = parser.parse(disguise(text, names));
  for (const [start, name] of names) {
    if (!signatureOf(name)) unknownFunctions.push({ name, start, end: start + name.length });
  }
  const cursor = tree.cursor();
  do {
    if (cursor.type.isError) return { ...unjudged, syntaxError: { start: cursor.from, end: cursor.to } };
  } while (cursor.next());
  const { root, syntaxError } = buildExpression(text, tree.topNode, names);
  return syntaxError ? { ...unjudged, syntaxError } : { ...unjudged, root };
}

function isTooComplex(text: string): boolean {
  let operators = 0;
  let nesting = 0;
  for (const token of tokenise(text)) {
    if (token.kind === 'operator' || (token.kind === 'word' && isKeyword(token.text))) operators++;
    else if (token.kind === 'open') nesting++;
    else if (token.kind === 'close') nesting--;
    if (Math.max(operators, nesting) > MOST_NESTED) return true;
  }
  return false;
}

const TRAILING_DOT_OR_OFFSET = /\d\.(?!\d)|\boffset\b/i;

/**
 * What PromQL allows and the generated grammar does not know, written as something of the same length that it knows: calls of
 * functions it has no rule for (their names go into `names` by offset), numbers that end in a dot, a metric called `offset`.
 */
function disguise(text: string, names: Map<number, string>): string {
  if (!callsUnknown(text) && !TRAILING_DOT_OR_OFFSET.test(text)) return text;
  let disguised = '';
  let at = 0;
  let inLabels = false;
  const replace = (span: Span, replacement: string): void => {
    disguised += text.slice(at, span.start) + replacement;
    at = span.end;
  };
  const tokens = tokenise(text);
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1];
    if (token.kind === 'open') inLabels = listsLabels(tokens[index - 1]);
    else if (token.kind === 'close') inLabels = false;
    else if (token.kind === 'number' && token.valid && /\.(?!\d)/.test(token.text)) {
      replace(token, `0${token.text.replace('.', '')}`);
    } else if (token.kind !== 'word') {
      continue;
    } else if (next?.text === '(' && !inLabels && !opensKnownCall(token.text) && token.text.length > 1) {
      names.set(token.start, token.text);
      replace(token, (token.text.length > 2 ? 'abs' : 'ln').padEnd(token.text.length));
    } else if (token.text.toLowerCase() === 'offset' && startsOperand(tokens[index - 1])) {
      replace(token, '_ffset');
    }
  }
  return disguised + text.slice(at);
}

/** A quick look that tells most expressions from those that need reading word by word; strings may mislead it into the latter. */
function callsUnknown(text: string): boolean {
  for (let bracket = text.indexOf('('); bracket >= 0; bracket = text.indexOf('(', bracket + 1)) {
    let end = bracket;
    while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--;
    let start = end;
    while (start > 0 && isWordPart(text.charCodeAt(start - 1))) start--;
    if (start < end && !opensKnownCall(text.slice(start, end))) return true;
  }
  return false;
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

/** Letters, digits, `_` and `:`. */
function isWordPart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 58) || code === 95;
}

/** Whether the token after `previous` begins an operand rather than continuing one. Labels inside braces never matter here. */
function startsOperand(previous: Token | undefined): boolean {
  return previous === undefined || previous.text === '(' || previous.kind === 'operator' || previous.kind === 'comma';
}
