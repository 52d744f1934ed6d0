import { finding, type Report } from '../../../engine/rule';
import type { DotenvVariable } from '../model';
import { dotenvRule } from '../rule';

const SWITCHES = /[?&;\s](?:(sslmode)=(disable|allow)|(?:ssl|tls|useSSL|encrypt)=(?:false|0|no|disable))(?=[&;\s]|$)/i;
const SCHEMES =
  /^(?:jdbc:)?(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|sqlserver|mssql|redis|amqp|cockroachdb)(?:\+\w+)?:\/\//i;

interface Data {
  readonly variable: DotenvVariable;
  /** `disable` or `allow` of sslmode, where it stands in the value. */
  readonly mode: { readonly start: number; readonly end: number } | undefined;
}

export default dotenvRule<Data>({
  id: 'dotenv/disabled-database-tls',
  severity: 'info',
  preset: 'strict',
  category: 'network',
  since: '0.1.0',
  summary: 'Connection to another machine is not encrypted',
  why: 'The database is not part of the stack, so passwords and rows travel over a network that others use too.',
  knownProblems: 'Only for hosts with a domain name that no service of the project has.',
  references: ['https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-PROTECTION'],
  crossFile: true,
  examples: {
    bad: 'DATABASE_URL=postgres://shop:${DB_PASSWORD}@db.example.org:5432/shop?sslmode=disable\n',
    good: 'DATABASE_URL=postgres://shop:${DB_PASSWORD}@db.example.org:5432/shop?sslmode=require\n',
  },
  on: {
    file(file, { surroundings }) {
      const hosts = new Set(
        surroundings.composeServices?.flatMap((service) => [...service.hosts, ...service.knownHosts]),
      );
      return file.variables.flatMap((variable) => judge(variable, hosts));
    },
  },
  message: ({ variable: { name } }) =>
    `${name} leads to another machine without encryption. Switch TLS on; \`sslmode=verify-full\` also proves that it is the right one.`,
  fixes: [
    {
      kind: 'manual',
      title: 'Require TLS (`sslmode=require`)',
      edits: ({ variable, mode }) => {
        const token = mode && variable.part(mode);
        if (!token || token.range === variable.value.range) return undefined;
        return [{ document: variable.file.document, range: token.range, newText: 'require' }];
      },
    },
  ],
});

function judge(variable: DotenvVariable, hosts: ReadonlySet<string>): Report<Data>[] {
  const { text } = variable.value;
  const match = SCHEMES.test(text) ? SWITCHES.exec(text) : null;
  const host = /^[^/]*\/\/(?:[^@/]*@)?([^:/?,;]+)/.exec(text)?.[1] ?? '';
  const isElsewhere =
    /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}$/i.test(host) && !/(?:\.local|\.internal|\.localhost)$/i.test(host);
  if (!match || !isElsewhere || hosts.has(host)) return [];
  const end = match.index + match[0].length;
  const mode = match[1] === undefined ? undefined : { start: end - (match[2]?.length ?? 0), end };
  const whole = { start: match.index + 1, end };
  return [finding(variable.part(whole), { variable, mode })];
}
