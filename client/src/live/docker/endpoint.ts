/**
 * Which engine is meant. The order is that of Docker's own command line, so that the sidebar shows what `docker ps` would:
 * our setting, DOCKER_HOST, DOCKER_CONTEXT, the current context of Docker's configuration, the usual sockets.
 */
import { createHash } from 'node:crypto';
import { posix, win32 } from 'node:path';
import { EngineError } from './errors';
import { isObject, objectOf, textOf } from './json';

/** What decided. */
export type EndpointOrigin = 'setting' | 'DOCKER_HOST' | 'DOCKER_CONTEXT' | 'current context' | 'default';

interface Named {
  /** The Docker context in use; undefined where an address was given or found without one. */
  readonly context: string | undefined;
  readonly origin: EndpointOrigin;
  /** For people; never holds a password. */
  readonly address: string;
}

export interface SocketEndpoint extends Named {
  readonly kind: 'socket';
  /** A unix socket or a Windows pipe. */
  readonly path: string;
}

export interface TcpEndpoint extends Named {
  readonly kind: 'tcp';
  readonly host: string;
  readonly port: number;
  readonly tls: TlsFiles | undefined;
}

/** Files that may be missing: then the authorities of the system hold, and no certificate is shown to the engine. */
export interface TlsFiles {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
  /** False only where Docker's configuration says so. */
  readonly isVerified: boolean;
}

export interface SshEndpoint extends Named {
  readonly kind: 'ssh';
  /** A name or an alias of the person's ssh configuration; safe as an argument. */
  readonly host: string;
  readonly user: string | undefined;
  readonly port: number | undefined;
  /** The engine's socket on the other machine. */
  readonly socket: string;
}

export type Endpoint = SocketEndpoint | TcpEndpoint | SshEndpoint;

/** All that the choice depends on. */
export interface Surroundings {
  /** `holdfast.live.dockerHost`: an address, or the name of a Docker context; undefined or empty for none. */
  readonly setting?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly files: Files;
}

export interface Files {
  /** Undefined when there is no such file; throws when there is and it cannot be read. */
  read(path: string): string | undefined;
  /** Whether this user may open a socket or pipe. */
  access(path: string): 'usable' | 'denied' | 'missing';
}

/** @throws EngineError of kind `configuration` */
export function resolveEndpoint(surroundings: Surroundings): Endpoint {
  const { setting, environment } = surroundings;
  if (setting) {
    // A context cannot have a colon in its name.
    return setting.includes(':')
      ? parseAddress(setting, { origin: 'setting', context: undefined }, tlsOfEnvironment(surroundings), surroundings)
      : endpointOfContext(setting, 'setting', surroundings);
  }
  if (environment.DOCKER_HOST) {
    const named = { origin: 'DOCKER_HOST', context: undefined } as const;
    return parseAddress(environment.DOCKER_HOST, named, tlsOfEnvironment(surroundings), surroundings);
  }
  if (environment.DOCKER_CONTEXT) return endpointOfContext(environment.DOCKER_CONTEXT, 'DOCKER_CONTEXT', surroundings);
  const current = currentContext(surroundings);
  return current
    ? endpointOfContext(current, 'current context', surroundings)
    : defaultEndpoint('default', surroundings);
}

/** Files and folders whose change may change the answer, for a caller that watches them. */
export function endpointFiles(surroundings: Surroundings): { readonly config: string; readonly contexts: string } {
  const { join } = pathsOf(surroundings);
  const folder = configurationFolder(surroundings);
  return { config: join(folder, 'config.json'), contexts: join(folder, 'contexts', 'meta') };
}

// ---- contexts ----

function currentContext(surroundings: Surroundings): string {
  const { config } = endpointFiles(surroundings);
  return textOf(readJson(config, surroundings)?.currentContext);
}

