import { placeholder } from '../../../document/render';
import { finding } from '../../../engine/rule';
import { isGuarded } from '../dynamicConfiguration';
import { addMiddleware } from '../middlewareFix';
import { traefikRule } from '../rule';

export default traefikRule({
  id: 'traefik/unprotected-dashboard',
  severity: 'error',
  preset: 'recommended',
  category: 'security',
  since: '0.1.0',
  summary: 'Dashboard is served without a password',
  why: 'The dashboard shows every host name, every middleware and every internal address: the map an intruder needs.',
  knownProblems:
    'A middleware that is declared somewhere else, and every plugin, counts as protection. Where the entry point is bound to the machine itself or not published, the finding is an information. Silent where the Traefik that serves it is not part of the project.',
  references: [
    'https://doc.traefik.io/traefik/reference/install-configuration/api-dashboard/#configuration-examples',
    'https://doc.traefik.io/traefik/reference/routing-configuration/http/middlewares/basicauth/',
  ],
  crossFile: true,
  examples: {
    bad: 'services:\n  proxy:\n    image: traefik:v3.6.7\n    command:\n      - --api.dashboard=true\n      - --providers.docker.exposedbydefault=false\n      - --entrypoints.web.address=:80\n    ports:\n      - 80:80\n    labels:\n      - traefik.enable=true\n      - traefik.http.routers.dashboard.rule=Host(`traefik.example.org`)\n      - traefik.http.routers.dashboard.service=api@internal\n',
    good: 'services:\n  proxy:\n    image: traefik:v3.6.7\n    command:\n      - --api.dashboard=true\n      - --providers.docker.exposedbydefault=false\n      - --entrypoints.web.address=:80\n    ports:\n      - 80:80\n    labels:\n      - traefik.enable=true\n      - traefik.http.routers.dashboard.rule=Host(`traefik.example.org`)\n      - traefik.http.routers.dashboard.service=api@internal\n      - traefik.http.routers.dashboard.middlewares=dashboard-auth\n      - "traefik.http.middlewares.dashboard-auth.basicauth.users=output of: htpasswd -nB admin"\n',
  },
  on: {
    traefik(traefik) {
      return traefik.routers.flatMap((router) => {
        const { service } = router;
        if (!service || !/^(?:api|dashboard)@internal$/i.test(service.value)) return [];
        const entryPoints = traefik.entryPointsOf(router);
        if (!entryPoints || isGuarded(traefik.chainOf(router))) return [];
        const isPublic = entryPoints.some(({ reach }) => reach === 'public' || reach === 'unknown');
        return finding(service.token, { router, isPublic }, isPublic ? {} : { severity: 'info' });
      });
    },
  },
  message: ({ router, isPublic }) =>
    isPublic
      ? `"${router.name}" shows the dashboard to everybody who knows its address. Put a middleware in front of it that asks for a password.`
      : `"${router.name}" shows the dashboard without a password. Only this machine and other containers reach it now; put a password in front of it before that changes.`,
  fixes: [
    {
      kind: 'manual',
      title: 'Ask for a password',
      edits: ({ router }) =>
        addMiddleware(router, `${router.name}-auth`, {
          'basicauth.users': placeholder('output of: htpasswd -nB admin'),
        }),
    },
  ],
});
