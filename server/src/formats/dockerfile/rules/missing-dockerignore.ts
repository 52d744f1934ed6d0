import { nameOf, resolvePath } from '../../../engine/paths';
import { finding } from '../../../engine/rule';
import type { Surroundings } from '../../../engine/surroundings';
import { buildContexts, type BuildContext } from '../buildContext';
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
    'The build context is what the services around name. Without any, it is the folder of the Dockerfile, and where the folder above that has a .dockerignore, nothing is said. Only files that are there are named.',
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
      const taken = buildContexts(file, surroundings)
        .map((context) => takenAlong(context, surroundings))
        .find((names) => names.length > 0);
      if (!taken) return undefined;
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

function takenAlong({ folder, isNamed, leavesOut }: BuildContext, { text, findFiles }: Surroundings): Taken[] {
  if (!isNamed && text(resolvePath(folder, '../.dockerignore')) !== undefined) return [];
  const isTaken = (name: string): boolean => {
    const path = resolvePath(folder, name);
    return !leavesOut(path) && text(path) !== undefined;
  };
  const keys = ['*.pem', '*.key', '*.p12'].flatMap((pattern) => findFiles(resolvePath(folder, pattern)) ?? []);
  const files = [...SECRET_FILES.filter(isTaken), ...keys.filter((key) => !leavesOut(key)).map(nameOf)].filter(
    (name) => name !== '.npmrc' || /_auth|_password/i.test(text(resolvePath(folder, name)) ?? ''),
  );
  const folders = LARGE_FOLDERS.filter(({ proof }) => isTaken(proof));
  return [
    ...files.map((name) => ({ name, isSecret: true })),
    ...folders.map(({ name }) => ({ name, isSecret: false })),
  ];
}
