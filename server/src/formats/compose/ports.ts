import type { Token } from '../../document/text';
import type { MapView, ScalarView } from '../../document/view';
import type { HostPort } from '../../engine/surroundings';
import { Expansion, partOf, UNKNOWN, wholePart, type Part } from './expansion';
import { nearestOnes, type ComposeService, type Item } from './model';

/** One publication of a container's port, short or long syntax (https://docs.docker.com/reference/compose-file/services/#ports). */
export interface PublishedPort {
  readonly item: Item;
  /** The written value that explains it best: the whole short text, or one value of the long form. */
  readonly token: Token;
  readonly hostIp: Part | undefined;
  /** Absent where the engine picks a free port. */
  readonly published: Part | undefined;
  readonly target: Part | undefined;
  /** `tcp` where nothing is written; undefined where a variable decides. */
  readonly protocol: string | undefined;
  /** Who can reach it: every address of the host, one address, or it cannot be known. */
  readonly reach: 'everywhere' | 'address' | 'unknown';
}

/** First and last port, both inclusive. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

export function publishedPorts(service: ComposeService): readonly PublishedPort[] {
  return service.once('ports', () => readPorts(service));
}

function readPorts(service: ComposeService): PublishedPort[] {
  const ports = service.items('ports').flatMap((item) => {
    if (item.view.kind === 'scalar') return item.view.isNull ? [] : [shortForm(service, item, item.view)];
    return item.view.kind === 'map' ? [longForm(service, item, item.view)] : [];
  });
  return nearestOnes(ports, ({ hostIp, published, target, protocol }) =>
    [hostIp?.text, published?.text, target?.text, protocol].join(' '),
  );
}

/** `8000` or `8000-8010`; undefined for anything else, variables included. */
export function portRange(part: Part | undefined): PortRange | undefined {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part?.text ?? '');
  if (!match) return undefined;
  const first = Number(match[1]);
  const last = match[2] === undefined ? first : Number(match[2]);
  return first <= last ? { first, last } : undefined;
}

/** What a publication takes on the host; undefined where the engine picks the port or a variable decides. */
export function hostPort({ hostIp, published, target, protocol, reach, token }: PublishedPort): HostPort | undefined {
  const outside = portRange(published);
  const inside = portRange(target);
  if (!outside || !inside || !protocol || outside.first === 0 || reach === 'unknown') return undefined;
  // A range for one port of the container: the engine takes whichever is free.
  if (outside.last - outside.first !== inside.last - inside.first) return undefined;
  const address = reach === 'everywhere' ? '' : (hostIp?.text.replace(/^\[|\]$/g, '') ?? '');
  return { address, ...outside, protocol, file: token.document.source };
}

/** Whether two publications cannot both be made. */
export function collide(one: HostPort, other: HostPort): boolean {
  const shareAddress = one.address === other.address || one.address === '' || other.address === '';
  return shareAddress && one.protocol === other.protocol && one.first <= other.last && other.first <= one.last;
}

/** The ports of a service whose network is not its own are not published at all; undefined when a variable decides. */
export function publishesPorts(service: ComposeService): boolean | undefined {
  return service.once('publishesPorts', () => canPublish(service));
}

function canPublish(service: ComposeService): boolean | undefined {
  if (!service.hasContainer) return false;
  const mode = service.text('network_mode');
  if (!mode) return true;
  if (!mode.known) return undefined;
  return !/^(?:host|none|service:.*|container:.*)$/.test(mode.text);
}

/** `0.0.0.0`, `::` and no address at all mean every address of the host. */
export function isWildcardAddress(address: string): boolean {
  return /^(?:0\.0\.0\.0|\[?(?:::|0(?::0){7})\]?|)$/.test(address.trim());
}

/** `[[IP:]PUBLISHED:]TARGET[/PROTOCOL]`; an IPv6 address may stand in brackets. */
function shortForm(service: ComposeService, item: Item, scalar: ScalarView): PublishedPort {
  const expansion = new Expansion(scalar.text, service.file.variablesFor(scalar));
  const { text } = expansion;
  const part = (start: number, end: number): Part | undefined =>
    end > start ? partOf(scalar, expansion, start, end) : undefined;

  const slash = text.lastIndexOf('/');
  const end = slash < 0 ? text.length : slash;
  const protocol = slash < 0 ? 'tcp' : text.slice(slash + 1).toLowerCase();
  const lastColon = text.lastIndexOf(':', end - 1);
  const target = part(lastColon + 1, end);
  const common = { item, token: scalar, target, protocol: protocol.includes(UNKNOWN) ? undefined : protocol };
  if (lastColon < 0) {
    const reach = target?.isKnown === false ? 'unknown' : 'everywhere';
    return { ...common, hostIp: undefined, published: undefined, reach };
  }

  const before = text.slice(0, lastColon);
  const separator = before.endsWith(']') ? before.length : before.lastIndexOf(':');
  const isAddressOnly = separator < 0 && before.includes('.');
  const ipEnd = isAddressOnly ? before.length : Math.max(separator, 0);
  const hostIp = part(0, ipEnd);
  const published = isAddressOnly ? undefined : part(separator + 1, lastColon);
  // A variable in front may hold an address as well as a port.
  const mayHoldAddress = hostIp === undefined && published?.text.startsWith(UNKNOWN) === true;
  return { ...common, hostIp, published, reach: mayHoldAddress ? 'unknown' : reachOf(hostIp) };
}

function longForm(service: ComposeService, item: Item, map: MapView): PublishedPort {
  const partAt = (key: string): Part | undefined => {
    const value = map.get(key)?.value;
    return value?.kind === 'scalar' && !value.isNull && value.text !== ''
      ? wholePart(value, service.file.variablesFor(value))
      : undefined;
  };
  const hostIp = partAt('host_ip');
  const published = partAt('published');
  const target = partAt('target');
  const protocol = partAt('protocol');
  return {
    item,
    token: hostIp?.token ?? published?.token ?? target?.token ?? map,
    hostIp,
    published,
    target,
    protocol: protocol?.isKnown === false ? undefined : (protocol?.text.toLowerCase() ?? 'tcp'),
    reach: reachOf(hostIp),
  };
}

function reachOf(hostIp: Part | undefined): PublishedPort['reach'] {
  if (!hostIp) return 'everywhere';
  if (!hostIp.isKnown) return 'unknown';
  return isWildcardAddress(hostIp.text) ? 'everywhere' : 'address';
}
