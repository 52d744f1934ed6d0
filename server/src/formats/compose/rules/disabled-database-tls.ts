import { placeholder } from '../../../document/render';
import { finding, type Report } from '../../../engine/rule';
import { UNKNOWN } from '../expansion';
import { hostsOf } from '../declared';
import type { ComposeService } from '../model';
import { composeRule } from '../rule';
import { serviceTexts, type ServiceText } from '../serviceTexts';

const IN_URL = /(?<=[?&;\s])(?:sslmode=disable|useSSL=false|ssl=false|tls=false|encrypt=false)(?=$|[&;\s"'])/gi;
const URL = /[a-z][a-z0-9+.:-]*:\/\/[^\s"']+/gi;
/** Variables that are a switch by themselves. */
const SWITCH =
  /^(?:PGSSLMODE|(?:\w+_)?(?:DB|DATABASE|PG|POSTGRES|POSTGRESQL|MYSQL|MONGO|REDIS|AMQP|RABBITMQ)_(?:SSL_?MODE|SSL|TLS|USE_SSL|USE_TLS))$/i;

interface Data {
  readonly service: ComposeService;
  readonly source: ServiceText;
  readonly start: number;
  readonly end: number;
  /** The server is a service of the same project, so that the password stays on this host. */
  readonly isInside: boolean;
  readonly replacement: string;
}

export default composeRule({
  id: 'compose/disabled-database-tls',
  severity: 'info',
  preset: 'strict',
  category: 'network',
  since: '0.1.0',
  summary: 'Connection to a database is not encrypted',
  why: 'Without TLS everybody on the way reads the password and the data, and can change them. The setting stays when the database later moves to another machine.',
  knownProblems:
    'Whether the server speaks TLS cannot be seen. Some drivers, such as lib/pq for Go, know no `prefer`: use `require` there.',
  references: [
    'https://www.postgresql.org/docs/current/libpq-ssl.html',
    'https://dev.mysql.com/doc/connector-j/en/connector-j-reference-using-ssl.html',
  ],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:1.4\n    environment:\n      DATABASE_URL: postgres://shop@db.example.com:5432/shop?sslmode=disable\n',
    good: 'services:\n  api:\n    image: example/api:1.4\n    environment:\n      DATABASE_URL: postgres://shop@db.example.com:5432/shop?sslmode=require\n',
  },
  on: {
    service: (service) => {
      const found = serviceTexts(service).flatMap((source) => judge(service, source));
      return found.map(({ data, ...report }) => ({
        ...report,
        data,
        ...(data.isInside ? {} : { severity: 'warning' as const }),
      }));
    },
  },
  message: ({ service, isInside }: Data) =>
    isInside
      ? `"${service.name}" speaks to its database without TLS: anybody on that network reads the password. Let it use TLS where the server can.`
      : `"${service.name}" speaks to a database outside of this project without TLS: everybody on the way reads the password and the data. Require TLS.`,
  fixes: [
    {
      kind: 'manual',
      title: ({ replacement }) => `Use ${replacement}`,
      edits: ({ source, start, end, replacement }) => {
        const [name = '', value = ''] = replacement.includes('=') ? replacement.split('=') : ['', replacement];
        return source.replace(start, end, (name && `${name}=`) + placeholder(value));
      },
    },
  ],
});

function judge(service: ComposeService, source: ServiceText): Report<Data>[] {
  const { text, name } = source;
  const hosts = (): ReadonlySet<string> => new Set(service.file.services.flatMap((other) => hostsOf(other)));
  const report = (start: number, length: number, isInside: boolean, replacement: string): Report<Data> =>
    finding(source.tokenOf(start, start + length), {
      service,
      source,
      start,
      end: start + length,
      isInside,
      replacement,
    });
  if (name !== undefined && SWITCH.test(name) && /^(?:disable|disabled|false|off|no)$/i.test(text)) {
    const isMode = /MODE$/i.test(name);
    // Whom it is about stands in another variable.
    return [report(0, text.length, true, isMode ? 'prefer' : 'true')];
  }
  if (!/disable|false/i.test(text)) return [];
  return [...text.matchAll(IN_URL)].map((match) => {
    const [written] = match;
    const url = [...text.matchAll(URL)].find(
      (one) => one.index < match.index && one.index + one[0].length >= match.index,
    );
    const host = /:\/\/(?:[^/@]*@)?(?:tcp\()?([^:/?,)]*)/.exec(url?.[0] ?? '')?.[1] ?? /\bhost=(\S+)/.exec(text)?.[1];
    const isInside = host === undefined || host.includes(UNKNOWN) || !host.includes('.') || hosts().has(host);
    return report(match.index, written.length, isInside, replacementOf(written, isInside));
  });
}

function replacementOf(written: string, isInside: boolean): string {
  const name = written.slice(0, written.indexOf('='));
  if (name.toLowerCase() !== 'sslmode') return `${name}=true`;
  return `${name}=${isInside ? 'prefer' : 'require'}`;
}
