import { insertion, POINT_IN_TIME, quote, type Fix, type Report } from './report';
import { AGGREGATIONS, functionAdvice, isKeyword, listsLabels, signatureOf } from './functions';
import { explainBracket, findBracketTrouble, innermostBracket } from './brackets';
import { tokenise, type Token } from './tokens';
import type { Span } from './types';

/** Words that a user of another language would write, and what PromQL has instead. */
const FOREIGN_OPERATORS: Readonly<Record<string, string>> = { '&&': 'and', '&': 'and', '||': 'or', '|': 'or' };
const STRAIGHT_QUOTES: Readonly<Record<string, string>> = { '“': '"', '”': '"', '„': '"', '‘': "'", '’': "'" };
const DURATION_HINT = 'Write a duration such as 5m or 1h30m, the largest unit first.';

/**
 * Says in one problem why the expression does not parse: the earliest of what is wrong with its words, with its brackets and
 * with their order.
 * @param error where the grammar stopped
 */
export function explainSyntax(error: Span, report: Report): void {
  const tokens = tokenise(report.text);
  if (tokens.length === 0) {
    const whole = { start: 0, end: report.text.length };
    report.add('syntax', whole, 'The expression is empty. Write the query that this rule evaluates.');
    return;
  }
  const at = indexOr(tokens, (token) => token.end > error.start);
  const invalid = indexOr(tokens, (token) => !token.valid);
  const trouble = findBracketTrouble(tokens);
  if (invalid < tokens.length && invalid <= Math.min(at, trouble?.shownAt ?? at))
    explainInvalid(tokens, invalid, report);
  else if (trouble && (trouble.shownAt <= at || breaksOff(tokens, at, tokens[trouble.bracket]))) {
    explainBracket(tokens, trouble, report);
  } else if (at < tokens.length) explainOrder(tokens, at, report);
  else explainEnd(tokens, report);
}

/** Whether the error inside an unclosed bracket comes from its not being closed, rather than from a missing value. */
function breaksOff(tokens: readonly Token[], at: number, bracket: Token | undefined): boolean {
  return innermostBracket(tokens, at) === bracket && !(bracket?.text === '{' && tokens[at - 1]?.kind === 'operator');
}

/** The index of the first token that meets the condition; their number when none does. */
function indexOr(tokens: readonly Token[], condition: (token: Token) => boolean): number {
  const index = tokens.findIndex(condition);
  return index < 0 ? tokens.length : index;
}

function explainInvalid(tokens: readonly Token[], at: number, report: Report): void {
  const token = tokens[at];
  if (!token) return;
  const { kind, text } = token;
  if (kind === 'string') {
    report.add('syntax', token, `The string that begins here is never closed. Add the missing ${text.charAt(0)}.`);
  } else if (kind === 'number') {
    explainNumber(tokens, at, token, report);
  } else if (FOREIGN_OPERATORS[text] !== undefined) {
    const word = FOREIGN_OPERATORS[text];
    const all = tokens.filter((other) => FOREIGN_OPERATORS[other.text] !== undefined);
    report.add('syntax', token, `PromQL has no ${text}; write ${word}.`, {
      title: `Write ${word} instead of ${text}`,
      edits: all.map((other) => ({
        start: other.start,
        end: other.end,
        newText: padded(FOREIGN_OPERATORS[other.text] ?? '', other, report.text),
      })),
    });
  } else if (STRAIGHT_QUOTES[text] !== undefined) {
    const all = tokens.filter((other) => STRAIGHT_QUOTES[other.text] !== undefined);
    report.add('syntax', token, `${text} is a typographic quote. PromQL needs a straight one: ".`, {
      title: 'Use straight quotes',
      edits: all.map((other) => ({ start: other.start, end: other.end, newText: STRAIGHT_QUOTES[other.text] ?? '' })),
    });
  } else if (text === '!') {
    report.add('syntax', token, 'PromQL has no "not". Use !=, unless or absent().');
  } else {
    report.add('syntax', token, `${quote(text)} has no meaning in PromQL. Remove it.`, {
      title: `Remove ${quote(text)}`,
      edits: [{ start: token.start, end: token.end, newText: '' }],
    });
  }
}

function padded(word: string, { start, end }: Span, text: string): string {
  const before = start === 0 || /\s/.test(text.charAt(start - 1)) ? '' : ' ';
  return `${before}${word}${/\s/.test(text.charAt(end)) ? '' : ' '}`;
}

