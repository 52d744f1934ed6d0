import { describe, expect, it } from 'vitest';
import type { Container } from '../../../client/src/live/docker';
import { affectedBy, ChangeDetector } from '../../../client/src/views/smoke/triggers';
import { NOW } from '../../live/services/fixtures';
import { ASKS_DATABASE, broken, declared, joined, leaves, runs, STACK } from './fixtures';

const DATABASE = { stack: STACK, service: 'db' };
const health = (status: 'starting' | 'healthy' | 'unhealthy'): Partial<Container> => ({
  healthCheck: { test: ['CMD', 'true'], intervalMs: 1, timeoutMs: 1, startPeriodMs: 0, retries: 1 },
  health: { status, failingStreak: 0, probes: [] },
});

/** What is told at the last of several looks. */
function changes(...looks: readonly Container[][]): unknown {
  const detector = new ChangeDetector();
  return looks.map((containers) => detector.changesIn([joined(...containers)])).at(-1);
}

describe('a change', () => {
  it('is nothing of what was there at the first look', () => {
    expect(changes([runs('db')])).toEqual([]);
  });

  it('is a start, also of a container that was made anew', () => {
    expect(changes([], [runs('db')])).toEqual([DATABASE]);
    expect(changes([runs('db')], [runs('db', { startedAt: NOW })])).toEqual([DATABASE]);
    expect(changes([runs('db')], [runs('db', { id: 'another' })])).toEqual([DATABASE]);
  });

  it('is another health, but not that a service has begun to start', () => {
    const [starting, healthy] = [health('starting'), health('healthy')];
    expect(changes([], [runs('db', starting)])).toEqual([]);
    expect(changes([], [runs('db', starting)], [runs('db', healthy)])).toEqual([DATABASE]);
    expect(changes([runs('db', healthy)], [runs('db', health('unhealthy'))])).toEqual([DATABASE]);
  });

  it('is no stop, but a start after it', () => {
    const stopped = runs('db', { state: 'exited', exitCode: 0 });
    expect(changes([runs('db')], [stopped])).toEqual([]);
    expect(changes([runs('db')], [stopped], [runs('db', { startedAt: NOW })])).toEqual([DATABASE]);
  });

  it('is told once, and of no other service', () => {
    expect(changes([], [runs('db'), runs('web')], [runs('db'), runs('web')])).toEqual([]);
    expect(changes([runs('web')], [runs('web'), runs('db')])).toEqual([DATABASE]);
  });
});

describe('what a change has an effect on', () => {
  it('are tests of the service, and those about none in particular', () => {
    const all = leaves(
      declared('db', { probe: ASKS_DATABASE }),
      declared('web', { probe: { kind: 'http', service: 'web', port: 80 } }),
      declared('targets'),
      declared('elsewhere', { stacks: ['file:///srv/other/compose.yaml'] }),
      broken('odd', 'It has no kind.'),
    );
    expect(affectedBy([DATABASE], all, [joined()]).map(({ test }) => test.id)).toEqual(['db', 'targets']);
  });
});
