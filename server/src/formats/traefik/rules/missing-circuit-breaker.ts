import { placeholder } from '../../../document/render';
import { missingMiddleware } from '../missingMiddleware';

export default missingMiddleware({
  id: 'traefik/missing-circuit-breaker',
  severity: 'hint',
  preset: 'off',
  category: 'reliability',
  summary: 'Public router without a circuit breaker',
  why: 'While a service fails or hangs, every request still waits for it. A circuit breaker answers at once and gives the service time to recover.',
  knownProblems: 'A middleware that is declared somewhere else may do it, and then nothing is reported.',
  references: ['https://doc.traefik.io/traefik/reference/routing-configuration/http/middlewares/circuitbreaker/'],
  examples: {
    bad: 'services:\n  proxy:\n    image: traefik:v3.6.7\n    command:\n      - --providers.docker.exposedbydefault=false\n      - --entrypoints.web.address=:80\n    ports:\n      - 80:80\n  api:\n    image: example/api:1.4\n    labels:\n      - traefik.enable=true\n      - traefik.http.routers.api.rule=Host(`api.example.org`)\n',
    good: 'services:\n  proxy:\n    image: traefik:v3.6.7\n    command:\n      - --providers.docker.exposedbydefault=false\n      - --entrypoints.web.address=:80\n    ports:\n      - 80:80\n  api:\n    image: example/api:1.4\n    labels:\n      - traefik.enable=true\n      - traefik.http.routers.api.rule=Host(`api.example.org`)\n      - traefik.http.routers.api.middlewares=api-breaker\n      - traefik.http.middlewares.api-breaker.circuitbreaker.expression=NetworkErrorRatio() > 0.30\n',
  },
  types: ['circuitbreaker'],
  suffix: 'breaker',
  options: { 'circuitbreaker.expression': placeholder('NetworkErrorRatio() > 0.30') },
  title: 'Add a circuit breaker',
  text: 'keeps sending requests to a service that fails. Add a circuit breaker that answers in its place until it has recovered.',
});
