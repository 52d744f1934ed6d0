import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  endpointFiles,
  resolveEndpoint,
  type Endpoint,
  type Surroundings,
} from '../../../client/src/live/docker/endpoint';
import { EngineError } from '../../../client/src/live/docker/errors';

const HOME = '/home/me';

interface World {
  readonly setting?: string;
  readonly environment?: Record<string, string>;
  readonly platform?: NodeJS.Platform;
  readonly files?: Record<string, string>;
  readonly usable?: readonly string[];
  readonly denied?: readonly string[];
}

function surroundings({
  setting,
  environment = {},
  platform = 'linux',
  files = {},
  usable = [],
  denied = [],
}: World): Surroundings {
  return {
    setting,
    environment,
    platform,
    home: HOME,
    files: {
      read: (path) => files[path],
      access: (path) => (usable.includes(path) ? 'usable' : denied.includes(path) ? 'denied' : 'missing'),
    },
  };
}

const resolve = (world: World): Endpoint => resolveEndpoint(surroundings(world));

/** The files of Docker contexts, as `docker context create` writes them. */
function contexts(
  hosts: Record<string, string>,
  docker = `${HOME}/.docker`,
  extra: object = {},
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(hosts).map(([name, Host]) => [
      `${docker}/contexts/meta/${sha256(name)}/meta.json`,
      JSON.stringify({ Name: name, Metadata: {}, Endpoints: { docker: { Host, SkipTLSVerify: false, ...extra } } }),
    ]),
  );
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const CURRENT = { [`${HOME}/.docker/config.json`]: '{"auths":{},"currentContext":"box"}' };

describe('which engine is meant', () => {
  const world: World = {
    setting: 'tcp://by-setting:1',
    environment: { DOCKER_HOST: 'tcp://by-host:2', DOCKER_CONTEXT: 'variable' },
    files: { ...CURRENT, ...contexts({ variable: 'tcp://by-variable:3', box: 'tcp://by-current:4' }) },
    usable: ['/var/run/docker.sock'],
  };
  const { DOCKER_CONTEXT } = world.environment as Record<string, string>;

  it.each<[string, World, string, string | undefined]>([
    ['setting', world, 'tcp://by-setting:1', undefined],
    ['DOCKER_HOST', { ...world, setting: '' }, 'tcp://by-host:2', undefined],
    [
      'DOCKER_CONTEXT',
      { ...world, setting: '', environment: { DOCKER_CONTEXT: DOCKER_CONTEXT ?? '' } },
      'tcp://by-variable:3',
      'variable',
    ],
    ['current context', { ...world, setting: '', environment: {} }, 'tcp://by-current:4', 'box'],
    ['default', { usable: ['/var/run/docker.sock'] }, '/var/run/docker.sock', 'default'],
  ])('is decided by the %s before what comes after it', (origin, given, address, context) => {
    expect(resolve(given)).toMatchObject({ origin, address, context });
  });

  it('may be a context in the setting', () => {
    expect(resolve({ ...world, setting: 'box' })).toMatchObject({
      origin: 'setting',
      context: 'box',
      address: 'tcp://by-current:4',
    });
  });

  it('takes the context "default" for none', () => {
    for (const origin of ['DOCKER_CONTEXT', 'setting'] as const) {
      const environment = { DOCKER_CONTEXT: 'default' };
      const given = origin === 'setting' ? { setting: 'default' } : { environment };
      expect(resolve({ ...given, files: CURRENT, usable: ['/var/run/docker.sock'] })).toMatchObject({
        path: '/var/run/docker.sock',
        origin,
      });
    }
  });

  it('is found in the folder that DOCKER_CONFIG names', () => {
    const files = {
      '/etc/docker-me/config.json': '{"currentContext":"box"}',
      ...contexts({ box: 'unix:///run/box.sock' }, '/etc/docker-me'),
    };
    const environment = { DOCKER_CONFIG: '/etc/docker-me' };
    expect(resolve({ environment, files })).toMatchObject({ kind: 'socket', path: '/run/box.sock' });
    expect(endpointFiles(surroundings({ environment }))).toEqual({
      config: '/etc/docker-me/config.json',
      contexts: '/etc/docker-me/contexts/meta',
    });
  });
});

