import { describe, expect, it } from 'vitest';
import { whyNotRun, type EngineError } from '../../../client/src/live/docker';
import { containerOf, listedContainersOf } from '../../../client/src/live/docker/container';
import { eventOf, SeenEvents } from '../../../client/src/live/docker/events';
import { FrameSplitter, LineSplitter } from '../../../client/src/live/docker/framing';
import { lineConsumer } from '../../../client/src/live/docker/output';
import { usageOf } from '../../../client/src/live/docker/usage';
import { isNewer, lowerOf } from '../../../client/src/live/docker/version';

const ID = 'a'.repeat(64);

describe('a container', () => {
  it('is read with units, and absence is undefined', () => {
    const container = containerOf({
      Id: ID,
      Name: '/shop-db-1',
      Image: 'sha256:1234',
      Created: '2026-11-21T10:04:33.561094138Z',
      RestartCount: 3,
      State: {
        ...{ Status: 'exited', ExitCode: 137, OOMKilled: true, Error: '' },
        ...{ StartedAt: '2026-11-21T10:04:33.781999492Z', FinishedAt: '2026-11-21T10:05:00Z' },
        Health: {
          ...{ Status: 'unhealthy', FailingStreak: 6 },
          Log: [
            { Start: '2026-11-21T10:04:35Z', End: '2026-11-21T10:04:36Z', ExitCode: -1, Output: 'curl: not found' },
          ],
        },
      },
      Config: {
        ...{ Image: 'postgres:16', Tty: false, Labels: { 'com.docker.compose.service': 'db' } },
        Env: ['POSTGRES_PASSWORD=hunter2', 'EMPTY=', 'A=b=c'],
        Healthcheck: { Test: ['CMD', 'curl'], Interval: 10_000_000_000, Timeout: 0, Retries: 3 },
      },
      HostConfig: {
        ...{ Memory: 268435456, NanoCpus: 1_500_000_000, PidsLimit: 100 },
        RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 5 },
        LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'splunk-token': 'hunter2' } },
        PortBindings: {
          '5432/tcp': [{ HostIp: '127.0.0.1', HostPort: '5432' }],
          '80/udp': [{ HostIp: '', HostPort: '' }],
        },
      },
      NetworkSettings: { Ports: { '5432/tcp': null }, Networks: { shop_default: { IPAddress: '172.18.0.2' } } },
      Mounts: [
        { Type: 'volume', Name: 'data', Source: '/var/lib/docker/volumes/data', Destination: '/data', RW: true },
        { Type: 'bind', Source: '/etc/x', Destination: '/x', RW: false },
      ],
    });
    expect(container).toEqual({
      ...{ id: ID, name: 'shop-db-1', image: 'postgres:16', imageId: 'sha256:1234', state: 'exited' },
      labels: { 'com.docker.compose.service': 'db' },
      createdAt: Date.UTC(2026, 10, 21, 10, 4, 33, 561),
      startedAt: Date.UTC(2026, 10, 21, 10, 4, 33, 781),
      finishedAt: Date.UTC(2026, 10, 21, 10, 5),
      ...{ exitCode: 137, oomKilled: true, error: '', restartCount: 3 },
      health: {
        ...{ status: 'unhealthy', failingStreak: 6 },
        probes: [
          {
            startedAt: Date.UTC(2026, 10, 21, 10, 4, 35),
            endedAt: Date.UTC(2026, 10, 21, 10, 4, 36),
            ...{ exitCode: -1, output: 'curl: not found' },
          },
        ],
      },
      healthCheck: {
        test: ['CMD', 'curl'],
        intervalMs: 10_000,
        timeoutMs: undefined,
        startPeriodMs: undefined,
        retries: 3,
      },
      restartPolicy: { name: 'on-failure', maximumRetryCount: 5 },
      limits: { memoryBytes: 268435456, cpus: 1.5, processes: 100 },
      logging: { driver: 'json-file', maxSize: '10m', maxFile: undefined },
      ports: [],
      requestedPorts: [
        { containerPort: 5432, protocol: 'tcp', hostAddress: '127.0.0.1', hostPort: 5432 },
        { containerPort: 80, protocol: 'udp', hostAddress: '', hostPort: 0 },
      ],
      environmentNames: ['POSTGRES_PASSWORD', 'EMPTY', 'A'],
      mounts: [
        { type: 'volume', source: 'data', target: '/data', isReadOnly: false },
        { type: 'bind', source: '/etc/x', target: '/x', isReadOnly: true },
      ],
      networks: [{ name: 'shop_default', address: '172.18.0.2' }],
      tty: false,
    });
    expect(JSON.stringify(container)).not.toContain('hunter2');
  });

  it('may be described by next to nothing', () => {
    expect(containerOf({ Id: ID })).toMatchObject({
      id: ID,
      state: 'unknown',
      health: undefined,
      limits: {},
      ports: [],
    });
  });

  it.each([
    ['no limits', { Memory: 0, NanoCpus: 0, CpuQuota: -1, PidsLimit: -1 }, {}],
    ['no limits in other words', { PidsLimit: null, CpuQuota: 0 }, {}],
    ['a quota', { CpuQuota: 50_000, CpuPeriod: 0 }, { cpus: 0.5 }],
    ['a quota of another period', { CpuQuota: 50_000, CpuPeriod: 25_000 }, { cpus: 2 }],
  ])('with %s', (_, HostConfig, limits) => {
    const none = { memoryBytes: undefined, cpus: undefined, processes: undefined };
    expect(containerOf({ Id: ID, HostConfig }).limits).toEqual({ ...none, ...limits });
  });

  it.each([
    [undefined, undefined],
    [null, undefined],
    [{}, undefined],
    [{ Status: '' }, undefined],
    [{ Status: 'none' }, undefined],
    [
      { Status: 'starting', Log: null },
      { status: 'starting', failingStreak: 0, probes: [] },
    ],
    [{ Status: 'stopped' }, { status: 'unknown', failingStreak: 0, probes: [] }],
  ])('with health %j', (Health, expected) => {
    expect(containerOf({ Id: ID, State: { Health } }).health).toEqual(expected);
  });

  it('has no exit code while it runs, and no check where there is one that is switched off', () => {
    const container = containerOf({
      Id: ID,
      State: { Status: 'running', ExitCode: 0 },
      Config: { Healthcheck: { Test: ['NONE'] } },
    });
    expect(container.exitCode).toBeUndefined();
    expect(container.healthCheck).toBeUndefined();
  });

  it.each([
    ['configured', 'created'],
    ['stopped', 'exited'],
    ['a new one', 'unknown'],
  ])('in the state %s', (Status, state) => {
    expect(containerOf({ Id: ID, State: { Status } }).state).toBe(state);
  });

  it.each([undefined, null, [], 'text', {}, { Id: '' }])('is not %j', (value) => {
    expect(() => containerOf(value)).toThrow(/does not describe containers/);
  });
});

