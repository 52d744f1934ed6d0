/** Tests of a stack as a whole, and of every service whatever its image. */
import { SMOKE_DEFAULTS, type Objectives, type SmokeTest } from '../../../../../server/src/protocol';
import { durationText, percentText } from '../../services';
import { expected, type ImageTest } from './catalogue';
import { NOTHING_SCRAPED } from './monitoring';
import type { ServiceFacts } from './services';

const CPU_PERCENT = 80;

/** A test and what the documentation says about it. */
export type ReadyTest = SmokeTest & Pick<ImageTest, 'passes' | 'fails'>;

const PLAIN = { ...SMOKE_DEFAULTS, needs: [], destructive: false } as const;

/** Of every service, whatever its image. */
export function serviceTests(service: ServiceFacts, objectives: Objectives): ReadyTest[] {
  const running = runningTest(service, objectives);
  if (service.isOneShot) return [running];
  return [running, ...usageTest(service, objectives), ...startupTest(service, objectives)];
}

/** The others need it, so that a dead service is one failure and not ten. */
function runningTest({ name, isOneShot }: ServiceFacts, { failures }: Objectives): ReadyTest {
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

/** Against the limits that there are: without any, nothing can be said. */
function usageTest({ name, limits }: ServiceFacts, { memory }: Objectives): ReadyTest[] {
  if (!limits.cpus && !limits.memory) return [];
  const busy =
    'It uses most of the processor time that it may have: find out what it is busy with, or raise its limit.';
  const full = 'It is close to its memory limit, where it will be killed: find out what fills it, or raise its limit.';
  return [
    {
      ...PLAIN,
      id: `${name}/usage`,
      title: 'It is not close to its limits',
      passes: `the median of three readings is below ${CPU_PERCENT} % of its limit for processors and below the objective for memory (\`memory\` in holdfast.yaml)`,
      fails: 'it is above; left out for a service without limits',
      probe: { kind: 'stats', service: name, samples: 3 },
      expect: [
        ...(limits.memory ? [expected('memoryPercentOfLimit', { lt: memory * 100 }, full)] : []),
        ...(limits.cpus ? [expected('cpuPercentOfLimit', { lt: CPU_PERCENT }, busy)] : []),
      ],
      timeoutMs: 20_000,
      needs: [`${name}/running`],
      tags: ['limits'],
    },
  ];
}

/** Of services whose last start was seen. */
function startupTest({ name, isStartKnown }: ServiceFacts, { startup }: Objectives): ReadyTest[] {
  if (!isStartKnown) return [];
  return [
    {
      ...PLAIN,
      id: `${name}/startup`,
      title: 'It was healthy in time after its last start',
      passes:
        'from its last start to its first good probe it took no longer than the objective (`startup` in holdfast.yaml)',
      fails: 'it took longer; left out where nobody saw it start, or it has no health check',
      probe: { kind: 'container', service: name },
      expect: [
        expected(
          'startupSeconds',
          { le: startup / 1000 },
          `It took longer than ${durationText(startup)} to become healthy: everybody who waits for it waited as long. Its log says what took the time.`,
        ),
      ],
      needs: [`${name}/running`],
      tags: ['objectives'],
    },
  ];
}

export function stackTests({ failures, scrape }: Objectives, services: readonly ServiceFacts[]): ReadyTest[] {
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
      id: 'stack/logs',
      title: 'No log grows without limit',
      passes: 'every container limits the size of its log, so that it cannot fill the disk',
      fails:
        'a log grows without limit; warns where one is larger than 100 MB, as far as its file can be seen; an error where only the engine’s own configuration knows',
      probe: { kind: 'logsize' },
      expect: [{ subject: 'rotated', matcher: { equals: true } }],
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
              expected('results', { ge: 1 }, NOTHING_SCRAPED),
              expected(
                'value',
                { ge: scrape },
                'Too many scrapes have failed within the last day: {names}. Status → Targets in Prometheus says what is wrong now.',
                'warn',
              ),
            ],
            tags: ['objectives', 'monitoring'],
          },
        ]
      : []),
  ];
}
