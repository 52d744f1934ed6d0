import { placeholder } from '../../../document/render';
import { missingMiddleware } from '../missingMiddleware';

export default missingMiddleware({
  id: 'traefik/missing-security-headers',
  severity: 'hint',
  preset: 'strict',
  category: 'security',
  summary: 'Public router without security headers',
  why: 'Headers tell browsers to come back over HTTPS only and not to guess the type of a file. Without them both are left to the application.',
  knownProblems:
    'Headers that the application sends by itself cannot be seen here. A middleware that is declared somewhere else may do it, and then nothing is reported.',
  references: ['https://doc.traefik.io/traefik/reference/routing-configuration/http/middlewares/headers/'],
  examples: {
    bad: 'services:\n  proxy:\n    image: traefik:v3.6.7\n    command:\n      - --providers.docker.exposedbydefault=false\n      - --entrypoints.web.address=:80\n    ports:\n      - 80:80\n  api:\n    image: example/api:1.4\n    labels:\n      - traefik.enable=true\n      - traefik.http.routers.api.rule=Host(`api.example.org`)\n',
    good: 'services:\n  proxy:\n    image: traefik:v3.6.7\n    command:\n      - --providers.docker.exposedbydefault=false\n      - --entrypoints.web.address=:80\n    ports:\n      - 80:80\n  api:\n    image: example/api:1.4\n    labels:\n      - traefik.enable=true\n      - traefik.http.routers.api.rule=Host(`api.example.org`)\n      - traefik.http.routers.api.middlewares=api-headers\n      - traefik.http.middlewares.api-headers.headers.stsseconds=31536000\n      - traefik.http.middlewares.api-headers.headers.contenttypenosniff=true\n',
  },
  types: ['headers'],
  suffix: 'headers',
  options: { 'headers.stsseconds': placeholder('31536000'), 'headers.contenttypenosniff': 'true' },
  title: 'Add security headers',
  text: 'adds no security headers to what the application answers. Add HSTS and `nosniff`, unless the application sends them itself.',
});
