import { deleteItem } from '../../../document/edit';
import { finding, type Report } from '../../../engine/rule';
import { isAgentFor } from '../agents';
import { UNKNOWN } from '../expansion';
import { engineSocketAt } from '../hostPaths';
import type { ComposeService } from '../model';
import { serviceMounts, type ServiceMount } from '../mounts';
import { composeRule } from '../rule';
import { isSocketProxy, useProxy } from '../socketProxy';

const PIPE = /[\\/]pipe[\\/](?:docker_engine|dockerDesktop\w*|podman[\w-]*)$/i;

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
