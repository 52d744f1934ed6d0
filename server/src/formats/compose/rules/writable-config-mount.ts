import { nameOf } from '../../../engine/paths';
import { finding, type Report } from '../../../engine/rule';
import type { ImageClass } from '../../../images';
import { hostPlaceOf } from '../hostPaths';
import type { ComposeService } from '../model';
import { makeReadOnly } from '../mountEdits';
import { normalisePath, serviceMounts, type ServiceMount } from '../mounts';
import { composeRule } from '../rule';

const CONFIG_FILE = /\.(?:conf|cnf|ya?ml|json|toml|ini|cfg|crt|pem|key|sql|sh)$/i;
/** What programs write into by themselves, and what a developer edits inside the container. */
const LIVING_FILE =
  /^(?:acme.*\.json|(?:package|composer|tsconfig|jsconfig)(?:-lock)?\.json|.*lock.*|sentinel.*\.conf|.*\b(?:db|database|data|state|store|history|sessions?|users|cache)\b.*\.(?:json|ya?ml))$/i;
/** Programs that rewrite their own configuration. */
const REWRITES =
  /sentinel|gitlab|nginx-proxy|npm|pihole|adguard|wireguard|wg-easy|openvpn|vpn|home-?assistant|zigbee2mqtt|node-red|frigate|certbot|acme|lego|swag|linuxserver|mosquitto|radicale|syncthing|transmission|qbittorrent|sabnzbd|authelia|openhab|scrypted|unifi|duckdns|ddns|headscale|jenkins|sonar/;
/** Of these a folder below /etc is configuration, and they only read it. */
const READERS: ReadonlySet<ImageClass> = new Set([
  'proxy',
  'monitoring',
  'logging',
  'exporter',
  'database',
  'cache',
  'queue',
]);
const FOLDERS = /^\/docker-entrypoint-initdb\.d(?:\/|$)|\/provisioning(?:\/|$)/;

interface Data {
  readonly service: ComposeService;
  readonly mount: ServiceMount;
  /** As the container sees it. */
  readonly path: string;
}

export default composeRule({
  id: 'compose/writable-config-mount',
  severity: 'info',
  preset: 'strict',
  category: 'security',
  since: '0.1.0',
  summary: 'Service can write to its own configuration',
  why: 'Whoever breaks into a service that can write its configuration stays there after every restart, and changes files of your repository.',
  knownProblems:
    'Recognised by names of files and folders. Images known to rewrite their configuration are left alone; others that do fail with a clear message once the mount is read-only.',
  references: [
    'https://docs.docker.com/engine/storage/bind-mounts/#use-a-read-only-bind-mount',
    'https://docs.docker.com/reference/compose-file/services/#volumes',
  ],
  peers: ['owasp:8'],
  examples: {
    bad: 'services:\n  proxy:\n    image: nginx:1.29.1\n    volumes:\n      - ./nginx.conf:/etc/nginx/nginx.conf\n',
    good: 'services:\n  proxy:\n    image: nginx:1.29.1\n    volumes:\n      - ./nginx.conf:/etc/nginx/nginx.conf:ro\n',
  },
  on: {
    service(service) {
      const mounts = serviceMounts(service);
      const repository = service.image?.reference.repository ?? '';
      if (mounts.length === 0 || REWRITES.test(`${service.image?.reference.registry ?? ''}/${repository}`)) return [];
      return mounts.map((mount) => judge(service, mount));
    },
  },
  message: ({ service, path }: Data) =>
    `"${service.name}" can write to its configuration ${path}, and so can whoever breaks in. Mount it read-only.`,
  fixes: [{ kind: 'review', title: 'Mount it read-only', edits: ({ mount }) => makeReadOnly(mount) }],
});

function judge(service: ComposeService, mount: ServiceMount): Report<Data> | undefined {
  const { kind, isReadOnly, source, target, hostPath, item } = mount;
  if (kind !== 'bind' || isReadOnly !== false || !source || !target?.isKnown || hostPath === undefined)
    return undefined;
  if (hostPlaceOf(mount)) return undefined;
  const name = nameOf(hostPath);
  const path = normalisePath(target.text);
  if (!isConfigFile(name) && !isConfigFolder(service, name, path)) return undefined;
  const token = item.view.kind === 'scalar' ? item.view : source.token;
  return finding(token, { service, mount, path });
}

function isConfigFile(name: string): boolean {
  return CONFIG_FILE.test(name) && !LIVING_FILE.test(name);
}

/** A folder that is shown where configuration goes. */
function isConfigFolder(service: ComposeService, name: string, target: string): boolean {
  if (/\.(?!d$)\w+$/.test(name)) return false;
  if (FOLDERS.test(target)) return true;
  const { knownImage } = service;
  return (
    knownImage !== undefined &&
    READERS.has(knownImage.class) &&
    target.startsWith('/etc/') &&
    !/ssl|letsencrypt|certs/.test(target)
  );
}
