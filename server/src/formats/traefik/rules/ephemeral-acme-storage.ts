import { folderOf, isWithin, nameOf, resolvePath } from '../../../engine/paths';
import type { ContainerMount, DeclaredContainer } from '../../../engine/containers';
import { finding } from '../../../engine/rule';
import { traefikRule } from '../rule';

export default traefikRule({
  id: 'traefik/ephemeral-acme-storage',
  severity: 'warning',
  preset: 'recommended',
  category: 'reliability',
  since: '0.1.0',
  summary: 'Certificates are lost with the container',
  why: "Traefik asks for new certificates each time the container is made anew. Let's Encrypt refuses after five of them in a week, and then there is no certificate at all.",
  knownProblems: 'Whether the folder on the host is kept cannot be seen.',
  references: [
    'https://doc.traefik.io/traefik/reference/install-configuration/tls/certificate-resolvers/acme/#storage',
    'https://letsencrypt.org/docs/rate-limits/#new-certificates-per-exact-set-of-identifiers',
  ],
  crossFile: true,
  examples: {
    bad: 'services:\n  proxy:\n    image: traefik:v3.6.7\n    command:\n      - --certificatesresolvers.letsencrypt.acme.storage=/letsencrypt/acme.json\n    volumes:\n      - /var/run/docker.sock:/var/run/docker.sock:ro\n',
    good: 'services:\n  proxy:\n    image: traefik:v3.6.7\n    command:\n      - --certificatesresolvers.letsencrypt.acme.storage=/letsencrypt/acme.json\n    volumes:\n      - /var/run/docker.sock:/var/run/docker.sock:ro\n      - ./letsencrypt:/letsencrypt\n',
  },
  on: {
    traefik(traefik) {
      return traefik.servers.flatMap((server) => {
        const { container, isComplete } = server;
        if (!container || container.isPartial || !isComplete) return [];
        return server.namesBelow('certificatesresolvers').flatMap((name) => {
          const storage = server.at('certificatesresolvers', name, 'acme', 'storage');
          const token = storage?.token ?? server.keyOf('certificatesresolvers', name, 'acme');
          if (!token || storage?.isKnown === false) return [];
          const path = resolvePath('/', storage?.value || 'acme.json');
          return mountAbove(container, path)?.isKept ? [] : finding(token, { container, path });
        });
      });
    },
  },
  message: ({ path }) =>
    `Certificates are kept in ${path}, which is lost when the container is made anew. Mount a volume or a folder there, or the limits of the certificate authority will lock you out.`,
  fixes: [
    {
      kind: 'manual',
      title: 'Mount a folder of the host there',
      edits: ({ container, path }) => {
        const folder = folderOf(path);
        // A single file that does not exist yet would become a folder, and two mounts cannot share a place.
        if (folder === '/' || mountAbove(container, path)) return undefined;
        return container.addMount(`./${nameOf(folder)}:${folder}`);
      },
    },
  ],
});

/** The deepest one decides. */
function mountAbove({ mounts }: DeclaredContainer, path: string): ContainerMount | undefined {
  const above = mounts.filter(({ target }) => isWithin(path, target));
  return above.sort((a, b) => b.target.length - a.target.length)[0];
}
