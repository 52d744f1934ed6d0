import { placeholder } from '../../../document/render';
import { missingMiddleware } from '../missingMiddleware';

export default missingMiddleware({
  id: 'traefik/missing-retry',
  severity: 'hint',
  preset: 'off',
  category: 'reliability',
  summary: 'Public router without retries',
  why: 'While a container is replaced, requests that meet the old one fail. A retry sends them to the new one and nobody notices.',
  knownProblems: 'A middleware that is declared somewhere else may do it, and then nothing is reported.',
  references: ['https://doc.traefik.io/traefik/reference/routing-configuration/http/middlewares/retry/'],
  examples: {
    bad: 'services:\n  proxy:\n    image: traefik:v3.6.7\n    command:\n      - --providers.docker.exposedbydefault=false\n      - --entrypoints.web.address=:80\n    ports:\n      - 80:80\n  api:\n    image: example/api:1.4\n    labels:\n      - traefik.enable=true\n      - traefik.http.routers.api.rule=Host(`api.example.org`)\n',
    good: 'services:\n  proxy:\n    image: traefik:v3.6.7\n    command:\n      - --providers.docker.exposedbydefault=false\n      - --entrypoints.web.address=:80\n    ports:\n      - 80:80\n  api:\n    image: example/api:1.4\n    labels:\n      - traefik.enable=true\n      - traefik.http.routers.api.rule=Host(`api.example.org`)\n      - traefik.http.routers.api.middlewares=api-retry\n      - traefik.http.middlewares.api-retry.retry.attempts=3\n      - traefik.http.middlewares.api-retry.retry.initialinterval=100ms\n',
  },
  types: ['retry'],
  suffix: 'retry',
  options: { 'retry.attempts': placeholder('3'), 'retry.initialinterval': placeholder('100ms') },
  title: 'Add retries',
  text: 'gives up when a connection to the service fails once, as it does during a restart. Let Traefik try again a few times.',
});
