import { deleteItem } from '../../../document/edit';
import { finding, type Report } from '../../../engine/rule';
import type { Surroundings } from '../../../engine/surroundings';
import type { ComposeService } from '../model';
import { bindToLoopback } from '../portEdits';
import { portRange, publishedPorts, publishesPorts, type PublishedPort } from '../ports';
import { routesTo, type Route } from '../routes';
import { composeRule } from '../rule';

interface Data {
  readonly service: ComposeService;
  readonly port: PublishedPort;
  readonly route: Route;
}

export default composeRule({
  id: 'compose/proxy-bypass-port',
  severity: 'warning',
  preset: 'recommended',
  category: 'network',
  since: '0.1.0',
  crossFile: true,
  summary: 'Port leads past the proxy in front of the service',
  why: 'The proxy encrypts, asks for passwords and limits requests. Who uses the published port meets none of that.',
  knownProblems:
    'Routes are read from labels (Traefik, caddy-docker-proxy), from VIRTUAL_HOST, and from files that nginx, Caddy and HAProxy of the same project mount. A Swarm cannot bind a port to one address and is left alone.',
  references: [
    'https://doc.traefik.io/traefik/reference/install-configuration/providers/docker/',
    'https://docs.docker.com/engine/network/packet-filtering-firewalls/',
  ],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:1.4\n    ports:\n      - "8080:8080"\n    labels:\n      traefik.enable: "true"\n      traefik.http.routers.api.rule: Host(`api.example.com`)\n      traefik.http.services.api.loadbalancer.server.port: "8080"\n',
    good: 'services:\n  api:\n    image: example/api:1.4\n    ports:\n      - "127.0.0.1:8080:8080"\n    labels:\n      traefik.enable: "true"\n      traefik.http.routers.api.rule: Host(`api.example.com`)\n      traefik.http.services.api.loadbalancer.server.port: "8080"\n',
  },
  on: {
    service: (service, { surroundings }) => judge(service, surroundings),
  },
  message: ({ service, port, route }: Data) =>
    `${(port.published ?? port.target)?.text ?? 'This port'} of "${service.name}" leads past ${route.proxy}, which stands in front of it with TLS and rules of its own. Bind it to 127.0.0.1, or delete it.`,
  fixes: [
    {
      kind: 'review',
      title: 'Publish it on 127.0.0.1 only',
      edits: ({ service, port }) => bindToLoopback(service, port),
    },
    { kind: 'review', title: 'Delete the port', edits: ({ port }) => deleteItem(port.item.holder, port.item.view) },
  ],
});

function judge(service: ComposeService, surroundings: Surroundings): Report<Data>[] {
  if (!service.get('ports') || publishesPorts(service) !== true || service.isSwarm) return [];
  if (service.knownImage?.class === 'proxy') return [];
  const open = publishedPorts(service).filter(({ reach, protocol }) => reach === 'everywhere' && protocol === 'tcp');
  const [first] = open.length > 0 ? routesTo(service, surroundings) : [];
  if (!first) return [];
  const routes = routesTo(service, surroundings);
  return open.flatMap((port) => {
    const range = portRange(port.target);
    const route = routes.find((one) => leadsTo(one, range, open.length));
    return range && route
      ? [
          finding(
            port.token,
            { service, port, route },
            { related: [{ token: route.token, message: 'It is routed here' }] },
          ),
        ]
      : [];
  });
}

/** Where the proxy chooses the port by itself, it is the only one there is. */
function leadsTo(
  { port }: Route,
  range: { readonly first: number; readonly last: number } | undefined,
  ports: number,
): boolean {
  if (port === undefined) return ports === 1;
  return range !== undefined && range.first <= port && port <= range.last;
}
