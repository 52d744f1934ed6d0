import type { MapView } from '../../document/view';
import { Expansion, UNKNOWN } from './expansion';
import { scalarText, type ComposeService, type Item } from './model';

/** Why a port mapping cannot be read; completes "…: <words>". */
export interface PortProblem {
  readonly words: string;
  /** Of the long form the value that is wrong; undefined for the whole item. */
  readonly key: string | undefined;
}

const LARGEST_PORT = 65_535;

/** What keeps Compose or the engine from reading a port mapping; undefined where it is right, or only a variable knows. */
export function portProblem(service: ComposeService, { view }: Item): PortProblem | undefined {
  if (view.kind === 'map') return longFormProblem(service, view);
  if (view.kind !== 'scalar' || view.isNull) return undefined;
  const { text } = new Expansion(view.text, service.file.variablesFor(view));
  if (text.includes(UNKNOWN) || text === '') return undefined;
  const words = shortFormProblem(text);
  return words === undefined ? undefined : { words, key: undefined };
}

/** `[[IP:]PUBLISHED:]TARGET[/PROTOCOL]` (https://docs.docker.com/reference/compose-file/services/#short-syntax-3). */
function shortFormProblem(text: string): string | undefined {
  const slash = text.lastIndexOf('/');
  const protocol = slash < 0 ? 'tcp' : text.slice(slash + 1);
  if (!/^(?:tcp|udp|sctp)?$/i.test(protocol)) return `"${protocol}" is no protocol; it knows tcp, udp and sctp`;
  const parts = (slash < 0 ? text : text.slice(0, slash)).split(':');
  const target = parts.pop() ?? '';
  const published = parts.pop() ?? '';
  const address = parts.join(':');
  if (target === '') return 'the port of the container is missing';
  const inside = rangeOf(target);
  if (!inside) return rangeWords(target);
  if (address !== '' && !isAddress(address)) return addressWords(address);
  if (published === '') return undefined;
  if (isIpv4(published)) return `an address needs a colon of its own, as in "${published}::${target}"`;
  const outside = rangeOf(published);
  if (!outside) return rangeWords(published);
  // A range for one port of the container: the engine takes whichever is free.
  if (inside.length > 1 && inside.length !== outside.length) return 'the two ranges are of different length';
  return undefined;
}

function longFormProblem(service: ComposeService, map: MapView): PortProblem | undefined {
  const valueOf = (key: string): string | undefined => {
    const value = map.get(key)?.value;
    const text = scalarText(value);
    if (value?.kind !== 'scalar' || text === undefined) return undefined;
    const { text: filled, known } = service.interpolate(value);
    return known ? filled : UNKNOWN;
  };
  if (map.get('target') === undefined)
    return { words: 'the port of the container (`target`) is missing', key: undefined };
  const target = valueOf('target');
  if (target !== undefined && target !== UNKNOWN && (rangeOf(target)?.length !== 1 || target.includes('-')))
    return { words: `"${target}" is no single port`, key: 'target' };
  const address = valueOf('host_ip');
  if (address !== undefined && address !== UNKNOWN && address !== '' && !isAddress(address) && !isIpv6(address))
    return { words: addressWords(address), key: 'host_ip' };
  const published = valueOf('published');
  if (published === undefined || published === UNKNOWN || published === '' || rangeOf(published)) return undefined;
  const words = published.includes(':')
    ? `"${published}" holds an address, which belongs into \`host_ip\``
    : rangeWords(published);
  return { words, key: 'published' };
}

function rangeOf(text: string): { readonly length: number } | undefined {
  const match = /^(\d+)(?:-(\d+))?$/.exec(text);
  const first = Number(match?.[1]);
  const last = Number(match?.[2] ?? match?.[1]);
  return match && first <= last && last <= LARGEST_PORT ? { length: last - first + 1 } : undefined;
}

function rangeWords(text: string): string {
  const [first, last] = text.split('-').map(Number);
  if (/^[\d-]+$/.test(text) && Math.max(first ?? 0, last ?? 0) > LARGEST_PORT)
    return `"${text}" is too large; ports end at ${LARGEST_PORT}`;
  return last !== undefined && first !== undefined && first > last
    ? `the range "${text}" ends before it begins`
    : `"${text}" is no port`;
}

function addressWords(address: string): string {
  return address === 'localhost'
    ? 'names are not known here; write 127.0.0.1 in place of localhost'
    : address.includes(':') && !address.startsWith('[')
      ? 'an IPv6 address stands in brackets, as in "[::1]:8080:80"'
      : `"${address}" is no IP address`;
}

function isAddress(text: string): boolean {
  if (isIpv4(text)) return true;
  const inner = /^\[(.*)\]$/.exec(text)?.[1];
  return isIpv6(inner ?? '');
}

function isIpv4(text: string): boolean {
  return /^(?:\d{1,3}\.){3}\d{1,3}$/.test(text) && text.split('.').every((part) => Number(part) <= 255);
}

function isIpv6(text: string): boolean {
  return /^[\da-f:]*:[\da-f:.]*$/i.test(text.replace(/%.*$/, ''));
}
