import { finding } from '../../../engine/rule';
import { typesOf } from '../dynamicConfiguration';
import { traefikRule } from '../rule';

export default traefikRule({
  id: 'traefik/missing-https-redirect',
  severity: 'warning',
  preset: 'recommended',
  category: 'network',
  since: '0.1.0',
  summary: 'Plain HTTP is not redirected to HTTPS',
  why: 'Whoever types the bare name lands on port 80. Without a redirect the page is missing there, or worse, it works without encryption.',
  knownProblems: 'Any middleware that redirects, wherever it is used, counts.',
  references: ['https://doc.traefik.io/traefik/reference/install-configuration/entrypoints/#redirection'],
  crossFile: true,
  examples: {
    bad: 'services:\n  proxy:\n    image: traefik:v3.6.7\n    command:\n      - --entrypoints.web.address=:80\n      - --entrypoints.websecure.address=:443\n    ports:\n      - 80:80\n      - 443:443\n',
    good: 'services:\n  proxy:\n    image: traefik:v3.6.7\n    command:\n      - --entrypoints.web.address=:80\n      - --entrypoints.websecure.address=:443\n      - --entrypoints.web.http.redirections.entrypoint.to=websecure\n    ports:\n      - 80:80\n      - 443:443\n',
  },
  on: {
    traefik(traefik) {
      const { server } = traefik;
      const plain = server?.entryPoints.find(({ port, reach }) => port === 80 && reach === 'public');
      const secure = server?.entryPoints.find(({ port, reach }) => port === 443 && reach === 'public');
      if (!server || !plain || !secure || plain.redirects || server.version === 1) return undefined;
      const redirects = traefik.middlewares.some((one) =>
        typesOf(one).some((type) => /^redirect(?:scheme|regex)$/.test(type)),
      );
      const mayRedirect = traefik.routers.some((router) => !traefik.chainOf(router).isKnown);
      return redirects || mayRedirect ? undefined : finding(plain.token, { server, plain, secure });
    },
  },
  message: ({ plain, secure }) =>
    `Requests on "${plain.name}" are not sent on to "${secure.name}": they stay unencrypted or find nothing. Redirect the whole entry point.`,
  fixes: [
    {
      kind: 'review',
      title: ({ plain, secure }) => `Redirect "${plain.name}" to "${secure.name}"`,
      edits: ({ server, plain, secure }) =>
        server.insert(['entryPoints', plain.name, 'http', 'redirections', 'entryPoint', 'to'], secure.name),
    },
  ],
});