function explainNumber(tokens: readonly Token[], at: number, token: Token, report: Report): void {
  const inDuration = innermostBracket(tokens, at)?.text === '[' || tokens[at - 1]?.text.toLowerCase() === 'offset';
  if (inDuration) {
    report.add('syntax', token, `${quote(token.text)} is no duration. ${DURATION_HINT}`);
  } else if (/^\d+\w*_\w*$/.test(token.text)) {
    report.add('syntax', token, `The name ${quote(token.text)} begins with a digit, which metric names must not.`);
  } else {
    report.add('syntax', token, `${quote(token.text)} is neither a number nor a duration.`);
  }
}

function explainEnd(tokens: readonly Token[], report: Report): void {
  const last = tokens.at(-1);
  if (!last) return;
  const word = last.text.toLowerCase();
  if (word === 'offset') report.add('syntax', last, `offset needs a duration behind it. ${DURATION_HINT}`);
  else if (word === '@') report.add('syntax', last, POINT_IN_TIME);
  else if (listsLabels(last)) report.add('syntax', last, `${word} needs labels in brackets: ${word} (label).`);
  else if (AGGREGATIONS.has(word)) report.add('syntax', last, `${word} needs something to aggregate: ${word}(metric).`);
  else report.add('syntax', last, `The expression ends after ${quote(last.text)}, where something is still missing.`);
}

function explainOrder(tokens: readonly Token[], at: number, report: Report): void {
  const token = tokens[at];
  if (!token) return;
  const bracket = innermostBracket(tokens, at);
  if (bracket?.text === '{') explainMatcher(tokens, at, token, report);
  else if (bracket?.text === '[') explainRange(tokens, at, token, bracket, report);
  else if (bracket && listsLabels(tokens[tokens.indexOf(bracket) - 1])) explainLabelList(tokens, at, token, report);
  else explainOperand(tokens, at, token, report);
}

function explainMatcher(tokens: readonly Token[], at: number, token: Token, report: Report): void {
  const previous = tokens[at - 1];
  const { text, kind } = token;
  const afterOperator = previous?.kind === 'operator';
  if (afterOperator && previous.text === '==') return explainDoubleEquals(previous, report);
  if (text === '==') return explainDoubleEquals(token, report);
  if (text === '=' && previous?.text === '=')
    return explainDoubleEquals({ start: previous.start, end: token.end }, report);
  if (afterOperator && (kind === 'word' || kind === 'number')) {
    return report.add('syntax', token, `The value of a label needs quotes: "${text}".`, {
      title: 'Put the value in quotes',
      edits: [insertion(token.start, '"'), insertion(token.end, '"')],
    });
  }
  if (previous?.kind === 'string' && (kind === 'word' || kind === 'string')) {
    return report.add('syntax', token, `A comma is missing before ${quote(text)}.`, {
      title: 'Insert the missing comma',
      edits: [insertion(previous.end, ',')],
    });
  }
  if (kind === 'comma') return report.add('syntax', token, 'This comma separates nothing. Remove it.', removal(token));
  if (text === '-' && previous?.kind === 'word') return explainDash(tokens, at, report);
  if (kind === 'operator' || text === '}') {
    const message = afterOperator
      ? `A quoted value is missing before ${quote(text)}.`
      : 'After a label comes =, !=, =~ or !~ and a quoted value.';
    return report.add('syntax', token, message);
  }
  report.add(
    'syntax',
    token,
    `${quote(text)} does not belong between these braces. Write matchers such as label="value".`,
  );
}

function explainDoubleEquals(span: Span, report: Report): void {
  report.add('syntax', span, 'Between braces a label is matched with a single =.', {
    title: 'Write = instead of ==',
    edits: [{ start: span.start, end: span.end, newText: '=' }],
  });
}

function explainDash(tokens: readonly Token[], at: number, report: Report): void {
  const [before, after] = [tokens[at - 1], tokens[at + 1]];
  const span = { start: before?.start ?? 0, end: after?.kind === 'word' ? after.end : (tokens[at]?.end ?? 0) };
  report.add(
    'syntax',
    span,
    `${report.quote(span)} is no label name: only letters, digits and _ are allowed without quotes.`,
  );
}

function explainRange(tokens: readonly Token[], at: number, token: Token, bracket: Token, report: Report): void {
  const close = tokens.findIndex((other, index) => index >= at && other.text === ']');
  const end = tokens[close]?.end ?? token.end;
  const content = report.text.slice(bracket.end, end - 1);
  const joined = content.replace(/\s+/g, '');
  report.add('syntax', { start: bracket.start, end }, `${quote(`[${content.trim()}]`)} is no range. ${DURATION_HINT}`, {
    title: `Write [${joined}]`,
    edits: [{ start: bracket.end, end: end - 1, newText: joined }],
  });
}

