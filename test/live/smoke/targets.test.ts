import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { Container, DockerEngine } from '../../../client/src/live/docker';
import { joinStacks } from '../../../client/src/live/services';
import type { SmokeContext } from '../../../client/src/live/smoke/context';
import { machineOf } from '../../../client/src/live/smoke/surroundings';
import { container, labels, observation } from '../services/fixtures';
import { listening } from './servers';
import { inShort, resultOf, smokeTest } from './support';

/** An engine with one container of the service web, which listens on its port 80. */
async function asked(one: Partial<Container>, over: Partial<SmokeContext> = {}): Promise<string> {
  const web = container({ labels: labels('app', 'web'), ...one });
  const engine = {
    inspect: () => Promise.resolve(web),
    details: () => Promise.resolve({ environment: new Map(), logPath: '' }),
  } as unknown as DockerEngine;
  const stack = joinStacks([], observation([web]))[0];
  const test = smokeTest(
    { kind: 'http', service: 'web', port: 80, path: 'health' },
    { status: 200 },
    { timeoutMs: 3_000 },
  );
  return inShort(await resultOf(test, { engine, stack: () => stack, ...over }));
}

const published = (hostAddress: string, hostPort: number): Pick<Container, 'ports'> => ({
  ports: [{ containerPort: 80, protocol: 'tcp', hostAddress, hostPort }],
});
const server = (): Promise<number> =>
  listening(createServer(({ url }, response) => response.writeHead(url === '/health' ? 200 : 404).end()));
const REMOTE = { isLocal: false, engineHost: '127.0.0.1' };

describe('the port of a service', () => {
  it.each(['', '0.0.0.0', '::', '127.0.0.1'])('is asked where it is published (%j)', async (address) => {
    expect(await asked(published(address, await server()))).toBe('pass: status is 200.');
  });

  it('of an engine on another machine is asked there', async () => {
    expect(await asked(published('0.0.0.0', await server()), REMOTE)).toBe('pass: status is 200.');
  });

  it('that is published on the loopback of another machine is out of reach', async () => {
    expect(await asked(published('127.0.0.1', 8080), REMOTE)).toMatch(
      /^error: Port 80 of web is published on 127\.0\.0\.1 of 127\.0\.0\.1 only.* Use a test of kind exec/,
    );
  });

  it('that is not published is asked at the address of the container, on this machine', async () => {
    const networks = [{ name: 'app_default', address: '127.0.0.9' }];
    expect(await asked({ networks })).toMatch(
      process.platform === 'linux'
        ? /^fail: Nothing listens on 127\.0\.0\.9:80/
        : /^error: Port 80 of web is not published/,
    );
    expect(await asked({ networks }, REMOTE)).toMatch(
      /^error: Port 80 of web is not published and its network cannot be reached from here\. Publish the port on 127\.0\.0\.1, or/,
    );
  });

  it('in the network of the machine itself is that of the machine', async () => {
    expect(await asked({ networks: [{ name: 'host', address: '' }] })).toMatch(
      /^fail: Nothing listens on 127\.0\.0\.1:80|^fail: status/,
    );
  });

  it('is not asked where the container does not run', async () => {
    expect(await asked({ ...published('', 1), state: 'exited', exitCode: 137 })).toMatch(
      /^error: web does not run: it is exited with exit code 137\. Find out why in its log, then start it/,
    );
  });
});

describe('the machine of an engine', () => {
  const named = { context: undefined, origin: 'setting', address: 'x' } as const;

  it('is this one behind a socket or an address of this machine', () => {
    expect(machineOf(undefined)).toEqual({ isLocal: true, engineHost: '127.0.0.1' });
    expect(machineOf({ ...named, kind: 'socket', path: '/x' })).toEqual({ isLocal: true, engineHost: '127.0.0.1' });
    expect(machineOf({ ...named, kind: 'tcp', host: 'localhost', port: 2375, tls: undefined })).toEqual({
      ...{ isLocal: true, engineHost: '127.0.0.1' },
    });
  });

  it('is another one behind a name or ssh', () => {
    expect(machineOf({ ...named, kind: 'tcp', host: 'box', port: 2376, tls: undefined })).toEqual({
      ...{ isLocal: false, engineHost: 'box' },
    });
    const ssh = { ...named, kind: 'ssh', host: 'box', user: undefined, port: undefined, socket: '/x' } as const;
    expect(machineOf(ssh)).toEqual({ isLocal: false, engineHost: 'box' });
  });
});
