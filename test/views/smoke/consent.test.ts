import { describe, expect, it } from 'vitest';
import { questionOf } from '../../../client/src/views/smoke/consent';
import { needsEngine } from '../../../client/src/live/smoke/unrun';
import { whyNoEngine } from '../../../client/src/views/smoke/obstacles';
import type { SmokeProbe } from '../../../server/src/protocol';
import { joined, leaf, runs, smokeTest } from './fixtures';

const survives = leaf('Data survives a restart', {
  destructive: true,
  probe: { kind: 'persistence', service: 'db', write: ['w'], read: ['r'] },
});

describe('the question before a destructive test', () => {
  it('names project, service, volumes and engine', () => {
    const needed = leaf('db-reachable');
    const { message, detail } = questionOf([{ stack: joined(runs('db')), leaves: [needed, survives] }], 'default');
    expect(message).toBe('Run a destructive test on app?');
    expect(detail.split('\n')[0]).toBe('• Data survives a restart: restarts db and writes to it; volume pgdata');
    expect(detail).toContain('the engine default');
    expect(detail).not.toContain('db-reachable');
  });

  it('says that a service has no volume, or that nobody knows', () => {
    const web = leaf('breaks', { destructive: true, probe: { kind: 'exec', service: 'web', argv: ['false'] } });
    expect(questionOf([{ stack: joined(), leaves: [web] }], 'default').detail).toContain('it has no volume');
    const gone = leaf('gone', { destructive: true, probe: { kind: 'exec', service: 'gone', argv: ['false'] } });
    expect(questionOf([{ stack: joined(), leaves: [gone] }], 'default').detail).toContain('its volumes are not known');
  });

  it('names each project where there are several', () => {
    const [blue, green] = [joined(), { ...joined(), id: 'green', name: 'green' }];
    const jobs = [blue, green].map((stack) => ({ stack, leaves: [survives] }));
    const { message, detail } = questionOf(jobs, 'default');
    expect(message).toBe('Run 2 destructive tests on app, green?');
    expect(detail).toContain('Data survives a restart in green:');
  });
});

describe('tests without an engine', () => {
  const needs = (probe: SmokeProbe): boolean => needsEngine(smokeTest('one', { probe }));

  it('are those of addresses and of programs on this machine', () => {
    expect(needs({ kind: 'http', url: 'http://h/' })).toBe(false);
    expect(needs({ kind: 'tcp', address: 'h:1' })).toBe(false);
    expect(needs({ kind: 'promql', query: 'up', url: 'http://h/' })).toBe(false);
    expect(needs({ kind: 'command', argv: ['df'] })).toBe(false);
    expect(needs({ kind: 'http', service: 'web', port: 80 })).toBe(true);
    expect(needs({ kind: 'promql', query: 'up' })).toBe(true);
    expect(needs({ kind: 'container' })).toBe(true);
  });

  it('are told what to do about the engine', () => {
    const reason = { kind: 'no-engine', message: 'No Docker engine runs.', remedy: 'Start Docker.' };
    expect(whyNoEngine(true, { kind: 'lost', since: 0, reason })).toBe('No Docker engine runs. Start Docker.');
    expect(whyNoEngine(true, { kind: 'connected', since: 0 })).toBeUndefined();
    expect(whyNoEngine(false, { kind: 'stopped' })).toContain('holdfast.live.enable');
  });
});
