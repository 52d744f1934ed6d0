import { placeholder } from '../../../document/render';
import { finding } from '../../../engine/rule';
import { isQuantityName } from '../../../secrets';
import { replaceValue } from '../edits';
import { dotenvRule } from '../rule';
import { entropyOf, leastLength, secretsOf } from '../secrets';

export default dotenvRule({
  id: 'dotenv/short-secret',
  severity: 'info',
  preset: 'strict',
  category: 'secrets',
  since: '0.1.0',
  summary: 'Secret is short or easy to guess',
  why: 'What can be tried offline, such as a signing key, falls within hours when it is short; and nobody has to remember a secret that a program reads.',
  knownProblems:
    'Secrets that a provider issues are as long as the provider makes them: those of a known format are left alone.',
  references: [
    'https://pages.nist.gov/800-63-4/sp800-63b.html',
    'https://datatracker.ietf.org/doc/html/rfc7518#section-3.2',
  ],
  examples: {
    bad: 'APP_NAME=shop\nJWT_SECRET=Zk3vQ8nT1xW6\n',
    good: "APP_NAME=shop\nJWT_SECRET='output of: openssl rand -base64 32'\n",
  },
  on: {
    file: (file) =>
      file.isExample || file.isForTests
        ? undefined
        : secretsOf(file, 'plaintext').flatMap((variable) => {
            const { name, value } = variable;
            const least = leastLength(name);
            const isShort = value.text.length < least;
            if (isQuantityName(name) || (!isShort && entropyOf(value.text) >= 48)) return [];
            return finding(variable.token, { variable, least, isShort });
          }),
  },
  message: ({ variable: { name }, least, isShort }) =>
    isShort
      ? `${name} has fewer than ${least} characters, which can be guessed. Make a longer one: openssl rand -base64 32.`
      : `${name} repeats few characters, so it is easier to guess than it looks. Make a new one: openssl rand -base64 32.`,
  fixes: [
    {
      kind: 'manual',
      title: 'Replace it by a new secret',
      edits: ({ variable }) => replaceValue(variable, placeholder('output of: openssl rand -base64 32')),
    },
  ],
});
