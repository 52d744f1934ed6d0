import type { Token } from '../../../document/text';
import { finding, type Report } from '../../../engine/rule';
import { issuedTokens } from '../../../secrets';
import type { Instruction } from '../instruction';
import type { Stage } from '../model';
import { dockerfileRule } from '../rule';
import { plaintextSecrets } from '../secrets';
import type { Property } from '../words';

export default dockerfileRule({
  id: 'dockerfile/plaintext-secret',
  severity: 'error',
  preset: 'recommended',
  category: 'secrets',
  since: '0.1.0',
  summary: 'Secret is built into the image',
  why: 'Everybody who can pull the image can read it, with `docker history` also what a later layer deletes; and it cannot be changed without a new build.',
  knownProblems:
    'Values that hold variables are not judged; neither are the texts of RUN, except for tokens in the format of a service that issues them.',
  references: [
    'https://docs.docker.com/build/building/secrets/',
    'https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/',
  ],
  peers: ['buildkit:SecretsUsedInArgOrEnv', 'hadolint:DL3064', 'kics:passwords_and_secrets'],
  examples: {
    bad: 'FROM alpine:3.22.1\nENV DB_PASSWORD=kT9vLq2xWm\n',
    good: 'FROM alpine:3.22.1\nENV DB_PASSWORD_FILE=/run/secrets/db_password\n',
  },
  on: {
    instruction({ instruction, stage }) {
      const secrets = plaintextSecrets(instruction).flatMap((property) =>
        isRepeated(property, instruction, stage)
          ? []
          : [report(property.valueToken, { name: property.name, title: undefined, instruction })],
      );
      if (/^(?:ENV|ARG)$/.test(instruction.keyword)) return secrets;
      const { document, range } = instruction;
      return issuedTokens(document.text.slice(range.start, range.end))
        .filter(({ isExample }) => !isExample)
        .map(({ title, start, end }) =>
          report(
            { document, range: { start: range.start + start, end: range.start + end } },
            { name: undefined, title, instruction },
          ),
        );
    },
  },
  message: ({ name, title, instruction: { keyword } }) => {
    const what = name === undefined ? `A ${title ?? 'secret'}` : `The value of "${name}"`;
    const later = keyword === 'ENV' ? 'Hand it over when the container starts' : 'Use RUN --mount=type=secret';
    return `${what} stays readable in the image for everybody who can pull it. ${later}, and change the secret.`;
  },
});

interface Found {
  /** Undefined for a token that is known by its format. */
  readonly name: string | undefined;
  readonly title: string | undefined;
  readonly instruction: Instruction;
}

/** The same was said further up in the stage: one finding is enough for both. */
function isRepeated({ name, value }: Property, instruction: Instruction, stage: Stage | undefined): boolean {
  const above = stage?.instructions.slice(0, Math.max(0, stage.instructions.indexOf(instruction))) ?? [];
  return above.some(
    ({ keyword, properties }) =>
      keyword === instruction.keyword && properties.some((one) => one.name === name && one.value === value),
  );
}

function report(token: Token, found: Found): Report<Found> {
  return finding(token, found);
}
