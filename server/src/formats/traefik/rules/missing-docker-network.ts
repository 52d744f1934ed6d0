import { placeholder } from '../../../document/render';
import { finding } from '../../../engine/rule';
import { isAt } from '../settings';
import { traefikRule } from '../rule';

export default traefikRule({
  id: 'traefik/missing-docker-network',
  severity: 'warning',
  preset: 'recommended',
  category: 'network',
  since: '0.1.0',
  summary: 'Traefik may use a network it is not on',
  why: 'Traefik takes one address of a container that is on several networks. When it is on none of that network, every request ends in 504, at random after a restart.',
  knownProblems: 'Only for projects that run Traefik themselves: elsewhere the provider may name the network.',
  references: [
    'https://doc.traefik.io/traefik/reference/routing-configuration/other-providers/docker/#traefikdockernetwork',
    'https://doc.traefik.io/traefik/providers/docker/#network',
  ],
  crossFile: true,
  examples: {
    bad: 'services:\n  proxy:\n    image: traefik:v3.6.7\n    command:\n      - --providers.docker.exposedbydefault=false\n    networks:\n      - front\n  api:\n    image: example/api:1.4\n    networks:\n      - front\n      - back\n    labels:\n      - traefik.enable=true\nnetworks:\n  front:\n    name: front\n  back: {}\n',
    good: 'services:\n  proxy:\n    image: traefik:v3.6.7\n    command:\n      - --providers.docker.exposedbydefault=false\n    networks:\n      - front\n  api:\n    image: example/api:1.4\n    networks:\n      - front\n      - back\n    labels:\n      - traefik.enable=true\n      - traefik.docker.network=front\nnetworks:\n  front:\n    name: front\n  back: {}\n',
  },
  on: {
    traefik(traefik) {
      const { server } = traefik;
      const proxy = server?.container;
      if (!server || !proxy || ['docker', 'swarm'].some((name) => server.at('providers', name, 'network')))
        return undefined;
      const shared = new Set(proxy.networks.map(({ name }) => name));
      return traefik.sources.flatMap(({ container, settings }) => {
        if (!container || container === proxy || container.isPartial || container.hasUnreadLabels) return [];
        const isSaid = settings.some((one) => isAt(one, 'docker', 'network') || isAt(one, 'swarm', 'network'));
        const isOff = settings.some((one) => isAt(one, 'enable') && /^(?:false|0)$/i.test(one.value));
        const common = container.networks.filter(({ name }) => shared.has(name));
        const [first] = settings;
        if (isSaid || isOff || !first || common.length === container.networks.length || common.length === 0) return [];
        return finding(first.key, { container, network: common[0]?.name ?? '' });
      });
    },
  },
  message: ({ container, network }) =>
    `"${container.name}" is on networks that Traefik is not on, and Traefik may choose one of those. Name the shared one, "${network}", by its full name.`,
  fixes: [
    {
      kind: 'manual',
      title: 'Name the network that Traefik shares',
      edits: ({ container, network }) => container.addLabels([['traefik.docker.network', placeholder(network)]]),
    },
  ],
});
