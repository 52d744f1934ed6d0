import { combineEdits, insertAt, insertKeyBefore, replaceEntry, type Edits } from '../../../document/edit';
import { WrittenMap } from '../../../document/view';
import { finding, type Report } from '../../../engine/rule';
import { isHarmlessValue, isQuantity, isQuantityName, isSecretName } from '../../../secrets';
import { deleteVariable, type ComposeService, type EnvironmentVariable } from '../model';
import { composeRule } from '../rule';

interface Data {
  readonly service: ComposeService;
  readonly variable: EnvironmentVariable;
}

export default composeRule({
  id: 'compose/secret-build-argument',
  severity: 'warning',
  preset: 'recommended',
  category: 'secrets',
  since: '0.1.0',
  summary: 'Secret is handed to the build as an argument',
  why: 'Build arguments stay in the history of the image: whoever can pull it reads them with `docker history`. Secrets of the build are there while a step runs and nowhere else.',
  knownProblems:
    'Recognised by the names of the arguments. The Dockerfile has to read the secret from /run/secrets then.',
  references: [
    'https://docs.docker.com/build/building/secrets/',
    'https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/',
  ],
  peers: ['buildkit:SecretsUsedInArgOrEnv', 'hadolint:DL3064', 'semgrep:secret-in-build-arg'],
  examples: {
    bad: 'services:\n  api:\n    build:\n      context: .\n      args:\n        NODE_VERSION: 22\n        NPM_TOKEN: ${NPM_TOKEN}\n',
    good: 'services:\n  api:\n    build:\n      context: .\n      secrets:\n        - npm_token\n      args:\n        NODE_VERSION: 22\nsecrets:\n  npm_token:\n    environment: NPM_TOKEN\n',
  },
  on: {
    service: (service) =>
      service.get('build', 'args')
        ? service.variables('build', 'args').map((variable) => judge(service, variable))
        : [],
  },
  message: ({ service, variable }: Data) =>
    `${variable.name} stays in the history of the image of "${service.name}", for everybody who can pull it. Hand it over with \`build.secrets\` and read it with \`RUN --mount=type=secret\`.`,
  fixes: [{ kind: 'manual', title: 'Hand it over with `build.secrets`', edits: useBuildSecret }],
});

function judge(service: ComposeService, variable: EnvironmentVariable): Report<Data> | undefined {
  const { name, value, scalar, valueStart } = variable;
  if (!isSecretName(name)) return undefined;
  const written = value === undefined ? undefined : service.interpolate(scalar, value);
  if (written?.known && (isHarmlessValue(written.text) || (isQuantityName(name) && isQuantity(written.text))))
    return undefined;
  const token = valueStart > 0 && value !== undefined ? scalar.partToken(0, name.length) : variable.key;
  return finding(token, { service, variable });
}

/** The argument becomes a secret that Compose reads from its own environment. */
function useBuildSecret({ service, variable }: Data): Edits {
  const { holder, name } = variable;
  const { file, own, entry } = service;
  const build = own.get('build');
  const secret = name.toLowerCase();
  if (!/^[A-Za-z_]\w*$/.test(name) || entry.aliased || build?.owner !== own || build.aliased || holder.aliased)
    return undefined;
  if (
    holder.owner !== build.value ||
    holder.owner.flow ||
    service.get('build', 'secrets') ||
    file.declared('secrets', secret)
  )
    return undefined;
  const { value } = holder;
  const isAlone =
    value instanceof WrittenMap
      ? value.ownEntries.length === 1
      : value?.kind === 'sequence' && value.items.length === 1;
  const declared = insertAt(file.root, ['secrets', secret, 'environment'], name);
  if (isAlone) return combineEdits(replaceEntry(holder, 'secrets', [secret]), declared);
  return combineEdits(insertKeyBefore(holder, 'secrets', [secret]), deleteVariable(variable), declared);
}
