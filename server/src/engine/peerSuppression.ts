import { contains, lineAt, type TextRange } from '../document/text';
import type { Finding } from './finding';
import type { Silence } from './format';
import { blockBelow } from './block';

/**
 * Comments by which other tools are told to be quiet. They silence our rules that look for the same, so that nobody has to say it
 * twice. Sources: https://docs.kics.io/latest/running-kics/#using_commands_on_scanned_files_as_comments,
 * https://github.com/zavoloklom/docker-compose-linter#disable-rules-via-comments, https://cloudflare.github.io/pint/ignoring.html
 */
export function commentSilences(text: string, lineStarts: readonly number[]): Silence[] {
  if (!/kics-scan|dclint|pint /.test(text)) return [];
  const silences: Silence[] = [];
  const whole: TextRange = { start: 0, end: text.length };
  for (const match of text.matchAll(/#[ \t]*(kics-scan|dclint|pint)[ \t]+([\w/-]+)([^\r\n]*)/g)) {
    const [, tool = '', verb = '', rest = ''] = match;
    const line = lineAt(lineStarts, match.index);
    const isAlone = text.slice(lineStarts[line] ?? 0, match.index).trim() === '';
    const lineRange = (index: number): TextRange => ({
      start: lineStarts[index] ?? text.length,
      end: lineStarts[index + 1] ?? text.length,
    });
    const add = (peers: readonly string[], range: TextRange): void => void silences.push({ peers, range });
    switch (`${tool} ${verb}`) {
      case 'kics-scan ignore':
        add(['kics:*'], whole);
        break;
      case 'kics-scan ignore-line':
        add(['kics:*'], isAlone ? lineRange(line + 1) : lineRange(line));
        break;
      case 'kics-scan ignore-block':
        add(['kics:*'], blockBelow(text, lineStarts, line));
        break;
      case 'dclint disable':
      case 'dclint disable-file':
        add(named('dclint', rest), whole);
        break;
      case 'dclint disable-line':
        add(named('dclint', rest), lineRange(line));
        break;
      case 'pint file/disable':
        add(named('pint', rest), whole);
        break;
      case 'pint ignore/file':
        add(['pint:*'], whole);
        break;
      case 'pint ignore/line':
        add(['pint:*'], lineRange(line));
        break;
      case 'pint ignore/next-line':
        add(['pint:*'], lineRange(line + 1));
        break;
      case 'pint disable':
        // The rule it stands on or above: comments inside a rule count for the whole rule.
        add(named('pint', rest), ruleAround(text, lineStarts, line));
        break;
    }
  }
  return silences;
}

export function silencedByPeers(found: Finding, silences: readonly Silence[]): boolean {
  if (silences.length === 0) return false;
  const start = { start: found.range.start, end: found.range.start };
  return silences.some(
    ({ peers, range }) => contains(range, start) && peers.some((peer) => covers(peer, found.rule.peers ?? [])),
  );
}

/** `dclint:*` stands for every check of that tool, `pint:rule/for` for one. */
function covers(silenced: string, peers: readonly string[]): boolean {
  return silenced.endsWith(':*')
    ? peers.some((peer) => peer.startsWith(silenced.slice(0, -1)))
    : peers.includes(silenced);
}

/** The checks named behind a comment; none named means all. Arguments in brackets are not told apart. */
function named(tool: string, rest: string): string[] {
  const names = [...rest.matchAll(/[\w./-]+(?=[\s,(]|$)/g)].map(([name]) => `${tool}:${name}`);
  return names.length > 0 ? names : [`${tool}:*`];
}

/** The list item that surrounds a line, or begins below it. */
function ruleAround(text: string, lineStarts: readonly number[], line: number): TextRange {
  const lineText = (index: number): string => text.slice(lineStarts[index] ?? 0, lineStarts[index + 1] ?? text.length);
  const indent = /^\s*/.exec(lineText(line))?.[0].length ?? 0;
  for (let above = line - 1; above >= 0; above--) {
    const item = /^(\s*)- /.exec(lineText(above));
    if (item && (item[1]?.length ?? 0) < indent) return blockBelow(text, lineStarts, above - 1);
    if (item) break;
  }
  return blockBelow(text, lineStarts, line);
}
