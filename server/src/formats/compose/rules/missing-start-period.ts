import { finding } from '../../../engine/rule';
import { hasOwnTest, healthTiming, slowStart } from '../healthTiming';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/missing-start-period',
  severity: 'info',
  preset: 'recommended',
  category: 'reliability',
  since: '0.1.0',
  summary: 'Slow starter without start period',
  why: 'While it starts, failed probes count: the service turns unhealthy before it ever ran, and what waits for it with `condition: service_healthy` fails.',
  knownProblems:
    'Said of images that are known to start slowly, and of databases that run scripts of yours when they are new. Others start faster than the probes give up.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#healthcheck',
    'https://docs.docker.com/reference/dockerfile/#healthcheck',
  ],
  examples: {
    bad: 'services:\n  sso:\n    image: quay.io/keycloak/keycloak:26.4.7\n    healthcheck:\n      test: ["CMD-SHELL", "exec 3<>/dev/tcp/127.0.0.1/9000"]\n      interval: 10s\n',
    good: 'services:\n  sso:\n    image: quay.io/keycloak/keycloak:26.4.7\n    healthcheck:\n      test: ["CMD-SHELL", "exec 3<>/dev/tcp/127.0.0.1/9000"]\n      interval: 10s\n      start_period: 60s\n',
  },
  on: {
    service(service, { severity }) {
      if (!hasOwnTest(service) || service.get('healthcheck', 'start_period')) return undefined;
      const cause = slowStart(service);
      const interval = healthTiming(service, 'interval');
      const retries = healthTiming(service, 'retries');
      // Whoever allows minutes of failed probes has thought of the start.
      if (!cause || !interval || !retries || interval.value * retries.value >= 120_000) return undefined;
      const test = service.get('healthcheck');
      return test && finding(test.key, { service, cause }, { severity: service.lenient(severity) });
    },
  },
  message: ({ service, cause }) =>
    cause === 'image'
      ? `"${service.name}" needs a while to start, and its failed probes count from the first second on: it turns unhealthy before it is up. Add a \`start_period\`.`
      : `When it is new, "${service.name}" runs its scripts first, and failed probes count meanwhile: it turns unhealthy before it is up. Add a \`start_period\`.`,
  fixes: [
    {
      kind: 'review',
      title: 'Allow 60 seconds to start',
      edits: ({ service }) => service.insert(['healthcheck', 'start_period'], '60s'),
    },
  ],
});
