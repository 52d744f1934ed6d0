import { placeholder } from '../../../document/render';
import { finding } from '../../../engine/rule';
import { isWeakSecret, urlCredentials, type UrlCredential } from '../../../secrets';
import { dotenvRule } from '../rule';
import { readsAsPlaceholder } from '../secrets';

export default dotenvRule({
  id: 'dotenv/credential-in-url',
  severity: 'warning',
  preset: 'recommended',
  category: 'secrets',
  since: '0.1.0',
  summary: 'URL holds a password',
  why: 'Programs print their URLs into logs and error reports, and the password goes along. In a file that git takes along everybody has it already.',
  knownProblems:
    'Only in files that git does not ignore, and in examples where the password does not read like a placeholder. A password that is a variable is not reported.',
  references: [
    'https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1',
    'https://docs.docker.com/compose/how-tos/use-secrets/',
  ],
  peers: ['compose-lint:CL-0021'],
  crossFile: true,
  examples: {
    bad: 'DATABASE_URL=postgres://shop:Zk3vQ8nT1xW6@db:5432/shop\n',
    good: 'DATABASE_URL=postgres://shop:${DATABASE_PASSWORD}@db:5432/shop\n',
    files: { '.git/HEAD': 'ref: refs/heads/main\n' },
  },
  on: {
    file(file, { surroundings }) {
      const found = file.variables.flatMap((variable) =>
        urlCredentials(variable.masked).map((credential) => ({ variable, credential })),
      );
      if (found.length === 0 || file.isForTests) return undefined;
      if (!file.isExample && surroundings.isIgnoredByGit(file.path) !== false) return undefined;
      return found.flatMap(({ variable, credential }) => {
        const password = variable.value.text.slice(credential.start, credential.end);
        if (
          file.isExample &&
          (readsAsPlaceholder(password) || isWeakSecret(password, namesAround(variable.value.text, credential)))
        )
          return [];
        return finding(variable.part(credential), { variable }, file.isExample ? { severity: 'info' } : {});
      });
    },
  },
  message: ({ variable: { name, file } }) =>
    file.isExample
      ? `${name} shows a password inside a URL. If it is a real one, replace it; write a placeholder here.`
      : `${name} holds a password inside a URL, and git takes this file along. Keep the password in a variable of a file that git ignores, or in a secret file.`,
  fixes: [
    {
      kind: 'manual',
      title: 'Take the password from a variable',
      edits: ({ variable }) => {
        const { document } = variable.file;
        const [credential] = urlCredentials(variable.masked);
        const token = credential && variable.part(credential);
        // In single quotes nothing is filled in.
        if (!token || token.range === variable.value.range || variable.value.quote === "'") return undefined;
        const stem = variable.name.replace(/_?(?:URL|URI|DSN)$/i, '') || 'DB';
        return [{ document, range: token.range, newText: `\${${placeholder(`${stem}_PASSWORD`)}}` }];
      },
    },
  ],
});

/** User and host: a password equal to them is only an example. */
function namesAround(url: string, { start, end }: UrlCredential): string[] {
  return `${url.slice(0, start)} ${url.slice(end)}`.split(/[^\w-]+/).filter((name) => name !== '');
}
