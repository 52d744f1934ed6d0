import { placeholder } from '../../../document/render';
import { finding, type Report } from '../../../engine/rule';
import { issuedTokens } from '../../../secrets';
import { replaceValue } from '../edits';
import type { DotenvVariable } from '../model';
import { dotenvRule } from '../rule';
import { entropyOf, readsAsPlaceholder, verdictOn } from '../secrets';

export default dotenvRule({
  id: 'dotenv/secret-in-example',
  severity: 'error',
  preset: 'recommended',
  category: 'secrets',
  since: '0.1.0',
  summary: 'Example holds what looks like a real secret',
  why: 'Examples are committed and read by everybody. A key that somebody copied in from their own file is public from then on.',
  knownProblems:
    'A value in the format of a known provider is an error. Other random values are a warning: they may be made up for the example.',
  references: [
    'https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns',
  ],
  peers: ['kics:passwords_and_secrets'],
  examples: {
    name: '.env.example',
    bad: 'APP_NAME=shop\nAPP_SECRET=9fK2vQ8nT1xW6zR4bM7cJ3hL\n',
    good: 'APP_NAME=shop\nAPP_SECRET=change-me\n',
  },
  on: {
    file: (file) => (file.isExample ? file.variables.flatMap((variable) => judge(variable)) : undefined),
  },
  message: ({ variable: { name }, title }) =>
    title
      ? `${name} holds a ${title}, and everybody can read this file. Revoke it where it was issued, and put a placeholder here.`
      : `${name} looks like a real secret, and everybody can read this file. Replace the secret if it is one, and put a placeholder here.`,
  fixes: [
    {
      kind: 'manual',
      title: 'Put a placeholder here',
      edits: ({ variable }) => replaceValue(variable, placeholder('change-me')),
    },
  ],
});

function judge(variable: DotenvVariable): Report<{ variable: DotenvVariable; title: string | undefined }>[] {
  const token = issuedTokens(variable.masked).find(({ isExample }) => !isExample);
  if (token) return [finding(variable.token, { variable, title: token.title })];
  const { text } = variable.value;
  const isRandom = text.length >= 16 && /\d/.test(text) && /[a-z]/i.test(text) && entropyOf(text) >= 60;
  if (!isRandom || readsAsPlaceholder(text) || verdictOn(variable) !== 'plaintext') return [];
  return [finding(variable.token, { variable, title: undefined }, { severity: 'warning' })];
}
