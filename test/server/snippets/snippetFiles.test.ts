import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { expandSnippet } from './expandSnippet';

interface Snippet {
  readonly prefix: string | readonly string[];
  readonly description: string;
  readonly body: readonly string[];
}

const folder = new URL('../../../snippets/', import.meta.url);
const snippets = readdirSync(folder).flatMap((file) =>
  Object.entries(JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Record<string, Snippet>).map(
    ([name, snippet]) => ({ file, name, snippet }),
  ),
);

describe('the snippet files', () => {
  it('give every prefix once', () => {
    const prefixes = snippets.flatMap(({ snippet }) => snippet.prefix);
    expect(prefixes.filter((prefix, index) => prefixes.indexOf(prefix) !== index)).toEqual([]);
    expect(prefixes.filter((prefix) => !/^holdfast-[a-z-]+$/.test(prefix))).toEqual([]);
  });

  describe.each(snippets)('$file: $name', ({ snippet }) => {
    it('expands to YAML', () => {
      const documents = parseAllDocuments(expandSnippet(snippet.body), { version: '1.1' });
      const problems = (Array.isArray(documents) ? documents : []).flatMap(({ errors, warnings }) => [
        ...errors,
        ...warnings,
      ]);
      expect(problems.map(({ message }) => message)).toEqual([]);
    });

    it('leaves the cursor at the end, at the indentation it came from', () => {
      expect(snippet.body.at(-1)).toBe('$0');
      expect(snippet.body.filter((line) => line.includes('\t') || /\s$/.test(line))).toEqual([]);
    });

    it('numbers its tab stops without a gap', () => {
      const stops = [...snippet.body.join('\n').matchAll(/(?<!\\)\$\{?(\d+)/g)].map((match) => Number(match[1]));
      const highest = Math.max(...stops);
      expect([...new Set(stops)].sort((a, b) => a - b)).toEqual(
        Array.from({ length: highest + 1 }, (_, index) => index),
      );
    });
  });
});