describe('the usual sockets', () => {
  const environment = { XDG_RUNTIME_DIR: '/run/user/1000' };

  it.each<[string, NodeJS.Platform, string]>([
    ['Docker', 'linux', '/var/run/docker.sock'],
    ['rootless Docker', 'linux', '/run/user/1000/docker.sock'],
    ['Docker Desktop on Linux', 'linux', '/home/me/.docker/desktop/docker.sock'],
    ['rootless Podman', 'linux', '/run/user/1000/podman/podman.sock'],
    ['Podman', 'linux', '/run/podman/podman.sock'],
    ['Docker Desktop on macOS', 'darwin', '/home/me/.docker/run/docker.sock'],
    ['another Docker on macOS', 'darwin', '/var/run/docker.sock'],
    ['Podman on macOS', 'darwin', '/home/me/.local/share/containers/podman/machine/podman.sock'],
    ['Docker on Windows', 'win32', '//./pipe/docker_engine'],
    ['Podman on Windows', 'win32', '//./pipe/podman-machine-default'],
  ])('include that of %s', (_, platform, path) => {
    expect(resolve({ environment, platform, usable: [path] })).toMatchObject({
      kind: 'socket',
      path,
      origin: 'default',
    });
  });

  it('are taken in order', () => {
    const usable = ['/run/user/1000/podman/podman.sock', '/run/user/1000/docker.sock'];
    expect(resolve({ environment, usable })).toMatchObject({ path: '/run/user/1000/docker.sock' });
  });

  it('are passed over where this user may not go, as long as there is another', () => {
    const denied = ['/var/run/docker.sock'];
    expect(resolve({ environment, denied, usable: ['/run/user/1000/docker.sock'] })).toMatchObject({
      path: '/run/user/1000/docker.sock',
    });
    expect(resolve({ environment, denied })).toMatchObject({ path: '/var/run/docker.sock' });
  });

  it('lead to where Docker would be when there is none', () => {
    expect(resolve({ platform: 'linux' })).toMatchObject({ path: '/var/run/docker.sock' });
    expect(resolve({ platform: 'win32' })).toMatchObject({ path: '//./pipe/docker_engine' });
  });
});

