import { placeholder } from '../../../document/render';
import { finding } from '../../../engine/rule';
import type { Directive, Word } from '../document';
import { replaceDirective } from '../edits';
import { redisRule } from '../rule';

/** Something fills these in before Redis reads the file; Redis itself knows no variables. */
const FILLED_IN = /\$\{?\w|\{\{|^%\w+%$|^__\w+__$|^@\w+@$|^<[^<>]*>$/;

export default redisRule({
  id: 'redis/plaintext-secret',
  severity: 'error',
  preset: 'recommended',
  category: 'secrets',
  since: '0.1.0',
  summary: 'Configuration holds a password',
  why: 'Everybody who can read the repository has the password, and it stays in the history when it is changed.',
  knownProblems: 'A file that git ignores is left alone, and so are values that something fills in at the start.',
  references: [
    'https://redis.io/docs/latest/operate/oss_and_stack/management/security/',
    'https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/#use-an-external-acl-file',
  ],
  crossFile: true,
  examples: {
    bad: 'maxmemory 256mb\nrequirepass Zk3vQ8nT1xW6\n',
    good: 'maxmemory 256mb\ninclude /run/secrets/redis.conf\n',
  },
  on: {
    file({ document, path }, { surroundings }) {
      const found = document.directives.flatMap((directive) => {
        const secret = secretIn(directive);
        return secret && !FILLED_IN.test(secret.text) ? { directive, secret } : [];
      });
      if (found.length === 0 || surroundings.isIgnoredByGit(path) === true) return undefined;
      return found.map(({ directive, secret }) => finding(secret, { directive }));
    },
  },
  message: ({ directive: { name } }) =>
    name === 'user'
      ? 'A password of a user stands here for everybody who reads this file. Keep users in an `aclfile` outside of git.'
      : `The password in \`${name}\` stands here for everybody who reads this file. Include a file that is kept out of git, or start Redis with the password from a secret.`,
  fixes: [
    {
      kind: 'manual',
      title: 'Include it from a file outside of git',
      edits: ({ directive }) =>
        directive.name === 'user'
          ? undefined
          : replaceDirective(directive, `include ${placeholder('/run/secrets/redis.conf')}`),
    },
  ],
});

/** `requirepass PASSWORD`; of a user the word `>password`. A hash (`#…`) is none. */
function secretIn({ name, words }: Directive): Word | undefined {
  if (name === 'user') return words.slice(1).find(({ text }) => /^>./.test(text));
  if (!/^(?:requirepass|masterauth|primaryauth)$/.test(name)) return undefined;
  return words[0]?.text === '' ? undefined : words[0];
}
