import { lineEnd, type TextRange } from '../../document/text';

/** One variable of a `.env` file, as Compose reads it. */
export interface DotenvStatement {
  readonly name: string;
  readonly nameRange: TextRange;
  /** Undefined where only the name is written: the value comes from the shell. */
  readonly value: DotenvValue | undefined;
  /** From the first character, `export` included, to the last of the value, closing quote included. */
  readonly range: TextRange;
  /** What stands behind it on the line, `#` included; empty where nothing does. */
  readonly comment: string;
}

export interface DotenvValue {
  /** With escapes resolved; variables are still in it. */
  readonly text: string;
  /** Without quotes. */
  readonly range: TextRange;
  readonly quote: '' | '"' | "'";
}

export interface DotenvProblem {
  readonly range: TextRange;
  readonly message: string;
}

/**
 * Takes a `.env` file apart. Never throws: what cannot be read is a problem, and reading goes on in the next line.
 * Format: https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax, and where that is
 * silent https://github.com/compose-spec/compose-go/blob/main/dotenv/parser.go
 */
export function parseDotenvText(text: string): { statements: DotenvStatement[]; problems: DotenvProblem[] } {
  const statements: DotenvStatement[] = [];
  const problems: DotenvProblem[] = [];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (at < text.length) {
    const end = lineEnd(text, at);
    if (/\s/.test(text.charAt(at))) at++;
    else if (text.charAt(at) === '#') at = end;
    else {
      const read = statementAt(text, at, end);
      if ('message' in read) problems.push(read);
      else statements.push(read);
      // A comment behind a value goes to the end of its line.
      at = 'message' in read ? end : read.comment === '' ? read.range.end : lineEnd(text, read.range.end);
    }
  }
  return { statements, problems };
}

/** Letters and digits of any script, as Go's unicode.IsLetter and IsNumber know them. */
const NAME = /^(export[ \t]+)?([\p{L}\p{N}_.\-[\] \t]*)([=:])?/u;

function statementAt(text: string, start: number, end: number): DotenvStatement | DotenvProblem {
  const line = text.slice(start, end);
  const [all = '', exported = '', written = '', sign] = NAME.exec(line) ?? [];
  const name = written.trim();
  const nameStart = start + exported.length;
  const nameRange = { start: nameStart, end: nameStart + name.length };
  const rest = line.slice(all.length);
  if (sign === undefined) {
    const isComment = /^\s*#/.test(rest) && / $/.test(written);
    if ((rest.trim() !== '' && !isComment) || /\s/.test(name))
      return { range: { start, end: start + line.trimEnd().length }, message: NO_ASSIGNMENT };
    return { name, nameRange, value: undefined, range: { start, end: nameRange.end }, comment: isComment ? rest : '' };
  }
  if (name === '')
    return { range: { start, end: start + all.length }, message: 'A name is missing in front of this sign.' };
  if (/\s/.test(name)) return { range: nameRange, message: 'The name of a variable cannot hold a space.' };
  const blank = /^[ \t]*/.exec(rest)?.[0].length ?? 0;
  const valueStart = start + all.length + blank;
  const quote = text.charAt(valueStart);
  if (quote === '"' || quote === "'") return quoted(text, { name, nameRange, start, valueStart, quote });
  const raw = text.slice(valueStart, end);
  const value = raw.replace(/(?:^|[ \t]+)#.*$/, '').trimEnd();
  const valueRange = { start: valueStart, end: valueStart + value.length };
  const comment = raw.slice(value.length).trim();
  const statementEnd = value === '' ? start + all.length : valueRange.end;
  return {
    name,
    nameRange,
    value: { text: value, range: value === '' ? { start: statementEnd, end: statementEnd } : valueRange, quote: '' },
    range: { start, end: statementEnd },
    comment,
  };
}

const NO_ASSIGNMENT = 'This is no variable: write NAME=value, or put a "#" in front of it.';

interface Opening {
  readonly name: string;
  readonly nameRange: TextRange;
  readonly start: number;
  readonly valueStart: number;
  readonly quote: '"' | "'";
}

/** A value in quotes, which may go over several lines. */
function quoted(text: string, { name, nameRange, start, valueStart, quote }: Opening): DotenvStatement | DotenvProblem {
  let close = valueStart + 1;
  while (close < text.length && text.charAt(close) !== quote) close += text.charAt(close) === '\\' ? 2 : 1;
  if (close >= text.length)
    return {
      range: { start: valueStart, end: valueStart + 1 },
      message: `This ${quote} opens a value that is never closed.`,
    };
  const inner = { start: valueStart + 1, end: close };
  const raw = text.slice(inner.start, inner.end).replaceAll('\r\n', '\n');
  const behind = text.slice(close + 1, lineEnd(text, close + 1));
  return {
    name,
    nameRange,
    value: { text: quote === "'" ? raw.replaceAll("\\'", "'") : unescape(raw), range: inner, quote },
    range: { start, end: close + 1 },
    comment: /^\s*#/.test(behind) ? behind.trim() : '',
  };
}

function unescape(text: string): string {
  return text.replace(/\\([nrt"\\$])/g, (_, escaped: string) => ESCAPES[escaped] ?? escaped);
}

/** A dollar stays escaped for the variables that are filled in next. */
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', $: '$$' };
