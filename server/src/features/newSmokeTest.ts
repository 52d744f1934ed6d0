import { OneLine, type Value } from '../document/render';
import type { DeclaredStack, DeclaredStackService, NewSmokeTestParams, SmokeKind } from '../protocol';
import { KNOWN_IMAGES, type ImagePort } from '../images';
import { addEntry, type AddedEntry } from './configurationEdits';

/** The edit that adds a test to the text of a `holdfast.yaml`, which may be empty. No edits where the text has to be mended first. */
export function newSmokeTestIn(
  text: string,
  { folder, kind, service: name, id: wish }: NewSmokeTestParams,
  stacks: readonly DeclaredStack[],
): AddedEntry {
  const nearby = [...stacks].sort((a, b) => Number(b.folder === folder) - Number(a.folder === folder));
  const services = nearby.filter((stack) => stack.kind === 'compose').flatMap((stack) => stack.services);
  const service = services.find((one) => one.name === name);
  const value = TEMPLATES[kind]({ name, service, otherwise: name ?? services[0]?.name ?? 'app' });
  const wanted = wish ?? [name, ENDINGS[kind]].filter((part) => part !== undefined).join('-');
  // Reserved for what holds for all tests.
  return addEntry(text, 'smoke', wanted, value, ['defaults']);
}

/** What names of tests end in, behind the service. */
const ENDINGS: Readonly<Record<SmokeKind, string>> = {
  http: 'answers',
  tcp: 'listens',
  exec: 'works',
  logs: 'started',
  promql: 'targets-up',
  loki: 'logs-flow',
  container: 'healthy',
  stats: 'within-limits',
  logsize: 'log-rotated',
  backup: 'backup',
  command: 'disk',
  persistence: 'data-survives',
};

interface Subject {
  readonly name: string | undefined;
  readonly service: DeclaredStackService | undefined;
  /** A name for kinds that need one. */
  readonly otherwise: string;
}

type Template = (subject: Subject) => Value;

const TEMPLATES: Readonly<Record<SmokeKind, Template>> = {
  http: ({ name, service }) => ({
    http: name === undefined ? { url: 'http://127.0.0.1:8080/' } : { service: name, ...httpPlaceOf(service) },
    expect: { status: 200 },
  }),
  tcp: ({ name, service }) => ({
    tcp: name === undefined ? { address: '127.0.0.1:5432' } : { service: name, port: tcpPortOf(service) },
    expect: { connected: true },
  }),
  exec: ({ otherwise, service }) => ({ exec: { service: otherwise, argv: new OneLine(programOf(service)) } }),
  logs: ({ otherwise }) => ({
    logs: { service: otherwise, since: 'start' },
    expect: { text: { contains: 'ready' } },
    retries: 5,
  }),
  promql: () => ({ promql: { query: 'count(up == 1)' }, expect: { value: { gt: 0 } } }),
  loki: () => ({
    loki: { query: 'sum(count_over_time({job=~".+"}[5m]))', since: '5m' },
    expect: { value: { gt: 0 } },
  }),
  container: ({ name }) => ({
    container: ofService(name),
    expect: { state: 'running', health: { in: ['healthy', 'none'] }, oomKilled: false },
  }),
  stats: ({ name }) => ({
    stats: ofService(name),
    expect: { cpuPercentOfLimit: { lt: 80 }, memoryPercentOfLimit: { lt: 90 } },
  }),
  logsize: ({ name }) => ({ logsize: ofService(name), expect: { rotated: true } }),
  backup: ({ otherwise }) => ({ backup: { service: otherwise }, timeout: '1m' }),
  command: () => ({
    command: { argv: new OneLine(['df', '--output=pcent', '/']) },
    expect: { stdout: { matches: '^ *[1-8]?[0-9]%' } },
  }),
  persistence: ({ otherwise, service }) => ({
    destructive: true,
    persistence: { service: otherwise, ...markerOf(service) },
    expect: { stdout: { contains: 'holdfast' } },
    timeout: '3m',
  }),
};

function ofService(name: string | undefined): Value {
  return name === undefined ? {} : { service: name };
}

function portsOf(service: DeclaredStackService | undefined): readonly ImagePort[] {
  return KNOWN_IMAGES.find(({ kind }) => kind === service?.imageKind)?.ports ?? [];
}

/** One that is published, else what the image is known to listen on. */
function tcpPortOf(service: DeclaredStackService | undefined): number {
  const published = service?.ports.find(({ value }) => value.protocol === 'tcp')?.value.containerPort;
  return published ?? portsOf(service).find(({ protocol }) => protocol !== 'udp')?.port ?? 5432;
}

interface HttpPlace {
  readonly [part: string]: Value;
  readonly port: number;
  readonly path: string;
}

/** From the probe that is known for the image, where that asks over HTTP. */
function httpPlaceOf(service: DeclaredStackService | undefined): HttpPlace {
  const [, port, path] =
    /https?:\/\/[^/\s:'"]+:(\d+)(\/[^\s'"]*)?/.exec(service?.suggestedProbe?.join(' ') ?? '') ?? [];
  const known = portsOf(service).find(({ protocol }) => protocol === 'http' || protocol === 'https');
  const published = service?.ports.find(({ value }) => value.protocol === 'tcp')?.value.containerPort;
  return { port: Number(port) || (published ?? known?.port ?? 80), path: path ?? '/' };
}

/** The probe that is known for the image; otherwise one that fails until somebody has completed it. */
function programOf(service: DeclaredStackService | undefined): readonly string[] {
  const [form, ...words] = service?.suggestedProbe ?? [];
  // Compose would take a single dollar for its own. What stands in braces is meant for the shell here as well.
  const own = words.map((word) => word.replaceAll('$$', '$').replaceAll('${', () => '$${'));
  if (form === 'CMD' && own.length > 0) return own;
  if (form === 'CMD-SHELL' && own.length > 0) return ['sh', '-c', own.join(' ')];
  return ['test', '-e', '/path/that/has/to/be/there'];
}

interface Marker {
  readonly [part: string]: Value;
  readonly write: OneLine;
  readonly read: OneLine;
  readonly cleanup: OneLine;
}

function markerOf(service: DeclaredStackService | undefined): Marker {
  const has = (name: string): boolean => service?.environmentNames.includes(name) === true;
  const user = has('POSTGRES_USER') ? '${POSTGRES_USER:-postgres}' : 'postgres';
  // Without a name of its own the database is called like the user.
  const database = has('POSTGRES_DB') ? '${POSTGRES_DB:-postgres}' : user;
  const sql = (statement: string): OneLine => new OneLine(['psql', '-U', user, '-d', database, '-Atc', statement]);
  const keyValue = (...words: string[]): OneLine => new OneLine([`${service?.imageKind}-cli`, ...words]);
  const shell = (script: string): OneLine => new OneLine(['sh', '-c', script]);
  switch (service?.imageKind) {
    case 'postgres':
      return {
        write: sql("create table if not exists holdfast_smoke as select 'holdfast' as marker"),
        read: sql('select marker from holdfast_smoke'),
        cleanup: sql('drop table if exists holdfast_smoke'),
      };
    case 'redis':
    case 'valkey':
      return {
        write: keyValue('set', 'holdfast-smoke', 'holdfast'),
        read: keyValue('get', 'holdfast-smoke'),
        cleanup: keyValue('del', 'holdfast-smoke'),
      };
    default:
      return {
        write: shell('echo holdfast > /data/holdfast-smoke'),
        read: shell('cat /data/holdfast-smoke'),
        cleanup: shell('rm -f /data/holdfast-smoke'),
      };
  }
}
