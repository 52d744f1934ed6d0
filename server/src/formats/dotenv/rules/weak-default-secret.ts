import { placeholder } from '../../../document/render';
import { finding } from '../../../engine/rule';
import { replaceValue } from '../edits';
import { dotenvRule } from '../rule';
import { readsAsPlaceholder, secretsOf } from '../secrets';

export default dotenvRule({
  id: 'dotenv/weak-default-secret',
  severity: 'warning',
  preset: 'recommended',
  category: 'secrets',
  since: '0.1.0',
  summary: 'Secret is one that everybody tries first',
  why: 'Placeholders and default passwords reach production because everything works with them. Scanners try them within minutes.',
  knownProblems:
    'In examples only values are reported that work as they are; what tells its reader to replace it is left alone. Files for tests are not looked at.',
  references: [
    'https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/04-Authentication_Testing/02-Testing_for_Default_Credentials',
  ],
  examples: {
    bad: 'DB_USER=shop\nDB_PASSWORD=changeme\n',
    good: "DB_USER=shop\nDB_PASSWORD='output of: openssl rand -base64 32'\n",
  },
  on: {
    file: (file) =>
      file.isForTests
        ? undefined
        : secretsOf(file, 'weak')
            .filter(({ value }) => !file.isExample || !readsAsPlaceholder(value.text))
            .map((variable) => finding(variable.token, { variable })),
  },
  message: ({ variable: { name, file } }) =>
    file.isExample
      ? `${name} works as it is, so people keep this password that everybody tries first. Leave it empty here, or write what to put in its place.`
      : `${name} is a secret that everybody tries first. Make a new one: openssl rand -base64 32.`,
  fixes: [
    {
      kind: 'manual',
      title: 'Replace it by a new secret',
      edits: ({ variable }) => replaceValue(variable, placeholder('output of: openssl rand -base64 32')),
    },
  ],
});
