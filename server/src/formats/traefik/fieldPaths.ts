import type { Edits } from '../../document/edit';
import type { Token } from '../../document/text';
import { nearest } from '../../engine/nearest';
import type { Fields } from './fields';

/** The first part of a path that is not in the table. */
export function unknownPart(
  path: readonly string[],
  table: Fields,
): { index: number; guess: string | undefined } | undefined {
  let below: Fields | undefined = table;
  for (const [index, part] of path.entries()) {
    if (!below) return undefined;
    const name = part.toLowerCase().replace(/\[\d+\]$/, '');
    const key: string | undefined = name in below ? name : '*' in below ? '*' : undefined;
    if (key === undefined) {
      const guess = nearest(name, Object.keys(below));
      const parent = path[index - 1]?.toLowerCase() ?? '';
      const isOpen = /^(?:api|accesslog|providers)$/.test(parent) || path[index - 3]?.toLowerCase() === 'middlewares';
      return isOpen && guess === undefined ? undefined : { index, guess };
    }
    below = below[key];
  }
  return undefined;
}

/** The longest beginning of a path that is in a table, by the place of its last part. */
export function longestIn(
  path: readonly string[],
  table: Readonly<Record<string, string>>,
): { index: number; successor: string } | undefined {
  for (let length = path.length; length > 0; length--) {
    const successor = table[path.slice(0, length).join('.').toLowerCase()];
    if (successor !== undefined) return { index: length - 1, successor };
  }
  return undefined;
}

/** Writes one part of a path anew, be the whole path written in its token or that part alone. */
export function renamePart(path: readonly string[], index: number, { document, range }: Token, name: string): Edits {
  const written = document.text.slice(range.start, range.end);
  const part = path[index] ?? '';
  const before = path.slice(0, index + 1).join('.');
  const isPath = written.includes(before);
  const at = isPath ? written.indexOf(before) + before.length - part.length : written.indexOf(part);
  if (at < 0) return undefined;
  const start = range.start + at;
  return [{ document, range: { start, end: start + part.length }, newText: name }];
}