function endpointOfContext(context: string, origin: EndpointOrigin, surroundings: Surroundings): Endpoint {
  // Its one meaning is "no context".
  if (context === 'default') return defaultEndpoint(origin, surroundings);
  const { join } = pathsOf(surroundings);
  const folder = configurationFolder(surroundings);
  const id = createHash('sha256').update(context).digest('hex');
  const metadata = readJson(join(folder, 'contexts', 'meta', id, 'meta.json'), surroundings);
  const docker = objectOf(objectOf(metadata?.Endpoints).docker);
  const host = textOf(docker.Host);
  if (!host) {
    throw new EngineError('configuration', `There is no Docker context "${context}" (named by the ${origin}).`, {
      remedy: 'List them with "docker context ls" and choose one of them.',
    });
  }
  const certificates = join(folder, 'contexts', 'tls', id, 'docker');
  const skipsVerification = docker.SkipTLSVerify === true;
  const files = tlsFiles(certificates, !skipsVerification, surroundings);
  const isSecure =
    skipsVerification || [files.ca, files.certificate].some((file) => surroundings.files.read(file) !== undefined);
  return parseAddress(host, { origin, context }, isSecure ? files : undefined, surroundings);
}

function tlsOfEnvironment(surroundings: Surroundings): TlsFiles | undefined {
  const { environment } = surroundings;
  const isVerified = Boolean(environment.DOCKER_TLS_VERIFY);
  if (!isVerified && !environment.DOCKER_TLS) return undefined;
  return tlsFiles(environment.DOCKER_CERT_PATH || configurationFolder(surroundings), isVerified, surroundings);
}

function tlsFiles(folder: string, isVerified: boolean, surroundings: Surroundings): TlsFiles {
  const { join } = pathsOf(surroundings);
  return {
    ca: join(folder, 'ca.pem'),
    certificate: join(folder, 'cert.pem'),
    key: join(folder, 'key.pem'),
    isVerified,
  };
}

function configurationFolder(surroundings: Surroundings): string {
  return surroundings.environment.DOCKER_CONFIG || pathsOf(surroundings).join(surroundings.home, '.docker');
}

