import { describe, expect, it } from 'vitest';
import type { Container, Health, Usage } from '../../../client/src/live/docker';
import { NO_HISTORY, type History } from '../../../client/src/live/services/history';
import { engineTime, figuresOf, isStable } from '../../../client/src/live/services/observed';
import { judge, takenPort } from '../../../client/src/live/services/verdict';
import { DEFAULT_OBJECTIVES, type Objectives } from '../../../server/src/protocol';
import { container, HOUR, MINUTE, NOW, SECOND } from './fixtures';

interface Case {
  readonly what: string;
  readonly given: Partial<Container>;
  readonly history?: Partial<History>;
  readonly usage?: Partial<Usage>;
  readonly objectives?: Partial<Objectives>;
  readonly expected: [condition: string, reason?: string];
}

function health(status: Health['status'], failingStreak = 0, exitCode = 0, output = ''): Health {
  const probe = { startedAt: NOW - 2 * SECOND, endedAt: NOW - SECOND, exitCode, output };
  return { status, failingStreak, probes: [probe] };
}

const OCI = 'OCI runtime exec failed: exec failed: unable to start container process: ';
const check = { test: ['CMD', 'x'], intervalMs: 10_000, timeoutMs: 5_000, startPeriodMs: undefined, retries: 3 };
const since = (ms: number): Partial<Container> => ({ startedAt: NOW - ms });
const always = { name: 'unless-stopped', maximumRetryCount: 0 };
const limited = { memoryBytes: 1000, cpus: undefined, processes: undefined };