describe('a list of containers', () => {
  it.each([
    ['Up 3 minutes', undefined],
    ['Up 3 minutes (healthy)', 'healthy'],
    ['Up 3 minutes (unhealthy)', 'unhealthy'],
    ['Up 3 seconds (health: starting)', 'starting'],
    ['Up 3 minutes (Paused)', undefined],
    ['Exited (1) 2 minutes ago', undefined],
  ])('tells health in the text %s', (Status, health) => {
    expect(listedContainersOf([{ Id: ID, Status }])[0]?.healthStatus).toBe(health);
  });

  it('tells it as a field from API 1.52 on', () => {
    const of = (Status: string): unknown =>
      listedContainersOf([{ Id: ID, Status: 'Up (healthy)', Health: { Status } }])[0]?.healthStatus;
    expect([of('unhealthy'), of('none')]).toEqual(['unhealthy', 'none']);
  });

  it.each([undefined, {}, [1], [{}]])('is not %j', (value) => {
    expect(() => listedContainersOf(value)).toThrow(/does not describe containers/);
  });
});

describe('an event', () => {
  const actor = `"Actor":{"ID":"${ID}","Attributes":{"exitCode":"137","name":"web"}}`;

  it.each([
    [
      'Docker',
      `{"status":"die","id":"${ID}","Type":"container","Action":"die",${actor},"time":1795255458,"timeNano":1795255458034174222}`,
    ],
    [
      'Docker from API 1.52 on',
      `{"Type":"container","Action":"die",${actor},"time":1795255458,"timeNano":1795255458034174222}`,
    ],
    [
      'Podman',
      `{"status":"died","Type":"container","Action":"died",${actor},"time":1795255458,"timeNano":1795255458034174222}`,
    ],
  ])('of %s', (_, line) => {
    expect(eventOf(line)).toEqual({
      ...{ containerId: ID, action: 'die', health: undefined, exitCode: 137 },
      ...{ at: 1795255458034, stamp: '1795255458.034174222' },
      key: `1795255458.034174222 die  ${ID}`,
    });
  });

  it.each([
    ['Docker', `{"Action":"health_status: unhealthy",${actor},"time":1,"timeNano":1000000000}`],
    ['Podman', `{"Action":"health_status",${actor},"time":1,"timeNano":1000000000,"HealthStatus":"unhealthy"}`],
  ])('of health, of %s', (_, line) => {
    expect(eventOf(line)).toMatchObject({ action: 'health_status', health: 'unhealthy', stamp: '1.000000000' });
  });

  it('without nanoseconds has its second', () => {
    expect(eventOf(`{"Action":"die",${actor},"time":1795255458}`)).toMatchObject({
      stamp: '1795255458.000000000',
      at: 1795255458000,
    });
  });

  it('of Podman that removes is one that destroys', () => {
    expect(eventOf(`{"Action":"remove",${actor}}`)?.action).toBe('destroy');
  });

  it('is not an empty line, nor anything else', () => {
    expect(eventOf(' ')).toBeUndefined();
    for (const line of ['{', '1', '[]', 'null'])
      expect(() => eventOf(line)).toThrow(expect.objectContaining({ kind: 'protocol' }) as EngineError);
  });

  it('is known again among the last 512', () => {
    const seen = new SeenEvents();
    const event = (time: number) => eventOf(`{"Action":"die",${actor},"time":${time}}`)!;
    for (let time = 0; time < 600; time++) expect(seen.add(event(time))).toBe(true);
    expect(seen.add(event(599))).toBe(false);
    expect(seen.add(event(88))).toBe(false);
    expect(seen.add(event(87))).toBe(true);
  });
});