function explainLabelList(tokens: readonly Token[], at: number, token: Token, report: Report): void {
  if (token.text === '-' && tokens[at - 1]?.kind === 'word') return explainDash(tokens, at, report);
  if (token.kind === 'comma')
    return report.add('syntax', token, 'This comma separates nothing. Remove it.', removal(token));
  report.add(
    'syntax',
    token,
    `${quote(token.text)} does not belong here. These brackets list label names, separated by commas.`,
  );
}

function explainOperand(tokens: readonly Token[], at: number, token: Token, report: Report): void {
  const [previous, next] = [tokens[at - 1], tokens[at + 1]];
  const word = token.text.toLowerCase();
  const before = previous?.text.toLowerCase() ?? '';
  if (token.text === '=') {
    return report.add('syntax', token, 'Values are compared with ==; a single = belongs between braces.', {
      title: 'Write == instead of =',
      edits: [{ start: token.start, end: token.end, newText: '==' }],
    });
  }
  if (token.text === '=~' || token.text === '!~') {
    return report.add(
      'syntax',
      token,
      `${token.text} only matches labels, between braces: metric{label${token.text}"…"}.`,
    );
  }
  if (listsLabels(previous) && token.kind === 'word') {
    const inBrackets = [insertion(token.start, '('), insertion(token.end, ')')];
    return report.add(
      'syntax',
      token,
      `${before} needs its labels in brackets: ${before} (${token.text}).`,
      { title: `Write ${before} (${token.text})`, edits: inBrackets },
      { title: 'Insert the missing (', edits: inBrackets.slice(0, 1) },
    );
  }
  if (word === 'group_left' || word === 'group_right') {
    return report.add('syntax', token, `${word} must follow on(…) or ignoring(…), which say by which labels to match.`);
  }
  if (word === 'bool') return report.add('syntax', token, 'bool goes right behind the comparison, as in > bool 0.');
  const called = token.text === '(' ? previous : next?.text === '(' ? token : undefined;
  if (called?.kind === 'word' && isUnknownName(called.text)) {
    return report.add('syntax', called, `PromQL has no function ${called.text}(). ${functionAdvice(called.text)}`);
  }
  if (listsLabels(token)) {
    const place = word === 'by' || word === 'without' ? 'once beside its aggregation' : 'once behind an operator';
    return report.add('syntax', token, `${word} cannot stand here; it belongs ${place}.`);
  }
  if (before === '@') return report.add('syntax', token, POINT_IN_TIME);
  if (endsOperand(previous) && startsOperand(token)) return explainNeighbours(previous, token, next, report);
  if (token.kind === 'close' || token.kind === 'comma' || token.kind === 'operator') {
    const message = previous
      ? `Something is missing between ${quote(previous.text)} and ${quote(token.text)}.`
      : `Something is missing before ${quote(token.text)}.`;
    return report.add('syntax', token, message, ...(token.kind === 'comma' ? [removal(token)] : []));
  }
  report.add('syntax', token, `${quote(token.text)} cannot stand here.`);
}

function isUnknownName(name: string): boolean {
  return !isKeyword(name) && !AGGREGATIONS.has(name.toLowerCase()) && !signatureOf(name);
}

function explainNeighbours(previous: Token, token: Token, next: Token | undefined, report: Report): void {
  const operator = previous.text.toLowerCase();
  if (AGGREGATIONS.has(operator)) {
    return report.add(
      'syntax',
      token,
      `${operator} needs brackets around what it aggregates: ${operator}(${token.text}).`,
      {
        title: `Write ${operator}(${token.text})`,
        edits: [{ start: previous.end, end: token.end, newText: `(${token.text})` }],
      },
    );
  }
  if (token.kind === 'number' && next?.text === ']') {
    const fix = { title: 'Insert the missing [', edits: [insertion(token.start, '[')] };
    return report.add('syntax', token, `The [ before ${token.text} is missing.`, fix);
  }
  const message = `An operator is missing between ${quote(previous.text)} and ${quote(token.text)}, such as and, or, + or >.`;
  report.add('syntax', token, message);
}

function endsOperand(token: Token | undefined): token is Token {
  if (!token) return false;
  if (token.kind === 'word') return !isKeyword(token.text);
  return token.kind === 'number' || token.kind === 'string' || token.kind === 'close';
}

function startsOperand(token: Token): boolean {
  return token.kind === 'word' || token.kind === 'number' || token.kind === 'string' || token.kind === 'open';
}

function removal({ start, end }: Span): Fix {
  return { title: 'Remove the comma', edits: [{ start, end, newText: '' }] };
}
