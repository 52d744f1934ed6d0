import { describe, expect, it } from 'vitest';
import { MAXIMUM_TEXT_LENGTH } from '../../../server/src/document/parse';
import { lintText, only, pointsAt } from '../../support/lint';

const RULE = 'compose/syntax-error';

function explain(text: string): string[] {
  const options = { path: '/workspace/compose.yaml', settings: only(RULE) };
  return lintText(text, options).findings.map((found) => `${pointsAt(text, found)} => ${found.message}`);
}

/** What stands below `services: web:`, where the finding points, and the words that say what to do. */
const CASES: readonly (readonly [string, string, string])[] = [
  ['\timage: nginx\n', '3:\t', 'Replace it by spaces'],
  ['    image: nginx\n   restart: always\n', '4:restart:', 'the same indentation'],
  ['    image: nginx\n      restart: always\n', '3:nginx', 'Give them the indentation of the key'],
  ['    image nginx\n    restart: always\n', '3:image nginx', 'a colon is missing'],
  ['    image: nginx\n    restart\n', '4:restart', 'a colon is missing'],
  ['    image:nginx\n    restart: always\n', '3:image:nginx', 'A space is missing behind the colon of "image:"'],
  ['    image: "nginx\n    restart: always\n', '3:"', 'Add the missing "'],
  ["    image: 'nginx\n    restart: always\n", "3:'", "Add the missing '"],
  ['    command: ["nginx", "-g"\n    restart: always\n', '3:[', 'Add the missing "]"'],
  ['    command: ["nginx", "-g"\n', '3:[', 'Add the missing "]"'],
  ['    labels: {team: shop\n    restart: always\n', '3:{', 'Add the missing "}"'],
  ['    image: nginx: 1.29\n', '3:nginx:', 'Put the whole value in quotes'],
  ['    ports:\n      - "80:80"\n     - "81:81"\n', '5:- "81:81"', 'line up'],
  ['    ports: - "80:80"\n', '3:-', 'on a line of its own'],
  ['    command: ["nginx" "-t"]\n', '3:"', 'A comma is missing'],
  ['    command: ["nginx",, "-t"]\n', '3:,', 'Delete it'],
  ['    hostname: @web\n', '3:@', 'cannot begin with "@"'],
  ['    volumes: ["C:\\data:/data"]\n', '3:\\', 'Write it twice, or use single quotes'],
  ['    command: "nginx" -t\n', '3:-t', 'quote that closes too early'],
  ['    image: "nginx"#pinned\n', '3:#pinned', 'A space is missing in front of "#"'],
  ['    command: |nginx\n      -t\n', '3:n', 'Begin the text on the next line'],
  ['    hostname: *\n', '3:*', 'The name behind'],
  ['    labels: &a &b {}\n', '3:&b', 'Keep one of them'],
  ['    labels: *common\n', '3:*common', 'nothing above it is'],
  ['<<<<<<< HEAD\n    image: a\n=======\n    image: b\n>>>>>>> other\n', '3:<<<<<<<', 'Git'],
];

describe('a syntax error', () => {
  it.each(CASES)('%j', (below, token, words) => {
    const [first, ...others] = explain(`services:\n  web:\n${below}`);
    expect(others).toEqual([]);
    expect(first).toContain(`${token} => `);
    expect(first).toContain(words);
    expect(first).toMatch(/Docker Compose refuses the file\.$/);
  });

  it('is reported once for each document', () => {
    expect(explain('services: [\n---\nservices: {\n---\nservices: {}\n')).toHaveLength(2);
  });

  it('never repeats a value', () => {
    const secret = 'hunter2hunter2';
    for (const line of [
      `PASSWORD "${secret}`,
      `PASSWORD: "a"${secret}`,
      `PASSWORD: x: ${secret}`,
      `PASSWORD: @${secret}`,
      secret,
    ])
      expect(
        explain(`services:\n  web:\n    environment:\n      ${line}\n      A: 1\n`).join().split(' => ')[1],
      ).not.toContain(secret);
  });

  it('about a text that is too large is no error', () => {
    const text = `services: {}\n#${'x'.repeat(MAXIMUM_TEXT_LENGTH)}`;
    const { findings } = lintText(text, { path: '/workspace/compose.yaml', settings: { ...only(RULE), rules: {} } });
    expect(findings.map(({ rule, severity }) => `${rule.id} ${severity}`)).toEqual([`${RULE} info`]);
  });
});
