import { finding } from '../../../engine/rule';
import { environmentSecrets, requireVariable, secretFiles, useSecretFile } from '../environmentSecrets';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/plaintext-secret',
  severity: 'error',
  preset: 'recommended',
  category: 'secrets',
  since: '0.1.0',
  summary: 'Secret stands in the compose file',
  why: 'Everybody who can read the repository, a backup of it or `docker inspect` has the secret, and it stays in the history after it was changed.',
  knownProblems:
    'Secrets are recognised by the names of their variables. Values that come from `.env` or the shell are not looked up, and a value that is partly a variable without default is not judged. Booleans, numbers in settings such as TOKEN_TTL, paths, algorithm names, stored hashes and references into a secret manager are exempt. Moving the value into `.env` is left to the person, because that is another file.',
  references: [
    'https://docs.docker.com/compose/how-tos/use-secrets/',
    'https://docs.docker.com/reference/compose-file/interpolation/',
  ],
  peers: [
    'kics:passwords_and_secrets',
    'compose-lint:CL-0020',
    'docksec:compose-plaintext-secret',
    'owasp:12',
    'cis:4.10',
  ],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:1.4\n    environment:\n      LOG_LEVEL: info\n      JWT_SECRET: Zk3vQ8nT1xW6\n',
    good: 'services:\n  api:\n    image: example/api:1.4\n    environment:\n      LOG_LEVEL: info\n      JWT_SECRET: ${JWT_SECRET:?set JWT_SECRET}\n',
  },
  on: {
    service: (service, { severity }) =>
      environmentSecrets(service, 'plaintext').map((secret) =>
        finding(secret.token, secret, service.inOperation(severity)),
      ),
  },
  message: ({ service, variable, isDefault }) =>
    `${variable.name} of "${service.name}" has a secret ${isDefault ? 'as its default' : 'in plain text'}: everybody who reads this file has it. Take it out, replace it where it is used, and require it from outside.`,
  fixes: [
    { kind: 'manual', title: ({ source }) => `Require ${source} from outside`, edits: requireVariable },
    { kind: 'manual', title: 'Hand it over as a file (`secrets:`)', edits: useSecretFile, files: secretFiles },
  ],
});
