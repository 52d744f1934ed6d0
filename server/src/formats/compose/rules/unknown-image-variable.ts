import { finding } from '../../../engine/rule';
import { misplacedVariable } from '../../../images';
import { appendArguments, commandLineOf } from '../commandLine';
import { deleteVariable, scalarText, type ComposeService } from '../model';
import { serviceMounts } from '../mounts';
import { composeRule } from '../rule';

/** The program in front of the options, where the command has to be written anew. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  postgres: ['postgres'],
  pgvector: ['postgres'],
  mysql: ['mysqld'],
  mongodb: ['mongod'],
  redis: ['redis-server'],
};

export default composeRule({
  id: 'compose/unknown-image-variable',
  severity: 'info',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Variable that the image does not read',
  why: 'The setting looks as if it held, and does not: a password that is never asked for, a bound that never bounds. It shows when it is needed.',
  knownProblems:
    'Said of images whose variables are known. A variable that the command, the health check or a mounted script may use is left alone.',
  references: [
    'https://hub.docker.com/_/postgres',
    'https://hub.docker.com/_/redis',
    'https://prometheus.io/docs/prometheus/latest/command-line/prometheus/',
    'https://github.com/ollama/ollama/blob/main/envconfig/config.go',
  ],
  examples: {
    bad: 'services:\n  db:\n    image: postgres:17.6\n    environment:\n      POSTGRES_PASSWORD_FILE: /run/secrets/db\n      POSTGRES_MAX_CONNECTIONS: "200"\n',
    good: 'services:\n  db:\n    image: postgres:17.6\n    command: ["postgres", "-c", "max_connections=200"]\n    environment:\n      POSTGRES_PASSWORD_FILE: /run/secrets/db\n',
  },
  on: {
    service(service, { severity }) {
      const { knownImage } = service;
      if (!knownImage || service.environment.length === 0 || mayBeRead(service)) return undefined;
      return service.environment.map((variable) => {
        const misplaced = misplacedVariable(knownImage, variable.name);
        if (!misplaced || isUsed(service, variable.name)) return undefined;
        const token = variable.entry ? variable.key : variable.key.partToken(0, variable.name.length);
        const data = { service, variable, misplaced, title: knownImage.title };
        return finding(token, data, { severity: service.lenient(severity) });
      });
    },
  },
  message: ({ service, variable: { name }, misplaced, title }) => {
    if (misplaced.readBy)
      return `Only the server of ${misplaced.readBy} reads ${name}; on "${service.name}" it does nothing. Set it on that service.`;
    return misplaced.option
      ? `The image of ${title} does not read ${name}, so "${service.name}" runs without that setting. It is an option of the command.`
      : `The image of ${title} does not read ${name}, so "${service.name}" runs without that setting. Delete it, or set what it was meant to set in the configuration.`;
  },
  fixes: [
    {
      kind: 'manual',
      title: 'Make it an option of the command',
      edits: ({ service, variable, misplaced }) => {
        const program = PROGRAMS[service.knownImage?.kind ?? ''];
        if (!misplaced.option || variable.value === undefined || variable.value === '') return undefined;
        // What an image does by default is lost with a command of one's own, and only some have an empty one.
        if (!service.get('command') && !program) return undefined;
        const added = appendArguments(service, misplaced.option(variable.value), program ?? []);
        const deleted = deleteVariable(variable);
        return added && deleted && [...deleted, ...added];
      },
    },
  ],
});

/** A script of one's own may read anything. */
function mayBeRead(service: ComposeService): boolean {
  if (service.get('entrypoint')) return true;
  return serviceMounts(service).some(({ target }) =>
    /\/docker-entrypoint-initdb\.d|entrypoint|\.sh$/.test(target?.text ?? ''),
  );
}

function isUsed(service: ComposeService, name: string): boolean {
  const isNamed = (text: string): boolean => new RegExp(`(?<![A-Za-z0-9_])${name}(?![A-Za-z0-9_])`).test(text);
  const commands = commandLineOf(service).some(({ scalar }) => isNamed(scalar.text));
  return commands || service.items('healthcheck', 'test').some(({ view }) => isNamed(scalarText(view) ?? ''));
}
