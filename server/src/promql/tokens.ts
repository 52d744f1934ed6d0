import { decodeString, parseNumber } from './literals';
import type { Span } from './types';

export interface Token extends Span {
  readonly kind: 'word' | 'number' | 'string' | 'operator' | 'open' | 'close' | 'comma' | 'colon' | 'stray';
  readonly text: string;
  /** False for an unterminated string, a malformed number and characters PromQL does not have. */
  readonly valid: boolean;
}

const SPACE = /(?:\s|#[^\n]*)*/y;
const NUMBER = /(?:0[xX]\w*|(?:\d|\.\d)(?:[\w.]*[eE][+-](?=\d))?[\w.]*|\.)/y;
const WORD = /[A-Za-z_:][\w:]*/y;
const WORD_IN_RANGE = /[A-Za-z_]\w*/y;
const OPERATOR = /==|!=|=~|!~|<=|>=|<\/|>\/|[-+*/%^<>=@]/y;
const DOUBLE_QUOTED = /"(?:[^"\\\n]|\\[^\n])*(?:"|(?=\n)|\\?$)/y;
const SINGLE_QUOTED = /'(?:[^'\\\n]|\\[^\n])*(?:'|(?=\n)|\\?$)/y;
const BACKQUOTED = /`[^`]*`?/y;
const STRAY = /&&|\|\||[\s\S]/uy;

/** The words of an expression as Prometheus' own lexer sees them, also where the expression makes no sense. Never throws. */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  const open: string[] = [];
  let at = match(SPACE, text, 0).length;
  while (at < text.length) {
    const token = readToken(text, at, open.at(-1) === '[');
    tokens.push(token);
    if (token.kind === 'open') open.push(token.text);
    else if (token.kind === 'close') open.pop();
    at = token.end + match(SPACE, text, token.end).length;
  }
  return tokens;
}

function readToken(text: string, start: number, inRange: boolean): Token {
  const first = text.charAt(start);
  const token = (kind: Token['kind'], found: string, valid = true): Token => {
    return { kind, text: found, start, end: start + found.length, valid };
  };
  if ('([{'.includes(first)) return token('open', first);
  if (')]}'.includes(first)) return token('close', first);
  if (first === ',') return token('comma', first);
  if (first === ':' && inRange) return token('colon', first);
  if (first === '"' || first === "'" || first === '`') {
    const pattern = first === '"' ? DOUBLE_QUOTED : first === "'" ? SINGLE_QUOTED : BACKQUOTED;
    const found = match(pattern, text, start) || first;
    return token('string', found, decodeString(found).terminated);
  }
  const number = match(NUMBER, text, start);
  if (number) return token('number', number, parseNumber(number) !== undefined);
  const word = match(inRange ? WORD_IN_RANGE : WORD, text, start);
  if (word) return token('word', word);
  const operator = match(OPERATOR, text, start);
  if (operator) return token('operator', operator);
  return token('stray', match(STRAY, text, start) || first, false);
}

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}
