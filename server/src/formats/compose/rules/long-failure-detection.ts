import type { Edits } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { isSlowStarter } from '../../../images';
import { healthTiming, needsPatience, type Timing } from '../healthTiming';
import type { ComposeService } from '../model';
import { composeRule } from '../rule';
import { DEFAULT_OBJECTIVES } from '../../../engine/objectives';
import { replaceQuantity, writtenDuration } from '../units';

type Cause = 'start' | 'detection';

export default composeRule({
  id: 'compose/long-failure-detection',
  severity: 'info',
  preset: 'strict',
  category: 'reliability',
  since: '0.1.0',
  summary: 'Health check takes longer to notice a failure than is allowed',
  why: 'A service cannot be back in time when it takes that time to notice that it is gone. Failures within the start period do not count at all.',
  knownProblems:
    'Held against `objectives` of holdfast.yaml, `startup` and `recovery`: 60 seconds and 5 minutes unless you set them. Images that are known to start slowly may have a longer start period.',
  references: ['https://docs.docker.com/reference/dockerfile/#healthcheck'],
  examples: {
    bad: 'services:\n  web:\n    image: nginx:1.29.1\n    healthcheck:\n      test: ["CMD", "curl", "-fsS", "http://127.0.0.1/"]\n      interval: 2m\n      timeout: 10s\n      retries: 3\n',
    good: 'services:\n  web:\n    image: nginx:1.29.1\n    healthcheck:\n      test: ["CMD", "curl", "-fsS", "http://127.0.0.1/"]\n      interval: 30s\n      timeout: 10s\n      retries: 3\n',
  },
  on: {
    service(service) {
      const [interval, timeout, retries, start] = (['interval', 'timeout', 'retries', 'start_period'] as const).map(
        (key) => healthTiming(service, key),
      );
      if (!interval || !timeout || !retries) return undefined;
      const { startup = DEFAULT_OBJECTIVES.startup, recovery = DEFAULT_OBJECTIVES.recovery } =
        service.file.settings.objectives;
      const duration = interval.value * retries.value + timeout.value;
      const slowest = [interval, retries, timeout].find(({ token }) => token);
      const isStartLong = start?.token && start.value > startup && !isSlow(service);
      const judged = { service, interval, timeout, retries };
      return [
        duration > recovery && slowest?.token
          ? finding(slowest.token, {
              ...judged,
              cause: 'detection' as Cause,
              value: duration,
              allowed: recovery,
              start,
            })
          : undefined,
        isStartLong && start.token
          ? finding(start.token, { ...judged, cause: 'start' as Cause, value: start.value, allowed: startup, start })
          : undefined,
      ];
    },
  },
  message: ({ service, cause, value, allowed }) =>
    cause === 'start'
      ? `Failures of "${service.name}" do not count for ${writtenDuration(value)} after a start, and ${writtenDuration(allowed)} are allowed. Shorten the start period.`
      : `It takes ${writtenDuration(value)} until "${service.name}" counts as unhealthy, and it should be back within ${writtenDuration(allowed)}. Probe more often, or with fewer attempts.`,
  fixes: [
    {
      kind: 'review',
      title: ({ cause, allowed }) =>
        cause === 'start' ? `Set the start period to ${writtenDuration(allowed)}` : 'Notice it sooner',
      edits: ({ service, cause, start, allowed, interval, timeout, retries }) =>
        cause === 'start'
          ? start?.token && replaceQuantity(start.token, writtenDuration(allowed))
          : needsPatience(service)
            ? undefined
            : shorten(interval, timeout, retries, allowed),
    },
  ],
});

/** An own build or an unknown image may start as slowly as it likes: nobody knows. */
function isSlow({ knownImage }: ComposeService): boolean {
  return !knownImage || isSlowStarter(knownImage);
}

/** Lowers one value: the one that is out of the ordinary. */
function shorten(interval: Timing, timeout: Timing, retries: Timing, allowed: number): Edits {
  const few = 3 * interval.value + timeout.value <= allowed;
  if (few && retries.token && retries.value > 3) return replaceQuantity(retries.token, 3);
  const often = 30_000 * retries.value + timeout.value <= allowed;
  if (often && interval.token && interval.value > 30_000) return replaceQuantity(interval.token, '30s');
  return undefined;
}
