import { lineAt, type TextRange } from '../document/text';
import { blockBelow } from './block';
import { beginsWithin, type Finding } from './finding';
import type { Silence } from './format';
import { KICS_QUERIES } from './kicsQueries';

/** A comment line by line, as the other tools read it. */
interface Comment {
  readonly text: string;
  readonly lineStarts: readonly number[];
  readonly tool: string;
  readonly verb: string;
  /** What follows the verb, trimmed. */
  readonly rest: string;
  /** Zero-based. */
  readonly line: number;
  /** Column of the `#`. */
  readonly column: number;
  /** Nothing but white space stands in front of it. */
  readonly isAlone: boolean;
}

/**
 * Comments by which other tools are told to be quiet. They silence our rules that look for the same, so that nobody has to say it
 * twice. Each tool's own reading counts: a comment that it would not honour silences nothing here. Sources:
 * https://docs.kics.io/latest/running-kics/#using-commands-on-scanned-files-as-comments,
 * https://github.com/zavoloklom/docker-compose-linter/blob/main/docs/configuration-comments.md,
 * https://cloudflare.github.io/pint/ignoring.html
 *
 * @param now milliseconds since the epoch; snoozed checks wake up by themselves
 */
export function commentSilences(text: string, lineStarts: readonly number[], now = Date.now()): Silence[] {
  if (!/kics-scan|dclint|pint/.test(text)) return [];
  return [...text.matchAll(/#[ \t]*(kics-scan|dclint|pint)[ \t]+(\S+)([^\r\n]*)/g)].flatMap((match) => {
    const [, tool = '', verb = '', rest = ''] = match;
    const line = lineAt(lineStarts, match.index);
    const start = lineStarts[line] ?? 0;
    const before = text.slice(start, match.index);
    const comment: Comment = {
      text,
      lineStarts,
      tool,
      verb,
      rest: rest.trim(),
      line,
      column: match.index - start,
      isAlone: before.trim() === '',
    };
    return tool === 'kics-scan' ? kics(comment) : tool === 'dclint' ? dclint(comment) : pint(comment, now);
  });
}

export function silencedByPeers(found: Finding, silences: readonly Silence[], textLength: number): boolean {
  return silences.some(
    ({ peers, range }) =>
      beginsWithin(found, range, textLength) && peers.some((peer) => covers(peer, found.rule.peers ?? [])),
  );
}

/** `dclint:*` stands for every check of that tool, `pint:rule/for` for one. */
function covers(silenced: string, peers: readonly string[]): boolean {
  return silenced.endsWith(':*')
    ? peers.some((peer) => peer.startsWith(silenced.slice(0, -1)))
    : peers.includes(silenced);
}

/** Commands for the whole file stand above everything else; those for a line or a block stand above what they are about. */
function kics(comment: Comment): Silence[] {
  if (!comment.isAlone) return [];
  const [command = '', list = ''] = comment.verb.split('=');
  const below = skipComments(comment, comment.line + 1);
  switch (command) {
    case 'ignore':
      return isAtTop(comment) ? [{ peers: ['kics:*'], range: everything(comment) }] : [];
    case 'disable': {
      const peers = list.split(',').flatMap((id) => (KICS_QUERIES[id] ? [`kics:${KICS_QUERIES[id]}`] : []));
      return isAtTop(comment) ? [{ peers, range: everything(comment) }] : [];
    }
    case 'ignore-line':
      return [{ peers: ['kics:*'], range: lines(comment, comment.line, below) }];
    case 'ignore-block':
      return [{ peers: ['kics:*'], range: isFirstKey(comment, below) ? mappingAt(comment, below) : block(comment) }];
    default:
      return [];
  }
}

/** `disable` and `disable-file` count on the first line that says anything; `disable-line` on its own line or the one below. */
function dclint(comment: Comment): Silence[] {
  const names = comment.rest === '' ? ['*'] : comment.rest.split(/\s+/);
  const peers = names.map((name) => `dclint:${name}`);
  switch (comment.verb) {
    case 'disable-file':
      return isFirstLine(comment) && comment.isAlone ? [{ peers: ['dclint:*'], range: everything(comment) }] : [];
    case 'disable':
      return isFirstLine(comment) ? [{ peers, range: everything(comment) }] : [];
    case 'disable-line': {
      const line = comment.isAlone ? comment.line + 1 : comment.line;
      return [{ peers, range: lines(comment, line, line) }];
    }
    default:
      return [];
  }
}

