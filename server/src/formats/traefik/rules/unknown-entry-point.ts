import { nearest } from '../../../engine/nearest';
import { finding } from '../../../engine/rule';
import { traefikRule } from '../rule';

export default traefikRule({
  id: 'traefik/unknown-entry-point',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Entry point does not exist',
  why: 'Traefik leaves a router out whose entry point does not exist: nothing listens for it, and only the log says why.',
  references: ['https://doc.traefik.io/traefik/reference/install-configuration/entrypoints/'],
  crossFile: true,
  examples: {
    bad: 'services:\n  proxy:\n    image: traefik:v3.6.7\n    command:\n      - --providers.docker.exposedbydefault=false\n      - --entrypoints.websecure.address=:443\n  web:\n    image: nginx:1.29.1\n    labels:\n      - traefik.enable=true\n      - traefik.http.routers.web.rule=Host(`shop.example.org`)\n      - traefik.http.routers.web.entrypoints=web-secure\n',
    good: 'services:\n  proxy:\n    image: traefik:v3.6.7\n    command:\n      - --providers.docker.exposedbydefault=false\n      - --entrypoints.websecure.address=:443\n  web:\n    image: nginx:1.29.1\n    labels:\n      - traefik.enable=true\n      - traefik.http.routers.web.rule=Host(`shop.example.org`)\n      - traefik.http.routers.web.entrypoints=websecure\n',
  },
  on: {
    traefik(traefik) {
      const { server } = traefik;
      if (!server || server.version === 1) return undefined;
      const declared = server.entryPoints.map(({ name }) => name);
      // Without any, Traefik makes one called http; its own is there whenever something needs it.
      const known = [...(declared.length > 0 ? declared : ['http']), 'traefik'];
      return traefik.routers.flatMap((router) =>
        (router.entryPoints ?? []).flatMap((item) => {
          const isKnown = known.some((name) => name.toLowerCase() === item.text.toLowerCase());
          return item.isKnown && !isKnown
            ? finding(item.token, { item, router, guess: nearest(item.text, declared), declared })
            : [];
        }),
      );
    },
  },
  message: ({ item, router, guess, declared }) => {
    const names = declared.length > 0 ? `There is ${declared.map((name) => `"${name}"`).join(', ')}.` : '';
    return `Traefik has no entry point "${item.text}", so the router "${router.name}" answers nowhere. ${guess ? `Did you mean "${guess}"?` : names}`.trim();
  },
  fixes: [
    {
      kind: 'review',
      title: ({ guess }) => `Replace it by "${guess}"`,
      edits: ({ item, guess }) => (guess === undefined ? undefined : item.replace(guess)),
    },
  ],
});