describe('what a container uses', () => {
  const frame = {
    read: '2026-11-21T10:04:34.899Z',
    cpu_stats: { cpu_usage: { total_usage: 1_500_000_000 }, system_cpu_usage: 22_000_000_000, online_cpus: 4 },
    precpu_stats: { cpu_usage: { total_usage: 1_000_000_000 }, system_cpu_usage: 20_000_000_000 },
    memory_stats: { usage: 100, limit: 1000, stats: { total_inactive_file: 30 } },
    pids_stats: { current: 7 },
  };

  it('is cores, and memory without what the kernel would give back', () => {
    expect(usageOf(frame)).toEqual({
      ...{
        readAt: Date.UTC(2026, 10, 21, 10, 4, 34, 899),
        cpus: 1,
        memoryBytes: 70,
        memoryLimitBytes: 1000,
        processes: 7,
      },
    });
    const v2 = { ...frame, memory_stats: { usage: 100, stats: { inactive_file: 40 } } };
    expect(usageOf(v2)).toMatchObject({ memoryBytes: 60, memoryLimitBytes: undefined });
  });

  it('is not known of processors in the first frame', () => {
    expect(usageOf({ ...frame, precpu_stats: { cpu_usage: { total_usage: 0 } } })?.cpus).toBeUndefined();
  });

  it('is nothing for a container that does not run', () => {
    expect(usageOf({ read: '0001-01-01T00:00:00Z' })).toBeUndefined();
    expect(usageOf(null)).toBeUndefined();
  });
});

describe('a stream of lines', () => {
  const split = (...chunks: Buffer[]): string[] => {
    const lines: string[] = [];
    const splitter = new LineSplitter((line) => lines.push(line));
    for (const chunk of chunks) splitter.push(chunk);
    splitter.flush();
    return lines;
  };

  it('is cut at line ends, wherever the chunks end', () => {
    const text = Buffer.from('first\r\n\nπ is 3.14 ✓\nlast');
    const lines = ['first', '', 'π is 3.14 ✓', 'last'];
    expect(split(text)).toEqual(lines);
    expect(split(...[...text].map((byte) => Buffer.from([byte])))).toEqual(lines);
  });

  it('does not grow without end', () => {
    expect(split(...Array.from({ length: 40 }, () => Buffer.alloc(100_000, 'x'))).length).toBeGreaterThan(2);
  });
});

