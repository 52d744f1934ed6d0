import type { Dump } from '../../../backups/dumps';
import { environmentValues, type Read } from '../backups/environment';
import { namedTarget } from '../backups/find';
import { jobScriptsOf, toolWord, type JobScript } from '../backups/jobScripts';
import type { ComposeService } from '../model';
import { serviceMounts } from '../mounts';
import { composeRule } from '../rule';
import { findingIn, placeOf, scriptsOf } from '../scripts';

interface Login {
  /** Kinds of images that ask for a password. */
  readonly servers: RegExp;
  /** What brings a password, be it a variable, an option or a file: looked for in variables, scripts and mounts. */
  readonly brings: RegExp;
  /** Options that bring one. */
  readonly options: RegExp;
}

const LOGINS: Readonly<Record<string, Login>> = {
  postgres: {
    servers: /^(?:postgres|pgvector|timescaledb|postgis)/,
    brings: /PGPASSWORD|PGPASSFILE|PGSERVICE|PGSSL|pgpass|pg_service/,
    options: /^\w+:\/\/[^/@]*:[^/@]*@|\bpassword=|\bpassfile=|\bsslcert=/,
  },
  mysql: {
    servers: /^(?:mysql|mariadb|percona)/,
    brings: /MYSQL_PWD|my\.cnf|\/mysql\/conf\.d|mylogin/,
    options: /^(?:-p.*|--password.*|--defaults-\w*-?file.*|--login-path.*)$/,
  },
  mongo: {
    servers: /^mongo/,
    brings: /MONGO\w*(?:PASS|URI|URL)/,
    options: /^(?:-p|--password.*|--config.*|--ssl\w*|--tls\w*|--authenticationMechanism.*)$|:\/\/[^/@]*:[^/@]*@/,
  },
};

export default composeRule({
  id: 'compose/missing-backup-credential',
  severity: 'error',
  preset: 'recommended',
  category: 'backup',
  since: '0.1.0',
  crossFile: true,
  summary: 'Backup logs in without a password',
  why: 'The server refuses a connection from another container without a password, so every dump fails, and leaves an empty file at most.',
  knownProblems:
    'A server that trusts its neighbours, variables from an env_file that cannot be read and mounted pg_hba.conf files are left alone.',
  references: [
    'https://www.postgresql.org/docs/current/libpq-pgpass.html',
    'https://www.postgresql.org/docs/current/libpq-envars.html',
    'https://dev.mysql.com/doc/refman/8.4/en/password-security-user.html',
  ],
  examples: {
    bad: 'services:\n  db:\n    image: postgres:17.6\n    environment:\n      POSTGRES_PASSWORD: ${DB_PASSWORD:?}\n  db-backup:\n    image: postgres:17.6\n    command: pg_dump -h db -U app -f /backups/shop.sql shop\n',
    good: 'services:\n  db:\n    image: postgres:17.6\n    environment:\n      POSTGRES_PASSWORD: ${DB_PASSWORD:?}\n  db-backup:\n    image: postgres:17.6\n    environment:\n      PGPASSFILE: /run/secrets/pgpass\n    secrets:\n      - pgpass\n    command: pg_dump -h db -U app -f /backups/shop.sql shop\nsecrets:\n  pgpass:\n    file: ./pgpass\n',
  },
  on: {
    runner(service, { surroundings }) {
      if (service.isPartial || service.get('env_file')) return undefined;
      return jobScriptsOf(service, surroundings).flatMap((script) =>
        script.dumps.flatMap((dump) => {
          const login = Object.hasOwn(LOGINS, dump.engine) ? LOGINS[dump.engine] : undefined;
          const word = toolWord(dump);
          const [server] = dump.target.kind === 'host' ? (namedTarget(dump.target, service.file) ?? []) : [];
          if (!login || !word || !server || server === service || !asks(server, login, surroundings.text)) return [];
          if (
            brings(script, dump, login) ||
            scriptsOf(service, surroundings).some(({ shell }) => login.brings.test(shell.text))
          )
            return [];
          return findingIn(script, word.range, { script, dump, server });
        }),
      );
    },
  },
  message: ({ script, dump: { tool, command }, server }) =>
    `"${server.name}" asks ${tool} of "${script.service.name}" for a password, and nothing gives it one${placeOf(script, command.range)}: every backup fails. Give it one by a file from a secret.`,
});

/** Whether the server is known to let nobody in without a password. */
function asks(server: ComposeService, { servers }: Login, read: Read): boolean {
  if (!servers.test(server.knownImage?.kind ?? '') || server.isPartial || server.isBuilt) return false;
  const values = environmentValues(server, read);
  if (/^mongo/.test(server.knownImage?.kind ?? ''))
    return ['MONGO_INITDB_ROOT_USERNAME', 'MONGO_INITDB_ROOT_USERNAME_FILE'].some((name) => values.has(name));
  const isOpen = [...values.keys()].some((name) => /HOST_AUTH_METHOD|ALLOW_EMPTY|INITDB_ARGS/.test(name));
  const ownRules = serviceMounts(server).some(({ target }) => /pg_hba|conf/.test(target?.text ?? ''));
  const words = ['command', 'entrypoint']
    .flatMap((key) => server.items(key))
    .map(({ view }) => (view.kind === 'scalar' ? view.text : ''));
  return (
    !isOpen &&
    !ownRules &&
    !server.get('configs') &&
    !server.get('env_file') &&
    !words.some((word) => /hba_file|skip-grant/.test(word))
  );
}

function brings({ service, variables }: JobScript, { command }: Dump, login: Login): boolean {
  const args = command.call?.args.map((word) => word.value(variables)) ?? [];
  if (args.some((arg) => login.options.test(arg))) return true;
  const mounts = serviceMounts(service).map(({ target }) => target?.text ?? '');
  const names = [...variables.keys(), ...mounts, ...service.environment.map(({ name }) => name)];
  return (
    names.some((name) => login.brings.test(name)) ||
    mounts.some((path) => /^\/root$|^\/home|^\/var\/lib\/postgresql$|^~/.test(path))
  );
}
