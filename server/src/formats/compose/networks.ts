import { insertAt, insertItem, type Edits } from '../../document/edit';
import type { Token } from '../../document/text';
import { scalarText, valueAt, type ComposeFile, type ComposeService } from './model';

/** A network that a service is on. */
export interface JoinedNetwork {
  /** The key in the file; `default` where the service names none. */
  readonly key: string;
  readonly token: Token;
}

/**
 * The networks of a service. Undefined where it uses a network stack that is not its own (`network_mode`), where a variable decides,
 * or where a part of the service is not known.
 */
export function networksOf(service: ComposeService): readonly JoinedNetwork[] | undefined {
  return service.once('networks', () => {
    if (!service.hasContainer || service.isPartial || service.get('network_mode')) return undefined;
    const joined = service.entries('networks').map(({ key }): JoinedNetwork => ({ key: key.text, token: key }));
    for (const { view, holder } of service.items('networks')) {
      if (view.kind !== 'scalar' || holder.value?.kind !== 'sequence') continue;
      const name = service.interpolate(view);
      if (!name.known) return undefined;
      joined.push({ key: name.text, token: view });
    }
    return joined.length > 0 ? joined : [{ key: 'default', token: service.key }];
  });
}

/** What tells one network of the engine from another: two keys may stand for one network that has a `name`. */
export function networkIdentity(file: ComposeFile, key: string): string {
  const declared = file.declared('networks', key);
  const name = scalarText(valueAt(declared, 'name')) ?? scalarText(valueAt(declared, 'external', 'name'));
  if (name !== undefined) return `name ${name}`;
  return isExternalNetwork(file, key) ? `name ${key}` : `key ${key}`;
}

export function isExternalNetwork(file: ComposeFile, key: string): boolean {
  const external = valueAt(file.declared('networks', key), 'external');
  return external?.kind === 'map' || scalarText(external) === 'true';
}

/** Whether two services are on a network together; undefined where that is not known. */
export function shareNetwork(one: ComposeService, other: ComposeService): boolean | undefined {
  const first = networksOf(one);
  const second = networksOf(other);
  if (!first || !second) return undefined;
  const names = new Set(first.map(({ key }) => networkIdentity(one.file, key)));
  return second.some(({ key }) => names.has(networkIdentity(one.file, key)));
}

/** Puts a service on one more network; what it is on by default then has to be said. */
export function joinNetwork(service: ComposeService, network: string): Edits {
  const holder = service.own.get('networks');
  if (!holder) return service.get('networks') ? undefined : service.insert(['networks'], ['default', network]);
  if (holder.aliased || holder.owner !== service.own) return undefined;
  if (holder.value?.kind === 'sequence') return insertItem(holder.value, network);
  return holder.value?.kind === 'map' ? insertAt(service.own, ['networks', network], {}) : undefined;
}
