import { finding } from '../../../engine/rule';
import { healthTiming, needsPatience } from '../healthTiming';
import { composeRule } from '../rule';
import { replaceQuantity, writtenDuration } from '../units';

/** Milliseconds until failed probes make a container unhealthy; longer, and people are faster than the check. */
const LONGEST = 300_000;

export default composeRule({
  id: 'compose/unusual-healthcheck-retries',
  severity: 'info',
  preset: 'recommended',
  category: 'reliability',
  since: '0.1.0',
  summary: 'Health check gives up at once or hardly ever',
  why: 'With one attempt a single slow answer marks the container unhealthy, and what watches it acts on a false alarm. With very many a dead service passes for healthy for minutes.',
  knownProblems: '0 stands for the default of 3.',
  references: ['https://docs.docker.com/reference/dockerfile/#healthcheck'],
  examples: {
    bad: 'services:\n  web:\n    image: nginx:1.29.1\n    healthcheck:\n      test: ["CMD", "curl", "-fsS", "http://127.0.0.1/"]\n      retries: 1\n',
    good: 'services:\n  web:\n    image: nginx:1.29.1\n    healthcheck:\n      test: ["CMD", "curl", "-fsS", "http://127.0.0.1/"]\n      retries: 3\n',
  },
  on: {
    service(service, { severity }) {
      const retries = healthTiming(service, 'retries');
      const interval = healthTiming(service, 'interval');
      if (!retries?.token || !interval) return undefined;
      const duration = retries.value * interval.value;
      // Three attempts that take this long have too long an interval, which is another finding.
      if (retries.value !== 1 && (retries.value <= 3 || duration <= LONGEST)) return undefined;
      const data = { service, token: retries.token, value: retries.value, duration };
      return finding(retries.token, data, { severity: service.lenient(severity) });
    },
  },
  message: ({ service, value, duration }) =>
    value === 1
      ? `One slow answer marks "${service.name}" unhealthy, which is more often a false alarm than a failure. Allow three attempts.`
      : `"${service.name}" has to fail ${value} probes in a row, which takes ${writtenDuration(duration)}, until anybody notices. Three are enough; time to start belongs into \`start_period\`.`,
  fixes: [
    {
      kind: 'review',
      title: 'Allow three attempts',
      edits: ({ service, token, value }) =>
        value > 3 && needsPatience(service) ? undefined : replaceQuantity(token, 3),
    },
  ],
});
