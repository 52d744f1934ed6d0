import { expected, type ImageTest } from './catalogue';

/**
 * Of servers that print one line once they are ready. Missing, it is a warning only: logs that are rotated, as they should be, lose
 * their beginning after a while.
 * @param words the line as people know it
 */
export function saysReady(pattern: string, words: string): ImageTest {
  return {
    what: 'log',
    title: 'Its log says that it is ready, since its last start',
    passes: `the log since the last start has “${words}”`,
    fails: 'warns where it has not: the service still starts or hangs there; a line from before a crash does not count',
    ways: [
      {
        kind: 'ready-made',
        probe: (service) => ({ kind: 'logs', service, since: 'start', stream: 'both' }),
        expect: [
          expected(
            'text',
            { matches: pattern },
            'Since its last start its log does not say that it is ready: it may still be starting, or hang there. Read the log from that start on. Only where that part was rotated away is this nothing to worry about.',
            'warn',
          ),
        ],
      },
    ],
    tags: ['logs'],
  };
}
