import type { Edits } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { isSecretName } from '../../../secrets';
import { deleteInstruction } from '../edits';
import type { Instruction } from '../instruction';
import type { Stage } from '../model';
import { dockerfileRule } from '../rule';
import { plaintextSecrets } from '../secrets';

export default dockerfileRule({
  id: 'dockerfile/secret-build-argument',
  severity: 'warning',
  preset: 'recommended',
  category: 'secrets',
  since: '0.1.0',
  summary: 'Secret is handed over as a build argument',
  why: 'Arguments of the build stay in the history of the image: `docker history` shows them to everybody who can pull it.',
  knownProblems:
    'The fix needs version 1.10 of the Dockerfile frontend (Docker 27.3 and later), and builds then need `--secret id=…`.',
  references: [
    'https://docs.docker.com/build/building/secrets/',
    'https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/',
  ],
  peers: ['semgrep:secret-in-build-arg', 'hadolint:DL3064', 'buildkit:SecretsUsedInArgOrEnv'],
  examples: {
    bad: 'FROM node:22.18.0\nARG NPM_TOKEN\nRUN npm config set //registry.example.com/:_authToken "$NPM_TOKEN"\n',
    good: 'FROM node:22.18.0\nRUN --mount=type=secret,id=npm_token,env=NPM_TOKEN npm config set //registry.example.com/:_authToken "$NPM_TOKEN"\n',
  },
  on: {
    instruction({ instruction, stage }) {
      if (instruction.keyword !== 'ARG') return undefined;
      const found = new Set(plaintextSecrets(instruction).map(({ name }) => name));
      return instruction.properties.map(({ name, nameToken, value }) => {
        const isFilled = value !== undefined && value !== '' && !value.includes('$');
        if (!isSecretName(name) || found.has(name) || isFilled) return undefined;
        return finding(nameToken, { name, instruction, stage });
      });
    },
  },
  message: ({ name }) =>
    `"${name}" stays readable in the history of the image for everybody who can pull it. Use RUN --mount=type=secret.`,
  fixes: [
    {
      kind: 'manual',
      title: 'Hand it over with RUN --mount=type=secret',
      edits: ({ name, instruction, stage }) => mountSecret(name, instruction, stage),
    },
  ],
});

/** Only where RUN alone uses the argument: nothing else can read a secret. */
function mountSecret(name: string, argument: Instruction, stage: Stage | undefined): Edits {
  if (!stage || argument.onbuild || argument.properties.length !== 1) return undefined;
  const { document } = argument;
  const isUsed = new RegExp(`\\$\\{?${name}(?!\\w)`);
  const users = stage.instructions.filter(
    (one) => one !== argument && isUsed.test(document.text.slice(one.range.start, one.end)),
  );
  const isElsewhere = users.some(({ keyword, onbuild }) => keyword !== 'RUN' || onbuild);
  const isAgain = stage
    .own('ARG')
    .some((one) => one !== argument && one.properties.some((property) => property.name === name));
  if (users.length === 0 || isElsewhere || isAgain) return undefined;
  const mount = ` --mount=type=secret,id=${name.toLowerCase()},env=${name}`;
  const mounted = users.map(({ keywordRange: { end } }) => ({ document, range: { start: end, end }, newText: mount }));
  return [...(deleteInstruction(argument) ?? []), ...mounted];
}