describe('an address', () => {
  it.each<[string, Partial<Endpoint>]>([
    ['unix:///run/docker.sock', { kind: 'socket', path: '/run/docker.sock' }],
    ['npipe:////./pipe/docker_engine', { kind: 'socket', path: '//./pipe/docker_engine' }],
    ['tcp://box', { kind: 'tcp', host: 'box', port: 2375 }],
    ['tcp://box:2376', { kind: 'tcp', host: 'box', port: 2376 }],
    ['tcp://[::1]:2375', { kind: 'tcp', host: '::1', port: 2375, address: 'tcp://[::1]:2375' }],
    ['http://box:80', { kind: 'tcp', host: 'box', port: 80 }],
    ['box:2375', { kind: 'tcp', host: 'box', port: 2375 }],
    [
      'ssh://box',
      {
        kind: 'ssh',
        host: 'box',
        user: undefined,
        port: undefined,
        socket: '/var/run/docker.sock',
        address: 'ssh://box',
      },
    ],
    [
      'ssh://me@Box.example:2222',
      { kind: 'ssh', host: 'Box.example', user: 'me', port: 2222, address: 'ssh://me@Box.example:2222' },
    ],
    ['ssh://me@box/run/user/1000/docker.sock', { kind: 'ssh', socket: '/run/user/1000/docker.sock' }],
    ['  ssh://box/ ', { kind: 'ssh', host: 'box', socket: '/var/run/docker.sock' }],
  ])('like %s is understood', (address, expected) => {
    expect(resolve({ environment: { DOCKER_HOST: address } })).toMatchObject(expected);
  });

  it('of a setting is one where it has a colon, and else a context', () => {
    expect(resolve({ setting: 'box:2375' })).toMatchObject({ kind: 'tcp', host: 'box' });
    expect(errorOf({ setting: 'box' }).message).toContain('context "box"');
  });

  it('without TLS is plain, with it on the other port', () => {
    expect(resolve({ environment: { DOCKER_HOST: 'tcp://box', DOCKER_TLS_VERIFY: '1' } })).toMatchObject({
      port: 2376,
      tls: {
        ca: '/home/me/.docker/ca.pem',
        certificate: '/home/me/.docker/cert.pem',
        key: '/home/me/.docker/key.pem',
        isVerified: true,
      },
    });
    const certificates = { DOCKER_HOST: 'tcp://box:1', DOCKER_TLS: '1', DOCKER_CERT_PATH: '/certs' };
    expect(resolve({ environment: certificates })).toMatchObject({
      port: 1,
      tls: { ca: '/certs/ca.pem', isVerified: false },
    });
    expect(resolve({ environment: { DOCKER_HOST: 'tcp://box', DOCKER_CERT_PATH: '/certs' } })).toMatchObject({
      tls: undefined,
    });
  });

  it('in a context brings the certificates of the context', () => {
    const folder = `${HOME}/.docker/contexts/tls/${sha256('box')}/docker`;
    const files = { ...CURRENT, ...contexts({ box: 'tcp://box:2376' }) };
    expect(resolve({ files })).toMatchObject({ tls: undefined });
    const withCertificates = { ...files, [`${folder}/ca.pem`]: 'x' };
    expect(resolve({ files: withCertificates })).toMatchObject({ tls: { key: `${folder}/key.pem`, isVerified: true } });
    const skipping = { ...CURRENT, ...contexts({ box: 'tcp://box:2376' }, undefined, { SkipTLSVerify: true }) };
    expect(resolve({ files: skipping })).toMatchObject({ tls: { isVerified: false } });
  });

  it('is never shown with a password', () => {
    for (const setting of [
      'ssh://me:hunter2@box',
      'tcp://me:hunter2@box:1',
      'ftp://me:hunter2@box',
      'ssh://me:hunter2@box:x',
    ]) {
      const shown = outcome({ setting });
      expect(JSON.stringify([shown, String(shown)])).not.toContain('hunter2');
    }
  });

  it.each([
    'ssh://-oProxyCommand=touch%20x',
    'ssh://-oProxyCommand=x@box',
    'ssh://%2DoProxyCommand=x@box',
    'ssh://box/run/$(touch x).sock',
    'ssh://box/run/a:b.sock',
    'ssh://box;touch x',
    'ssh://me@',
    'ssh://',
    'ssh://box:99999',
    'ssh://me%ZZ@box',
    'ssh://a b@box',
    'ssh://me:secret@box',
    'tcp://',
    'tcp://box:port',
    'ftp://box',
    'fd://3',
  ])('like %s is refused', (address) => {
    expect(errorOf({ environment: { DOCKER_HOST: address } })).toMatchObject({
      kind: 'configuration',
      remedy: expect.any(String) as string,
    });
  });
});

describe('Docker’s configuration', () => {
  const config = `${HOME}/.docker/config.json`;

  it.each(['{', '[]', '"text"'])('that is %s is said to be unreadable', (text) => {
    expect(errorOf({ files: { [config]: text } })).toMatchObject({
      kind: 'configuration',
      message: expect.stringContaining(config) as string,
    });
  });

  it('that may not be read is said to be unreadable', () => {
    const files = {
      read(): string {
        throw Object.assign(new Error('permission denied'), { code: 'EACCES' });
      },
      access: () => 'missing' as const,
    };
    expect(() => resolveEndpoint({ ...surroundings({}), files })).toThrow(config);
  });

  it('that names a context which is not there is not passed over', () => {
    const error = errorOf({ files: CURRENT, usable: ['/var/run/docker.sock'] });
    expect(error.message).toContain('"box"');
    expect(error.message).toContain('current context');
  });

  it('without a current context is no obstacle', () => {
    expect(resolve({ files: { [config]: '{"auths":{}}' }, usable: ['/var/run/docker.sock'] })).toMatchObject({
      origin: 'default',
    });
  });
});

function outcome(world: World): unknown {
  try {
    return resolve(world);
  } catch (error) {
    return error;
  }
}

function errorOf(world: World): EngineError {
  const error = outcome(world);
  expect(error).toBeInstanceOf(EngineError);
  return error as EngineError;
}
