/** How other programs reach what we watch: Docker's own command line, and a browser. */
import type { Endpoint, PortBinding } from '../../live/docker';

/** Makes `docker` talk to the same engine as we do, whatever its own configuration says by now. */
export function dockerArguments(endpoint: Endpoint, ...words: readonly string[]): string[] {
  const isNamed = endpoint.context !== undefined && endpoint.context !== 'default';
  return isNamed
    ? ['--context', endpoint.context, ...words]
    : ['--host', hostOf(endpoint), ...tlsOf(endpoint), ...words];
}

/** `podman` takes an address only; what an endpoint calls a context is one of Docker's. */
export function podmanArguments(endpoint: Endpoint, ...words: readonly string[]): string[] {
  return ['--url', hostOf(endpoint), ...words];
}

function hostOf(endpoint: Endpoint): string {
  switch (endpoint.kind) {
    case 'socket':
      return `${endpoint.path.startsWith('//') ? 'npipe' : 'unix'}://${endpoint.path}`;
    case 'tcp':
    case 'ssh':
      return endpoint.address;
  }
}

function tlsOf(endpoint: Endpoint): string[] {
  if (endpoint.kind !== 'tcp' || !endpoint.tls) return [];
  const { ca, certificate, key, isVerified } = endpoint.tls;
  return [isVerified ? '--tlsverify' : '--tls', '--tlscacert', ca, '--tlscert', certificate, '--tlskey', key];
}

const TLS_PORTS = new Set([443, 6443, 8443, 9443]);
/** Ports that speak something else than HTTP; a browser would only show an error there. */
const NOT_HTTP = new Set([
  22, 25, 53, 110, 143, 465, 587, 993, 995, 1433, 1521, 1883, 2181, 3306, 5432, 5672, 6379, 9092, 11211, 27017,
]);

export interface OpenablePort {
  readonly url: string;
  readonly containerPort: number;
}

/** Published ports that a browser may get somewhere with, each host port once. */
export function openablePorts(ports: readonly PortBinding[], endpoint: Endpoint | undefined): OpenablePort[] {
  const found = new Map<string, OpenablePort>();
  for (const { containerPort, protocol, hostPort, hostAddress } of ports) {
    if (protocol !== 'tcp' || hostPort === 0 || NOT_HTTP.has(containerPort)) continue;
    const scheme = TLS_PORTS.has(containerPort) || TLS_PORTS.has(hostPort) ? 'https' : 'http';
    const url = `${scheme}://${authorityOf(hostAddress, endpoint)}:${hostPort}`;
    if (!found.has(url)) found.set(url, { url, containerPort });
  }
  return [...found.values()];
}

function authorityOf(hostAddress: string, endpoint: Endpoint | undefined): string {
  const isEverywhere = ['', '0.0.0.0', '::', '127.0.0.1', '::1'].includes(hostAddress);
  if (!isEverywhere) return bracketed(hostAddress);
  return endpoint && endpoint.kind !== 'socket' ? bracketed(endpoint.host) : 'localhost';
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
