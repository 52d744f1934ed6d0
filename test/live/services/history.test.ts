import { describe, expect, it } from 'vitest';
import type { Container, EngineEvent } from '../../../client/src/live/docker';
import { Histories } from '../../../client/src/live/services/histories';
import {
  NO_HISTORY,
  timeToHealthy,
  withEvent,
  withReading,
  type History,
  type HistoryEvent,
} from '../../../client/src/live/services/history';
import { container, HOUR, labels, MINUTE, NOW, readings, SECOND } from './fixtures';

function after(events: (Partial<HistoryEvent> & { action: string; at: number })[], hasHealthCheck = false): History {
  return events.reduce<History>(
    (history, event) => withEvent(history, { health: undefined, exitCode: undefined, ...event }, hasHealthCheck),
    NO_HISTORY,
  );
}

describe('the count of restarts', () => {
  const counted = (...steps: [id: string, restartCount: number][]): number =>
    steps.reduce((history, [id, restartCount]) => withReading(history, container({ id, restartCount })), NO_HISTORY)
      .restarts;

  it('begins with what the engine has counted', () => expect(counted(['a', 12])).toBe(12));
  it('goes on with it', () => expect(counted(['a', 12], ['a', 12], ['a', 14])).toBe(14));
  it('outlives a restart by hand, which sets it to 0', () => expect(counted(['a', 12], ['a', 0], ['a', 3])).toBe(15));
  it('outlives a new container', () => expect(counted(['a', 2], ['b', 5])).toBe(7));
});

describe('events', () => {
  it('of a crash count, those of a stop do not', () => {
    expect(
      after([
        { action: 'die', exitCode: 1, at: 1 },
        { action: 'start', at: 2 },
      ]).crashes,
    ).toEqual([1]);
    // In the order of the engine: `docker restart`.
    const byHand = ['kill', 'die', 'stop', 'start', 'restart'].map((action, index) => ({
      action,
      at: index,
      exitCode: 137,
    }));
    expect(after(byHand)).toMatchObject({ crashes: [], failingSince: undefined });
  });

  it('count again after a signal that did not end it', () => {
    expect(
      after([
        { action: 'kill', at: 0 },
        { action: 'die', exitCode: 1, at: HOUR },
      ]).crashes,
    ).toEqual([HOUR]);
  });

  it('of before somebody restarted or made it anew are forgotten', () => {
    const crash = { action: 'die', exitCode: 1, at: 1 };
    expect(after([crash, { action: 'stop', at: 2 }, { action: 'start', at: 3 }]).crashes).toEqual([]);
    expect(after([crash, { action: 'create', at: 3 }]).crashes).toEqual([]);
  });

  it('of before a run that the engine did not begin are forgotten: somebody started what had crashed', () => {
    const crashed = after([{ action: 'die', exitCode: 137, at: NOW }]);
    const read = (over: Partial<Container>) =>
      withReading(crashed, container({ startedAt: NOW + SECOND, ...over })).crashes;
    expect(read({ restartCount: 0 })).toEqual([]);
    expect(read({ restartCount: 1 })).toEqual([NOW]);
    // Of the run that has just ended.
    expect(read({ restartCount: 0, startedAt: NOW - HOUR })).toEqual([NOW]);
  });

  it('keep memory flat', () => {
    const many = Array.from({ length: 10_000 }, (_, at) => ({ action: 'die', exitCode: 1, at }));
    expect(after(many).crashes).toHaveLength(50);
  });

  it('give the time to recover, from the first failure on', () => {
    const history = after(
      [
        { action: 'health_status', health: 'unhealthy', at: 0 },
        { action: 'die', exitCode: 1, at: 5 },
        { action: 'start', at: 10 },
        { action: 'health_status', health: 'healthy', at: 100 },
      ],
      true,
    );
    expect(history).toMatchObject({ lastRecoveryMs: 100, failingSince: undefined });
    expect(
      after([
        { action: 'die', exitCode: 1, at: 5 },
        { action: 'start', at: 10 },
      ]).lastRecoveryMs,
    ).toBe(5);
    expect(
      after([
        { action: 'die', exitCode: 0, at: 5 },
        { action: 'start', at: HOUR },
      ]).lastRecoveryMs,
    ).toBeUndefined();
  });
});

describe('the time to healthy', () => {
  const probe = (
    from: number,
    exitCode: number,
  ): { startedAt: number; endedAt: number; exitCode: number; output: string } => ({
    startedAt: NOW + from,
    endedAt: NOW + from + SECOND,
    exitCode,
    output: '',
  });
  const probed = (...probes: ReturnType<typeof probe>[]) =>
    container({ startedAt: NOW, health: { status: 'healthy', failingStreak: 0, probes } });

  it('comes from the event', () => {
    const history = after(
      [
        { action: 'start', at: NOW + 3 },
        { action: 'health_status', health: 'healthy', at: NOW + 2503 },
      ],
      true,
    );
    expect(timeToHealthy(probed(), history)).toBe(2500);
  });

  it('is that of the present run, and of its first time', () => {
    const history = after(
      [
        { action: 'start', at: NOW },
        { action: 'health_status', health: 'healthy', at: NOW + 10 * SECOND },
        { action: 'health_status', health: 'unhealthy', at: NOW + MINUTE },
        { action: 'health_status', health: 'healthy', at: NOW + 2 * MINUTE },
      ],
      true,
    );
    expect(timeToHealthy(probed(), history)).toBe(10 * SECOND);
    expect(timeToHealthy({ ...probed(), startedAt: NOW + HOUR }, history)).toBeUndefined();
  });

  it('comes from the probes while the first ones are kept', () => {
    expect(timeToHealthy(probed(probe(-5000, 0), probe(5000, 1), probe(10_000, 0), probe(20_000, 0)), NO_HISTORY)).toBe(
      11_000,
    );
    const all = [0, 1, 2, 3, 4].map((index) => probe(index * 1000, 0));
    expect(timeToHealthy(probed(...all), NO_HISTORY)).toBeUndefined();
  });
});

describe('histories', () => {
  const event = (containerId: string, action: string, over: Partial<EngineEvent> = {}): EngineEvent => ({
    ...{ containerId, action, health: undefined, exitCode: undefined, at: NOW, stamp: '', key: '' },
    ...over,
  });
  const web = (id: string, restartCount = 0) => container({ id, restartCount, labels: labels('app', 'web') });

  it('go on when the container is made anew', () => {
    const histories = new Histories();
    histories.read(readings([web('a', 3)]), 0);
    histories.read(readings([]), 1000);
    histories.read(readings([web('b', 1)]), 2000);
    expect(histories.of(web('b')).restarts).toBe(4);
  });

  it('keep events of containers that have not been read yet', () => {
    const histories = new Histories();
    histories.hear(event('a', 'die', { exitCode: 1 }), 0);
    histories.read(readings([web('a')]), 0);
    expect(histories.of(web('a')).crashes).toEqual([NOW]);
  });

  it('forget places that nothing has had for an hour', () => {
    const histories = new Histories();
    for (let round = 0; round < 100; round++)
      histories.read(readings([container({ id: `${round}`, name: `job${round}` })]), round * MINUTE);
    expect(histories.size).toBe(61);
    for (let round = 0; round < 1000; round++) histories.hear(event('unheard of', 'die'), 0);
    histories.clear();
    expect(histories.size).toBe(0);
  });
});
