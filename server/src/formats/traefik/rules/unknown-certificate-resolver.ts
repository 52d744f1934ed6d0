import { nearest } from '../../../engine/nearest';
import { finding } from '../../../engine/rule';
import { isBelow } from '../settings';
import { traefikRule } from '../rule';

export default traefikRule({
  id: 'traefik/unknown-certificate-resolver',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Certificate resolver does not exist',
  why: 'Without its resolver the router serves the certificate that Traefik made up itself, and every browser warns of it.',
  references: ['https://doc.traefik.io/traefik/reference/install-configuration/tls/certificate-resolvers/overview/'],
  crossFile: true,
  examples: {
    bad: 'services:\n  proxy:\n    image: traefik:v3.6.7\n    command:\n      - --providers.docker.exposedbydefault=false\n      - --entrypoints.websecure.address=:443\n      - --certificatesresolvers.letsencrypt.acme.tlschallenge=true\n  web:\n    image: nginx:1.29.1\n    labels:\n      - traefik.enable=true\n      - traefik.http.routers.web.rule=Host(`shop.example.org`)\n      - traefik.http.routers.web.tls.certresolver=letsencript\n',
    good: 'services:\n  proxy:\n    image: traefik:v3.6.7\n    command:\n      - --providers.docker.exposedbydefault=false\n      - --entrypoints.websecure.address=:443\n      - --certificatesresolvers.letsencrypt.acme.tlschallenge=true\n  web:\n    image: nginx:1.29.1\n    labels:\n      - traefik.enable=true\n      - traefik.http.routers.web.rule=Host(`shop.example.org`)\n      - traefik.http.routers.web.tls.certresolver=letsencrypt\n',
  },
  on: {
    traefik(traefik) {
      const { server } = traefik;
      if (!server || server.version === 1) return undefined;
      const declared = server.namesBelow('certificatesresolvers');
      const chosen = [
        ...traefik.routers.flatMap((router) => router.option('tls', 'certresolver') ?? []),
        ...server.settings.filter((setting) => isBelow(setting, 'entrypoints', '*', 'http', 'tls', 'certresolver')),
      ];
      return chosen.flatMap((setting) => {
        const isKnown = declared.some((name) => name.toLowerCase() === setting.value.toLowerCase());
        if (!setting.isKnown || setting.value === '' || isKnown) return [];
        return finding(setting.token, { setting, guess: nearest(setting.value, declared), declared });
      });
    },
  },
  message: ({ setting, guess, declared }) => {
    const names =
      declared.length > 0
        ? `There is ${declared.map((name) => `"${name}"`).join(', ')}.`
        : 'Declare it, or use `tls=true`.';
    return `Traefik has no certificate resolver "${setting.value}" and serves a certificate that browsers refuse. ${guess ? `Did you mean "${guess}"?` : names}`;
  },
  fixes: [
    {
      kind: 'review',
      title: ({ guess }) => `Replace it by "${guess}"`,
      edits: ({ setting, guess }) => (guess === undefined ? undefined : setting.replace(guess)),
    },
  ],
});
