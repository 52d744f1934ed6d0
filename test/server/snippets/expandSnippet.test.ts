import { describe, expect, it } from 'vitest';
import { expandSnippet } from './expandSnippet';

describe('expandSnippet', () => {
  it.each([
    ['plain text', 'a: b # 100 % }', 'a: b # 100 % }'],
    ['tab stops without a default', 'a$1b${2}c$0', 'abc'],
    ['a default', 'name: ${1:web}', 'name: web'],
    ['an empty default', 'name: ${1:}.', 'name: .'],
    ['the first of several choices', '${1|unless-stopped,always|}', 'unless-stopped'],
    ['a comma and a bar inside a choice', '${1|a\\,b\\|c,d|}', 'a,b|c'],
    ['a repeated stop', '${1:web}: $1 ${1}', 'web: web web'],
    ['a repetition before the definition', '$1 ${1|x,y|}', 'x x'],
    ['a default inside a default', '${1:http://${2:localhost}:${3:80}/}', 'http://localhost:80/'],
    ['a mirror of a nested default', '${1:a ${2:b}} $2 $1', 'a b b a b'],
    ['escaped dollars, braces and backslashes', '\\$1 \\${X\\} ${1:{\\}} \\\\', '$1 ${X} {} \\'],
    ['a backslash before anything else', 'a\\d', 'a\\d'],
    ['a dollar before neither digit, letter nor brace', '$(date) $$ 5 $', '$(date) $$ 5 $'],
    ['stops with more than one digit', '${10:ten}${1:one}', 'tenone'],
  ])('resolves %s', (_name, body, expected) => {
    expect(expandSnippet(body)).toBe(expected);
  });

  it('joins the lines of a snippet file', () => {
    expect(expandSnippet(['${1:web}:', '  image: $1', '$0'])).toBe('web:\n  image: web\n');
  });

  it.each([
    ['$HOME', /variable/],
    ['${TM_FILENAME:x}', /variable/],
    ['${1:open', /inside a placeholder/],
    ['${1|a,b', /inside a list of choices/],
    ['${1?}', /neither closed/],
    ['${1:a $1}', /inside its own default/],
  ])('refuses %s', (body, message) => {
    expect(() => expandSnippet(body)).toThrow(message);
  });
});
