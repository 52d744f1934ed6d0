import { renameKey, replacePart, type Edits } from '../../../document/edit';
import { finding, type Report } from '../../../engine/rule';
import { secretFileVariable } from '../../../images';
import { isSecretName } from '../../../secrets';
import { deleteVariable, type ComposeService, type EnvironmentVariable } from '../model';
import { composeRule } from '../rule';
import { serviceTexts } from '../serviceTexts';

/** Images that certainly read no secret from a file that a variable names. */
const WITHOUT_FILES = new Set(['redis', 'valkey', 'rabbitmq', 'keycloak']);

interface Data {
  readonly service: ComposeService;
  readonly variable: EnvironmentVariable;
  /** As the image spells it; undefined where it knows no such thing. */
  readonly right: string | undefined;
}

export default composeRule({
  id: 'compose/unsupported-file-variable',
  severity: 'warning',
  preset: 'recommended',
  category: 'secrets',
  since: '0.1.0',
  summary: 'Image does not read this _FILE variable',
  why: 'The image ignores the variable: it runs without the password, or with its default one, while everybody believes in the file.',
  knownProblems:
    'Only images of which it is certain. Nothing is said where the service has an entrypoint of its own, or where its command or health check names the variable.',
  references: [
    'https://grafana.com/docs/grafana/latest/setup-grafana/configure-docker/#configure-grafana-with-docker-secrets',
    'https://github.com/docker-library/rabbitmq/pull/467',
    'https://www.keycloak.org/server/all-config',
  ],
  examples: {
    bad: 'services:\n  grafana:\n    image: grafana/grafana:12.1.1\n    environment:\n      GF_SECURITY_ADMIN_PASSWORD_FILE: /run/secrets/admin\n',
    good: 'services:\n  grafana:\n    image: grafana/grafana:12.1.1\n    environment:\n      GF_SECURITY_ADMIN_PASSWORD__FILE: /run/secrets/admin\n',
  },
  on: {
    service(service) {
      if (!service.knownImage || service.get('entrypoint')) return [];
      return service.environment.map((variable) => judge(service, variable));
    },
  },
  message: ({ service, variable, right }: Data) =>
    right === undefined
      ? `The image of "${service.name}" does not read ${variable.name}: it runs without that secret. Hand it over in the way that its documentation names, or read the file in the command.`
      : `The image of "${service.name}" does not read ${variable.name}: it is spelt ${right} there.`,
  fixes: [
    {
      kind: 'manual',
      title: ({ variable, right }) => (right === undefined ? `Delete ${variable.name}` : `Rename it to ${right}`),
      edits: ({ variable, right }) => (right === undefined ? deleteVariable(variable) : rename(variable, right)),
    },
  ],
});

function judge(service: ComposeService, variable: EnvironmentVariable): Report<Data> | undefined {
  const { knownImage, image } = service;
  const { name } = variable;
  const base = /^(.*[^_])_FILE$/.exec(name)?.[1];
  if (!knownImage || base === undefined) return undefined;
  const right = secretFileVariable(knownImage, base);
  const isMisspelt = right !== undefined && right !== name;
  // Up to 3.8 the image of RabbitMQ read them.
  const isOld = knownImage.kind === 'rabbitmq' && /^3\.[0-8](?:\.|-|$)/.test(image?.reference.tag ?? '');
  if (!isMisspelt && (!WITHOUT_FILES.has(knownImage.kind) || !isSecret(base) || isOld)) return undefined;
  if (serviceTexts(service).some(({ text, name: of }) => of === undefined && text.includes(name))) return undefined;
  const token = variable.entry ? variable.key : variable.scalar.partToken(0, name.length);
  return finding(token, { service, variable, right: isMisspelt ? right : undefined });
}

function isSecret(base: string): boolean {
  return isSecretName(base) || /_(?:PASS|USER)$/.test(base);
}

function rename({ entry, scalar, name }: EnvironmentVariable, right: string): Edits {
  return entry ? renameKey(entry, right) : replacePart(scalar, 0, name.length, right);
}
