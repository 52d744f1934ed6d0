import { finding } from '../../../engine/rule';
import { traefikRule } from '../rule';

export default traefikRule({
  id: 'traefik/unused-proxy',
  severity: 'info',
  preset: 'recommended',
  category: 'maintenance',
  since: '0.1.0',
  summary: 'Traefik runs and routes nothing',
  why: 'A proxy that nothing uses holds ports, mostly the engine socket too, and has to be updated like everything else.',
  knownProblems:
    'Silent where other places may bring routers: a file provider, another provider, an external network, a default rule, or a project in which Traefik stands alone.',
  references: ['https://doc.traefik.io/traefik/reference/routing-configuration/other-providers/docker/'],
  crossFile: true,
  examples: {
    bad: 'services:\n  proxy:\n    image: traefik:v3.6.7\n    command:\n      - --providers.docker.exposedbydefault=false\n  web:\n    image: nginx:1.29.1\n    ports:\n      - 127.0.0.1:8080:80\n',
    good: 'services:\n  proxy:\n    image: traefik:v3.6.7\n    command:\n      - --providers.docker.exposedbydefault=false\n  web:\n    image: nginx:1.29.1\n    labels:\n      - traefik.enable=true\n      - traefik.http.routers.web.rule=Host(`shop.example.org`)\n',
  },
  on: {
    traefik(traefik) {
      const { server, project, isComplete } = traefik;
      const container = server?.container;
      if (!server || !container || !project || !isComplete || project.containers.length < 2) return undefined;
      const hasDefaultRule = server.below('providers', '*', 'defaultrule').length > 0;
      if (hasDefaultRule || server.below('providers', 'file').length > 0) return undefined;
      const isUsed =
        traefik.routers.some(({ isDashboard }) => !isDashboard) ||
        traefik.sources.some((source) => source.container !== container);
      return isUsed ? undefined : finding(container.key, { name: container.name });
    },
  },
  message: ({ name }) =>
    `No other service has a label for Traefik, so "${name}" routes nothing. Delete the service, or label what it should publish.`,
});
