import { finding } from '../../../engine/rule';
import { environmentSecrets, requireVariable, useSecretFile } from '../environmentSecrets';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/weak-default-secret',
  severity: 'error',
  preset: 'recommended',
  category: 'secrets',
  since: '0.1.0',
  summary: 'Secret is one that everybody tries first',
  why: 'Placeholders and default passwords reach production because everything works with them. Scanners try them within minutes of a port being open.',
  knownProblems:
    'Besides a list of well-known ones, a password equal to the user, the database, the service or the variable counts. Other short or guessable passwords are reported as plaintext-secret.',
  references: [
    'https://docs.docker.com/reference/compose-file/interpolation/',
    'https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/04-Authentication_Testing/02-Testing_for_Default_Credentials',
  ],
  peers: ['compose-lint:CL-0020'],
  examples: {
    bad: 'services:\n  db:\n    image: postgres:17.6\n    environment:\n      POSTGRES_USER: shop\n      POSTGRES_PASSWORD: ${DB_PASSWORD:-changeme}\n',
    good: 'services:\n  db:\n    image: postgres:17.6\n    environment:\n      POSTGRES_USER: shop\n      POSTGRES_PASSWORD: ${DB_PASSWORD:?set DB_PASSWORD}\n',
  },
  on: {
    service: (service, { severity }) =>
      environmentSecrets(service, 'weak').map((secret) => finding(secret.token, secret, service.inOperation(severity))),
  },
  message: ({ service, variable, isDefault }) =>
    `${variable.name} of "${service.name}" ${isDefault ? 'falls back to' : 'is'} a secret that everybody tries first. Require a real one, so that the stack does not start without it.`,
  fixes: [
    { kind: 'manual', title: ({ source }) => `Require ${source} from outside`, edits: requireVariable },
    { kind: 'manual', title: 'Hand it over as a file (`secrets:`)', edits: useSecretFile },
  ],
});
