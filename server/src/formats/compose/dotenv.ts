import type { Variables } from '../../engine/composeProject';
import { isSecretName, issuedTokens, urlCredentials } from '../../secrets';
import { interpolate } from './interpolation';

/** `NAME=`, `export NAME=` and `NAME: ` at the start of a line, or a name alone, which takes its value from the shell. */
const DECLARATION = /^(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*(?:[=:]|(?=[ \t]*(?:#|$)))/;

/** Names that a file of variables sets, in both formats that Compose knows. */
export function namesIn(text: string): string[] {
  return [...new Set(statementsOf(text).map(({ name }) => name))];
}

/**
 * The variables that a `.env` file sets, on top of those that are set already: what is set outside wins. Values that are secret are
 * not kept, only that they are set. Format: https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax
 */
export function withVariablesOf(text: string, outside: Variables): Variables {
  const variables = new Map(outside);
  for (const { name, written, isLiteral } of statementsOf(text)) {
    if (written === undefined || outside.has(name)) continue;
    const filled = isLiteral ? { text: written, known: true } : interpolate(written, variables);
    variables.set(name, filled.known && !isSecret(name, filled.text) ? filled.text : undefined);
  }
  return variables;
}

interface Statement {
  readonly name: string;
  /** Undefined where the shell is asked for it. */
  readonly written: string | undefined;
  /** In single quotes: nothing is filled in. */
  readonly isLiteral: boolean;
}

function statementsOf(text: string): Statement[] {
  const statements: Statement[] = [];
  let rest = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  while (rest !== '') {
    const lineEnd = rest.indexOf('\n');
    const line = (lineEnd < 0 ? rest : rest.slice(0, lineEnd)).trimStart();
    const next = lineEnd < 0 ? '' : rest.slice(lineEnd + 1);
    const match = DECLARATION.exec(line);
    if (!match?.[1]) {
      rest = next;
      continue;
    }
    const name = match[1];
    if (!/[=:]$/.test(match[0])) {
      statements.push({ name, written: undefined, isLiteral: false });
      rest = next;
      continue;
    }
    const behind = rest.slice(rest.length - rest.trimStart().length + match[0].length).replace(/^[ \t]+/, '');
    const quoted = quotedValue(behind);
    if (quoted) {
      statements.push({ name, written: quoted.text, isLiteral: quoted.isLiteral });
      rest = afterLine(behind.slice(quoted.length));
    } else {
      const value = /^[^\n]*/.exec(behind)?.[0] ?? '';
      statements.push({ name, written: value.replace(/(?:^|[ \t]+)#.*$/, '').trim(), isLiteral: false });
      rest = next;
    }
  }
  return statements;
}

/** A value in quotes, which may go over several lines; undefined where the quote is not closed. */
function quotedValue(text: string): { text: string; isLiteral: boolean; length: number } | undefined {
  const single = /^'((?:[^'\\]|\\[\s\S])*)'/.exec(text);
  if (single) return { text: (single[1] ?? '').replaceAll("\\'", "'"), isLiteral: true, length: single[0].length };
  const double = /^"((?:[^"\\]|\\[\s\S])*)"/.exec(text);
  if (!double) return undefined;
  const unescaped = (double[1] ?? '').replace(/\\([nrt"\\$])/g, (_, escaped: string) => ESCAPES[escaped] ?? escaped);
  return { text: unescaped, isLiteral: false, length: double[0].length };
}

/** A dollar stays escaped for the variables that are filled in next. */
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', $: '$$' };

function afterLine(text: string): string {
  const end = text.indexOf('\n');
  return end < 0 ? '' : text.slice(end + 1);
}

function isSecret(name: string, value: string): boolean {
  return isSecretName(name) || urlCredentials(value).length > 0 || issuedTokens(value).length > 0;
}
