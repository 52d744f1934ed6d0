/** Tests of a stack as a whole, and of every service whatever its image. */
import { SMOKE_DEFAULTS, type Objectives, type SmokeTest } from '../../../../../server/src/protocol';
import { bytesText, durationText, percentText } from '../../services';
import { expected, type ImageTest } from './catalogue';
import type { ServiceFacts } from './services';

const LARGEST_LOG_BYTES = 100 << 20;
const CPU_PERCENT = 80;

/** A test and what the documentation says about it. */
export type ReadyTest = SmokeTest & Pick<ImageTest, 'passes' | 'fails'>;

const PLAIN = { ...SMOKE_DEFAULTS, needs: [], destructive: false } as const;

/** Of every service: the others need it, so that a dead service is one failure and not ten. */
export function runningTest({ name, isOneShot }: ServiceFacts, { failures }: Objectives): ReadyTest {
  const probe = { kind: 'container', service: name } as const;
  const common = { ...PLAIN, id: `${name}/running`, probe, tags: ['health'] };
  if (isOneShot)
    return {
      ...common,
      title: 'It has done its work',
      passes: 'of a service that runs to an end: its last run ended with 0',
      fails: 'it ended with another code, or has not ended',
      expect: [
        expected(
          'exitCode',
          { equals: 0 },
          'It has not ended with 0, so its work is not done: its log says how far it came.',
        ),
      ],
    };
  return {
    ...common,
    title: 'It runs',
    passes: 'its container is running',
    fails:
      'no container, ended, created only, restarting; warns after a kill for want of memory, or with many restarts',
    expect: [
      expected(
        'state',
        { equals: 'running' },
        'It does not run: the end of its log says why it ended, and docker compose up -d starts it.',
      ),
      expected(
        'oomKilled',
        { equals: false },
        'It runs, but was killed for want of memory before: raise its limit, or find out what fills it.',
        'warn',
      ),
      expected(
        'restarts',
        { le: failures },
        'It runs, but was restarted again and again: the end of the log before each start says why.',
        'warn',
      ),
    ],
  };
}

export function stackTests(
  { startup, memory, failures, scrape }: Objectives,
  services: readonly ServiceFacts[],
): ReadyTest[] {
  const hasPrometheus = services.some(({ imageKind, imageName }) => (imageKind ?? imageName).endsWith('prometheus'));
  return [
    {
      ...PLAIN,
      id: 'stack/services-healthy',
      title: 'Every service runs and is healthy',
      passes: 'every service that is meant to run does, and is healthy or has no health check',
      fails: 'a service is missing, ended, unhealthy or fails its probe again and again; warns while one is starting',
      probe: { kind: 'container' },
      expect: [
        { subject: 'state', matcher: { equals: 'running' } },
        { subject: 'health', matcher: { in: ['healthy', 'starting', 'none'] } },
        { subject: 'failingStreak', matcher: { le: failures } },
        expected(
          'health',
          { not: 'starting' },
          'All services run, and some are still starting: look again in a moment.',
          'warn',
        ),
      ],
      tags: ['health'],
    },
    {
      ...PLAIN,
      id: 'stack/startup',
      title: `Services are healthy within ${durationText(startup)} of their start`,
      passes:
        'the time from the last start to the first good probe is within the objective (`startup` in holdfast.yaml)',
      fails: 'a service took longer',
      probe: { kind: 'container' },
      expect: [{ subject: 'startupSeconds', matcher: { le: startup / 1000 } }],
      tags: ['objectives'],
    },
    {
      ...PLAIN,
      id: 'stack/usage',
      title: 'No service is close to its limits',
      passes: `the median of three readings is below ${CPU_PERCENT} % of the processors and below the objective for memory (${percentText(memory)} by default)`,
      fails: 'a service is above; one without limits is not held against any',
      probe: { kind: 'stats', samples: 3 },
      expect: [
        { subject: 'cpuPercentOfLimit', matcher: { lt: CPU_PERCENT } },
        { subject: 'memoryPercentOfLimit', matcher: { lt: memory * 100 } },
      ],
      timeoutMs: 20_000,
      tags: ['limits'],
    },
    {
      ...PLAIN,
      id: 'stack/logs',
      title: 'Logs are rotated and small',
      passes: `every container limits its log, and none is larger than ${bytesText(LARGEST_LOG_BYTES)} where that can be seen`,
      fails: 'a log grows without limit, or is too large',
      probe: { kind: 'logsize' },
      expect: [
        { subject: 'rotated', matcher: { equals: true } },
        { subject: 'bytes', matcher: { lt: LARGEST_LOG_BYTES } },
      ],
      tags: ['limits'],
    },
    ...(hasPrometheus
      ? [
          {
            ...PLAIN,
            id: 'stack/scrapes',
            title: `At least ${percentText(scrape)} of all scrapes within a day succeed`,
            passes:
              'every target’s share of good scrapes within 24 hours is within the objective (`scrape` in holdfast.yaml)',
            fails: 'nothing was scraped; warns where a target (named) is below',
            probe: { kind: 'promql', query: 'avg_over_time(up[24h])' } as const,
            expect: [
              { subject: 'results', matcher: { ge: 1 } },
              expected(
                'value',
                { ge: scrape },
                'Targets have failed too many scrapes within the last day: the difference names them.',
                'warn',
              ),
            ],
            tags: ['objectives', 'monitoring'],
          },
        ]
      : []),
  ];
}
