import type { Span } from './types';

const DURATION = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;
const UNIT_SECONDS = [365 * 86_400, 7 * 86_400, 86_400, 3_600, 60, 1, 0.001] as const;
const DECIMAL = /^(?:\d+(?:_?\d)*(?:\.(?:\d+(?:_?\d)*)?)?|\.\d+(?:_?\d)*)(?:e[+-]?\d+(?:_?\d)*)?$/i;
const HEXADECIMAL = /^0x[\da-f]+$/i;

/**
 * The value of a number or duration literal, a sign allowed; durations in seconds. Undefined when the text is neither.
 * https://prometheus.io/docs/prometheus/latest/querying/basics/#float-literals-and-time-durations
 */
export function parseNumber(text: string): number | undefined {
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = /^[+-]/.test(text) ? text.slice(1).trimStart() : text;
  if (DECIMAL.test(digits)) return sign * Number(digits.replaceAll('_', ''));
  if (HEXADECIMAL.test(digits)) return sign * Number(digits);
  if (/^inf$/i.test(digits)) return sign * Infinity;
  if (/^nan$/i.test(digits)) return NaN;
  const duration = DURATION.exec(digits);
  if (!duration || digits === '') return undefined;
  return sign * UNIT_SECONDS.reduce((sum, seconds, index) => sum + Number(duration[index + 1] ?? 0) * seconds, 0);
}

export interface DecodedString {
  readonly value: string;
  readonly terminated: boolean;
  /** Each escape that PromQL does not know, relative to the literal. */
  readonly badEscapes: readonly Span[];
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};
const CODE_ESCAPE = /[0-3][0-7]{2}|x[\da-fA-F]{2}|u[\da-fA-F]{4}|U(?:0010|000\d|000[a-fA-F])[\da-fA-F]{4}/y;

/** Decodes a string literal, quotes included. Backquoted strings are raw; the other two follow Go's escapes. */
export function decodeString(literal: string): DecodedString {
  const quote = literal.charAt(0);
  const close = findClosingQuote(literal, quote);
  const terminated = close === literal.length - 1;
  const body = literal.slice(1, terminated ? close : undefined);
  if (quote === '`' || !body.includes('\\')) return { value: body, terminated, badEscapes: [] };
  const badEscapes: Span[] = [];
  let value = '';
  for (let at = 0; at < body.length; at++) {
    if (body.charAt(at) !== '\\') {
      value += body.charAt(at);
      continue;
    }
    const escape = body.charAt(at + 1);
    const simple = escape === quote ? quote : SIMPLE_ESCAPES[escape];
    CODE_ESCAPE.lastIndex = at + 1;
    const code = simple === undefined ? CODE_ESCAPE.exec(body)?.[0] : undefined;
    if (simple !== undefined) {
      value += simple;
      at++;
    } else if (code !== undefined) {
      value += String.fromCodePoint(codePoint(code));
      at += code.length;
    } else {
      badEscapes.push({ start: at + 1, end: Math.min(at + 3, body.length + 1) });
      value += `\\${escape}`;
      at++;
    }
  }
  return { value, terminated, badEscapes };
}

function codePoint(code: string): number {
  return /^[0-3]/.test(code) ? parseInt(code, 8) : parseInt(code.slice(1), 16);
}

function findClosingQuote(literal: string, quote: string): number {
  for (let at = 1; at < literal.length; at++) {
    if (literal.charAt(at) === quote) return at;
    if (literal.charAt(at) === '\\' && quote !== '`') at++;
  }
  return -1;
}
