import {
  deleteItem,
  insertItem,
  insertKey,
  insertKeyBefore,
  renameKey,
  replaceItem,
  replacePart,
  replaceScalar,
  type Edits,
} from '../../document/edit';
import type { MapView } from '../../document/view';
import { scalarText, type ComposeService } from './model';
import type { PublishedPort } from './ports';

/** Publishes a port on 127.0.0.1 (or ::1, where it is written as IPv6) only. */
export function bindToLoopback(service: ComposeService, port: PublishedPort): Edits {
  const { hostIp, published, target, item } = port;
  if (hostIp) {
    if (!hostIp.written) return undefined;
    const address = hostIp.text.includes(':') ? (hostIp.text.startsWith('[') ? '[::1]' : '::1') : '127.0.0.1';
    return replacePart(hostIp.scalar, hostIp.written.start, hostIp.written.end, address);
  }
  if (item.view.kind === 'map') {
    if (!isForOlderCompose(service, item.view)) return insertKey(item.view, 'host_ip', '127.0.0.1');
    const short = shortForm(port);
    return short === undefined ? undefined : replaceItem(item.holder.value, item.view, short);
  }
  if (item.view.kind !== 'scalar') return undefined;
  const first = published ?? target;
  // One variable for the whole mapping: the address goes into its default.
  const isOneVariable = published !== undefined && target !== undefined && target.outer.start < published.outer.end;
  const at = (isOneVariable ? first?.written : first?.outer)?.start ?? 0;
  // Without a host port the engine picks one: `IP::CONTAINER`.
  return replacePart(item.view, at, at, published ? '127.0.0.1:' : '127.0.0.1::');
}

/** `version` is for Compose before 2.0, which refuses `host_ip`; what else it does not know, it refuses already. */
function isForOlderCompose({ file }: ComposeService, port: MapView): boolean {
  const known = ['target', 'published', 'protocol', 'mode'];
  return file.root.get('version') !== undefined && port.entries.every(({ key }) => known.includes(key.text));
}

/** `mode` means something in a Swarm only, which cannot bind to an address at all. */
function shortForm({ published, target, protocol }: PublishedPort): string | undefined {
  if (!target || protocol === undefined) return undefined;
  const suffix = protocol === 'tcp' ? '' : `/${protocol}`;
  return `127.0.0.1:${published?.scalar.text ?? ''}:${target.scalar.text}${suffix}`;
}

/** Publishes a port to the other services instead of to the host. */
export function exposeInstead(service: ComposeService, { item, published, target, protocol }: PublishedPort): Edits {
  const { view, holder } = item;
  if (!target || !protocol || holder.aliased) return undefined;
  if (published && published.scalar === target.scalar && target.outer.start < published.outer.end) return undefined;
  const port =
    target.scalar.text.slice(target.outer.start, target.outer.end) + (protocol === 'tcp' ? '' : `/${protocol}`);
  const list = { start: holder.key.range.start, end: holder.value?.range.end ?? 0 };
  // Other services may share the list.
  if (holder.key.document.hasAliasedAnchorWithin(list)) return undefined;
  const expose = service.get('expose')?.value;
  const removed = deleteItem(holder, view);
  if (expose?.kind === 'sequence') {
    const isListed = expose.items.some((one) => scalarText(one) === port);
    const added = isListed ? [] : insertItem(expose, port);
    return removed && added && [...added, ...removed];
  }
  const ports = holder.value;
  if (expose || ports?.kind !== 'sequence') return undefined;
  if (ports.items.length === 1 && view.kind === 'scalar') {
    const renamed = renameKey(holder, 'expose');
    const replaced = replaceScalar(view, port);
    return renamed && replaced && [...renamed, ...replaced];
  }
  const added = insertKeyBefore(holder, 'expose', [port]);
  return removed && added && [...added, ...removed];
}
