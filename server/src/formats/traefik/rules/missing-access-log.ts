import { finding } from '../../../engine/rule';
import { traefikRule } from '../rule';

export default traefikRule({
  id: 'traefik/missing-access-log',
  severity: 'info',
  preset: 'recommended',
  category: 'observability',
  since: '0.1.0',
  grouped: 'access log',
  summary: 'Traefik writes no access log',
  why: 'Without it nobody can say at night which requests failed, where they came from and which service was slow.',
  knownProblems: 'Only for a Traefik that is reached from outside this machine.',
  references: ['https://doc.traefik.io/traefik/reference/install-configuration/observability/logs-and-accesslogs/'],
  crossFile: true,
  examples: {
    bad: 'services:\n  proxy:\n    image: traefik:v3.6.7\n    command:\n      - --entrypoints.web.address=:80\n    ports:\n      - 80:80\n',
    good: 'services:\n  proxy:\n    image: traefik:v3.6.7\n    command:\n      - --entrypoints.web.address=:80\n      - --accesslog=true\n    ports:\n      - 80:80\n',
  },
  on: {
    traefik(traefik) {
      return traefik.servers.flatMap((server) => {
        const { isComplete, publicEntryPoints, token, container, file } = server;
        if (!isComplete || !token || publicEntryPoints.length === 0 || server.below('accesslog').length > 0) return [];
        return finding(token, { server }, !file && container ? { subject: container.subject } : {});
      });
    },
  },
  message: () =>
    'Traefik keeps no record of requests, so failing ones cannot be traced. Switch the access log on; it goes to the log of the container.',
  fixes: [
    {
      kind: 'review',
      title: 'Switch the access log on',
      edits: ({ server }) => server.insert(['accessLog'], server.file ? {} : true),
    },
  ],
});
