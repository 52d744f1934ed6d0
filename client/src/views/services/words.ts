/** Words and Markdown for rows and lenses. */
import type { SourceRange } from '../../../../server/src/protocol';

/** `compose.yaml:88`. */
export function placeText({ uri, range }: SourceRange): string {
  const name = decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1));
  return `${name}:${range.start.line + 1}`;
}

const MINUTE = { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

/** `21 Nov, 10:41` in the form of this machine: true for as long as it is shown. */
export function minuteOf(milliseconds: number): string {
  return new Intl.DateTimeFormat(undefined, MINUTE).format(milliseconds);
}

/** `21 Nov`. */
export function dayOf(milliseconds: number): string {
  return new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' }).format(milliseconds);
}

/** `21 Nov, 10:41:07`. */
export function timeOfDay(milliseconds: number): string {
  return new Intl.DateTimeFormat(undefined, { ...MINUTE, second: '2-digit' }).format(milliseconds);
}

const LONGEST_OUTPUT = 1_000;

/** A block that is shown as it is. What programs print may hold anything: no longer run of backticks than ours may be in it. */
export function fence(text: string): string {
  const cut = text.length > LONGEST_OUTPUT ? `${text.slice(0, LONGEST_OUTPUT)}…` : text;
  const longest = Math.max(2, ...[...cut.matchAll(/`+/g)].map(([run]) => run.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}text\n${cut}\n${ticks}`;
}

/** Text in which Markdown means nothing. */
export function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~$&]/g, '\\$&').replace(/\s+/g, ' ');
}
