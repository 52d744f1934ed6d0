import type { Token } from '../../document/text';
import type { Surroundings } from '../../engine/surroundings';
import { sourcesOf } from './containerFiles';
import { hostsOf } from './declared';
import type { ComposeFile, ComposeService } from './model';

/** How a reverse proxy reaches a service. */
export interface Route {
  /** Words for a message: "Traefik". */
  readonly proxy: string;
  /** Port of the container that it is sent to; undefined where the proxy takes the one that the image exposes. */
  readonly port: number | undefined;
  readonly token: Token;
  /** Something stands in front of it that may ask who is there. */
  readonly isGuarded: boolean;
}

/** The routes that labels, variables and the mounted files of proxies of the project declare for a service. */
export function routesTo(service: ComposeService, surroundings: Surroundings): readonly Route[] {
  return [
    ...traefikRoutes(service),
    ...caddyRoutes(service),
    ...nginxProxyRoutes(service),
    ...fileRoutes(service, surroundings),
  ];
}

function traefikRoutes(service: ComposeService): Route[] {
  const labels = [...service.variables('labels'), ...service.variables('deploy', 'labels')];
  if (labels.some(({ name, value }) => name === 'traefik.enable' && /^(?:false|0)$/i.test(value ?? ''))) return [];
  const enabling = labels.find(
    ({ name, value }) =>
      (name === 'traefik.enable' && /^(?:true|1)$/i.test(value ?? '')) ||
      /^traefik\.(?:http|tcp)\.routers\..+\.rule$/i.test(name),
  );
  if (!enabling || service.knownImage?.kind === 'traefik') return [];
  const port = labels.find(({ name }) =>
    /^traefik\.(?:http|tcp)\.services\..+\.loadbalancer\.server\.port$/i.test(name),
  );
  const known = port && service.interpolate(port.scalar, port.value ?? '');
  const isGuarded = labels.some(({ name }) => /^traefik\.(?:http|tcp)\.routers\..+\.middlewares$/i.test(name));
  return [{ proxy: 'Traefik', port: portIn(known?.text), token: enabling.scalar, isGuarded }];
}

/** https://github.com/lucaslorentz/caddy-docker-proxy */
function caddyRoutes(service: ComposeService): Route[] {
  return service.variables('labels').flatMap(({ name, value, scalar }) => {
    if (!/^caddy(?:_\d+)?\.reverse_proxy$/.test(name)) return [];
    const port = /upstreams(?:\s+\w+)?\s+(\d+)/.exec(value ?? '')?.[1];
    return [{ proxy: 'Caddy', port: portIn(port), token: scalar, isGuarded: false }];
  });
}

/** https://github.com/nginx-proxy/nginx-proxy */
function nginxProxyRoutes({ environment }: ComposeService): Route[] {
  const host = environment.find(({ name }) => name === 'VIRTUAL_HOST');
  const port = environment.find(({ name }) => name === 'VIRTUAL_PORT')?.value;
  return host ? [{ proxy: 'nginx-proxy', port: portIn(port), token: host.scalar, isGuarded: false }] : [];
}

/** `proxy_pass http://api:8080`, `server api:8080;`, `reverse_proxy api:8080`. */
const UPSTREAM =
  /(?:\bproxy_pass\s+https?:\/\/|\bserver\s+(?=[\w.-]+:\d+[^{\n]*;)|\breverse_proxy\s+(?:\S+\s+)?(?:https?:\/\/)?)([a-z][\w.-]*):(\d{2,5})/gi;

interface Upstream {
  readonly host: string;
  readonly port: number;
  readonly token: Token;
}

function fileRoutes(service: ComposeService, surroundings: Surroundings): Route[] {
  const hosts = new Set(hostsOf(service));
  return upstreamsIn(service.file, surroundings).flatMap(({ host, port, token }) =>
    hosts.has(host) ? [{ proxy: 'the proxy', port, token, isGuarded: false }] : [],
  );
}

const upstreams = new WeakMap<ComposeFile, readonly Upstream[]>();

/** What the proxies of a project are told to pass on, in files that are mounted into them. */
function upstreamsIn(file: ComposeFile, { text }: Surroundings): readonly Upstream[] {
  const known = upstreams.get(file);
  if (known) return known;
  const found = file.services.flatMap((service) => {
    if (service.knownImage?.class !== 'proxy') return [];
    return [...sourcesOf(service).values()].flatMap(({ path, content, token }) => {
      const written = content ?? (path === undefined ? undefined : text(path));
      const lines = (written ?? '').replace(/^\s*#.*$/gm, '');
      return [...lines.matchAll(UPSTREAM)].map(([, host = '', port]) => ({ host, port: Number(port), token }));
    });
  });
  upstreams.set(file, found);
  return found;
}

function portIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}