describe('framed output', () => {
  const frame = (output: number, text: string): Buffer => {
    const header = Buffer.alloc(8);
    header[0] = output;
    header.writeUInt32BE(Buffer.byteLength(text), 4);
    return Buffer.concat([header, Buffer.from(text)]);
  };

  it('is undone, wherever the chunks end', () => {
    const bytes = Buffer.concat([frame(1, 'out\nhal'), frame(2, 'err\n'), frame(1, ''), frame(1, 'f\nrest')]);
    for (const size of [1, 3, 8, bytes.length]) {
      const lines: string[] = [];
      const consumer = lineConsumer(false, (line, output) => lines.push(`${output} ${line}`));
      for (let start = 0; start < bytes.length; start += size) consumer.bytes(bytes.subarray(start, start + size));
      consumer.end?.();
      expect(lines).toEqual(['stdout out', 'stderr err', 'stdout half', 'stdout rest']);
    }
  });

  it('of a terminal is not framed', () => {
    const lines: string[] = [];
    lineConsumer(true, (line) => lines.push(line)).bytes(Buffer.from('\u0001plain\n'));
    expect(lines).toEqual(['\u0001plain']);
  });

  it.each([Buffer.from('plain text that is not framed'), Buffer.from([1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff])])(
    'is not %s',
    (bytes) => {
      expect(() => new FrameSplitter(() => undefined).push(bytes)).toThrow(/not framed/);
    },
  );
});

describe('a program that could not be run', () => {
  it.each([
    [
      'OCI runtime exec failed: exec failed: unable to start container process: exec: "curl": executable file not found in $PATH: unknown',
      -1,
      'curl',
    ],
    [
      'OCI runtime exec failed: exec failed: unable to start container process: exec: "/bin/sh": stat /bin/sh: no such file or directory: unknown',
      126,
      '/bin/sh',
    ],
    [
      'OCI runtime exec failed: container_linux.go:380: starting container process caused: exec: "nope": executable file not found in $PATH: unknown',
      126,
      'nope',
    ],
    [
      'crun: executable file `nope` not found in $PATH: No such file or directory: OCI runtime attempted to invoke a command that was not found',
      -1,
      'nope',
    ],
    ['/bin/sh: curl: not found', 1, 'curl'],
    ['sh: 1: curl: not found\n', 127, 'curl'],
    ['bash: line 1: pg_isready: command not found', 127, 'pg_isready'],
    ['/bin/sh: /probe.sh: No such file or directory', 127, '/probe.sh'],
    ['first\nsh: wget: not found\n', 1, 'wget'],
  ])('says so: %s', (output, exitCode, program) => {
    expect(whyNotRun(exitCode, output)).toEqual({ program, reason: 'missing' });
  });

  it.each([
    [
      'OCI runtime exec failed: exec failed: unable to start container process: exec: "/data": permission denied: unknown',
      126,
      '/data',
    ],
    ['sh: /probe.sh: Permission denied', 126, '/probe.sh'],
  ])('or may not be: %s', (output, exitCode, program) => {
    expect(whyNotRun(exitCode, output)).toEqual({ program, reason: 'not executable' });
  });

  it.each([
    ['Health check exceeded timeout (1s)', -1],
    ['curl: (7) Failed to connect to localhost port 80: Connection refused', 7],
    ['psql: error: database "x" not found', 2],
    ['404 page not found', 1],
    ['cat: /etc/x: No such file or directory', 1],
    ['sh: curl: not found', 0],
    ['', 1],
  ])('is not one that failed: %s', (output, exitCode) => {
    expect(whyNotRun(exitCode, output)).toBeUndefined();
  });
});

describe('versions', () => {
  it('are compared as numbers', () => {
    expect(isNewer('1.52', '1.9')).toBe(true);
    expect(isNewer('1.9', '1.52')).toBe(false);
    expect(isNewer('2.0', '1.52')).toBe(true);
    expect(isNewer('1.41', '1.41')).toBe(false);
    expect(lowerOf('1.41', '1.52')).toBe('1.41');
    expect(lowerOf('1.55', '1.52')).toBe('1.52');
  });
});
