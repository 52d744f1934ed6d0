import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { DockerEngine, DockerWatcher, EngineError, type Endpoint } from '../../../client/src/live/docker';
import { resolveEndpoint, type SshEndpoint } from '../../../client/src/live/docker/endpoint';
import { sshArguments, SshTunnel } from '../../../client/src/live/docker/tunnel';
import { startSshServer, whyNoSshServer } from '../../rig/dockerOverSsh';
import { leftSince, resources } from '../support/resources';
import { ScriptedEngine } from '../support/scriptedEngine';
import { temporaryFolder } from '../support/temporary';
import { isConnected, QUICK } from '../support/watching';

const noServer = await whyNoSshServer();
if (noServer) console.warn(`The test with a real ssh server is SKIPPED: ${noServer}`);

function sshEndpoint(host: string, socket = '/var/run/docker.sock'): SshEndpoint {
  return {
    kind: 'ssh',
    host,
    user: 'me',
    port: 2222,
    socket,
    address: `ssh://me@${host}:2222`,
    origin: 'setting',
    context: undefined,
  };
}

const path = process.env.PATH;
let log: string;

/** Each start of ssh, in order. */
function starts(): { pid: number; words: string[] }[] {
  if (!existsSync(log)) return [];
  const lines = readFileSync(log, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as { pid: number; words: string[] });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

beforeEach(() => {
  const folder = temporaryFolder();
  log = join(folder, 'starts');
  process.env.FAKE_SSH_LOG = log;
  const script = join(import.meta.dirname, '../support/fakeSsh.mjs');
  writeFileSync(join(folder, 'ssh'), `#!/bin/sh\nexec "${process.execPath}" "${script}" "$@"\n`, { mode: 0o755 });
  process.env.PATH = `${folder}${delimiter}${path}`;
});

afterEach(() => {
  process.env.PATH = path;
});

async function scripted(): Promise<ScriptedEngine> {
  const engine = await ScriptedEngine.start();
  engine.put({ id: 'a'.repeat(64), name: 'web', state: 'running' });
  onTestFinished(() => engine.dispose());
  return engine;
}

async function errorOf(work: Promise<unknown>): Promise<EngineError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EngineError);
  return error as EngineError;
}

/** Settled when a watcher is in a state, or when that of another watcher has changed. */
function untilState(watcher: DockerWatcher, kind: string): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (watcher.snapshot.state.kind !== kind) return;
      stop();
      resolve();
    };
    const stop = watcher.onChange(look);
    look();
  });
}

describe.skipIf(process.platform === 'win32')('an engine over ssh', () => {
  it('is reached through one ssh, whatever is asked', async () => {
    const before = resources();
    const server = await scripted();
    const held = await leftSince(before);
    const endpoint = sshEndpoint('box', server.socket);
    const engine = new DockerEngine(() => endpoint);
    const watcher = new DockerWatcher(engine, { report: (error) => expect.unreachable(String(error)), timing: QUICK });
    watcher.resume();
    await Promise.all([untilState(watcher, 'connected'), engine.list(), engine.list()]);
    watcher.pause();
    watcher.resume();
    await untilState(watcher, 'connected');
    expect(watcher.snapshot.value.size).toBe(1);
    const [start, ...others] = starts();
    expect(others).toEqual([]);
    const local = start?.words[start.words.indexOf('-L') + 1]?.split(':')[0] ?? '';
    expect(start?.words).toEqual(sshArguments(endpoint, local));
    await watcher.dispose();
    await engine.close();
    expect(isAlive(start?.pid ?? 0)).toBe(false);
    expect(existsSync(dirname(local))).toBe(false);
    await server.until(() => server.connections === 0);
    expect(await leftSince(before)).toEqual(held);
  });

  it('is reached again when ssh ends', async () => {
    const server = await scripted();
    const engine = new DockerEngine(() => sshEndpoint('box', server.socket));
    const watcher = new DockerWatcher(engine, { report: () => undefined, timing: QUICK });
    onTestFinished(async () => {
      await watcher.dispose();
      await engine.close();
    });
    watcher.resume();
    for (let round = 1; round <= 3; round++) {
      await untilState(watcher, 'connected');
      expect(starts().length).toBe(round);
      process.kill(starts().at(-1)?.pid ?? 0);
      await untilState(watcher, 'lost');
    }
    await untilState(watcher, 'connected');
  });

  it('that does not run there is told from a machine that is not reached', async () => {
    const engine = new DockerEngine(() => sshEndpoint('box', '/nonexistent.sock'));
    onTestFinished(() => engine.close());
    const error = await errorOf(engine.list());
    expect(error).toMatchObject({
      kind: 'refused',
      message: 'ssh reached box, but no engine answers at /nonexistent.sock there.',
    });
  });

  it.each([
    ['denied', 'ssh-agent'],
    ['changed', 'host key'],
    ['nowhere', 'terminal: ssh -p 2222 me@nowhere'],
  ])('on a machine that is %s is lost with the words of ssh and a way out', async (host, remedy) => {
    const engine = new DockerEngine(() => sshEndpoint(host));
    onTestFinished(() => engine.close());
    const error = await errorOf(engine.list());
    expect(error.kind).toBe('ssh');
    expect(error.message).toMatch(/Permission denied|verification failed|Could not resolve/);
    expect(error.message).not.toContain('banner');
    expect(error.remedy).toContain(remedy);
  });
});

