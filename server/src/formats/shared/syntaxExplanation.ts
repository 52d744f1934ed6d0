import type { SyntaxProblem, YamlDocument } from '../../document/document';
import { lineEnd, nextLine, type TextRange } from '../../document/text';
import { WrittenMap, WrittenSequence, type ScalarView, type YamlView } from '../../document/view';
import { writtenValues } from '../../document/walk';

/** A syntax problem in words for a person, at the place where it is to be repaired. */
export interface Explanation {
  readonly range: TextRange;
  readonly text: string;
}

/**
 * What is wrong and what to look for. The parser's own words are for programmers and only appear where nothing better is known.
 * Values are never repeated: what is broken may be the line of a password.
 */
export function explainSyntax(document: YamlDocument, problem: SyntaxProblem): Explanation {
  const conflict = /^(?:<{7}|={7}|>{7})(?=[ \r\n]|$)/m.exec(document.text);
  if (conflict) {
    return {
      range: { start: conflict.index, end: conflict.index + 7 },
      text: 'This is a conflict marker of Git. Decide which of the two versions stays and delete the markers',
    };
  }
  const unclosed = unclosedQuote(document, problem) ?? unclosedBracket(document, problem);
  if (unclosed) return unclosed;
  return { range: wordAt(document.text, problem), text: textFor(document.text, problem) };
}

export function explainBrokenAlias(document: YamlDocument, range: TextRange): Explanation {
  const name = document.text.slice(range.start + 1, range.end);
  return {
    range,
    text: `"*${name}" repeats what is marked "&${name}", and nothing above it is. Correct the name, or put a text that begins with "*" in quotes`,
  };
}

function textFor(text: string, { code, message, range }: SyntaxProblem): string {
  const line = text.slice(range.start, lineEnd(text, range.start));
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'A tab indents this line, and YAML knows only spaces there. Replace it by spaces';
    case 'BAD_INDENT':
      return indentationText(message);
    case 'BLOCK_AS_IMPLICIT_KEY':
      return blockText(text, range, message);
    case 'MULTILINE_IMPLICIT_KEY':
      return missingColonText(line);
    case 'MISSING_CHAR':
      return missingText(line, message);
    case 'BAD_SCALAR_START':
      return `A value cannot begin with "${line.charAt(0)}". Put it in quotes`;
    case 'BAD_DQ_ESCAPE':
      return `In double quotes a backslash begins an escape, and "${line.slice(0, 2)}" is none. Write it twice, or use single quotes`;
    case 'BAD_ALIAS':
      return 'The name behind the "*" or "&" is missing. Add it, or put a text that begins so in quotes';
    case 'MULTIPLE_ANCHORS':
      return 'Two anchors ("&name") stand at one value. Keep one of them';
    case 'MULTIPLE_TAGS':
      return 'Two tags ("!name") stand at one value. Keep one of them';
    case 'ALIAS_PROPS':
      return 'An alias ("*name") can carry neither an anchor nor a tag. Delete what stands in front of it';
    case 'BLOCK_IN_FLOW':
      return 'Between brackets or braces only the short notation is allowed. Close the bracket, or write the whole list over several lines';
    case 'UNEXPECTED_TOKEN':
      return unexpectedText(message);
    default:
      return code ? `This is not valid YAML (${message})` : message.replace(/\.$/, '');
  }
}

function indentationText(message: string): string {
  if (message.includes('sequence items'))
    return 'This list item starts at another column than the ones above it. Give all items of a list the same indentation';
  if (message.startsWith('Block scalar'))
    return 'The first line of this text block is indented deeper than the rest. Give its lines the same indentation';
  return 'This line starts at another column than the lines it belongs to. Give all keys of one level the same indentation';
}

/** A key that begins where a value already stands. */
function blockText(text: string, range: TextRange, message: string): string {
  if (message.includes('sequence'))
    return 'This list item does not line up with what stands above it. Give all items of a list the same indentation, below a key of their own';
  const value = text.slice(range.start, lineEnd(text, range.start));
  if (/:(?:[ \t]|$)/.test(value)) return 'A second ": " in one line begins a new key. Put the whole value in quotes';
  return 'The lines below are indented deeper although this key already has a value. Give them the indentation of the key';
}

