import { finding } from '../../../engine/rule';
import { healthTiming, needsPatience } from '../healthTiming';
import { composeRule } from '../rule';
import { replaceQuantity, writtenDuration } from '../units';

/** Milliseconds. Each probe starts a process and three events of the engine. */
const SHORTEST = 2000;
const LONGEST = 300_000;

export default composeRule({
  id: 'compose/unusual-healthcheck-interval',
  severity: 'info',
  preset: 'recommended',
  category: 'reliability',
  since: '0.1.0',
  summary: 'Health check runs all the time or hardly ever',
  why: 'Every probe starts a process in the container and is logged as three events by the engine: twice a second is load without use. With minutes between the probes a failure stays unseen for a long time.',
  knownProblems: '`start_interval`, which holds only while a container starts, may be as short as you like.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#healthcheck',
    'https://docs.docker.com/reference/dockerfile/#healthcheck',
  ],
  examples: {
    bad: 'services:\n  web:\n    image: nginx:1.29.1\n    healthcheck:\n      test: ["CMD", "curl", "-fsS", "http://127.0.0.1/"]\n      interval: 10m\n',
    good: 'services:\n  web:\n    image: nginx:1.29.1\n    healthcheck:\n      test: ["CMD", "curl", "-fsS", "http://127.0.0.1/"]\n      interval: 30s\n',
  },
  on: {
    service(service, { severity }) {
      const interval = healthTiming(service, 'interval');
      if (!interval?.token || (interval.value >= SHORTEST && interval.value <= LONGEST)) return undefined;
      const retries = healthTiming(service, 'retries')?.value ?? 3;
      const timeout = healthTiming(service, 'timeout')?.value ?? 0;
      // Many attempts were meant to be quick ones.
      const usual = retries * 30_000 + timeout > LONGEST ? '5s' : '30s';
      const data = { service, token: interval.token, value: interval.value, usual };
      return finding(interval.token, data, { severity: service.lenient(severity) });
    },
  },
  message: ({ service, value }) =>
    value < SHORTEST
      ? `"${service.name}" is probed several times in two seconds: every probe starts a process and fills the engine's events. Every 10 to 30 seconds is enough.`
      : `"${service.name}" is probed only every ${writtenDuration(value)}: for that long nobody notices that it hangs. Probe it every 30 seconds or so.`,
  fixes: [
    {
      kind: 'review',
      title: ({ usual }) => `Probe every ${usual}`,
      edits: ({ service, token, usual, value }) =>
        value > LONGEST && needsPatience(service) ? undefined : replaceQuantity(token, usual),
    },
  ],
});
