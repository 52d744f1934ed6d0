import { finding, type Report, type Severity } from '../../../engine/rule';
import { hostPlaceOf, type HostPlace } from '../hostPaths';
import type { ComposeService } from '../model';
import { makeReadOnly } from '../mountEdits';
import { serviceMounts, type ServiceMount } from '../mounts';
import { composeRule } from '../rule';

/** Tools that fetch certificates have to write them. */
const CERTIFICATE_TOOLS = /certbot|acme|lego|letsencrypt|swag|nginx-proxy-manager|step-ca/;

interface Data {
  readonly service: ComposeService;
  readonly mount: ServiceMount;
  readonly place: HostPlace;
  /** Its image has to write there. */
  readonly mustWrite: boolean;
  /** A folder that bears the name of the program: nothing else of the host reads it. */
  readonly isItsOwn: boolean;
}

export default composeRule({
  id: 'compose/writable-sensitive-host-mount',
  severity: 'error',
  preset: 'recommended',
  category: 'security',
  since: '0.1.0',
  summary: 'Service can write to a part of the host that decides over it',
  why: 'Whoever can write to /etc, /root, /boot, /proc or the store of the engine adds a user, a key or a job that runs as root: a hole in the container is then a hole in the host.',
  knownProblems:
    'Judged by the path alone: what really lies there, and what the user of the container may write, cannot be seen. Paths that are a variable without default are not judged.',
  references: [
    'https://docs.docker.com/engine/storage/bind-mounts/',
    'https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html',
  ],
  peers: [
    'kics:volume_has_sensitive_host_directory',
    'compose-lint:CL-0025',
    'docksec:compose-sensitive-mount',
    'cis:5.6',
    'owasp:8',
  ],
  examples: {
    bad: 'services:\n  proxy:\n    image: example/proxy:1.4\n    volumes:\n      - /etc/letsencrypt:/certs\n      - proxy-data:/data\n\nvolumes:\n  proxy-data:\n',
    good: 'services:\n  proxy:\n    image: example/proxy:1.4\n    volumes:\n      - /etc/letsencrypt:/certs:ro\n      - proxy-data:/data\n\nvolumes:\n  proxy-data:\n',
  },
  on: {
    service: (service) => serviceMounts(service).map((mount) => judge(service, mount)),
  },
  message: ({ service, mount, place, mustWrite, isItsOwn }: Data) => {
    const path = mount.hostPath ?? '';
    if (mustWrite)
      return `"${service.name}" writes to ${path} of the host, as it must. Let every other service read it only.`;
    if (isItsOwn)
      return `"${service.name}" keeps its files in ${path} of the host, among the configuration of the host. Move them to a volume or to a folder of the project.`;
    if (place === 'logs')
      return `"${service.name}" can write to ${path} of the host and so erase traces. Mount a folder of its own below it instead.`;
    if (place === 'harmless')
      return `"${service.name}" can write to ${path} of the host and only needs to read it. Add \`:ro\`.`;
    return `"${service.name}" can write to ${path} of the host: whoever breaks into it can make himself root there. Mount it read-only, or only the file that it needs.`;
  },
  fixes: [
    {
      kind: 'review',
      title: 'Mount it read-only',
      edits: ({ mount, place, mustWrite, isItsOwn }) =>
        mustWrite || isItsOwn || place === 'logs' ? undefined : makeReadOnly(mount),
    },
  ],
});

const SEVERITY: Partial<Record<HostPlace, Severity>> = {
  control: 'error',
  certificates: 'error',
  programs: 'error',
  logs: 'warning',
  harmless: 'warning',
};

function judge(service: ComposeService, mount: ServiceMount): Report<Data> | undefined {
  if (mount.isReadOnly !== false) return undefined;
  const place = hostPlaceOf(mount);
  const severity = place && SEVERITY[place];
  if (!place || !severity) return undefined;
  const mustWrite = place === 'certificates' && CERTIFICATE_TOOLS.test(service.image?.reference.repository ?? '');
  const { view } = mount.item;
  const token = view.kind === 'scalar' ? view : (mount.source?.token ?? view);
  const isItsOwn = isNamedAfter(service, mount.hostPath ?? '');
  const data = { service, mount, place, mustWrite, isItsOwn };
  return finding(token, data, { severity: mustWrite ? 'info' : isItsOwn ? 'warning' : severity });
}

/** `/etc/pihole` for pihole/pihole. */
function isNamedAfter({ image }: ComposeService, path: string): boolean {
  const name = /^\/etc\/([\w-]{3,})(?:\/|$)/.exec(path)?.[1];
  return name !== undefined && image?.reference.repository.includes(name) === true;
}
