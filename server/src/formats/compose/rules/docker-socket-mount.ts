import { deleteItem, insertKeyBefore, type Edits } from '../../../document/edit';
import { finding, type Report } from '../../../engine/rule';
import { findImage } from '../../../images';
import { isAgentFor } from '../agents';
import { declarationsOf } from '../resources';
import { UNKNOWN } from '../expansion';
import { engineSocketAt } from '../hostPaths';
import type { ComposeService } from '../model';
import { serviceMounts, type ServiceMount } from '../mounts';
import { composeRule } from '../rule';

const PIPE = /[\\/]pipe[\\/](?:docker_engine|dockerDesktop\w*|podman[\w-]*)$/i;
const PROXY_NAMES = /socket-?proxy/;
const PROXY = 'socket-proxy';

interface Data {
  readonly service: ComposeService;
  readonly mount: ServiceMount;
  readonly isFolder: boolean;
  readonly isProxy: boolean;
  /** An agent that watches the host and sees the folder read-only. */
  readonly isAgent: boolean;
}

export default composeRule({
  id: 'compose/docker-socket-mount',
  severity: 'error',
  preset: 'recommended',
  category: 'security',
  since: '0.1.0',
  summary: 'Service can reach the control socket of the container engine',
  why: 'Whoever can talk to the engine can start a privileged container, so the socket is root on the host. Mounting it read-only changes nothing: a socket is not written to, it is talked to.',
  knownProblems:
    'Only the host side counts, and a source that is one variable without a default is not judged. Socket proxies, and monitoring agents that see `/` or `/var/run` read-only, are an information under the preset `strict` only.',
  references: [
    'https://docs.docker.com/engine/security/#docker-daemon-attack-surface',
    'https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html',
  ],
  peers: [
    'kics:docker_socket_mounted_in_container',
    'compose-lint:CL-0001',
    'semgrep:exposing-docker-socket-volume',
    'docksec:compose-docker-socket',
    'cis:5.32',
    'owasp:1',
  ],
  examples: {
    bad: 'services:\n  panel:\n    image: example/panel:1.4\n    volumes:\n      - panel-data:/data\n      - /var/run/docker.sock:/var/run/docker.sock:ro\n\nvolumes:\n  panel-data:\n',
    good: 'services:\n  panel:\n    image: example/panel:1.4\n    volumes:\n      - panel-data:/data\n\nvolumes:\n  panel-data:\n',
  },
  on: {
    service: (service) => serviceMounts(service).map((mount) => judge(service, mount)),
  },
  message: ({ service, mount, isFolder, isProxy, isAgent }: Data) => {
    const path = mount.hostPath?.replaceAll(UNKNOWN, '…') ?? '';
    if (isProxy)
      return `"${service.name}" holds the socket of the engine, as a socket proxy must. Publish none of its ports.`;
    if (isAgent)
      return `"${service.name}" sees ${path} and the control socket of the engine in it, as an agent that watches the host does. Keep untrusted input away from it.`;
    const what = isFolder ? `mounts ${path}, which holds the control socket of the engine` : `mounts ${path}`;
    return `"${service.name}" ${what}: whoever breaks into it owns the host, read-only or not. Delete the mount, or put a socket proxy between them.`;
  },
  fixes: [
    {
      kind: 'review',
      title: 'Delete the mount',
      edits: ({ mount, isProxy, isAgent }) =>
        isProxy || isAgent ? undefined : deleteItem(mount.item.holder, mount.item.view),
    },
    {
      kind: 'manual',
      title: 'Reach the engine through a socket proxy',
      edits: ({ service, mount, isFolder, isProxy }) =>
        isFolder || isProxy || mount.kind !== 'bind' ? undefined : useProxy(service, mount),
    },
  ],
});

function judge(service: ComposeService, mount: ServiceMount): Report<Data> | undefined {
  const { hostPath, source } = mount;
  if (hostPath === undefined || mount.kind === 'tmpfs') return undefined;
  const found = engineSocketAt(hostPath);
  if (!found && !(mount.kind === 'npipe' && PIPE.test(hostPath))) return undefined;
  const isFolder = found === 'folder';
  const isProxy = isSocketProxy(service);
  const isAgent = isFolder && mount.isReadOnly === true && isAgentFor(service, 'root-mount');
  const token = mount.item.view.kind === 'scalar' ? mount.item.view : (source?.token ?? mount.item.view);
  return finding(
    token,
    { service, mount, isFolder, isProxy, isAgent },
    isProxy || isAgent ? { severity: 'info', preset: 'strict' } : {},
  );
}

function isSocketProxy(service: ComposeService): boolean {
  if (service.isBuilt) return false;
  const { knownImage, image } = service;
  if (knownImage) return knownImage.justifiedHostAccess?.includes('engine-socket') === true;
  return PROXY_NAMES.test(image?.reference.repository ?? '');
}

/**
 * Puts a proxy in front of the service, points DOCKER_HOST at it and takes the socket away. Only where all of that is written in this
 * service itself. What the proxy lets through besides containers is for the person to say.
 */
function useProxy(service: ComposeService, { item, source }: ServiceMount): Edits {
  const { own, entry, file } = service;
  const { view, holder } = item;
  if (holder.owner !== own || holder.aliased || entry.aliased || service.isSwarm || service.get('network_mode'))
    return undefined;
  const removed = deleteItem(holder, view);
  const pointed = pointToProxy(service);
  const existing = file.service(PROXY);
  const image = 'tecnativa/docker-socket-proxy';
  const tag = findImage(image)?.knownTag;
  if (existing ? !isSocketProxy(existing) : tag === undefined || !source) return undefined;
  const networks = [
    ...service.entries('networks').map(({ key }) => key.text),
    ...service.items('networks').map(textOf),
  ];
  const declared = declarationsOf(file, 'networks');
  const network = networks.find((name) => name !== undefined && (name === 'default' || declared.has(name)));
  // The other file that declares it may not be there when this one is used.
  if (networks.length > 0 && network === undefined) return undefined;
  const added = existing
    ? []
    : insertKeyBefore(entry, PROXY, {
        image: `${image}:${tag}`,
        restart: 'unless-stopped',
        environment: { CONTAINERS: 1 },
        volumes: [`${source?.text ?? ''}:/var/run/docker.sock:ro`],
        ...(network === undefined ? {} : { networks: [network] }),
      });
  return removed && pointed && added && [...added, ...pointed, ...removed];
}

function pointToProxy(service: ComposeService): Edits {
  const address = `tcp://${PROXY}:2375`;
  if (service.environment.some(({ name }) => name === 'DOCKER_HOST')) return [];
  const environment = service.own.get('environment');
  if (!environment) {
    const volumes = service.own.get('volumes');
    return volumes && insertKeyBefore(volumes, 'environment', { DOCKER_HOST: address });
  }
  if (environment.owner !== service.own || environment.aliased) return undefined;
  return environment.value?.kind === 'sequence'
    ? service.append('environment', `DOCKER_HOST=${address}`)
    : service.insert(['environment', 'DOCKER_HOST'], address);
}

function textOf({ view }: { readonly view: ServiceMount['item']['view'] }): string | undefined {
  return view.kind === 'scalar' ? view.text : undefined;
}