describe.skipIf(process.platform === 'win32')('a tunnel', () => {
  const { signal } = new AbortController();

  it('has a deadline', async () => {
    const before = resources();
    const tunnel = new SshTunnel(sshEndpoint('silent'), { deadlineMs: 500 });
    expect(tunnel.state).toBe('down');
    const error = errorOf(tunnel.open(signal));
    expect(tunnel.state).toBe('starting');
    expect(await error).toMatchObject({ kind: 'ssh', message: 'ssh did not reach silent within 0.5 s.' });
    expect(tunnel.state).toBe('down');
    expect(starts().map(({ pid }) => isAlive(pid))).toEqual([false]);
    expect(await leftSince(before)).toEqual({});
  });

  it('need not be waited for', async () => {
    const tunnel = new SshTunnel(sshEndpoint('silent'));
    const controller = new AbortController();
    const first = errorOf(tunnel.open(controller.signal));
    const second = errorOf(tunnel.open(signal));
    controller.abort();
    expect((await first).kind).toBe('aborted');
    expect(tunnel.state).toBe('starting');
    await tunnel.close();
    expect((await second).kind).toBe('aborted');
    expect((await errorOf(tunnel.open(signal))).kind).toBe('aborted');
    expect(starts().length).toBeLessThanOrEqual(1);
  });

  it('is ended even when ssh does not want to', async () => {
    const tunnel = new SshTunnel(sshEndpoint('stubborn'));
    await tunnel.open(signal);
    await tunnel.close();
    expect(starts().map(({ pid }) => isAlive(pid))).toEqual([false]);
  });

  it('cannot be dug without ssh', async () => {
    const before = resources();
    const tunnel = new SshTunnel(sshEndpoint('box'), { program: '/nonexistent/ssh' });
    expect(await errorOf(tunnel.open(signal))).toMatchObject({
      kind: 'ssh',
      remedy: expect.stringContaining('OpenSSH') as string,
    });
    await tunnel.close();
    expect(await leftSince(before)).toEqual({});
  });

  it('gives ssh no chance to ask, to share, or to take a host for an option', () => {
    const words = sshArguments(sshEndpoint('box', '/run/docker.sock'), '/tmp/x/engine.sock');
    expect(words.slice(-2)).toEqual(['--', 'box']);
    expect(words).toEqual(
      expect.arrayContaining([
        '-N',
        'BatchMode=yes',
        'ControlPath=none',
        'ExitOnForwardFailure=yes',
        'ServerAliveInterval=15',
      ]),
    );
    expect(words.join(' ')).toContain('-p 2222 -l me -L /tmp/x/engine.sock:/run/docker.sock');
  });
});

describe.skipIf(noServer)('with a real ssh server', () => {
  it('an engine is watched through it, and found again when the connection is lost', { timeout: 60_000 }, async () => {
    const server = await scripted();
    const ssh = await startSshServer();
    process.env.PATH = `${ssh.programs}${delimiter}${path}`;
    const address = `ssh://root@127.0.0.1:${ssh.port}${server.socket}`;
    const files = { read: () => undefined, access: () => 'missing' as const };
    const endpoint: Endpoint = resolveEndpoint({
      setting: address,
      environment: {},
      platform: process.platform,
      home: '/',
      files,
    });
    const engine = new DockerEngine(() => endpoint);
    const watcher = new DockerWatcher(engine, { report: () => undefined, timing: QUICK });
    onTestFinished(async () => {
      await watcher.dispose();
      await engine.close();
      await ssh.stop();
    });
    watcher.resume();
    await untilState(watcher, 'connected');
    expect(isConnected(watcher.snapshot)).toBe(true);
    server.change('a'.repeat(64), { state: 'exited' }, 'die');
    await new Promise<void>((resolve) =>
      watcher.onChange(() => watcher.snapshot.value.get('a'.repeat(64))?.container.state === 'exited' && resolve()),
    );
    await server.kill();
    await untilState(watcher, 'lost');
    expect(watcher.snapshot.state).toMatchObject({
      reason: expect.objectContaining({ kind: expect.stringMatching(/refused|interrupted/) as string }) as unknown,
    });
    await server.start();
    await untilState(watcher, 'connected');
  });
});