const cases: Case[] = [
  { what: 'running without a check', given: {}, expected: ['healthy'] },
  { what: 'a check that passes', given: { health: health('healthy') }, expected: ['healthy'] },
  { what: 'one failed probe', given: { health: health('healthy', 1, 1) }, expected: ['healthy'] },
  {
    what: 'as many failed probes as allowed, before the engine calls it unhealthy',
    given: { health: health('healthy', 3, 1, 'connection refused\nmore') },
    expected: ['degraded', 'probe fails: connection refused'],
  },
  {
    what: 'more failures allowed',
    given: { health: health('healthy', 3, 1) },
    objectives: { failures: 4 },
    expected: ['healthy'],
  },
  {
    what: 'unhealthy without a word',
    given: { health: health('unhealthy', 6, 7) },
    expected: ['unhealthy', 'probe fails: exit code 7'],
  },
  {
    what: 'unhealthy, with a password in the output',
    given: { health: health('unhealthy', 1, 1, 'FATAL postgres://me:hunter2@db/x password=hunter2 refused') },
    expected: ['unhealthy', 'probe fails: FATAL postgres://me:•••@db/x password=••• refused'],
  },
  {
    what: 'a probe whose program is missing, in exec form',
    given: { health: health('unhealthy', 3, -1, `${OCI}exec: "curl": executable file not found in $PATH: unknown`) },
    expected: ['unhealthy', 'probe cannot run: no curl'],
  },
  {
    what: 'a probe whose program is missing, hidden by || exit 1',
    given: { health: health('unhealthy', 3, 1, '/bin/sh: wget: not found\n') },
    expected: ['unhealthy', 'probe cannot run: no wget'],
  },
  {
    what: 'a probe without a shell',
    given: {
      health: health('unhealthy', 3, -1, `${OCI}exec: "/bin/sh": stat /bin/sh: no such file or directory: unknown`),
    },
    expected: ['unhealthy', 'probe cannot run: no shell'],
  },
  {
    what: 'a probe that may not be executed',
    given: { health: health('unhealthy', 3, 126, `${OCI}exec: "/probe.sh": permission denied: unknown`) },
    expected: ['unhealthy', 'probe cannot run: probe.sh is not executable'],
  },
  {
    what: 'a probe with the exit code of a missing program only',
    given: { health: health('unhealthy', 3, 127) },
    expected: ['unhealthy', 'probe cannot run: exit code 127'],
  },
  {
    what: 'a probe that cannot run while starting',
    given: {
      ...since(SECOND),
      health: health('starting', 0, -1, `${OCI}exec: "curl": executable file not found in $PATH`),
    },
    expected: ['unhealthy', 'probe cannot run: no curl'],
  },
  {
    what: 'a probe that hangs',
    given: { healthCheck: check, health: health('unhealthy', 3, -1, 'Health check exceeded timeout (5s)') },
    expected: ['unhealthy', 'probe takes longer than 5 s'],
  },
  { what: 'starting', given: { ...since(59 * SECOND), health: health('starting') }, expected: ['unknown', 'starting'] },
  {
    what: 'starting for too long',
    given: { ...since(61 * SECOND), health: health('starting') },
    expected: ['degraded', 'still starting after 1 min'],
  },
  {
    what: 'starting within a longer objective',
    given: { ...since(61 * SECOND), health: health('starting') },
    objectives: { startup: 2 * MINUTE },
    expected: ['unknown', 'starting'],
  },
  {
    what: 'starting again and again since a failure',
    given: { ...since(10 * SECOND), health: health('starting') },
    history: { failingSince: NOW - 6 * MINUTE },
    expected: ['unhealthy', 'has not recovered within 5 min'],
  },
  {
    what: 'started in the future of our clock',
    given: { ...since(-HOUR), health: health('starting') },
    expected: ['unknown', 'starting'],
  },
  { what: 'paused', given: { state: 'paused' }, expected: ['unhealthy', 'paused'] },
  {
    what: 'restarting, a single reading',
    given: { state: 'restarting', restartCount: 5, exitCode: 3 },
    expected: ['unhealthy', 'keeps restarting, exit code 3'],
  },
  {
    what: 'restarting, with crashes seen',
    given: { state: 'restarting', restartCount: 5, exitCode: 3 },
    history: { crashes: [150, 100, 50, 20, 5].map((ago) => NOW - ago * SECOND) },
    expected: ['unhealthy', 'keeps restarting, exit code 3'],
  },
  {
    what: 'running between two crashes',
    given: { ...since(3 * SECOND), restartCount: 4 },
    expected: ['unhealthy', 'keeps restarting'],
  },
  {
    what: 'running between two crashes, its check still starting',
    given: { ...since(3 * SECOND), restartCount: 4, health: health('starting') },
    expected: ['unhealthy', 'keeps restarting'],
  },
  {
    what: 'restarting the first time',
    given: { state: 'restarting', restartCount: 1, exitCode: 1 },
    expected: ['degraded', 'restarting, exit code 1'],
  },
  {
    what: 'out of memory again and again',
    given: { state: 'restarting', restartCount: 9, exitCode: 137, oomKilled: true },
    expected: ['unhealthy', 'out of memory, keeps restarting'],
  },
  {
    what: 'a restart within the window',
    given: { ...since(2 * HOUR), restartCount: 1 },
    expected: ['degraded', 'restarted itself within 24 h'],
  },
  { what: 'restarts before the window', given: { ...since(25 * HOUR), restartCount: 12 }, expected: ['healthy'] },
  { what: 'fresh', given: since(HOUR), expected: ['healthy'] },
  {
    what: 'memory near its limit',
    given: { limits: limited },
    usage: { memoryBytes: 917 },
    expected: ['degraded', 'memory above 90 % of its limit'],
  },
  { what: 'memory well below', given: { limits: limited }, usage: { memoryBytes: 899 }, expected: ['healthy'] },
  { what: 'memory without a limit', given: {}, usage: { memoryBytes: 1e12 }, expected: ['healthy'] },
  {
    what: 'a child killed for lack of memory',
    given: since(2 * HOUR),
    history: { oomKilledAt: NOW - HOUR },
    expected: ['degraded', 'out of memory: a process in it was killed'],
  },
  { what: 'ended well', given: { state: 'exited', exitCode: 0 }, expected: ['ended', 'ended, exit code 0'] },
  { what: 'ended badly', given: { state: 'exited', exitCode: 1 }, expected: ['unhealthy', 'exit code 1'] },
  { what: 'killed', given: { state: 'exited', exitCode: 137 }, expected: ['unhealthy', 'killed (exit code 137)'] },
  {
    what: 'killed for lack of memory',
    given: { state: 'exited', exitCode: 137, oomKilled: true },
    expected: ['unhealthy', 'out of memory'],
  },
  {
    what: 'killed, as we saw somebody ask for',
    given: { state: 'exited', exitCode: 137, finishedAt: NOW },
    history: { end: { at: NOW - 5, wasAskedFor: true } },
    expected: ['stopped', 'stopped'],
  },
  {
    what: 'killed, and somebody had asked for the end of an earlier run',
    given: { state: 'exited', exitCode: 137, finishedAt: NOW },
    history: { end: { at: NOW - HOUR, wasAskedFor: true } },
    expected: ['unhealthy', 'killed (exit code 137)'],
  },
  { what: 'stopped with SIGTERM', given: { state: 'exited', exitCode: 143 }, expected: ['stopped', 'stopped'] },
  {
    what: 'stopped, though it would always be restarted',
    given: { state: 'exited', exitCode: 137, restartPolicy: always },
    expected: ['stopped', 'stopped'],
  },
  { what: 'never started', given: { state: 'created', startedAt: undefined }, expected: ['stopped', 'never started'] },
  {
    what: 'a port that is taken',
    given: {
      state: 'created',
      error:
        'driver failed programming external connectivity on endpoint x: Bind for 0.0.0.0:8080 failed: port is already allocated',
    },
    expected: ['unhealthy', 'port 8080 is taken by something else'],
  },
  {
    what: 'a program that is not there',
    given: { state: 'created', error: 'exec: "nope": executable file not found in $PATH' },
    expected: ['unhealthy', 'cannot start: exec: "nope": executable file not found in $PATH'],
  },
  { what: 'dead', given: { state: 'dead' }, expected: ['unhealthy', 'dead: the engine could not remove it'] },
  { what: 'being removed', given: { state: 'removing' }, expected: ['unknown', 'is being removed'] },
  { what: 'a state of the future', given: { state: 'unknown' }, expected: ['unknown', 'in a state that is not known'] },
];

