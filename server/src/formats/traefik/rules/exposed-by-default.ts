import { finding } from '../../../engine/rule';
import { booleanOf } from '../settings';
import { traefikRule } from '../rule';

/** Providers that take every container unless they are told not to. */
const PROVIDERS = { docker: 'docker', swarm: 'swarm', consulcatalog: 'consulCatalog' };

export default traefikRule({
  id: 'traefik/exposed-by-default',
  severity: 'warning',
  preset: 'recommended',
  category: 'security',
  since: '0.1.0',
  summary: 'Traefik publishes every container',
  why: 'Without `exposedByDefault=false` every container that listens on a port gets a route from outside, the database included, as soon as it starts.',
  knownProblems:
    'Silent where `constraints` choose the containers. After the fix the containers that are meant to be reached need the label `traefik.enable=true`.',
  references: [
    'https://doc.traefik.io/traefik/reference/install-configuration/providers/docker/#configuration-options',
    'https://doc.traefik.io/traefik/providers/docker/#exposedbydefault',
  ],
  crossFile: true,
  examples: {
    bad: 'services:\n  proxy:\n    image: traefik:v3.6.7\n    command:\n      - --providers.docker=true\n      - --ping=true\n',
    good: 'services:\n  proxy:\n    image: traefik:v3.6.7\n    command:\n      - --providers.docker=true\n      - --ping=true\n      - --providers.docker.exposedbydefault=false\n',
  },
  on: {
    traefik(traefik) {
      return traefik.servers.flatMap((server) =>
        Object.entries(PROVIDERS).flatMap(([provider, name]) => {
          const settings = server.below('providers', provider);
          const isOff = booleanOf(server.at('providers', provider)) === false;
          if (!server.isComplete || server.version === 1 || settings.length === 0 || isOff) return [];
          const exposed = server.at('providers', provider, 'exposedbydefault');
          if (server.at('providers', provider, 'constraints') || (exposed && booleanOf(exposed) !== true)) return [];
          const token = exposed?.token ?? server.keyOf('providers', provider);
          return token ? finding(token, { server, name, exposed }) : [];
        }),
      );
    },
  },
  message: ({ name }) =>
    `Traefik publishes every container that its ${name} provider sees, also databases and admin pages. Set exposedByDefault to false and mark what is public with the label \`traefik.enable=true\`.`,
  fixes: [
    {
      kind: 'review',
      title: 'Publish only containers with `traefik.enable=true`',
      edits: ({ server, name, exposed }) =>
        exposed ? exposed.replace('false') : server.insert(['providers', name, 'exposedByDefault'], false),
    },
  ],
});
