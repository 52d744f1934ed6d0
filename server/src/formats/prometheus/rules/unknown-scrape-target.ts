import { replacePart } from '../../../document/edit';
import { nearest } from '../../../engine/nearest';
import { finding } from '../../../engine/rule';
import type { DeclaredService, Surroundings } from '../../../engine/surroundings';
import { serversOf } from '../deployment';
import { prometheusRule } from '../rule';

/** Modes that are no network of the project: names mean something else there. */
const SPECIAL_NETWORK = /^(?:host|bridge|none|service:.*|container:.*)$/;

export default prometheusRule({
  id: 'prometheus/unknown-scrape-target',
  severity: 'warning',
  preset: 'recommended',
  category: 'observability',
  since: '0.1.0',
  crossFile: true,
  summary: 'Scrape target is no service that Prometheus can reach',
  why: 'The target shows as down for ever and its metrics are missing, and with them every alert that is built on them.',
  knownProblems:
    'Only static targets without a dot are looked up, and only when a compose service runs Prometheus with this file. External networks, `include` and relabelled addresses are left alone.',
  references: [
    'https://prometheus.io/docs/prometheus/latest/configuration/configuration/#static_config',
    'https://docs.docker.com/compose/how-tos/networking/',
  ],
  examples: {
    bad: 'scrape_configs:\n  - job_name: web\n    static_configs:\n      - targets: ["wbe:8000"]\n',
    good: 'scrape_configs:\n  - job_name: web\n    static_configs:\n      - targets: ["web:8000"]\n',
    files: {
      'compose.yaml':
        'services:\n  prometheus:\n    image: prom/prometheus:v3.5.1\n    volumes:\n      - ./prometheus.yml:/etc/prometheus/prometheus.yml:ro\n  web:\n    image: example/web:1.4\n',
    },
  },
  on: {
    target({ scalar, address, job }, { surroundings }) {
      if (!address || job.scrapesElsewhere || !isServiceName(address.host)) return undefined;
      const servers = serversOf(job.config, surroundings) ?? [];
      const services = surroundings.composeServices ?? [];
      const [server] = servers;
      if (!server || isObjectName(address.host, surroundings)) return undefined;
      if (servers.some((one) => mayResolve(one, address.host, services))) return undefined;
      const isDeclared = services.some((service) => hasName(service, address.host));
      const reachable = services.filter((service) => sharesNetwork(server, service)).flatMap(({ hosts }) => hosts);
      const better = isDeclared ? undefined : nearest(address.host, reachable);
      return finding(scalar.partToken(address.hostStart, address.hostEnd), {
        scalar,
        address,
        server,
        isDeclared,
        better,
      });
    },
  },
  message: ({ address, server, isDeclared, better }) => {
    if (isDeclared)
      return `"${address.host}" shares no network with "${server.name}", so the scrape never reaches it. Put both on one network.`;
    const advice = better ? `Did you mean "${better}"?` : 'Use the name of a service.';
    return `No service that "${server.name}" can reach is called "${address.host}": the target stays down. ${advice}`;
  },
  fixes: [
    {
      kind: 'review',
      title: ({ better }) => `Replace by ${better ?? ''}`,
      edits: ({ scalar, address, better }) =>
        better === undefined ? undefined : replacePart(scalar, address.hostStart, address.hostEnd, better),
    },
  ],
});

/** Addresses and names with a dot are resolved outside the project, and the container itself is always there. */
function isServiceName(host: string): boolean {
  return host !== 'localhost' && !/[.:]|^\d+$/.test(host);
}

function mayResolve(server: DeclaredService, host: string, services: readonly DeclaredService[]): boolean {
  if (server.isPartial || server.hasUnknownNeighbours) return true;
  if (server.networks.some((network) => SPECIAL_NETWORK.test(network))) return true;
  if (server.knownHosts.some((name) => name.toLowerCase() === host)) return true;
  return services.some((service) => hasName(service, host) && (service.isPartial || sharesNetwork(server, service)));
}

/** By its own names, or by those that Compose and Swarm give its containers: `project-web-1`, `stack_web`. */
function hasName({ name, hosts }: DeclaredService, host: string): boolean {
  if (hosts.some((one) => one.toLowerCase() === host)) return true;
  const bare = host.replace(/[-_]\d+$/, '');
  return [host, bare].some((one) => one.endsWith(`_${name.toLowerCase()}`)) || bare.endsWith(`-${name.toLowerCase()}`);
}

function sharesNetwork(a: DeclaredService, b: DeclaredService): boolean {
  return a.networks.some((network) => b.networks.includes(network));
}

function isObjectName(host: string, { kubernetesObjects }: Surroundings): boolean {
  return kubernetesObjects?.some(({ kind, name }) => kind === 'Service' && name === host) ?? false;
}
