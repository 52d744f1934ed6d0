import { finding } from '../../../engine/rule';
import { healthTiming } from '../healthTiming';
import { composeRule } from '../rule';
import { replaceQuantity, writtenDuration } from '../units';

export default composeRule({
  id: 'compose/probe-timeout-above-interval',
  severity: 'hint',
  preset: 'strict',
  category: 'reliability',
  since: '0.1.0',
  summary: 'Health check waits longer for an answer than between two checks',
  why: 'A service that hangs is noticed only after every attempt has run into its timeout. A timeout longer than the interval makes that wait the longest part of the detection.',
  references: ['https://docs.docker.com/reference/dockerfile/#healthcheck'],
  examples: {
    bad: 'services:\n  web:\n    image: nginx:1.29.1\n    healthcheck:\n      test: ["CMD", "curl", "-fsS", "http://127.0.0.1/"]\n      interval: 10s\n      timeout: 30s\n',
    good: 'services:\n  web:\n    image: nginx:1.29.1\n    healthcheck:\n      test: ["CMD", "curl", "-fsS", "http://127.0.0.1/"]\n      interval: 10s\n      timeout: 5s\n',
  },
  on: {
    service(service) {
      const interval = healthTiming(service, 'interval');
      const timeout = healthTiming(service, 'timeout');
      const token = timeout?.token ?? interval?.token;
      if (!interval || !timeout || !token || timeout.value <= interval.value) return undefined;
      return finding(token, { service, interval, timeout });
    },
  },
  message: ({ service, interval, timeout }) =>
    `A probe of "${service.name}" may take ${writtenDuration(timeout.value)}, longer than the ${writtenDuration(interval.value)} between two of them, so a hang is noticed late. Let it give up sooner.`,
  fixes: [
    {
      kind: 'review',
      title: ({ interval }) => `Set the timeout to ${writtenDuration(interval.value / 2)}`,
      edits: ({ service, interval, timeout }) => {
        const half = writtenDuration(interval.value / 2);
        // Below two seconds there is no shorter timeout worth writing.
        if (interval.value < 2000) return undefined;
        return timeout.token ? replaceQuantity(timeout.token, half) : service.insert(['healthcheck', 'timeout'], half);
      },
    },
  ],
});
