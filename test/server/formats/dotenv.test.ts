import { describe, expect, it } from 'vitest';
import { parseDotenvText } from '../../../server/src/formats/shared/dotenv';
import { DOTENV } from '../../../server/src/formats/dotenv/language';

function read(text: string): (string | undefined)[][] {
  return parseDotenvText(text).statements.map(({ name, value, comment }) => [name, value?.text, comment]);
}

describe('a file of variables', () => {
  it.each([
    ['spaces around the sign', 'A = b \n', 'A', 'b', ''],
    ['the YAML style', 'A: b\n', 'A', 'b', ''],
    ['a comment behind', 'A=b # c\n', 'A', 'b', '# c'],
    ['a sign inside', 'A=b#c=d\n', 'A', 'b#c=d', ''],
    ['single quotes', "A='b \\' # $c'\n", 'A', "b ' # $c", ''],
    ['double quotes', 'A="b\\n\\"c\\"" # d\n', 'A', 'b\n"c"', '# d'],
    ['several lines', 'A="b\r\nc"\r\n', 'A', 'b\nc', ''],
    ['a name alone', 'A\n', 'A', undefined, ''],
    ['nothing behind the sign', 'A=\n', 'A', '', ''],
    ['a byte order mark', '\uFEFFexport A=b', 'A', 'b', ''],
  ])('reads %s', (_, text, ...parts) => {
    expect(read(text)).toEqual([parts]);
    expect(parseDotenvText(text).problems).toEqual([]);
  });

  it('knows where everything stands', () => {
    const text = '# c\r\n  export NAME = "va lue" # x\r\n';
    const [statement] = parseDotenvText(text).statements;
    const at = (range: { start: number; end: number } | undefined) => text.slice(range?.start, range?.end);
    expect(at(statement?.nameRange)).toBe('NAME');
    expect(at(statement?.value?.range)).toBe('va lue');
    expect(at(statement?.range)).toBe('export NAME = "va lue"');
  });

  it('goes on behind what it cannot read', () => {
    const { statements, problems } = parseDotenvText('A=1\nnot a variable\nB=2\nC="open\nD=4\n');
    expect(statements.map(({ name }) => name)).toEqual(['A', 'B', 'D']);
    expect(problems.map(({ range }) => range.start)).toEqual([4, 25]);
  });

  it('ends for every text', () => {
    for (const text of [
      '=',
      '"',
      "'",
      '\\',
      '#',
      'A="',
      "A='\\",
      'export',
      'export ',
      '\u00a0',
      '\v',
      'A\u0085=1',
      ':::',
    ])
      expect(() => parseDotenvText(text)).not.toThrow();
  });

  it.each(['.env', '.env.production', 'web.env', '.env.example', 'env.example', '.ENV'])('may be called %s', (name) => {
    expect(DOTENV.reads(name)).toBe(true);
  });

  it.each(['.envrc', '.env.ts', 'environment', '.env.vault', '.env.j2', 'env', 'my-env.sh'])(
    'is not called %s',
    (name) => {
      expect(DOTENV.reads(name)).toBe(false);
    },
  );
});
