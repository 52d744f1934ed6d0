/** Texts as results show them. */

const LONGEST = 16 << 10;

/** Beginning and end of what is too long to be read. */
export function shortened(text: string, longest = LONGEST): string {
  if (text.length <= longest) return text;
  const half = Math.floor(longest / 2);
  return `${text.slice(0, half)}\n… ${text.length - 2 * half} characters left out …\n${text.slice(-half)}`;
}

/** `0.5 s`, `12 s`. */
export function secondsText(milliseconds: number): string {
  return `${Number((milliseconds / 1000).toFixed(milliseconds < 10_000 ? 1 : 0))} s`;
}

const LONGEST_SECRET = 1 << 10;

/** A text that was cut somewhere, without what may be half a secret: nobody would know it as one. */
export function wholeLines(text: string): string {
  const end = text.lastIndexOf('\n');
  return text.slice(0, end < 0 ? -LONGEST_SECRET : end);
}

/** Undefined for what is no JSON. */
export function jsonIn(text: string): unknown {
  if (!/^\s*[[{"\d\-tfn]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
