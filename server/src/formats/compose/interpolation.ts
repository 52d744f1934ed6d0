/** A text after Compose's variables are filled in, as far as the file itself says with what. */
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

/** Fills in defaults: `${TAG:-latest}` gives `latest`, `$$` gives `$`, and a variable without default gives an empty text and `known: false`. */
export function interpolate(text: string): Interpolated {
  if (!text.includes('$')) return { text, known: true, hasVariables: false };
  let result = '';
  let known = true;
  let at = 0;
  const variables = variablesOf(text);
  for (const variable of variables) {
    result += unescape(text.slice(at, variable.start));
    if (variable.fallback === undefined) known = false;
    else {
      const inner = interpolate(variable.fallback.text);
      result += inner.text;
      known &&= inner.known;
    }
    at = variable.end;
  }
  return { text: result + unescape(text.slice(at)), known, hasVariables: variables.length > 0 };
}

function unescape(text: string): string {
  return text.replaceAll('$$', '$');
}

function bare(text: string, start: number): Variable | undefined {
  const name = /^[A-Za-z_][A-Za-z0-9_]*/.exec(text.slice(start + 1))?.[0];
  return name === undefined ? undefined : { name, start, end: start + 1 + name.length, fallback: undefined };
}

function braced(text: string, start: number): Variable | undefined {
  let depth = 0;
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) {
      const body = text.slice(start + 2, i);
      const match = /^([A-Za-z_][A-Za-z0-9_]*)(:?[-?+])?/.exec(body);
      if (!match?.[1]) return undefined;
      const behind = match[0].length;
      const hasDefault = match[2]?.endsWith('-') === true;
      const fallback = hasDefault ? { text: body.slice(behind), start: start + 2 + behind } : undefined;
      return { name: match[1], start, end: i + 1, fallback };
    }
  }
  return undefined;
}