describe('the verdict on a container', () => {
  it.each(cases)('$what', ({ given, history, usage, objectives, expected }) => {
    const measured = usage && ({ readAt: NOW, cpus: undefined, memoryBytes: 0, ...usage } as Usage);
    const figures = figuresOf(container(given), { ...NO_HISTORY, ...history }, NOW, measured);
    const { condition, reason } = judge(figures, { ...DEFAULT_OBJECTIVES, ...objectives }, NOW);
    expect([condition, reason]).toEqual([expected[0], expected[1]]);
  });
});

describe('figures', () => {
  it('know the share of limits only where there are limits', () => {
    const usage = { readAt: NOW, cpus: 1, memoryBytes: 500, memoryLimitBytes: 1e9, processes: 1 };
    const limits = { memoryBytes: 1000, cpus: 2, processes: undefined };
    expect(figuresOf(container({ limits }), NO_HISTORY, NOW, usage).usage).toEqual({ memory: 0.5, cpus: 0.5 });
    expect(figuresOf(container(), NO_HISTORY, NOW, usage).usage).toEqual({ memory: undefined, cpus: undefined });
  });

  it('tell logs that grow for ever', () => {
    const logs = (driver: string, maxSize?: string): string =>
      figuresOf(container({ logging: { driver, maxSize, maxFile: undefined } }), NO_HISTORY, NOW).logs;
    expect([logs('json-file'), logs('json-file', '10m'), logs('local'), logs('')]).toEqual([
      'unlimited',
      'limited',
      'limited',
      'engine',
    ]);
  });

  it('have no uptime for what does not run', () => {
    expect(figuresOf(container({ state: 'exited' }), NO_HISTORY, NOW).uptimeMs).toBeUndefined();
    expect(figuresOf(container(), NO_HISTORY, NOW).uptimeMs).toBe(48 * HOUR);
  });

  it('call stable what ran long enough, and nothing too early', () => {
    const stable = (given: Partial<Container>): boolean | undefined =>
      isStable(figuresOf(container(given), NO_HISTORY, NOW), 24 * HOUR);
    expect(stable({})).toBe(true);
    expect(stable(since(HOUR))).toBeUndefined();
    expect(stable({ ...since(HOUR), restartCount: 1 })).toBe(false);
    expect(stable({ state: 'exited' })).toBe(false);
  });

  it('follow the clock of the engine where it differs', () => {
    expect(engineTime(NOW, 400)).toBe(NOW);
    expect(engineTime(NOW, -HOUR)).toBe(NOW - HOUR);
  });
});

describe('the reason of a failed probe', () => {
  const reason = (output: string): string | undefined =>
    judge(figuresOf(container({ health: health('unhealthy', 3, 1, output) }), NO_HISTORY, NOW), DEFAULT_OBJECTIVES, NOW)
      .reason;

  it.each([
    [
      '  % Total    % Received\n  0  0  0\r  0  0  0\ncurl: (7) Failed to connect to localhost port 80 after 3 ms: Could not connect to server\n',
      'curl: (7) Failed to connect to localhost port 80: Could not connect to server',
    ],
    [
      "Connecting to localhost (127.0.0.1:80)\nwget: can't connect to remote host (127.0.0.1): Connection refused",
      "wget: can't connect to remote host (127.0.0.1): Connection refused",
    ],
    [
      'Traceback (most recent call last):\n  File "/probe.py", line 1, in <module>\nConnectionRefusedError: [Errno 111]\n',
      'ConnectionRefusedError: [Errno 111]',
    ],
    ['2026-05-01T12:00:00.123Z queue is stuck', 'queue is stuck'],
    ['/var/run/postgresql:5432 - no response', '/var/run/postgresql:5432 - no response'],
  ])('is the line that says it: %s', (output, expected) => expect(reason(output)).toBe(`probe fails: ${expected}`));

  it('is the same for every probe that fails in the same way', () => {
    const [one, other] = ['3', '41'].map((ms) =>
      reason(`curl: (7) Failed to connect to db port 80 after ${ms} ms: refused`),
    );
    expect(one).toBe(other);
  });
});

describe('a taken port', () => {
  it.each([
    ['Bind for 127.0.0.1:5432 failed: port is already allocated', 5432],
    ['Error starting userland proxy: listen tcp4 0.0.0.0:80: bind: address already in use', 80],
    [
      'Ports are not available: exposing port TCP 0.0.0.0:9090 -> 0.0.0.0:0: listen tcp 0.0.0.0:9090: bind: address already in use',
      9090,
    ],
    ['rootlessport listen tcp 0.0.0.0:8080: bind: address already in use', 8080],
    ['no such image', undefined],
  ])('%s', (error, port) => expect(takenPort(error)).toBe(port));
});
