import { describe, expect, it } from 'vitest';
import type { Endpoint, PortBinding } from '../../client/src/live/docker';
import { dockerArguments, openablePorts, podmanArguments } from '../../client/src/views/services/addresses';

const socket: Endpoint = {
  kind: 'socket',
  path: '/run/user/1000/docker.sock',
  address: '/run/user/1000/docker.sock',
  context: 'default',
  origin: 'default',
};
const tls = { ca: '/c/ca.pem', certificate: '/c/cert.pem', key: '/c/key.pem', isVerified: true };
const remote: Endpoint = {
  ...{ kind: 'tcp', host: 'box', port: 2376, tls, address: 'tcp://box:2376' },
  ...{ context: undefined, origin: 'DOCKER_HOST' },
};

function port(containerPort: number, hostPort: number, over: Partial<PortBinding> = {}): PortBinding {
  return { containerPort, hostPort, hostAddress: '0.0.0.0', protocol: 'tcp', ...over };
}

describe('docker, as we call it', () => {
  it('talks to the engine that is watched, whatever its own configuration says', () => {
    expect(dockerArguments(socket, 'ps')).toEqual(['--host', 'unix:///run/user/1000/docker.sock', 'ps']);
    expect(dockerArguments({ ...socket, path: '//./pipe/docker_engine' }, 'ps')[1]).toBe(
      'npipe:////./pipe/docker_engine',
    );
  });

  it('is given the context where one is in use, and certificates where none is', () => {
    expect(dockerArguments({ ...remote, context: 'prod' }, 'ps')).toEqual(['--context', 'prod', 'ps']);
    expect(dockerArguments(remote, 'ps')).toEqual([
      ...['--host', 'tcp://box:2376', '--tlsverify', '--tlscacert', '/c/ca.pem'],
      ...['--tlscert', '/c/cert.pem', '--tlskey', '/c/key.pem', 'ps'],
    ]);
  });
});

describe('podman, as we call it', () => {
  it('is given the address', () => {
    expect(podmanArguments(socket, 'ps')).toEqual(['--url', 'unix:///run/user/1000/docker.sock', 'ps']);
    expect(podmanArguments(remote, 'ps')).toEqual(['--url', 'tcp://box:2376', 'ps']);
  });
});

describe('ports to open in a browser', () => {
  it('are those of web servers, once each', () => {
    const ports = [
      port(80, 8080),
      port(80, 8080, { hostAddress: '::' }),
      port(5432, 5432),
      port(53, 53, { protocol: 'udp' }),
    ];
    expect(openablePorts(ports, socket)).toEqual([{ url: 'http://localhost:8080', containerPort: 80 }]);
  });

  it('are on the machine of the engine', () => {
    expect(openablePorts([port(80, 8080)], remote)[0]?.url).toBe('http://box:8080');
    expect(openablePorts([port(8443, 8443, { hostAddress: '10.0.0.5' })], remote)[0]?.url).toBe(
      'https://10.0.0.5:8443',
    );
    expect(openablePorts([port(80, 81, { hostAddress: 'fe80::1' })], socket)[0]?.url).toBe('http://[fe80::1]:81');
  });
});