function pint(comment: Comment, now: number): Silence[] {
  const { verb, rest, line } = comment;
  if (verb.startsWith('ignore/')) {
    // Words behind it make the comment invalid.
    if (rest !== '') return [];
    const range = {
      'ignore/file': lines(comment, line, Infinity),
      'ignore/line': lines(comment, line, line),
      'ignore/next-line': lines(comment, line + 1, line + 1),
      'ignore/begin': lines(comment, line, endOfIgnored(comment)),
    }[verb];
    return range ? [{ peers: ['pint:*'], range }] : [];
  }
  const [, isFile, action] = /^(file\/)?(disable|snooze)$/.exec(verb) ?? [];
  if (!action) return [];
  const [, time, snoozed = ''] = /^(\S+)\s+(.+)$/.exec(rest) ?? [];
  if (action === 'snooze' && !(Date.parse(time ?? '') > now)) return [];
  // `promql/series(up)` disables a check for one series or server only; that much is not told apart.
  const check = (action === 'snooze' ? snoozed : rest).replace(/\(.*$/, '');
  const range = isFile ? everything(comment) : itemTouchedBy(comment);
  return check === '' || !range ? [] : [{ peers: [`pint:${check}`], range }];
}

function lineText({ text, lineStarts }: Comment, line: number): string {
  return text.slice(lineStarts[line] ?? text.length, lineStarts[line + 1] ?? text.length);
}

/** From the first line to the last one, both included. */
function lines({ text, lineStarts }: Comment, first: number, last: number): TextRange {
  return { start: lineStarts[first] ?? text.length, end: lineStarts[last + 1] ?? text.length };
}

function everything({ text }: Comment): TextRange {
  return { start: 0, end: text.length };
}

function block({ text, lineStarts, line }: Comment): TextRange {
  return blockBelow(text, lineStarts, line);
}

/** Above it there are only comments, blank lines and document markers. */
function isAtTop(comment: Comment): boolean {
  return above(comment, comment.line).every((line) => /^\s*#|^---/.test(line));
}

/** Above it there are only blank lines and document markers. */
function isFirstLine(comment: Comment): boolean {
  return above(comment, comment.line).every((line) => line.trim() === '---');
}

/** The lines above one that are not blank, a byte order mark taken off. */
function above({ text, lineStarts }: Comment, line: number): string[] {
  return text
    .slice(0, lineStarts[line] ?? 0)
    .split(/\r\n?|\n/)
    .filter((one) => one.trim() !== '');
}

function skipComments(comment: Comment, from: number): number {
  let line = from;
  while (/^\s*#/.test(lineText(comment, line))) line++;
  return line;
}

/** KICS takes a comment above the first key of a mapping for one about the whole mapping. */
function isFirstKey(comment: Comment, head: number): boolean {
  if (/^\s*-(?:\s|$)/.test(lineText(comment, head))) return false;
  const previous = above(comment, comment.line).findLast((line) => !/^\s*#/.test(line));
  return (
    previous === undefined || previous.startsWith('---') || columnOfContent(previous) < indent(lineText(comment, head))
  );
}

/** The lines from one on that are indented at least like it. */
function mappingAt(comment: Comment, head: number): TextRange {
  const margin = indent(lineText(comment, head));
  let last = head;
  for (let line = head + 1; line < comment.lineStarts.length; line++) {
    const content = lineText(comment, line);
    if (/^\s*(?:#|$)/.test(content)) continue;
    if (indent(content) < margin || content.startsWith('---')) break;
    last = line;
  }
  return lines(comment, head, last);
}

/** An `ignore/begin` without an end ignores the rest of the file. */
function endOfIgnored(comment: Comment): number {
  for (let line = comment.line + 1; line < comment.lineStarts.length; line++) {
    if (/#\s*pint\s+ignore\/end\s*$/.test(lineText(comment, line))) return line;
  }
  return Infinity;
}

/**
 * The list item that a comment is attached to: the one that begins right below it, or the one it stands in. Undefined for a
 * comment that touches no rule, which pint does not honour either.
 */
function itemTouchedBy(comment: Comment): TextRange | undefined {
  const { text, lineStarts, line, column, isAlone } = comment;
  if (isAlone) {
    const below = lineText(comment, skipComments(comment, line + 1));
    if (/^\s*-\s/.test(below) && indent(below) === column) return block(comment);
  }
  // Walks up through whatever encloses the comment.
  let margin = isAlone ? column : indent(lineText(comment, line)) + 1;
  for (let at = isAlone ? line - 1 : line; at >= 0; at--) {
    const content = lineText(comment, at);
    if (/^\s*(?:#|$)/.test(content) || indent(content) >= margin) continue;
    margin = indent(content);
    if (!/^\s*-\s/.test(content)) continue;
    const item = blockBelow(text, lineStarts, at - 1);
    // A group holds rules but is none.
    return /^\s*(?:-\s+)?rules\s*:/m.test(text.slice(item.start, item.end)) ? undefined : item;
  }
  return undefined;
}

function indent(line: string): number {
  return line.length - line.trimStart().length;
}

/** Where the key of a line begins, behind the dashes of list items. */
function columnOfContent(line: string): number {
  return /^\s*(?:-\s+)*/.exec(line)?.[0].length ?? 0;
}
