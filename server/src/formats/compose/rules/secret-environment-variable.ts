import { finding, type Report } from '../../../engine/rule';
import { secretFileVariable } from '../../../images';
import { isQuantityName, isSecretName } from '../../../secrets';
import { useSecretFile } from '../environmentSecrets';
import { variablesOf } from '../interpolation';
import type { ComposeService, EnvironmentVariable } from '../model';
import { composeRule } from '../rule';

interface Data {
  readonly service: ComposeService;
  readonly variable: EnvironmentVariable;
  readonly fileVariable: string | undefined;
}

export default composeRule({
  id: 'compose/secret-environment-variable',
  severity: 'info',
  preset: 'strict',
  category: 'secrets',
  since: '0.1.0',
  summary: 'Secret is handed over in the environment',
  why: 'The environment shows in `docker inspect`, is inherited by every child process and ends up in crash reports. A file in /run/secrets does not.',
  knownProblems:
    'Only images that are known to read the secret from a file, and images that are built here, which can be taught to. Backup images take it as the database has it and are left alone. Secrets in plain text are reported as plaintext-secret.',
  references: [
    'https://docs.docker.com/compose/how-tos/use-secrets/',
    'https://docs.docker.com/reference/compose-file/services/#secrets',
  ],
  examples: {
    bad: 'services:\n  db:\n    image: postgres:17.6\n    environment:\n      POSTGRES_USER: shop\n      POSTGRES_PASSWORD: ${DB_PASSWORD:?set DB_PASSWORD}\n',
    good: 'services:\n  db:\n    image: postgres:17.6\n    environment:\n      POSTGRES_USER: shop\n      POSTGRES_PASSWORD_FILE: /run/secrets/postgres_password\n    secrets:\n      - postgres_password\nsecrets:\n  postgres_password:\n    file: ./secrets/postgres_password\n',
  },
  on: {
    service: (service) => service.environment.map((variable) => judge(service, variable)),
  },
  message: ({ service, variable, fileVariable }: Data) =>
    fileVariable === undefined
      ? `${variable.name} of "${service.name}" shows in \`docker inspect\` and in every child process. Let the program read it from a file of \`secrets:\`.`
      : `${variable.name} of "${service.name}" shows in \`docker inspect\` and in every child process. Its image reads ${fileVariable} instead: hand it over as a file.`,
  fixes: [
    {
      kind: 'manual',
      title: 'Hand it over as a file (`secrets:`)',
      edits: ({ service, variable }) =>
        useSecretFile({ service, variable, token: variable.scalar, source: variable.name, isDefault: false }),
    },
  ],
});

function judge(service: ComposeService, variable: EnvironmentVariable): Report<Data> | undefined {
  const { name, value, scalar, valueStart } = variable;
  const { knownImage, isBuilt } = service;
  if (!knownImage && !isBuilt) return undefined;
  // It is handed over as the database has it, where it is reported.
  if (knownImage?.class === 'backup') return undefined;
  const fileVariable = knownImage && secretFileVariable(knownImage, name);
  const isSecret = isSecretName(name) && !isQuantityName(name);
  const isWhole = isSecret && (fileVariable !== undefined || isBuilt) && isPureVariable(value);
  const isInUrl = isBuilt && value !== undefined && hasVariablePassword(value);
  if (!isWhole && !isInUrl) return undefined;
  const token =
    valueStart > 0 && value !== undefined
      ? scalar.partToken(valueStart, scalar.text.length)
      : value === undefined
        ? variable.key
        : scalar;
  return finding(token, { service, variable, fileVariable: isWhole ? fileVariable : undefined });
}

/** `${NAME}`, `${NAME:?message}`, or a name alone, which takes the value of the shell. */
function isPureVariable(value: string | undefined): boolean {
  if (value === undefined) return true;
  const [only] = variablesOf(value);
  return (
    only !== undefined && only.start === 0 && only.end === value.length && only.fallback === undefined && !only.isSwitch
  );
}

function hasVariablePassword(value: string): boolean {
  return /:\/\/[^\s/@:]*:(?:\$\{\w+(?::?\?[^}]*)?\}|\$\w+)@/.test(value);
}
