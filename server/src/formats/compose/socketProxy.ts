/** Proxies that let only a part of what the engine can do through. */
import { deleteItem, insertKeyBefore, type Edits } from '../../document/edit';
import { findImage } from '../../images';
import type { ComposeService } from './model';
import type { ServiceMount } from './mounts';
import { declarationsOf } from './resources';

const PROXY_NAMES = /socket-?proxy/;
const PROXY = 'socket-proxy';

export function isSocketProxy(service: ComposeService): boolean {
  if (service.isBuilt) return false;
  const { knownImage, image } = service;
  if (knownImage) return knownImage.justifiedHostAccess?.includes('engine-socket') === true;
  return PROXY_NAMES.test(image?.reference.repository ?? '');
}

/**
 * Puts a proxy in front of the service, points DOCKER_HOST at it and takes the socket away. Only where all of that is written in this
 * service itself. What the proxy lets through besides containers is for the person to say.
 */
export function useProxy(service: ComposeService, { item, source }: ServiceMount): Edits {
  const { own, entry, file } = service;
  const { view, holder } = item;
  if (holder.owner !== own || holder.aliased || entry.aliased || service.isSwarm || service.get('network_mode'))
    return undefined;
  const removed = deleteItem(holder, view);
  const pointed = pointToProxy(service);
  const existing = file.service(PROXY);
  const image = 'tecnativa/docker-socket-proxy';
  const tag = findImage(image)?.knownTag;
  if (existing ? !isSocketProxy(existing) : tag === undefined || !source) return undefined;
  const networks = [
    ...service.entries('networks').map(({ key }) => key.text),
    ...service.items('networks').map(textOf),
  ];
  const declared = declarationsOf(file, 'networks');
  const network = networks.find((name) => name !== undefined && (name === 'default' || declared.has(name)));
  // The other file that declares it may not be there when this one is used.
  if (networks.length > 0 && network === undefined) return undefined;
  const added = existing
    ? []
    : insertKeyBefore(entry, PROXY, {
        image: `${image}:${tag}`,
        restart: 'unless-stopped',
        environment: { CONTAINERS: 1 },
        volumes: [`${source?.text ?? ''}:/var/run/docker.sock:ro`],
        ...(network === undefined ? {} : { networks: [network] }),
      });
  return removed && pointed && added && [...added, ...pointed, ...removed];
}

function pointToProxy(service: ComposeService): Edits {
  const address = `tcp://${PROXY}:2375`;
  if (service.environment.some(({ name }) => name === 'DOCKER_HOST')) return [];
  const environment = service.own.get('environment');
  if (!environment) {
    const volumes = service.own.get('volumes');
    return volumes && insertKeyBefore(volumes, 'environment', { DOCKER_HOST: address });
  }
  if (environment.owner !== service.own || environment.aliased) return undefined;
  return environment.value?.kind === 'sequence'
    ? service.append('environment', `DOCKER_HOST=${address}`)
    : service.insert(['environment', 'DOCKER_HOST'], address);
}

function textOf({ view }: { readonly view: ServiceMount['item']['view'] }): string | undefined {
  return view.kind === 'scalar' ? view.text : undefined;
}
