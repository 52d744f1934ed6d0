import { finding } from '../../../engine/rule';
import { dotenvRule } from '../rule';
import { verdictOn } from '../secrets';

export default dotenvRule({
  id: 'dotenv/tracked-env-file',
  severity: 'warning',
  preset: 'recommended',
  category: 'secrets',
  since: '0.1.0',
  summary: 'File with secrets is not kept out of git',
  why: 'What is committed once stays in the history: whoever ever gets a copy of the repository has the secrets.',
  knownProblems:
    'Judged by .gitignore: a file that is ignored now may have been committed before. Examples, templates and files for tests are left alone.',
  references: [
    'https://git-scm.com/docs/gitignore',
    'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/removing-sensitive-data-from-a-repository',
  ],
  peers: ['docksec:compose-env-file'],
  crossFile: true,
  examples: {
    bad: 'DB_USER=shop\nDB_PASSWORD=Zk3vQ8nT1xW6\n',
    good: 'DB_USER=shop\nDB_PASSWORD=\n',
    files: { '.git/HEAD': 'ref: refs/heads/main\n', '.gitignore': 'node_modules\n' },
  },
  on: {
    file(file, { surroundings }) {
      if (file.isExample || file.isForTests) return undefined;
      const secret = file.variables.find((variable) => verdictOn(variable) !== undefined);
      if (!secret || surroundings.isIgnoredByGit(file.path) !== false) return undefined;
      return finding(secret.key, { name: file.name, variable: secret.name });
    },
  },
  message: ({ name, variable }) =>
    `${name} holds secrets such as ${variable}, and git takes it along. Add it to .gitignore, and replace the secrets if it was ever committed.`,
});
