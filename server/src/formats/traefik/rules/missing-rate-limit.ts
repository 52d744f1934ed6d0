import { placeholder } from '../../../document/render';
import { missingMiddleware } from '../missingMiddleware';

export default missingMiddleware({
  id: 'traefik/missing-rate-limit',
  severity: 'info',
  preset: 'strict',
  category: 'security',
  summary: 'Public router without a rate limit',
  why: 'One client with a broken loop, or a guessed password list, takes the whole capacity of the service behind it.',
  knownProblems: 'A middleware that is declared somewhere else may do it, and then nothing is reported.',
  references: ['https://doc.traefik.io/traefik/reference/routing-configuration/http/middlewares/ratelimit/'],
  examples: {
    bad: 'services:\n  proxy:\n    image: traefik:v3.6.7\n    command:\n      - --providers.docker.exposedbydefault=false\n      - --entrypoints.web.address=:80\n    ports:\n      - 80:80\n  api:\n    image: example/api:1.4\n    labels:\n      - traefik.enable=true\n      - traefik.http.routers.api.rule=Host(`api.example.org`)\n',
    good: 'services:\n  proxy:\n    image: traefik:v3.6.7\n    command:\n      - --providers.docker.exposedbydefault=false\n      - --entrypoints.web.address=:80\n    ports:\n      - 80:80\n  api:\n    image: example/api:1.4\n    labels:\n      - traefik.enable=true\n      - traefik.http.routers.api.rule=Host(`api.example.org`)\n      - traefik.http.routers.api.middlewares=api-ratelimit\n      - traefik.http.middlewares.api-ratelimit.ratelimit.average=100\n      - traefik.http.middlewares.api-ratelimit.ratelimit.burst=50\n',
  },
  types: ['ratelimit'],
  suffix: 'ratelimit',
  options: { 'ratelimit.average': placeholder('100'), 'ratelimit.burst': placeholder('50') },
  title: 'Add a rate limit',
  text: 'lets every client ask as often as it likes. Limit the rate a little above what people need.',
});