function readJson(path: string, { files }: Surroundings): Readonly<Record<string, unknown>> | undefined {
  try {
    const text = files.read(path);
    if (text === undefined) return undefined;
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch (error) {
    throw unreadable(path, error);
  }
  throw unreadable(path);
}

function unreadable(path: string, cause?: unknown): EngineError {
  return new EngineError('configuration', `Docker's configuration ${path} cannot be read.`, {
    remedy: 'Docker itself cannot use it either: mend or remove the file.',
    cause,
  });
}

function pathsOf({ platform }: Surroundings): typeof posix {
  return platform === 'win32' ? win32 : posix;
}

// ---- the usual sockets ----

/** The first that this user may open; else the first that is there at all; else where Docker would be. */
function defaultEndpoint(origin: EndpointOrigin, surroundings: Surroundings): SocketEndpoint {
  const candidates = usualSockets(surroundings);
  const access = candidates.map((path) => surroundings.files.access(path));
  const index = [access.indexOf('usable'), access.indexOf('denied'), 0].find((found) => found >= 0) ?? 0;
  const path = candidates[index] ?? '';
  return { kind: 'socket', path, address: path, origin, context: 'default' };
}

function usualSockets({ platform, environment, home }: Surroundings): string[] {
  if (platform === 'win32') return ['//./pipe/docker_engine', '//./pipe/podman-machine-default'];
  const inHome = (path: string): string => posix.join(home, path);
  if (platform === 'darwin') {
    return [
      inHome('.docker/run/docker.sock'),
      '/var/run/docker.sock',
      inHome('.local/share/containers/podman/machine/podman.sock'),
    ];
  }
  const runtime = environment.XDG_RUNTIME_DIR;
  return [
    '/var/run/docker.sock',
    ...(runtime ? [posix.join(runtime, 'docker.sock')] : []),
    inHome('.docker/desktop/docker.sock'),
    ...(runtime ? [posix.join(runtime, 'podman/podman.sock')] : []),
    '/run/podman/podman.sock',
  ];
}

// ---- addresses ----

const PLAIN_PORT = 2375;
const TLS_PORT = 2376;
const REMOTE_SOCKET = '/var/run/docker.sock';

/** What may stand in an argument of ssh without being taken for an option, a pattern or a command. */
const SAFE_NAME = /^\w[\w.-]*$/;
const SAFE_IPV6 = /^[\da-f:.]+$/i;
const SAFE_PATH = /^\/[\w./-]*$/;

type Origin = Pick<Named, 'origin' | 'context'>;

function parseAddress(text: string, origin: Origin, tls: TlsFiles | undefined, surroundings: Surroundings): Endpoint {
  const [, scheme = 'tcp', rest = ''] = /^(?:(\w+):\/\/)?(.*)$/s.exec(text.trim()) ?? [];
  switch (scheme) {
    case 'unix':
    case 'npipe': {
      const path = rest || defaultEndpoint(origin.origin, surroundings).path;
      return { kind: 'socket', path, address: path, ...origin };
    }
    case 'tcp':
    case 'http':
      return tcpEndpoint(rest, tls, origin);
    case 'https':
      return tcpEndpoint(rest, tls ?? tlsFiles(configurationFolder(surroundings), true, surroundings), origin);
    case 'ssh':
      return sshEndpoint(rest, origin);
    default:
      throw invalid(origin, 'It begins with none of unix://, npipe://, tcp://, ssh://.');
  }
}

function tcpEndpoint(rest: string, tls: TlsFiles | undefined, origin: Origin): TcpEndpoint {
  const { hostname, port } = parseAuthority(rest, origin);
  const number = port === '' ? (tls ? TLS_PORT : PLAIN_PORT) : Number(port);
  const host = withoutBrackets(hostname);
  if (!SAFE_NAME.test(host) && !SAFE_IPV6.test(host)) throw invalid(origin, 'The name of the machine is missing.');
  return { kind: 'tcp', host, port: number, tls, address: `tcp://${hostname}:${number}`, ...origin };
}

function sshEndpoint(rest: string, origin: Origin): SshEndpoint {
  const { hostname, port, username, password, pathname } = parseAuthority(rest, origin);
  if (password) throw invalid(origin, 'Passwords have no place in it: use a key in your ssh-agent.');
  const user = username === '' ? undefined : username;
  const host = withoutBrackets(hostname);
  const socket = pathname === '' || pathname === '/' ? REMOTE_SOCKET : pathname;
  if (!SAFE_NAME.test(host) && !SAFE_IPV6.test(host)) throw invalid(origin, 'The name of the machine cannot be used.');
  if (user !== undefined && !SAFE_NAME.test(user)) throw invalid(origin, 'The name of the user cannot be used.');
  if (!SAFE_PATH.test(socket)) throw invalid(origin, 'The path of the socket cannot be used.');
  const address = `ssh://${user ? `${user}@` : ''}${hostname}${port ? `:${port}` : ''}`;
  return { kind: 'ssh', host, user, port: port === '' ? undefined : Number(port), socket, address, ...origin };
}

function parseAuthority(rest: string, origin: Origin): URL {
  try {
    // A scheme that URL knows nothing about keeps ports and the case of names as they are written.
    return new URL(`engine://${rest}`);
  } catch {
    throw invalid(origin, 'It is not of the form scheme://machine:port.');
  }
}

function withoutBrackets(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}

/** Does not repeat the address, which may hold a password. */
function invalid({ origin, context }: Origin, reason: string): EngineError {
  const where =
    context === undefined
      ? `The address of the engine in ${origin === 'setting' ? 'the setting' : origin}`
      : `The address in the Docker context "${context}"`;
  return new EngineError('configuration', `${where} cannot be used. ${reason}`, {
    remedy: 'Examples: unix:///var/run/docker.sock, tcp://machine:2376, ssh://user@machine.',
  });
}
