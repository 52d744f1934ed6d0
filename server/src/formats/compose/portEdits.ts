import {
  deleteItem,
  insertItem,
  insertKey,
  insertKeyBefore,
  renameKey,
  replacePart,
  replaceScalar,
  type Edits,
} from '../../document/edit';
import { scalarText, type ComposeService } from './model';
import type { PublishedPort } from './ports';

/** Publishes a port on 127.0.0.1 (or ::1, where it is written as IPv6) only. */
export function bindToLoopback({ hostIp, published, target, item }: PublishedPort): Edits {
  if (hostIp) {
    if (!hostIp.written) return undefined;
    const address = hostIp.text.includes(':') ? (hostIp.text.startsWith('[') ? '[::1]' : '::1') : '127.0.0.1';
    return replacePart(hostIp.scalar, hostIp.written.start, hostIp.written.end, address);
  }
  if (item.view.kind === 'map') return insertKey(item.view, 'host_ip', '127.0.0.1');
  if (item.view.kind !== 'scalar') return undefined;
  const first = published ?? target;
  // One variable for the whole mapping: the address goes into its default.
  const isOneVariable = published !== undefined && target !== undefined && target.outer.start < published.outer.end;
  const at = (isOneVariable ? first?.written : first?.outer)?.start ?? 0;
  // Without a host port the engine picks one: `IP::CONTAINER`.
  return replacePart(item.view, at, at, published ? '127.0.0.1:' : '127.0.0.1::');
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
