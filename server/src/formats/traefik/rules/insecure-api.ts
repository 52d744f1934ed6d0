import { finding } from '../../../engine/rule';
import { placeholder } from '../../../document/render';
import { booleanOf } from '../settings';
import { traefikRule } from '../rule';

export default traefikRule({
  id: 'traefik/insecure-api',
  severity: 'error',
  preset: 'recommended',
  category: 'security',
  since: '0.1.0',
  summary: 'API and dashboard are open without a password',
  why: 'Whoever reaches the port sees every router, every host name and every internal address of the stack, and nobody is asked for a password.',
  knownProblems:
    'Where the port is bound to the machine itself or not published, the finding is a warning: other containers still reach it. Files that no compose file mounts are judged as if it were published.',
  references: [
    'https://doc.traefik.io/traefik/reference/install-configuration/api-dashboard/#insecure-configuration',
    'https://doc.traefik.io/traefik/operations/api/#insecure',
  ],
  crossFile: true,
  examples: {
    bad: 'services:\n  proxy:\n    image: traefik:v3.6.7\n    command:\n      - --providers.docker.exposedbydefault=false\n      - --api.insecure=true\n    ports:\n      - 8080:8080\n',
    good: 'services:\n  proxy:\n    image: traefik:v3.6.7\n    command:\n      - --providers.docker.exposedbydefault=false\n    ports:\n      - 8080:8080\n',
  },
  on: {
    traefik(traefik) {
      return traefik.servers.flatMap((server) => {
        const insecure = server.at('api', 'insecure');
        if (!insecure || booleanOf(insecure) !== true) return [];
        const reach = server.reachOf(server.internalPort);
        const isPublic = reach === 'public' || reach === 'unknown';
        return finding(insecure.token, { server, insecure, isPublic }, isPublic ? {} : { severity: 'warning' });
      });
    },
  },
  message: ({ isPublic }) =>
    isPublic
      ? 'Everybody who reaches this port sees the dashboard and the API, without a password. Delete this, and give the dashboard a router with authentication.'
      : 'The dashboard and the API ask for no password. Only this machine and other containers reach them now, but publishing the port is enough to change that. Delete this.',
  fixes: [
    { kind: 'review', title: 'Delete the insecure API', edits: ({ insecure }) => insecure.remove() },
    {
      kind: 'manual',
      title: 'Replace it by a dashboard with a password',
      edits: ({ server: { container }, insecure }) => {
        // A flag keeps the API switched on by being there.
        if (!container || insecure.origin !== 'flag') return undefined;
        const replaced = insecure.replace('false');
        const added = container.addLabels([
          ['traefik.enable', 'true'],
          ['traefik.http.routers.dashboard.rule', `Host(\`${placeholder('traefik.example.org')}\`)`],
          ['traefik.http.routers.dashboard.service', 'api@internal'],
          ['traefik.http.routers.dashboard.middlewares', 'dashboard-auth'],
          ['traefik.http.middlewares.dashboard-auth.basicauth.users', placeholder('output of: htpasswd -nB admin')],
        ]);
        return replaced && added && [...replaced, ...added];
      },
    },
  ],
});
