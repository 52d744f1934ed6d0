import { finding } from '../../../engine/rule';
import type { Token } from '../../../document/text';
import type { Surroundings } from '../../../engine/surroundings';
import { resolvePath } from '../../../engine/paths';
import { referencesIn } from '../clientReferences';
import { commandLineOf } from '../commandLine';
import { fileInContainer } from '../containerFiles';
import type { ComposeService } from '../model';
import { composeRule } from '../rule';

const KINDS: ReadonlySet<string> = new Set(['postgres', 'pgvector', 'timescaledb']);
const POOLER = /pgbouncer|pgpool|odyssey|pgcat|supavisor/;
/** What PostgreSQL allows by default. */
const DEFAULT = 100;
/** From here on every connection is a process too many. */
const MANY = 200;

export default composeRule({
  id: 'compose/missing-connection-pooler',
  severity: 'info',
  preset: 'strict',
  category: 'resources',
  since: '0.1.0',
  crossFile: true,
  summary: 'PostgreSQL takes very many connections itself',
  why: 'Every connection is a process with memory of its own. Hundreds of them make the server slow and its memory hard to plan; a pooler in front serves as many clients with a few dozen.',
  knownProblems: 'Sizes of pools are seen in variables and in addresses, not in code.',
  references: [
    'https://www.pgbouncer.org/',
    'https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-MAX-CONNECTIONS',
  ],
  examples: {
    bad: 'services:\n  db:\n    image: postgres:17.6\n    command: postgres -c max_connections=500\n',
    good: 'services:\n  db:\n    image: postgres:17.6\n    command: postgres -c max_connections=100\n',
  },
  on: {
    service(service, { severity, surroundings }) {
      if (!KINDS.has(service.knownImage?.kind ?? '') || service.file.isPartial || hasPooler(service)) return undefined;
      const limit = limitOf(service, surroundings);
      if (!limit) return undefined;
      const more = { severity: service.lenient(severity) };
      const wanted = limit.value >= MANY ? undefined : poolsOf(service);
      if (wanted !== undefined && wanted <= limit.value) return undefined;
      return finding(limit.token, { service, limit: limit.value, wanted }, more);
    },
  },
  message: ({ service, limit, wanted }) =>
    wanted === undefined
      ? `"${service.name}" allows ${limit} connections, each a process with memory of its own. Put a pooler such as PgBouncer in front, and lower the number.`
      : `The pools of its clients may open ${wanted} connections to "${service.name}", which allows ${limit}. Make the pools smaller, or put a pooler such as PgBouncer in front.`,
});

function hasPooler({ file }: ComposeService): boolean {
  return file.services.some(({ name, image }) => POOLER.test(image?.text ?? '') || POOLER.test(name));
}

/** Undefined where a file that cannot be read, or a variable, decides. */
function limitOf(service: ComposeService, surroundings: Surroundings): { value: number; token: Token } | undefined {
  const words = commandLineOf(service);
  const setting = words.findLast(({ text }) => /^(?:-c|--)?max[_-]connections=/.test(text));
  if (setting) {
    const value = Number(/=(\d+)$/.exec(setting.text)?.[1] ?? Number.NaN);
    return Number.isNaN(value) ? undefined : { value, token: setting.token };
  }
  if (words.some(({ isKnown }) => !isKnown)) return undefined;
  const path = words.map(({ text }) => /^(?:-c)?config_file=(.+)$/.exec(text)?.[1]).find((one) => one !== undefined);
  if (path === undefined) return { value: DEFAULT, token: service.key };
  const file = fileInContainer(service, resolvePath('/', path), surroundings);
  if (file.state !== 'read') return undefined;
  const written = /^\s*max_connections\s*=?\s*'?(\d+)/m.exec(file.text)?.[1];
  return { value: written === undefined ? DEFAULT : Number(written), token: file.token };
}

const POOL_SIZE =
  /(?:POOL_?(?:MAX_?)?SIZE|POOL_MAX|MAX_POOL|MAX_?POOL_?SIZE|MAXIMUM_?POOL_?SIZE|CONNECTION_LIMIT|MAX_OPEN_CONN(?:ECTION)?S?)$/i;

/** What the clients may open together, as far as their variables say. */
function poolsOf(service: ComposeService): number {
  const clients = new Set(referencesIn(service.file).flatMap(({ from, to }) => (to === service ? from : [])));
  return [...clients].reduce((sum, client) => {
    const sizes = client.environment.flatMap(({ name, value, scalar }) => {
      const { text, known } = client.interpolate(scalar, value ?? '');
      if (!known) return [];
      if (POOL_SIZE.test(name)) return /^\d+$/.test(text) ? Number(text) : [];
      const limit = /[?&](?:connection_limit|pool_size|pool_max_conns)=(\d+)/.exec(text)?.[1];
      return limit === undefined ? [] : Number(limit);
    });
    const replicas = Number(client.text('deploy', 'replicas')?.text ?? client.text('scale')?.text ?? '1') || 1;
    return sum + Math.max(0, ...sizes) * replicas;
  }, 0);
}
