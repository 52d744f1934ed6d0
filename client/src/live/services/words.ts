/** Figures in words for a person, short enough for a label. */

/** `40 s`, `3 min`, `5 h`, `3 d`: one unit, rounded down. */
export function durationText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

const BINARY_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < BINARY_UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${Number(value.toFixed(value < 10 ? 1 : 0))} ${BINARY_UNITS[unit] ?? ''}`;
}

/** Rounded down, so that nothing is shown as full that is not. */
export function percentText(share: number): string {
  return `${Math.floor(share * 100)} %`;
}

const LONGEST_LINE = 120;

/** The first line that says something, cut to a length that a label can hold. */
export function firstLineOf(text: string): string {
  return cut(linesOf(text)[0] ?? '');
}

/** Words of the line that says what went wrong, whatever else a program prints: curl its progress, wget whom it asks, Python a trace. */
const FAILURE =
  /error|exception|fail|refus|denied|reject|can(?:no|')t|could not|unable|timed? ?out|no such|not found|no response|unreachable|fatal/i;

/** Times that differ from one probe to the next: a time of day before the words, and how long curl tried. */
const PASSING_TIME = /^\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*\s+|\s+after \d+ m?s(?:econds)?\b/g;

/** The line of a program's output that says what went wrong, cut to a length that a label can hold. */
export function tellingLineOf(text: string): string {
  const lines = linesOf(text);
  const line = lines.find((one) => FAILURE.test(one)) ?? lines[0] ?? '';
  return cut(line.replace(PASSING_TIME, ''));
}

/** Progress is drawn over itself with carriage returns. */
function linesOf(text: string): string[] {
  return text
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function cut(line: string): string {
  return line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE - 1)}…` : line;
}

/**
 * Passwords in addresses, credentials of HTTP, and whatever follows a word that announces a secret. Each repetition is bounded or ends
 * where another match may begin: programs print megabytes without a space.
 */
const SECRETS: readonly [RegExp, string][] = [
  [/(:\/\/[^\s/:@]{0,200}):[^\s/]{1,400}@/g, '$1:•••@'],
  [/\b(Bearer|Basic)\s{1,9}[\w.~+/=-]{6,}/gi, '$1 •••'],
  [
    // Not the `${secret:NAME}` of a test, which is what should be written instead.
    /(?<!\$\{)((?:passw(?:or)?d|pwd|secret|token|api[_-]?key|credential)[\w-]{0,60}["']?\s{0,9}[:=]\s{0,9})("[^"\n]{0,4000}"|'[^'\n]{0,4000}'|[^\s,;&"']+)/gi,
    '$1•••',
  ],
  // Short words that are also others: only in names such as DB_PASS and access_key.
  [/([_-](?:pass|passphrase|key)["']?\s{0,9}[:=]\s{0,9})("[^"\n]{0,4000}"|[^\s,;&"']+)/gi, '$1•••'],
];

/** What a program printed, without what looks like a secret. */
export function withoutSecrets(text: string): string {
  return SECRETS.reduce((result, [expression, replacement]) => result.replace(expression, replacement), text);
}
