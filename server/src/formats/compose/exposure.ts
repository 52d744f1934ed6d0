import type { ComposeService } from './model';
import { portRange, type PublishedPort } from './ports';

/** Ports of databases, queues and administration that nobody outside has business with. */
const INTERNAL_PORTS = new Set([
  22, 1433, 1521, 2181, 2375, 2379, 3306, 5432, 5672, 5984, 6379, 8086, 8500, 9090, 9092, 9200, 11211, 15672, 27017,
]);
const DATA_CLASSES: ReadonlySet<string> = new Set(['database', 'cache', 'queue', 'search']);
const WEB_PORTS = new Set([80, 443]);
/** What clients outside come for: mail, names, addresses, time, logs, calls, chat, VPNs, games. On 127.0.0.1 such a port serves nobody. */
const PUBLIC_PORTS = new Set([
  25, 53, 67, 110, 123, 143, 162, 465, 500, 514, 587, 853, 993, 995, 1194, 3478, 4190, 4500, 5060, 5061, 5222, 5269,
  5349, 6514, 12201, 19132, 25565, 51820,
]);
const PROXY_NAME = /proxy|traefik|nginx|caddy|ingress|gateway|\blb\b/i;
/** Services that people push to and pull from over SSH. */
const GIT_HOST = /\b(?:git(?:lab|ea|bucket)|forgejo|gogs|onedev|bitbucket)\b/i;

/** Whom a port that is open on every address serves, and so how much it weighs. */
export type Exposure = 'data' | 'ordinary' | 'web' | 'entrance' | 'swarm';

export function exposureOf(service: ComposeService, port: PublishedPort): Exposure {
  if (service.isSwarm) return 'swarm';
  const inside = portRange(port.target) ?? portRange(port.published);
  const imageClass = service.knownImage?.class;
  if (isPublic(service, port)) return 'entrance';
  if (imageClass !== undefined && DATA_CLASSES.has(imageClass)) return 'data';
  if (inside && [...INTERNAL_PORTS].some((one) => inside.first <= one && one <= inside.last)) return 'data';
  const outside = portRange(port.published);
  if (!outside || !WEB_PORTS.has(outside.first) || outside.first !== outside.last) return 'ordinary';
  return 'web';
}

/** Made for clients outside: what a reverse proxy serves, other than its administration, and protocols of the public. */
function isPublic(service: ComposeService, { target }: PublishedPort): boolean {
  const inside = Number(target?.text);
  if (PUBLIC_PORTS.has(inside)) return true;
  if (inside === 22) return GIT_HOST.test(service.image?.reference.repository ?? service.name);
  const image = service.knownImage;
  return image?.class === 'proxy' && !image.ports.some(({ port, admin }) => admin && port === inside);
}

/** Whether another service may stand in front of this one. Where none does, this one is the entrance. */
export function hasProxy(service: ComposeService): boolean {
  const others = service.file.services.filter((other) => other !== service);
  return others.some(({ knownImage, name }) => knownImage?.class === 'proxy' || PROXY_NAME.test(name));
}