function missingColonText(line: string): string {
  const glued = /^([\w.-]+):\S/.exec(line);
  if (glued) return `A space is missing behind the colon of "${glued[1] ?? ''}:"`;
  return 'This is neither a key nor part of the value above. Most likely a colon is missing: write "key: value" with a space behind the colon';
}

function missingText(line: string, message: string): string {
  if (message.startsWith('Implicit map keys')) return missingColonText(line);
  if (message.startsWith('Comments')) return 'A space is missing in front of "#". Without it this is no comment';
  if (message.startsWith('Missing ,')) return 'A comma is missing in front of this. Put one between the items';
  if (message.startsWith('Missing space')) return 'A space is missing behind the colon';
  if (message.startsWith('Sequence item')) return 'A "-" is missing in front of this list item';
  if (message.startsWith('Tags and anchors')) return 'A space is missing behind this tag or anchor';
  return `Something is missing here (${message})`;
}

function unexpectedText(message: string): string {
  if (message.includes('at node end'))
    return 'This stands behind a value that has already ended. Look for a quote that closes too early, or put the whole value in quotes';
  if (message.includes('block-seq-ind'))
    return 'A list cannot begin on the line of its key. Put the "-" on a line of its own';
  if (message.startsWith('Block scalar header'))
    return 'Nothing but an indicator may follow "|" or ">" on this line. Begin the text on the next line';
  if (message.includes(' , ') || message.includes('empty item'))
    return 'There is a comma with nothing in front of it. Delete it';
  return 'This is not expected here. Look for a missing quote, bracket or colon on this line or above it';
}

/** The parser notices an open quote only where the text ends: what helps is where it was opened. */
function unclosedQuote(document: YamlDocument, { message, range }: SyntaxProblem): Explanation | undefined {
  const quote = /^Missing closing (['"])/.exec(message)?.[1];
  if (!quote) return undefined;
  const style = quote === '"' ? 'double' : 'single';
  const holds = (view: YamlView): view is ScalarView =>
    view.kind === 'scalar' && view.style === style && surrounds(view.range, range);
  const opened = find(document, holds)?.range.start ?? range.start;
  return {
    range: { start: opened, end: opened + 1 },
    text: `This ${quote} opens a text that is never closed. Add the missing ${quote} at its end`,
  };
}

function unclosedBracket(document: YamlDocument, { message, range }: SyntaxProblem): Explanation | undefined {
  const bracket = /^(?:Expected )?[Ff]low .*\bend with an? ([\]}])/.exec(message)?.[1];
  if (!bracket) return undefined;
  const holds = (view: YamlView): view is WrittenMap | WrittenSequence =>
    (view instanceof WrittenMap || view instanceof WrittenSequence) &&
    view.flow &&
    view.kind === (bracket === ']' ? 'sequence' : 'map') &&
    !document.text.slice(0, view.range.end).trimEnd().endsWith(bracket) &&
    surrounds(view.range, range);
  const opened = find(document, holds)?.range.start;
  const opening = bracket === ']' ? '[' : '{';
  if (opened === undefined) return { range, text: `A "${bracket}" is missing in front of this` };
  return {
    range: { start: opened, end: opened + 1 },
    text: `This "${opening}" is never closed. Add the missing "${bracket}"`,
  };
}

/** The innermost match: a later one lies inside an earlier one or behind it. */
function find<T extends YamlView>(document: YamlDocument, matches: (view: YamlView) => view is T): T | undefined {
  let found: T | undefined;
  for (const view of writtenValues(document)) if (matches(view)) found = view;
  return found;
}

function surrounds(outer: TextRange, problem: TextRange): boolean {
  return outer.start < problem.start && problem.start <= outer.end + 1;
}

/** The first word of what the problem is about: the parser gives a single character, or several lines. */
function wordAt(text: string, { code, range }: SyntaxProblem): TextRange {
  let { start } = range;
  // The parser points at a line break in front of the line that is wrong.
  if (start === lineEnd(text, start) && nextLine(text, start) < text.length) start = nextLine(text, start);
  if (code === 'BAD_INDENT' || code === 'BLOCK_AS_IMPLICIT_KEY') {
    const [, indent = '', word = ''] = /^([ \t]*)(- +\S+|[^\s,[\]{}]+)?/.exec(text.slice(start)) ?? [];
    if (word !== '') return { start: start + indent.length, end: start + indent.length + word.length };
  }
  return { start, end: Math.max(start + 1, Math.min(range.end, lineEnd(text, start))) };
}
