import type { Variables } from '../../engine/composeProject';

export const NO_VARIABLES: Variables = new Map();

/** A text after Compose's variables are filled in, as far as the files say with what. */
export interface Interpolated {
  readonly text: string;
  /** False when a variable without a default is part of it: then nothing can be said about the value. */
  readonly known: boolean;
  /** Any variable at all. */
  readonly hasVariables: boolean;
}

/** One variable in a text; `start` and `end` are offsets, `end` exclusive, `$` included. */
export interface Variable {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** What is written behind `:-` or `-`, with its own offset in the text. */
  readonly fallback: { readonly text: string; readonly start: number } | undefined;
  /** Whatever is written behind a sign. */
  readonly behind: { readonly text: string; readonly start: number } | undefined;
  /** Written as `${NAME:+text}` or `${NAME+text}`: it stands for the text and not for its value. */
  readonly isSwitch: boolean;
  /** A colon in front of the sign: an empty value counts as none. */
  readonly refusesEmpty: boolean;
}

/** The value that stands in place of a variable; `behind` where what is written behind its sign does, undefined where that cannot be known. */
export function valueOf(variable: Variable, variables: Variables): { readonly text: string } | 'behind' | undefined {
  const { name, fallback, isSwitch, refusesEmpty } = variable;
  const isSet = variables.has(name);
  const value = variables.get(name);
  if (isSwitch) {
    if (!isSet || (refusesEmpty && value === undefined)) return undefined;
    return refusesEmpty && value === '' ? { text: '' } : 'behind';
  }
  if (!isSet || (value === '' && refusesEmpty)) return fallback ? 'behind' : undefined;
  return value === undefined ? undefined : { text: value };
}

/**
 * Every variable of a text at the top level; those inside a default belong to the default.
 * Syntax: https://docs.docker.com/reference/compose-file/interpolation/
 */
export function variablesOf(text: string): Variable[] {
  const variables: Variable[] = [];
  let at = text.indexOf('$');
  while (at >= 0 && at < text.length - 1) {
    if (text[at + 1] === '$') {
      at = text.indexOf('$', at + 2);
      continue;
    }
    const variable = text[at + 1] === '{' ? braced(text, at) : bare(text, at);
    if (variable) variables.push(variable);
    at = text.indexOf('$', variable ? variable.end : at + 1);
  }
  return variables;
}

/**
 * Fills in variables and defaults: `${TAG:-latest}` gives the value of TAG, or else `latest`; `$$` gives `$`. A variable without
 * either gives an empty text and `known: false`.
 */
export function interpolate(text: string, variables: Variables = NO_VARIABLES): Interpolated {
  if (!text.includes('$')) return { text, known: true, hasVariables: false };
  let result = '';
  let known = true;
  let at = 0;
  const written = variablesOf(text);
  for (const variable of written) {
    result += unescape(text.slice(at, variable.start));
    const value = valueOf(variable, variables);
    if (value === 'behind') {
      const inner = interpolate(variable.behind?.text ?? '', variables);
      result += inner.text;
      known &&= inner.known;
    } else if (value) result += value.text;
    else known = false;
    at = variable.end;
  }
  return { text: result + unescape(text.slice(at)), known, hasVariables: written.length > 0 };
}

/** Where Compose refuses to fill in a text; offsets, `end` exclusive. */
export interface InvalidVariable {
  readonly start: number;
  readonly end: number;
}

/**
 * Every `${` behind which no variable follows that Compose can read: `${X%%:*}`, `${1}`, `${X`. It looks for a name, one of the signs
 * `-`, `?` and `+` with or without a colon, and a closing brace in the same line.
 */
export function invalidVariables(text: string, offset = 0): InvalidVariable[] {
  const found: InvalidVariable[] = [];
  for (let at = text.indexOf('$'); at >= 0;) {
    let next = at + 1;
    if (text.startsWith('$$', at)) next = at + 2;
    else if (text.startsWith('${', at)) {
      const variable = braced(text, at);
      const isReadable = /^\$\{[A-Za-z_]\w*(?::?[-?+].*)?\}/.test(text.slice(at));
      if (isReadable) {
        if (variable?.behind) found.push(...invalidVariables(variable.behind.text, offset + variable.behind.start));
        next = variable?.end ?? at + 2;
      } else {
        const end = variable?.end ?? endOfBraces(text, at);
        found.push({ start: offset + at, end: offset + end });
        next = end;
      }
    }
    at = text.indexOf('$', next);
  }
  return found;
}

/** Behind the first closing brace of the line, or at its end. */
function endOfBraces(text: string, start: number): number {
  return start + (/^[^}\n]*\}?/.exec(text.slice(start))?.[0].length ?? 2);
}

function unescape(text: string): string {
  return text.replaceAll('$$', '$');
}

function bare(text: string, start: number): Variable | undefined {
  const name = /^[A-Za-z_][A-Za-z0-9_]*/.exec(text.slice(start + 1))?.[0];
  if (name === undefined) return undefined;
  const end = start + 1 + name.length;
  return { name, start, end, fallback: undefined, behind: undefined, isSwitch: false, refusesEmpty: false };
}

function braced(text: string, start: number): Variable | undefined {
  let depth = 0;
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) {
      const body = text.slice(start + 2, i);
      const match = /^([A-Za-z_][A-Za-z0-9_]*)(:?[-?+])?/.exec(body);
      if (!match?.[1]) return undefined;
      const sign = match[2] ?? '';
      const length = match[0].length;
      const behind = sign === '' ? undefined : { text: body.slice(length), start: start + 2 + length };
      const fallback = sign.endsWith('-') ? behind : undefined;
      const isSwitch = sign.endsWith('+');
      return { name: match[1], start, end: i + 1, fallback, behind, isSwitch, refusesEmpty: sign.startsWith(':') };
    }
  }
  return undefined;
}
