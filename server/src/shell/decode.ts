import type { Word, WordPart } from 'unbash';

/** The text of a word once quotes are taken off, and where each character of it is written. */
export interface Decoded {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/**
 * A word as another shell gets to read it (`sh -c "…"`). Variables and commands that the outer shell fills in stay as they are
 * written: what they stand for is as unknown to the one as to the other.
 */
export function decodeWord(word: Word): Decoded {
  const decoded = { text: '', starts: [] as number[], ends: [] as number[] };
  const add = (char: string, start: number, end: number): void => {
    decoded.text += char;
    decoded.starts.push(start);
    decoded.ends.push(end);
  };
  const addWritten = (text: string, from: number): void => {
    for (let at = 0; at < text.length; at++) add(text.charAt(at), from + at, from + at + 1);
  };
  const addPart = (part: WordPart): void => {
    if (part.type === 'SingleQuoted') addWritten(part.value, part.pos + 1);
    else if (part.type === 'DoubleQuoted' || part.type === 'LocaleString') part.parts.forEach(addPart);
    else if (part.type === 'Literal') addEscaped(part.text, part.value, part.pos, add);
    // What it spells is not written character by character.
    else if (part.type === 'AnsiCQuoted') for (const char of part.value.split('')) add(char, part.pos, part.end);
    else addWritten(part.text, part.pos);
  };
  if (word.parts) word.parts.forEach(addPart);
  else addEscaped(word.text, word.value, word.pos, add);
  return decoded;
}

/** A backslash takes the character behind it along, and both of a line that goes on are left out. */
function addEscaped(
  text: string,
  value: string,
  from: number,
  add: (char: string, start: number, end: number) => void,
): void {
  let at = 0;
  for (let index = 0; index < value.length; at++) {
    const char = value.charAt(index);
    if (text.charAt(at) === '\\' && text.charAt(at + 1) === '\n' && char !== '\\') at++;
    else if (text.charAt(at) === '\\' && text.charAt(at + 1) === char && char !== '') {
      add(char, from + at, from + at + 2);
      at++;
      index++;
    } else {
      add(char, from + at, from + at + 1);
      index++;
    }
  }
}
