import { resolvePath } from '../../../engine/paths';
import { finding } from '../../../engine/rule';
import { isIgnored } from '../../../engine/settings';
import type { Surroundings } from '../../../engine/surroundings';
import { wholeContext } from '../copies';
import { dockerfileRule } from '../rule';

/** Files that hold secrets, by the names they usually have. */
const SECRET_FILES = [
  ...['.env', '.env.local', '.env.production', '.npmrc', '.pypirc', '.netrc'],
  ...['id_rsa', 'id_ed25519', 'credentials.json', 'service-account.json', 'secrets.yaml', 'secrets.yml'],
];

/** A file that is there wherever the folder is, and what the folder is for. */
const LARGE_FOLDERS = [
  { proof: '.git/HEAD', name: '.git' },
  { proof: 'node_modules/.package-lock.json', name: 'node_modules' },
];

export default dockerfileRule({
  id: 'dockerfile/missing-dockerignore',
  severity: 'warning',
  preset: 'recommended',
  category: 'secrets',
  since: '0.1.0',
  crossFile: true,
  summary: 'Everything beside the Dockerfile goes into the image',
  why: 'COPY takes the whole folder along: passwords in .env, keys and the history of the repository end up in an image that others can pull.',
  knownProblems:
    'The folder of the Dockerfile is taken for the build context; where the folder above has a .dockerignore, that one is, and nothing is said. Only files that are there are named.',
  references: ['https://docs.docker.com/build/concepts/context/#dockerignore-files'],
  examples: {
    bad: 'FROM node:22.18.0\nCOPY . /app\n',
    good: 'FROM node:22.18.0\nCOPY package.json server.js /app/\n',
    files: { '.env': 'DB_PASSWORD=secret\n' },
  },
  on: {
    instruction({ instruction, file }, { surroundings }) {
      const source = wholeContext(instruction);
      if (!source || instruction.onbuild) return undefined;
      const taken = takenAlong(file.path, surroundings);
      const [first] = taken;
      if (!first) return undefined;
      const secrets = taken.filter(({ isSecret }) => isSecret);
      const named = secrets.length > 0 ? secrets : taken;
      const severity = secrets.length > 0 ? undefined : ({ severity: 'info' } as const);
      return finding(source, { names: named.map(({ name }) => name), isSecret: secrets.length > 0 }, severity);
    },
  },
  message: ({ names, isSecret }) =>
    isSecret
      ? `This copies ${names.join(', ')} into the image, where everybody who can pull it reads what is inside. Exclude it in a .dockerignore.`
      : `This copies ${names.join(' and ')} into the image: slow builds, large layers, and a cache that never holds. Exclude it in a .dockerignore.`,
});

interface Taken {
  readonly name: string;
  readonly isSecret: boolean;
}

function takenAlong(path: string, { text, findFiles }: Surroundings): Taken[] {
  const folder = path.slice(0, path.lastIndexOf('/')) || '/';
  if (text(resolvePath(folder, '../.dockerignore')) !== undefined) return [];
  const rules = (text(`${path}.dockerignore`) ?? text(resolvePath(folder, '.dockerignore')) ?? '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const isThere = (name: string): boolean => text(resolvePath(folder, name)) !== undefined;
  const keys = ['*.pem', '*.key', '*.p12'].flatMap((pattern) => findFiles(resolvePath(folder, pattern)) ?? []);
  const files = [
    ...SECRET_FILES.filter((name) => !isIgnored(name, rules) && isThere(name)),
    ...keys.map((key) => key.slice(key.lastIndexOf('/') + 1)).filter((name) => !isIgnored(name, rules)),
  ].filter((name) => name !== '.npmrc' || /_auth|_password/i.test(text(resolvePath(folder, name)) ?? ''));
  const folders = LARGE_FOLDERS.filter(({ proof }) => !isIgnored(proof, rules) && isThere(proof));
  return [
    ...files.map((name) => ({ name, isSecret: true })),
    ...folders.map(({ name }) => ({ name, isSecret: false })),
  ];
}
