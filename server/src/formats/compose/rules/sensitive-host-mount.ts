import { replacePart, type Edits } from '../../../document/edit';
import { placeholder } from '../../../document/render';
import { isWithin } from '../../../engine/paths';
import { finding, type Report } from '../../../engine/rule';
import { isAgentFor } from '../agents';
import { hostPlaceOf, type HostPlace } from '../hostPaths';
import type { ComposeService } from '../model';
import { serviceMounts, type ServiceMount } from '../mounts';
import { composeRule } from '../rule';

interface Data {
  readonly service: ComposeService;
  readonly mount: ServiceMount;
  readonly place: HostPlace;
  /** An agent that watches the host, or a part of the host that is commonly shown to containers. */
  readonly isExpected: boolean;
}

export default composeRule({
  id: 'compose/sensitive-host-mount',
  severity: 'warning',
  preset: 'recommended',
  category: 'security',
  since: '0.1.0',
  summary: 'Service sees a part of the host that holds secrets or steers it',
  why: 'Keys, password hashes, tokens and the devices of the host are worth more to an intruder than the service itself. A read-only mount stops writing, not reading.',
  knownProblems:
    'Writable mounts of /etc and the like are reported as writable-sensitive-host-mount. Agents that watch the host, read-only logs, sensors and D-Bus are an information under the preset `strict` only. Folders deeper in a home folder are not judged.',
  references: [
    'https://docs.docker.com/engine/storage/bind-mounts/',
    'https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html',
  ],
  peers: [
    'kics:volume_has_sensitive_host_directory',
    'compose-lint:CL-0013',
    'docksec:compose-sensitive-mount',
    'cis:5.6',
    'owasp:8',
  ],
  examples: {
    bad: 'services:\n  files:\n    image: example/files:1.4\n    volumes:\n      - /home/anna:/srv:ro\n',
    good: 'services:\n  files:\n    image: example/files:1.4\n    volumes:\n      - /home/anna/public:/srv:ro\n',
  },
  on: {
    service: (service) => serviceMounts(service).map((mount) => judge(service, mount)),
  },
  message: ({ service, mount, place, isExpected }: Data) => {
    const { source, hostPath = '' } = mount;
    const path =
      place === 'home' || place === 'credentials' ? (source?.text.replace(/^\uFFFC/, '~') ?? hostPath) : hostPath;
    if (isExpected) return `"${service.name}" sees ${path} of the host. Keep untrusted input away from it.`;
    return `"${service.name}" sees ${path} of the host: ${CONTENTS[place]}. Mount only the file or folder that it needs.`;
  },
  fixes: [
    {
      kind: 'manual',
      title: 'Mount only a folder below it',
      edits: ({ mount, place }) => (place === 'home' ? narrow(mount) : undefined),
    },
  ],
});

const CONTENTS: Record<HostPlace, string> = {
  control: 'configuration, users and keys lie there',
  programs: 'its programs lie there',
  logs: 'logs tell who did what, and sometimes with which token',
  harmless: 'it says which host this is',
  certificates: 'the keys of its certificates lie there',
  kernel: 'it shows, and where it is writable sets, how the kernel works',
  devices: 'its devices lie there',
  runtime: 'sockets there steer services of the host',
  home: 'keys and tokens of its owner lie there',
  credentials: 'keys and tokens of a person lie there',
};

function judge(service: ComposeService, mount: ServiceMount): Report<Data> | undefined {
  const place = hostPlaceOf(mount);
  if (!place || !isReported(mount, place)) return undefined;
  const { view } = mount.item;
  const isExpected = isExpectedIn(service, mount, place);
  const token = view.kind === 'scalar' ? view : (mount.source?.token ?? view);
  const data = { service, mount, place, isExpected };
  return finding(token, data, isExpected ? { severity: 'info', preset: 'strict' } : {});
}

/** What writable-sensitive-host-mount says is not said twice; where a variable decides, both ways are worth a look. */
function isReported({ isReadOnly }: ServiceMount, place: HostPlace): boolean {
  switch (place) {
    case 'harmless':
    case 'certificates':
    case 'programs':
      return false;
    case 'control':
    case 'logs':
      return isReadOnly !== false;
    default:
      return true;
  }
}

function isExpectedIn(service: ComposeService, mount: ServiceMount, place: HostPlace): boolean {
  const { hostPath = '', isReadOnly } = mount;
  if (place === 'logs') return true;
  if (isReadOnly === true && place === 'kernel' && hostPath !== '/sys') return true;
  if (isReadOnly === true && /^(?:\/var)?\/run\/(?:dbus|udev)(?:\/|$)/.test(hostPath)) return true;
  // Nobody but a shipper of logs has a reason to mount it, and there is no smaller folder that holds them all.
  if (isReadOnly === true && isWithin(hostPath, '/var/lib/docker/containers')) return true;
  // Put where agents look for the host, whatever the image is called.
  if (isReadOnly === true && hostPath === '/proc' && /^\/(?:host|hostfs|rootfs)\/proc$/.test(mount.target?.text ?? ''))
    return true;
  if (isAgentFor(service, 'root-mount')) return place !== 'home' && place !== 'credentials';
  const holdsLogs = ['/var/lib/docker', '/etc', '/run/log'].some((folder) => isWithin(hostPath, folder));
  return holdsLogs && isAgentFor(service, 'container-logs');
}

/** `/home/anna` becomes `/home/anna/…`, for the person to complete. */
function narrow({ source }: ServiceMount): Edits {
  if (!source) return undefined;
  const { scalar, outer } = source;
  const written = scalar.text.slice(outer.start, outer.end);
  // Below /home alone lie the folders of people.
  const rest = /^\/+home\/*$/.test(written) ? 'user/public' : 'public';
  return replacePart(scalar, outer.end, outer.end, (written.endsWith('/') ? '' : '/') + placeholder(rest));
}
