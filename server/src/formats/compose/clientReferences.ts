import type { Token } from '../../document/text';
import { hostsOf } from './declared';
import type { ComposeFile, ComposeService } from './model';
import { isAddressed, serviceTexts, type ServiceText } from './serviceTexts';

/** A place in which one service names another one as the host it talks to. */
export interface Reference {
  readonly from: ComposeService;
  readonly to: ComposeService;
  /** The name that it is called by, which `token` marks. */
  readonly host: string;
  readonly token: Token;
  /** The variable that holds it; undefined in a command. */
  readonly variable: string | undefined;
  /** What stands around it up to the next white space: scheme, port, path and options, with variables filled in. */
  readonly address: string;
  /** In its health check, which asks often but needs nothing for the start. */
  readonly isProbe: boolean;
}

/** Variables that hold nothing but the name of a host, or of several. */
const HOST_NAME = /(?:^|_)(?:HOST|HOSTNAME|SERVER|ADDR|ADDRESS|ENDPOINT|BROKER|BOOTSTRAP|NODE)S?$/i;
/** `//user:password@host`, `host:port` and a host alone, also in lists: what stands in front, the host, its port. */
const HOST =
  /(?:^|[\s,;="'(]|(\/\/(?:[^\s/@]*@|(?![^\s/@]*@))|@(?:tcp\()?))([A-Za-z0-9][\w.-]*)(?=(:\d{2,5}\b)|[/?,:)]|$)/g;

/** Every other service that its variables, commands and health check name. */
export function referencesOf(service: ComposeService): readonly Reference[] {
  return service.once('namedServices', () => {
    if (service.file.services.length < 2) return [];
    return serviceTexts(service).flatMap((text) => (mayNameHosts(text) ? readReferences(service, text) : []));
  });
}

const known = new WeakMap<ComposeFile, readonly Reference[]>();

/** Who talks to whom in a project, but for health checks. */
export function referencesIn(file: ComposeFile): readonly Reference[] {
  let references = known.get(file);
  if (!references) {
    references = file.services.flatMap((service) => referencesOf(service).filter(({ isProbe }) => !isProbe));
    known.set(file, references);
  }
  return references;
}

/** Cheap, as most texts do not. */
function mayNameHosts(source: ServiceText): boolean {
  const { text, name } = source;
  const mayBe = text.includes(':') || text.includes('@') || (name !== undefined && HOST_NAME.test(name));
  return (mayBe || text.includes('//')) && isAddressed(source);
}

function readReferences(from: ComposeService, source: ServiceText): Reference[] {
  const { text, name, isProbe } = source;
  const isHost = name !== undefined && HOST_NAME.test(name);
  return [...text.matchAll(HOST)].flatMap((match): Reference[] => {
    const [all, prefix, host = '', port] = match;
    const to = prefix !== undefined || port !== undefined || isHost ? hostsIn(from.file).get(host) : undefined;
    if (!to || to === from || hostsOf(from).includes(host)) return [];
    const start = match.index + all.length - host.length;
    const address = `${/\S*$/.exec(text.slice(0, start))?.[0] ?? ''}${/^\S*/.exec(text.slice(start))?.[0] ?? ''}`;
    return [{ from, to, host, token: source.tokenOf(start, start + host.length), variable: name, address, isProbe }];
  });
}

const hostsByFile = new WeakMap<ComposeFile, ReadonlyMap<string, ComposeService>>();

/** The services of a project by every name that others can use. */
function hostsIn(file: ComposeFile): ReadonlyMap<string, ComposeService> {
  let hosts = hostsByFile.get(file);
  if (!hosts) {
    hosts = new Map(file.services.flatMap((service) => hostsOf(service).map((host) => [host, service] as const)));
    hostsByFile.set(file, hosts);
  }
  return hosts;
}
