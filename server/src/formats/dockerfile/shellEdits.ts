import type { Edits } from '../../document/edit';
import { lineBreakOf, lineStart, type Token } from '../../document/text';
import type { ShellWord } from '../../shell';
import type { Call, Run } from './model';

/** A word of a RUN as a token of the file. */
export function tokenOf({ instruction: { document } }: Run, { range }: Pick<ShellWord, 'range'>): Token {
  return { document, range };
}

/** Adds a word behind another one of a command, in the form the command is written in. */
export function addWord(run: Run, behind: ShellWord, text: string): Edits {
  const { document, json } = run.instruction;
  const { end } = behind.range;
  const range = { start: end, end };
  if (json?.some((item) => item.range.end === end)) return [{ document, range, newText: `, ${JSON.stringify(text)}` }];
  return isBare(run, behind) ? [{ document, range, newText: ` ${text}` }] : undefined;
}

/** Takes words away, together with the blanks, or the comma, behind each. Not where a line would be lost with them. */
export function removeWords({ run, command }: Call, words: readonly ShellWord[]): Edits {
  const { document } = run.instruction;
  const ranges = words.map((word) => {
    const index = command.words.indexOf(word);
    const next = command.words[index + 1];
    const previous = command.words[index - 1];
    if (next) return { start: word.range.start, end: next.range.start };
    return previous && { start: previous.range.end, end: word.range.end };
  });
  return ranges.every((range) => range !== undefined)
    ? ranges.map((range) => ({ document, range, newText: '' }))
    : undefined;
}

/** Adds a command that runs when everything else of a RUN has succeeded; on a line of its own where the RUN has several. */
export function addCommand(run: Run, text: string): Edits {
  const { document, json, heredocs, argumentsRange, shell } = run.instruction;
  if (json || heredocs.length > 0 || !argumentsRange || !shell || shell.isBroken) return undefined;
  const { end } = argumentsRange;
  const last = lineStart(document.text, end);
  const line = document.text.slice(last, end);
  // Behind a comment of the shell it would be part of that; behind `&` it would not wait.
  if (line.includes('#') || /[;&|]\s*$/.test(line)) return undefined;
  const isSeveral = last > argumentsRange.start;
  const margin = /^[ \t]*/.exec(line)?.[0] ?? '';
  const before = isSeveral ? ` ${document.escape}${lineBreakOf(document.text)}${margin || '    '}` : ' ';
  return [{ document, range: { start: end, end }, newText: `${before}&& ${text}` }];
}

/** Written without quotes, escapes and variables. */
export function isBare({ instruction: { document } }: Run, word: ShellWord): boolean {
  return document.text.slice(word.range.start, word.range.end) === word.plain;
}
