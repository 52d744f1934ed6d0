import { isWithin } from '../../engine/paths';
import { UNKNOWN } from './expansion';
import type { ServiceMount } from './mounts';

const SOCKET =
  /(?:^|[/\uFFFC])(?:docker(?:\.raw)?|containerd|crio|cri-dockerd|podman)\.sock$|^\/run\/systemd\/private$/;
/** Folders in which one of the sockets lies, with /var/run already taken for what it is, /run. */
const SOCKET_FOLDERS = new Set(['/', '/var', '/run', '/run/containerd', '/run/systemd', '/run/podman', '/run/crio']);

/** Whether a path of the host is a control socket of a container engine, or a folder that holds one. */
export function engineSocketAt(hostPath: string): 'socket' | 'folder' | undefined {
  const path = withoutVar(hostPath);
  if (SOCKET_FOLDERS.has(path)) return 'folder';
  return SOCKET.test(path) ? 'socket' : undefined;
}

/** What a place of the host is, as far as it matters who sees it. */
export type HostPlace =
  /** Users, keys, boot files, processes, or the engine's own store: who writes there owns the host. */
  | 'control'
  /** The programs of the host: who writes there owns it, and reading them harms nobody. */
  | 'programs'
  | 'logs'
  /** Changes nothing worth the name when it is read, and little when it is written. */
  | 'harmless'
  /** Certificates and their keys, which servers read and tools for certificates write. */
  | 'certificates'
  | 'kernel'
  | 'devices'
  | 'runtime'
  | 'home'
  /** Keys and tokens of a person. */
  | 'credentials';

const CONTROL = ['/etc', '/root', '/boot', '/proc', '/var/lib/docker', '/var/lib/containerd'];
const PROGRAMS = new Set(['/usr', '/lib', '/lib64', '/bin', '/sbin', '/usr/bin', '/usr/sbin', '/usr/lib']);
const CREDENTIALS = /^\.(?:ssh|aws|docker|kube|gnupg)(?:\/|$)/;
const HARMLESS = new Set(['/etc/machine-id', '/etc/hostname', '/etc/os-release', '/etc/hosts', '/etc/resolv.conf']);
const CERTIFICATES = /^\/etc\/(?:ssl|pki|ca-certificates[^/]*|letsencrypt)(?:\/|$)/;
const CLOCK = new Set(['/etc/localtime', '/etc/timezone']);
const HARMLESS_DEVICE =
  /^\/dev\/(?:null|zero|u?random|full|shm|dri|snd|net\/tun|fuse|bus\/usb|serial|tty[^/]*|video[^/]*)(?:\/|$)/;

/**
 * What a mount shows of the host; undefined where that is nobody's business, where it cannot be known, and for the sockets of the
 * engine, which are a matter of their own.
 */
export function hostPlaceOf(mount: ServiceMount): HostPlace | undefined {
  const { hostPath, kind } = mount;
  if (hostPath === undefined || (kind !== 'bind' && kind !== 'volume')) return undefined;
  const inHome = pathInHome(mount);
  if (inHome !== undefined) return inHome === '' ? 'home' : CREDENTIALS.test(inHome) ? 'credentials' : undefined;
  if (hostPath.includes(UNKNOWN) || engineSocketAt(hostPath)) return undefined;
  return placeOf(withoutVar(hostPath));
}

function placeOf(path: string): HostPlace | undefined {
  if (CLOCK.has(path)) return undefined;
  if (HARMLESS.has(path)) return 'harmless';
  if (CERTIFICATES.test(path)) return 'certificates';
  if (path === '/var/lib' || CONTROL.some((folder) => isWithin(path, folder))) return 'control';
  if (PROGRAMS.has(path)) return 'programs';
  if (path === '/var/log') return 'logs';
  if (isWithin(path, '/sys')) return 'kernel';
  if (isWithin(path, '/dev')) return HARMLESS_DEVICE.test(path) ? undefined : 'devices';
  if (path.startsWith('/run/')) return 'runtime';
  return undefined;
}

/** Below a home folder: the rest of the path, empty for the folder itself; undefined elsewhere. */
function pathInHome({ hostPath = '', source }: ServiceMount): string | undefined {
  const written = source ? source.scalar.text.slice(source.outer.start, source.outer.end) : '';
  const byVariable = /^(?:~|\$HOME|\$\{HOME\})(?:\/+(.*?))?\/*$/.exec(written);
  if (byVariable) return byVariable[1] ?? '';
  const byPath = /^\/home(?:\/[^/]+)?(?:\/(.*))?$/.exec(hostPath);
  return byPath ? (byPath[1] ?? '') : undefined;
}

function withoutVar(path: string): string {
  return path.replace(/^\/var\/run(?=\/|$)/, '/run');
}
