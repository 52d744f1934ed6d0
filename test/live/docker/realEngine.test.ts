import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  DockerEngine,
  whyNotRun,
  type Container,
  type ContainerReading,
  type EngineEvent,
  type Usage,
} from '../../../client/src/live/docker';
import { Dockerd, HUNGRY, IDLE, whyNoDocker, type ContainerSpec } from '../../rig/docker';
import { proxyTo } from '../support/proxy';
import { leftSince, resources } from '../support/resources';
import { isConnected, overview, QUICK, socketEndpoint, watch, type Watched } from '../support/watching';

const SECOND = 1_000_000_000;
const reason = await whyNoDocker();
if (reason) console.warn(`Tests against a real Docker engine are SKIPPED: ${reason}`);

describe.skipIf(reason)('with a real engine', () => {
  let dockerd: Dockerd;
  let engine: DockerEngine;

  beforeAll(async () => {
    dockerd = await Dockerd.start();
    await dockerd.importBusybox('busybox:test', 'redis:7', 'prom/prometheus:v2.42.0');
    engine = new DockerEngine(() => socketEndpoint(dockerd.socket));
  }, 120_000);

  afterAll(async () => {
    await engine?.close();
    await dockerd?.dispose();
  }, 60_000);

  /** A running container that is gone after the test. */
  async function running(name: string, spec: ContainerSpec = IDLE): Promise<string> {
    const id = await dockerd.run(name, spec);
    onTestFinished(() => dockerd.remove(id).catch(() => undefined));
    return id;
  }

  /** Settled when the container is in a state. */
  async function inState(id: string, holds: (container: Container) => boolean): Promise<Container> {
    const { watcher, until } = watch(dockerd.socket);
    watcher.resume();
    const { value } = await until((snapshot) => isConnected(snapshot) && containerIn(snapshot.value.get(id), holds));
    return containerOf(value.get(id));
  }

  describe('calls', () => {
    it('say what engine it is', async () => {
      const version = await engine.version();
      expect(version.apiVersion).toMatch(/^1\.\d+$/);
      expect(engine.apiVersion).toBe(version.apiVersion);
      const info = await engine.info();
      expect(info.cpus).toBeGreaterThan(0);
      expect(info.memoryBytes).toBeGreaterThan(1e6);
      expect(info.loggingDriver).toBe('json-file');
      expect(engine.isPodman).toBe(false);
    });

    it('say what image it is', async () => {
      const image = await engine.inspectImage('redis:7');
      expect(image.id).toMatch(/^sha256:/);
      expect([...image.tags].sort()).toEqual(['busybox:test', 'prom/prometheus:v2.42.0', 'redis:7']);
      expect(await engine.inspectImage('prom/prometheus:v2.42.0')).toEqual(image);
      await expect(engine.inspectImage('nothing:1')).rejects.toMatchObject({ kind: 'not-found' });
    });

    it('start, stop and restart a container, and do nothing where nothing is to be done', async () => {
      const id = await running('actions');
      await engine.start(id);
      const before = await engine.inspect(id);
      await engine.restart(id);
      const after = await engine.inspect(id);
      expect(after.startedAt).toBeGreaterThan(before.startedAt ?? 0);
      await engine.stop(id);
      await engine.stop(id);
      expect(await engine.inspect(id)).toMatchObject({ state: 'exited', exitCode: 0 });
      await expect(engine.start('nothing')).rejects.toMatchObject({ kind: 'not-found' });
    });

    it('read limits, labels and what else the file says', async () => {
      const id = await running('spec', {
        ...IDLE,
        Image: 'redis:7',
        Labels: { 'com.docker.compose.service': 'redis' },
        Env: ['PASSWORD=hunter2'],
        HostConfig: {
          ...{ Memory: 64 << 20, NanoCpus: 500_000_000, PidsLimit: 50, RestartPolicy: { Name: 'unless-stopped' } },
          LogConfig: { Type: 'json-file', Config: { 'max-size': '1m', 'max-file': '2' } },
        },
      });
      const container = await engine.inspect(id);
      expect(container).toMatchObject({
        ...{
          image: 'redis:7',
          labels: { 'com.docker.compose.service': 'redis' },
          restartPolicy: { name: 'unless-stopped' },
        },
        limits: { memoryBytes: 64 << 20, cpus: 0.5, processes: 50 },
        logging: { driver: 'json-file', maxSize: '1m', maxFile: '2' },
      });
      expect(container.environmentNames).toContain('PASSWORD');
      expect(JSON.stringify(container)).not.toContain('hunter2');
    });
  });

  describe('logs', () => {
    const read = async (id: string, options: Partial<Parameters<DockerEngine['logs']>[1]> = {}): Promise<string[]> => {
      const lines: string[] = [];
      const stream = await engine.logs(id, { tty: false, ...options }, (line, output) =>
        lines.push(`${output} ${line}`),
      );
      await stream.ended;
      return lines;
    };

    it('come as lines of one output or the other', async () => {
      const id = await running('logs', { Cmd: ['sh', '-c', 'echo one; echo two >&2; echo; printf "no end"'] });
      await inState(id, ({ state }) => state === 'exited');
      expect((await read(id)).sort()).toEqual(['stderr two', 'stdout ', 'stdout no end', 'stdout one']);
      expect(await read(id, { tail: 0 })).toEqual([]);
      expect(await read(id, { since: Date.now() + 3_600_000 })).toEqual([]);
      expect((await read(id, { timestamps: true }))[0]).toMatch(/^std\w+ 20\d\d-\d\d-\d\dT[\d:.]+Z /);
      await expect(engine.logs('nothing', { tty: false }, () => undefined)).rejects.toMatchObject({
        kind: 'not-found',
      });
    });

    it('of a terminal come as they are', async () => {
      const id = await running('terminal', { Cmd: ['sh', '-c', 'echo one; echo two >&2'], Tty: true });
      const { tty } = await inState(id, ({ state }) => state === 'exited');
      expect(tty).toBe(true);
      expect(await read(id, { tty })).toEqual(['stdout one', 'stdout two']);
    });

    it('go on when they are followed, and end with the container', async () => {
      const id = await running('followed', {
        Cmd: ['sh', '-c', 'while [ ! -f /go ]; do sleep 0.05; done; echo late; echo last'],
      });
      const lines: string[] = [];
      const stream = await engine.logs(id, { tty: false, follow: true }, (line) => lines.push(line));
      expect(lines).toEqual([]);
      await engine.exec(id, ['touch', '/go']);
      await stream.ended;
      expect(lines).toEqual(['late', 'last']);
    });

    it('end when nobody follows any more', async () => {
      const id = await running('left', { Cmd: ['sh', '-c', 'echo here; sleep 1000'] });
      const controller = new AbortController();
      let heard = (): void => undefined;
      const line = new Promise<void>((resolve) => (heard = resolve));
      const stream = await engine.logs(id, { tty: false, follow: true, signal: controller.signal }, () => heard());
      await line;
      controller.abort();
      await expect(stream.ended).rejects.toMatchObject({ kind: 'aborted' });
    });
  });

  describe('a program run in a container', () => {
    it('gives its output and exit code', async () => {
      const id = await running('exec');
      const script = 'echo $GREETING from $(pwd); echo bad >&2; exit 3';
      const options = { environment: { GREETING: 'hello' }, workingDirectory: '/bin' };
      expect(await engine.exec(id, ['sh', '-c', script], options)).toEqual({
        ...{ exitCode: 3, stdout: 'hello from /bin\n', stderr: 'bad\n', isTruncated: false, notRun: undefined },
      });
    });

    it('that is missing is told from one that failed', async () => {
      const id = await running('missing');
      expect((await engine.exec(id, ['nope', '-x'])).notRun).toEqual({ program: 'nope', reason: 'missing' });
      expect((await engine.exec(id, ['/usr/bin/nope'])).notRun).toEqual({
        program: '/usr/bin/nope',
        reason: 'missing',
      });
      expect((await engine.exec(id, ['sh', '-c', 'nope || exit 1'])).notRun).toEqual({
        program: 'nope',
        reason: 'missing',
      });
      expect((await engine.exec(id, ['/tmp'])).notRun).toMatchObject({ program: '/tmp' });
      expect(await engine.exec(id, ['false'])).toMatchObject({ exitCode: 1, notRun: undefined });
    });

    it('may print more than is kept', async () => {
      const id = await running('loud');
      const result = await engine.exec(id, ['sh', '-c', 'yes | head -c 1000000']);
      expect(result).toMatchObject({ exitCode: 0, isTruncated: true });
      expect(result.stdout.length).toBe(64 << 10);
    });

    it('has a deadline', async () => {
      const id = await running('slow');
      await expect(engine.exec(id, ['sleep', '1000'], { deadlineMs: 300 })).rejects.toMatchObject({ kind: 'timeout' });
    });

    it('is waited for when it has closed its output', async () => {
      const id = await running('quiet');
      expect(await engine.exec(id, ['sh', '-c', 'exec >&- 2>&-; sleep 0.3; exit 5'])).toMatchObject({ exitCode: 5 });
    });

    it('needs one that runs', async () => {
      const id = await dockerd.create('stopped', IDLE);
      onTestFinished(() => dockerd.remove(id));
      await expect(engine.exec(id, ['true'])).rejects.toMatchObject({ kind: 'conflict' });
      await expect(engine.exec('nothing', ['true'])).rejects.toMatchObject({ kind: 'not-found' });
    });
  });

  describe('figures', () => {
    it('come every second, with processors from the second on', async () => {
      const id = await running('busy', { Cmd: ['sh', '-c', 'while :; do :; done'], HostConfig: { Memory: 64 << 20 } });
      const controller = new AbortController();
      const frames = await new Promise<Usage[]>((resolve, reject) => {
        const seen: Usage[] = [];
        const heard = (usage: Usage): void => {
          seen.push(usage);
          if (seen.length === 2) resolve(seen);
        };
        engine.stats(id, controller.signal, heard).catch(reject);
      });
      controller.abort();
      const [first, second] = frames;
      expect(first).toMatchObject({ cpus: undefined, memoryLimitBytes: 64 << 20 });
      expect(second?.cpus).toBeGreaterThan(0.1);
      expect(second?.memoryBytes).toBeGreaterThan(0);
      expect(second?.processes).toBe(1);
    });
  });

  describe('a watcher', () => {
    async function connected(): Promise<Watched> {
      const watched = watch(dockerd.socket, { timing: { ...QUICK, settle: 50 } });
      watched.watcher.resume();
      await watched.until(isConnected);
      return watched;
    }

    const shows = ({ until }: Watched, line: string) => until((snapshot) => overview(snapshot).includes(line));

    it('first asks three things and one for each container', async () => {
      const ids = await Promise.all([running('first'), running('second'), running('third')]);
      const proxy = await proxyTo(dockerd.socket);
      const { watcher, until } = watch(proxy.socket);
      watcher.resume();
      const { value } = await until(isConnected);
      expect([...value.keys()].sort()).toEqual([...ids].sort());
      expect(proxy.calls.slice(0, 3)).toEqual(['/_ping', '/events', '/containers/json']);
      // Containers of this second may have their events told again.
      expect(new Set(proxy.calls.slice(3))).toEqual(new Set(ids.map((id) => `/containers/${id}/json`)));
    });

    it('sees a container come, live, pause and go', async () => {
      const watched = await connected();
      const id = await dockerd.create('life', IDLE);
      await shows(watched, 'life created');
      await engine.start(id);
      await shows(watched, 'life running');
      await dockerd.api('POST', `/containers/${id}/pause`);
      await shows(watched, 'life paused');
      await dockerd.api('POST', `/containers/${id}/unpause`);
      await shows(watched, 'life running');
      await dockerd.api('POST', `/containers/${id}/rename?name=after`);
      await shows(watched, 'after running');
      await dockerd.api('POST', `/containers/${id}/kill`);
      expect(containerOf((await shows(watched, 'after exited')).value.get(id))).toMatchObject({
        exitCode: 137,
        oomKilled: false,
      });
      await dockerd.remove(id);
      await watched.until(({ value }) => !value.has(id));
    });

    it('sees health come and go, with what the probe printed', async () => {
      const watched = await connected();
      const events: EngineEvent[] = [];
      watched.watcher.onEvent((event) => events.push(event));
      const id = await running('health', {
        Cmd: ['sh', '-c', 'sleep 1000'],
        Healthcheck: {
          Test: ['CMD-SHELL', 'test ! -f /sick || { echo I am sick; exit 1; }'],
          Interval: 0.2 * SECOND,
          Retries: 2,
        },
      });
      await shows(watched, 'health running starting');
      await shows(watched, 'health running healthy');
      await engine.exec(id, ['touch', '/sick']);
      const { value } = await shows(watched, 'health running unhealthy');
      const { health } = containerOf(value.get(id));
      expect(health?.failingStreak).toBeGreaterThanOrEqual(2);
      expect(health?.probes.at(-1)).toMatchObject({ exitCode: 1, output: 'I am sick\n' });
      await engine.exec(id, ['rm', '/sick']);
      await shows(watched, 'health running healthy');
      const told = events.filter(({ action }) => action === 'health_status').map(({ health: status }) => status);
      expect(told).toEqual(['healthy', 'unhealthy', 'healthy']);
      expect(events.filter(({ action }) => action.startsWith('exec'))).toEqual([]);
    });

    it.each<[string, string[]]>([
      ['without a shell', ['CMD', 'curl', '-f', 'http://127.0.0.1/']],
      ['in a shell', ['CMD-SHELL', 'curl -f http://127.0.0.1/ || exit 1']],
    ])('sees that a probe cannot run, %s', async (_, Test) => {
      const watched = await connected();
      const id = await running('no-curl', { ...IDLE, Healthcheck: { Test, Interval: 0.2 * SECOND, Retries: 1 } });
      const { value } = await shows(watched, 'no-curl running unhealthy');
      const probe = containerOf(value.get(id)).health?.probes.at(-1);
      expect(probe && whyNotRun(probe.exitCode, probe.output)).toEqual({ program: 'curl', reason: 'missing' });
    });

    it('sees a container that used too much memory', async () => {
      const watched = await connected();
      const events: string[] = [];
      watched.watcher.onEvent(({ action, exitCode }) =>
        events.push(exitCode === undefined ? action : `${action} ${exitCode}`),
      );
      const id = await running('greedy', HUNGRY);
      const { value } = await shows(watched, 'greedy exited');
      expect(containerOf(value.get(id))).toMatchObject({ oomKilled: true, exitCode: 137 });
      expect(events).toEqual(expect.arrayContaining(['oom', 'die 137']));
    });

    it('counts restarts of a container that keeps ending', async () => {
      const watched = await connected();
      const id = await running('crash', {
        Cmd: ['false'],
        HostConfig: { RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 } },
      });
      const { value } = await watched.until((snapshot) =>
        containerIn(snapshot.value.get(id), ({ state, restartCount }) => state === 'exited' && restartCount === 3),
      );
      expect(containerOf(value.get(id))).toMatchObject({ exitCode: 1 });
    });

    it('finds everything again each time its connections are cut', async () => {
      const id = await running('cut');
      const proxy = await proxyTo(dockerd.socket);
      const before = resources();
      const watched = watch(proxy.socket);
      watched.watcher.resume();
      for (let round = 0; round < 20; round++) {
        await watched.until(isConnected);
        proxy.cut();
        const [action, line] = round % 2 ? ['unpause', 'cut running'] : ['pause', 'cut paused'];
        await dockerd.api('POST', `/containers/${id}/${action}`);
        await watched.until((snapshot) => isConnected(snapshot) && overview(snapshot).includes(line ?? ''));
      }
      await watched.end();
      await proxy.quiet();
      expect(await leftSince(before)).toEqual({});
    });
  });
});

function containerIn(reading: ContainerReading | undefined, holds: (container: Container) => boolean): boolean {
  return reading?.kind === 'read' && holds(reading.container);
}

function containerOf(reading: ContainerReading | undefined): Container {
  if (reading?.kind !== 'read') throw new Error(`read was expected, not ${reading?.kind}`);
  return reading.container;
}
