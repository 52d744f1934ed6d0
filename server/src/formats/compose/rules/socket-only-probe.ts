import { appendText, type Edits } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import type { ComposeService } from '../model';
import { probeOf, type Probe, type ProbeCommand } from '../probe';
import { composeRule } from '../rule';

const POSTGRES: ReadonlySet<string> = new Set(['postgres', 'pgvector', 'timescaledb']);
const MYSQL: ReadonlySet<string> = new Set(['mysql', 'mariadb']);

export default composeRule({
  id: 'compose/socket-only-probe',
  severity: 'hint',
  preset: 'strict',
  category: 'reliability',
  since: '0.1.0',
  summary: 'Health check of a database does not use the network',
  why: 'When the data folder is new, the image first runs a server for itself that listens on its socket alone. A probe of the socket finds it ready, dependants connect over the network, and are refused.',
  references: [
    'https://github.com/docker-library/postgres/issues/146',
    'https://www.postgresql.org/docs/current/app-pg-isready.html',
    'https://github.com/docker-library/mysql/blob/master/8.4/docker-entrypoint.sh',
  ],
  examples: {
    bad: 'services:\n  db:\n    image: postgres:17.6\n    healthcheck:\n      test: ["CMD-SHELL", "pg_isready -U app"]\n',
    good: 'services:\n  db:\n    image: postgres:17.6\n    healthcheck:\n      test: ["CMD-SHELL", "pg_isready -h 127.0.0.1 -U app"]\n',
  },
  on: {
    service(service, { severity }) {
      const kind = service.knownImage?.kind ?? '';
      const probe = probeOf(service);
      if (!probe || !(POSTGRES.has(kind) || MYSQL.has(kind))) return undefined;
      if (service.environment.some(({ name }) => name === 'PGHOST' || name === 'MYSQL_HOST')) return undefined;
      const command = probe.commands.find((one) => asksSocket(one, kind));
      return (
        command && finding(command.program.token, { service, probe, command }, { severity: service.lenient(severity) })
      );
    },
  },
  message: ({ service, command }) =>
    `\`${command.name}\` asks the socket of "${service.name}", which already answers while the database is still being set up. Ask 127.0.0.1.`,
  fixes: [
    {
      kind: 'review',
      title: 'Ask 127.0.0.1',
      edits: ({ service, probe, command }) => askNetwork(service, probe, command),
    },
  ],
});

function asksSocket({ name, args }: ProbeCommand, kind: string): boolean {
  const isPostgres = POSTGRES.has(kind) && name === 'pg_isready';
  const isMysql =
    /^(?:mysqladmin|mariadb-admin)$/.test(name) && args.some(({ text }) => text === 'ping' || text === 'status');
  if (!isPostgres && !(MYSQL.has(kind) && isMysql)) return false;
  const host = hostOf(args.map(({ text }) => text));
  // For the clients of MySQL "localhost" is the socket.
  return host === undefined || (isMysql && host === 'localhost');
}

function hostOf(args: readonly string[]): string | undefined {
  for (const [index, text] of args.entries()) {
    if (text === '-h' || text === '--host') return args[index + 1] ?? '';
    const attached = /^(?:-h|--host=)(.+)$/.exec(text)?.[1];
    if (attached !== undefined) return attached;
    // The database may be given as an address.
    if (/^--protocol=tcp$/i.test(text) || /host=/.test(text)) return text;
  }
  return undefined;
}

function askNetwork(service: ComposeService, { test, script }: Probe, { program, args }: ProbeCommand): Edits {
  const local = args.find(
    ({ text }, index) => text === 'localhost' && /^(?:-h|--host)$/.test(args[index - 1]?.text ?? ''),
  );
  if (local) return local.replace('127.0.0.1');
  const attached = args.find(({ text }) => /^(?:-h|--host=)localhost$/.test(text));
  if (attached) return attached.replace(attached.text.replace('localhost', '127.0.0.1'));
  if (script) return program.replace(`${program.text} -h 127.0.0.1`);
  if (test.value?.kind !== 'sequence' || test.aliased || service.entry.aliased) return undefined;
  const option = appendText(test.value, '-h');
  const host = appendText(test.value, '127.0.0.1');
  return option && host && [...option, ...host];
}
