import type { DeclaredContainer } from '../../../engine/containers';
import { finding } from '../../../engine/rule';
import { traefikRule } from '../rule';

export default traefikRule({
  id: 'traefik/missing-consul-catalog',
  severity: 'hint',
  preset: 'off',
  category: 'maintenance',
  since: '0.1.0',
  summary: 'Traefik does not read the Consul of the project',
  why: 'Services that register in Consul are known there with their health. Traefik can route to them by itself instead of being told twice.',
  knownProblems:
    'A service counts as registered where its variables name Consul; what it really registers is not seen.',
  references: ['https://doc.traefik.io/traefik/reference/install-configuration/providers/hashicorp/consul-catalog/'],
  crossFile: true,
  examples: {
    bad: 'services:\n  proxy:\n    image: traefik:v3.6.7\n    command:\n      - --ping=true\n  consul:\n    image: hashicorp/consul:1.21.4\n  api:\n    image: example/api:1.4\n    environment:\n      CONSUL_HTTP_ADDR: consul:8500\n',
    good: 'services:\n  proxy:\n    image: traefik:v3.6.7\n    command:\n      - --ping=true\n      - --providers.consulcatalog.endpoint.address=consul:8500\n      - --providers.consulcatalog.exposedbydefault=false\n  consul:\n    image: hashicorp/consul:1.21.4\n  api:\n    image: example/api:1.4\n    environment:\n      CONSUL_HTTP_ADDR: consul:8500\n',
  },
  on: {
    traefik({ server, project }) {
      if (!server?.container || !project || server.below('providers', 'consulcatalog').length > 0) return undefined;
      const consul = project.containers.find(isConsul);
      const registers = project.containers.some((one) => one !== consul && namesConsul(one));
      return consul && registers ? finding(server.container.key, { server, consul }) : undefined;
    },
  },
  message: ({ consul }) =>
    `Services register in "${consul.name}", and Traefik does not look there. Switch its Consul Catalog provider on.`,
  fixes: [
    {
      kind: 'manual',
      title: 'Read the Consul catalogue',
      edits: ({ server, consul }) => {
        const address = server.insert(['providers', 'consulCatalog', 'endpoint', 'address'], `${consul.name}:8500`);
        const exposed = server.insert(['providers', 'consulCatalog', 'exposedByDefault'], false);
        // In a file the second one would have to know of the first.
        return server.file || !address || !exposed ? undefined : [...address, ...exposed];
      },
    },
  ],
});

function isConsul({ image }: DeclaredContainer): boolean {
  return /(?:^|\/)consul(?:[:@]|$)/.test(image?.text ?? '');
}

function namesConsul({ environment, image }: DeclaredContainer): boolean {
  return (
    /\/registrator(?:[:@]|$)/.test(image?.text ?? '') || environment.some(({ name }) => /^CONSUL_|_CONSUL_/.test(name))
  );
}
