import type { YamlFile } from '../document/parse';
import { lineAt, type Token } from '../document/text';

/**
 * Says of keys in a file with mistakes what keeps them from being used; nothing of those in front of the first mistake. What a parser
 * makes of a text behind a mistake is a guess: an entry may have lost half of what it says.
 *
 * @param keys of the entries that are asked about, in the order of the file
 */
export function syntaxProblems(yaml: YamlFile, keys: readonly Token[]): (key: Token) => string | undefined {
  const [slot] = yaml.documents;
  const error = Math.min(...(slot?.document.problems ?? []).map(({ range }) => range.start));
  if (!slot || !Number.isFinite(error)) return () => undefined;
  const lastWhole = keys.findLast(({ range }) => range.start <= error);
  const firstBroken = lastWhole?.range.start ?? 0;
  const line = lineAt(yaml.lineStarts, slot.start + error) + 1;
  const message = `The file cannot be read from line ${line} on: mend it there first.`;
  return ({ range }) => (range.start >= firstBroken ? message : undefined);
}
