import { placeholder } from '../../../document/render';
import { finding } from '../../../engine/rule';
import { booleanOf, isAt, isBelow } from '../settings';
import { traefikRule } from '../rule';

export default traefikRule({
  id: 'traefik/missing-service-port',
  severity: 'warning',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Traefik cannot tell which port to use',
  why: 'Traefik sends requests to the lowest port that a container exposes. Where there is none it skips the container, and the page answers 404 or 502.',
  knownProblems:
    'Only for images whose ports are known: what an unknown image exposes cannot be seen. Silent where the router leads to a service that is declared elsewhere.',
  references: [
    'https://doc.traefik.io/traefik/reference/routing-configuration/other-providers/docker/#services',
    'https://doc.traefik.io/traefik/providers/docker/#port-detection',
  ],
  examples: {
    bad: 'services:\n  broker:\n    image: rabbitmq:4.1.3-management\n    labels:\n      - traefik.enable=true\n      - traefik.http.routers.broker.rule=Host(`mq.example.org`)\n',
    good: 'services:\n  broker:\n    image: rabbitmq:4.1.3-management\n    labels:\n      - traefik.enable=true\n      - traefik.http.routers.broker.rule=Host(`mq.example.org`)\n      - traefik.http.services.broker.loadbalancer.server.port=4369\n',
  },
  on: {
    traefik(traefik) {
      return traefik.sources.flatMap(({ container, settings }) => {
        const ports = container?.exposedPorts;
        if (!container?.ports || !ports || container.hasUnreadLabels || ports.length === 1) return [];
        const enable = settings.find((setting) => isAt(setting, 'enable'));
        const routers = traefik.routers.filter(({ source }) => source.container === container);
        if ((enable && booleanOf(enable) !== true) || (!enable && routers.length === 0)) return [];
        const isSaid = settings.some((setting) => isBelow(setting, '*', 'services', '*', 'loadbalancer', 'server'));
        // A service that is declared elsewhere, or Traefik's own.
        const isElsewhere = routers.some(({ service }) => service?.value.includes('@') || service?.isKnown === false);
        const token = routers[0]?.rule?.key ?? routers[0]?.token ?? enable?.key;
        if (isSaid || isElsewhere || !token) return [];
        const data = { container, ports: [...ports].sort((a, b) => a - b), router: routers[0] };
        return finding(token, data, ports.length > 1 ? { severity: 'info' } : {});
      });
    },
  },
  message: ({ container: { name }, ports: [lowest] }) =>
    lowest === undefined
      ? `"${name}" exposes no port, so Traefik skips it. Say which port it listens on.`
      : `"${name}" exposes several ports and Traefik takes the lowest, ${lowest}. Say which one it is, so that an update of the image cannot change it.`,
  fixes: [
    {
      kind: 'manual',
      title: 'Say which port Traefik should use',
      edits: ({ container, ports: [lowest], router }) => {
        const service = router?.service?.value ?? router?.name ?? container.name;
        if (service.includes('$')) return undefined;
        const name = `traefik.${router?.protocol ?? 'http'}.services.${service}.loadbalancer.server.port`;
        return container.addLabels([[name, placeholder(String(lowest ?? 8080))]]);
      },
    },
  ],
});
