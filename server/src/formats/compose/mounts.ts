import type { MapView, ScalarView } from '../../document/view';
import { Expansion, partOf, UNKNOWN, wholePart, type Part } from './expansion';
import { nearestOnes, scalarText, valueAt, type ComposeService, type Item } from './model';

/** One entry of a service's `volumes:`, short or long syntax (https://docs.docker.com/reference/compose-file/services/#volumes). */
export interface ServiceMount {
  readonly item: Item;
  /** As written: a path, the name of a volume; undefined for an anonymous volume or a tmpfs. */
  readonly source: Part | undefined;
  readonly target: Part | undefined;
  readonly kind: 'bind' | 'volume' | 'tmpfs' | 'npipe' | 'other';
  /**
   * The folder or file of the host behind it, normalised; also where a named volume is a bind in disguise. May hold `UNKNOWN`.
   * Relative paths stay relative.
   */
  readonly hostPath: string | undefined;
  /** Undefined where a variable decides. */
  readonly isReadOnly: boolean | undefined;
  /** The third part of the short form, taken apart: `ro`, `z`, `rslave` … */
  readonly options: readonly string[];
}

export function serviceMounts(service: ComposeService): readonly ServiceMount[] {
  return service.once('mounts', () => readMounts(service));
}

function readMounts(service: ComposeService): ServiceMount[] {
  const mounts = service.items('volumes').flatMap((item) => {
    if (item.view.kind === 'scalar') return item.view.isNull ? [] : [shortForm(service, item, item.view)];
    return item.view.kind === 'map' ? [longForm(service, item, item.view)] : [];
  });
  return nearestOnes(mounts, ({ target }) => target?.text.replace(/\/+$/, ''));
}

/** What has to be put right in a path; most paths are written as they are meant. */
const UNTIDY = /\\|\/\/|\/$|(?:^|\/)\./;

/** One kind of slash, no doubled and no trailing ones, `.` and `..` resolved: `//var/run/../run/` gives `/var/run`. */
export function normalisePath(path: string): string {
  if (!UNTIDY.test(path)) return path;
  const isAbsolute = /^[\\/]/.test(path);
  const parts: string[] = [];
  for (const part of path.split(/[\\/]+/)) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '..' || !isAbsolute) parts.push(part);
  }
  return (isAbsolute ? '/' : '') + parts.join('/');
}

/** `SOURCE:TARGET[:OPTIONS]`, or a container path alone. */
function shortForm(service: ComposeService, item: Item, scalar: ScalarView): ServiceMount {
  const expansion = new Expansion(scalar.text, service.file.variablesFor(scalar));
  const { text } = expansion;
  const part = (start: number, end: number): Part => partOf(scalar, expansion, start, end);
  const first = separatorFrom(text, 0);
  if (first < 0) {
    // A variable alone may hold a whole mount.
    const kind = text.includes(UNKNOWN) ? 'other' : 'volume';
    const target = part(0, text.length);
    return { item, source: undefined, target, kind, hostPath: undefined, isReadOnly: false, options: [] };
  }
  const second = separatorFrom(text, first + 1);
  const source = part(0, first);
  const options = second < 0 ? [] : text.slice(second + 1).split(',');
  const kind = /^(?:npipe:|[\\/]{2}\.[\\/]pipe)/i.test(source.text) ? 'npipe' : isPath(source.text) ? 'bind' : 'volume';
  return {
    item,
    source,
    target: part(first + 1, second < 0 ? text.length : second),
    kind,
    hostPath: hostPathOf(service, kind, source),
    isReadOnly: options.some((option) => option.includes(UNKNOWN)) ? undefined : options.includes('ro'),
    options,
  };
}

function longForm(service: ComposeService, item: Item, map: MapView): ServiceMount {
  const partAt = (key: string): Part | undefined => {
    const value = map.get(key)?.value;
    return value?.kind === 'scalar' && !value.isNull ? wholePart(value, service.file.variablesFor(value)) : undefined;
  };
  const source = partAt('source') ?? partAt('src');
  const type = partAt('type')?.text.toLowerCase() ?? (source && isPath(source.text) ? 'bind' : 'volume');
  const kind = type === 'bind' || type === 'volume' || type === 'tmpfs' || type === 'npipe' ? type : 'other';
  const readOnly = partAt('read_only') ?? partAt('readonly');
  return {
    item,
    source,
    target: partAt('target') ?? partAt('destination') ?? partAt('dst'),
    kind,
    hostPath: source && hostPathOf(service, kind, source),
    isReadOnly: readOnly?.isKnown === false ? undefined : /^(?:true|yes|on)$/i.test(readOnly?.text ?? ''),
    options: [],
  };
}

function hostPathOf(service: ComposeService, kind: ServiceMount['kind'], source: Part): string | undefined {
  if (kind === 'npipe') return source.text.replace(/^npipe:/i, '').replaceAll('\\', '/');
  if (kind === 'bind') return normalisePath(source.text);
  const device = kind === 'volume' && source.isKnown ? volumeDevice(service, source.text) : undefined;
  return device === undefined ? undefined : normalisePath(device);
}

/** `driver_opts: {type: none, o: bind, device: /path}` makes a named volume a bind mount. */
function volumeDevice(service: ComposeService, name: string): string | undefined {
  const options = valueAt(service.file.declared('volumes', name), 'driver_opts');
  const device = scalarText(valueAt(options, 'device')) ?? scalarText(valueAt(options, 'mountpoint'));
  if (device === undefined) return undefined;
  const { text } = new Expansion(device);
  return /^[\\/]/.test(text) && !/^(?:nfs4?|cifs|tmpfs)$/i.test(scalarText(valueAt(options, 'type')) ?? '')
    ? text
    : undefined;
}

function isPath(source: string): boolean {
  return /^(?:[./~\\]|[A-Za-z]:[\\/])/.test(source) || (source.startsWith(UNKNOWN) && /[\\/]/.test(source));
}

/** The next colon that separates: not the one behind a drive letter, and not the one of `npipe://`. */
function separatorFrom(text: string, start: number): number {
  const rest = text.slice(start);
  const skipped = /^(?:[A-Za-z]:(?=[\\/])|npipe:(?=\/\/))/i.exec(rest)?.[0].length ?? 0;
  const colon = rest.indexOf(':', skipped);
  return colon < 0 ? -1 : start + colon;
}
