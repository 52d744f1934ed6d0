import { finding } from '../../../engine/rule';
import { probeOf } from '../probe';
import { answersPing, switchPingOn } from '../proxyPing';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/missing-proxy-ping',
  severity: 'error',
  preset: 'recommended',
  category: 'reliability',
  since: '0.1.0',
  crossFile: true,
  summary: 'Traefik is probed without its ping endpoint',
  why: '`traefik healthcheck` asks the ping endpoint, which is off by default: the probe fails every time, and what waits for the proxy never starts.',
  references: [
    'https://doc.traefik.io/traefik/reference/install-configuration/observability/healthcheck/',
    'https://doc.traefik.io/traefik/getting-started/configuration-overview/',
  ],
  examples: {
    bad: 'services:\n  proxy:\n    image: traefik:v3.6.2\n    command: --providers.docker=true --entrypoints.web.address=:80\n    healthcheck:\n      test: ["CMD", "traefik", "healthcheck", "--ping"]\n',
    good: 'services:\n  proxy:\n    image: traefik:v3.6.2\n    command: --providers.docker=true --entrypoints.web.address=:80 --ping=true\n    healthcheck:\n      test: ["CMD", "traefik", "healthcheck", "--ping"]\n',
  },
  on: {
    service(service, { surroundings }) {
      const probe = probeOf(service);
      const command = probe?.commands.find(({ name, args }) => name === 'traefik' && args[0]?.text === 'healthcheck');
      if (!command || service.isPartial || answersPing(service, surroundings) !== false) return undefined;
      return finding(command.program.token, { service });
    },
  },
  message: ({ service }) =>
    `The probe of "${service.name}" asks its ping endpoint, which is switched off: it fails every time. Add \`--ping=true\` to the command.`,
  fixes: [
    {
      kind: 'review',
      title: 'Switch the ping endpoint on',
      edits: ({ service }) => switchPingOn(service),
    },
  ],
});
