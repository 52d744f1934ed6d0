/** Texts as results show them. */

const LONGEST = 16 << 10;

/** More of an end than is shown: where it was cut there may be half a secret, which nobody would know as one. */
const READ_OF_AN_END = 4 * LONGEST;
const LONGEST_SECRET = 4 << 10;

/** What is shown of a text: without secrets, and of what is too long to be read the beginning and the end. */
export function cleaned(text: string, clean: (text: string) => string): string {
  if (text.length <= 2 * READ_OF_AN_END) return shortened(clean(text));
  const [begin, end] = [clean(text.slice(0, READ_OF_AN_END)), clean(text.slice(-READ_OF_AN_END))];
  const lengthOf = (part: string): number => Math.max(0, Math.min(LONGEST / 2, part.length - LONGEST_SECRET));
  return joined(begin.slice(0, lengthOf(begin)), end.slice(end.length - lengthOf(end)), text.length);
}

function shortened(text: string): string {
  return text.length <= LONGEST ? text : joined(text.slice(0, LONGEST / 2), text.slice(-LONGEST / 2), text.length);
}

function joined(begin: string, end: string, of: number): string {
  return `${begin}\n… ${of - begin.length - end.length} characters left out …\n${end}`;
}

/** What programs print may hold anything: nothing of it may move the cursor or change colours. */
export function harmless(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\r\n?/g, '\n').replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '�');
}

/** `0.5 s`, `12 s`. */
export function secondsText(milliseconds: number): string {
  return `${Number((milliseconds / 1000).toFixed(milliseconds < 10_000 ? 1 : 0))} s`;
}

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
