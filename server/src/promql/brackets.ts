import { insertion, type Fix, type Report } from './report';
import { ARITHMETIC, COMPARISONS, SET_OPERATORS } from './operators';
import type { Token } from './tokens';

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** The bracket that is open at the token, if any. */
export function innermostBracket(tokens: readonly Token[], at: number): Token | undefined {
  const open: Token[] = [];
  for (const token of tokens.slice(0, at)) {
    if (token.kind === 'open') open.push(token);
    else if (token.kind === 'close') open.pop();
  }
  return open.at(-1);
}

export interface BracketTrouble {
  /** Index of the bracket without a partner. */
  readonly bracket: number;
  /** Index of the token at which this shows; the number of tokens where it shows only at the end. */
  readonly shownAt: number;
}

/** The first bracket without a partner. */
export function findBracketTrouble(tokens: readonly Token[]): BracketTrouble | undefined {
  const open: number[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'open') open.push(index);
    if (token.kind !== 'close') continue;
    const fits = (opening: number | undefined): boolean => CLOSING[tokens[opening ?? -1]?.text ?? ''] === token.text;
    const last = open.pop();
    if (fits(last)) continue;
    // Either this one closes an outer bracket and the inner one was forgotten, or it is itself one too many.
    return { bracket: last !== undefined && open.some(fits) ? last : index, shownAt: index };
  }
  const [first] = open;
  return first === undefined ? undefined : { bracket: first, shownAt: tokens.length };
}

export function explainBracket(tokens: readonly Token[], { bracket, shownAt }: BracketTrouble, report: Report): void {
  const token = tokens[bracket];
  if (!token) return;
  if (token.kind === 'close') {
    report.add('syntax', token, `This ${token.text} closes nothing. Remove it, or open a bracket before it.`, {
      title: `Remove the extra ${token.text}`,
      edits: [{ start: token.start, end: token.end, newText: '' }],
    });
    return;
  }
  const missing = CLOSING[token.text] ?? '';
  const fixes: Fix[] = closingPlaces(tokens, bracket, shownAt, report.text).map((place) => ({
    title: `Insert the missing ${missing}`,
    edits: [insertion(place, missing)],
  }));
  report.add('syntax', token, `This ${token.text} is never closed. Add the missing ${missing}.`, ...fixes);
}

/**
 * Offsets where the closing bracket may belong, most likely first: before an operator that begins a line or that calls the same
 * function again (`sum(… / sum(…)`), before a comparison or a word such as `and`, at the end, then after each word.
 */
function closingPlaces(tokens: readonly Token[], at: number, limit: number, text: string): number[] {
  const inside = tokens.slice(at + 1, limit);
  const called = tokens[at - 1];
  const ends: number[] = [];
  const beforeParallels: number[] = [];
  const beforeOperators: number[] = [];
  let depth = 0;
  for (const [index, token] of inside.entries()) {
    const previous = inside[index - 1];
    if (depth === 0 && previous && isOperator(token)) {
      const beginsLine = text.slice(previous.end, token.start).includes('\n');
      const callsAgain = called?.kind === 'word' && inside[index + 1]?.text === called.text;
      if (beginsLine || callsAgain) beforeParallels.push(previous.end);
      if (!ARITHMETIC.has(token.text)) beforeOperators.push(previous.end);
    }
    if (token.kind === 'open') depth++;
    else if (token.kind === 'close') depth--;
    if (depth === 0) ends.push(token.end);
  }
  const last = inside.at(-1) ?? tokens[at];
  return [...new Set([...beforeParallels, ...beforeOperators, ...(last ? [last.end] : []), ...ends])];
}

function isOperator({ text }: Token): boolean {
  return COMPARISONS.has(text) || ARITHMETIC.has(text) || SET_OPERATORS.has(text.toLowerCase());
}
