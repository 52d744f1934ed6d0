import { deleteEntry, deleteItem, type Edits } from '../../../document/edit';
import type { Entry } from '../../../document/view';
import type { Token } from '../../../document/text';
import { finding } from '../../../engine/rule';
import { isAgentFor } from '../agents';
import { scalarText, valueAt, type ComposeFile, type ComposeService } from '../model';
import { publishedPorts } from '../ports';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/host-network',
  severity: 'warning',
  preset: 'recommended',
  category: 'network',
  since: '0.1.0',
  summary: 'Service uses the network of the host',
  why: 'Everything that listens in the container listens on every address of the host, past `ports:`, and the container reaches whatever the host serves on localhost. Other services cannot find it by its name.',
  knownProblems:
    'Agents, VPNs and home automation often need it and are reported as an information under the preset `strict` only, as are services that `docker stack deploy` starts, because it ignores `network_mode`. Where `ports:` would be open to everybody without the host network, no fix is offered before they are bound to an address.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#network_mode',
    'https://docs.docker.com/engine/network/drivers/host/',
  ],
  peers: ['kics:shared_host_network_namespace', 'compose-lint:CL-0008', 'docksec:compose-host-network', 'cis:5.10'],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:1.4\n    network_mode: host\n    restart: unless-stopped\n',
    good: 'services:\n  api:\n    image: example/api:1.4\n    restart: unless-stopped\n',
  },
  on: {
    service(service) {
      const found = hostNetwork(service);
      if (!found) return undefined;
      const isAgent = isAgentFor(service, 'network');
      const isExpected = isAgent || (found.isIgnoredBySwarm && service.isSwarm);
      const data = { service, isAgent, ...found };
      return finding(found.token, data, isExpected ? { severity: 'info', preset: 'strict' } : {});
    },
  },
  message: ({ service }) =>
    `"${service.name}" is on the network of the host: all its ports are open there, and it reaches everything on localhost. Delete this and publish the ports it needs.`,
  fixes: [
    {
      kind: 'review',
      title: 'Give the service a network of its own',
      edits: ({ service, isAgent, remove }) =>
        isAgent || publishedPorts(service).some(({ reach }) => reach === 'everywhere') ? undefined : remove(),
    },
  ],
});

interface HostNetwork {
  readonly token: Token;
  readonly isIgnoredBySwarm: boolean;
  readonly remove: () => Edits;
}

function hostNetwork(service: ComposeService): HostNetwork | undefined {
  const mode = service.text('network_mode');
  if (mode?.known && mode.text === 'host')
    return { token: mode.token, isIgnoredBySwarm: true, remove: () => deleteEntry(mode.entry) };
  for (const { view, holder } of service.items('networks'))
    if (view.kind === 'scalar' && isHostNetwork(service.file, view.text))
      return { token: view, isIgnoredBySwarm: false, remove: () => deleteItem(holder, view) };
  for (const entry of service.entries('networks'))
    if (isHostNetwork(service.file, entry.key.text))
      return { token: entry.key, isIgnoredBySwarm: false, remove: () => removeFrom(service.get('networks'), entry) };
  return undefined;
}

/** An empty `networks:` would leave the service without any. */
function removeFrom(networks: Entry | undefined, entry: Entry): Edits {
  return entry.owner.isOnlyEntry(entry) && networks && !networks.aliased ? deleteEntry(networks) : deleteEntry(entry);
}

/** The network that a Swarm calls `host`: external, under its own name or another (https://docs.docker.com/engine/swarm/networking/). */
function isHostNetwork(file: ComposeFile, name: string): boolean {
  const network = file.declared('networks', name);
  const external = valueAt(network, 'external');
  if (!external || scalarText(external) === 'false') return false;
  return (scalarText(valueAt(external, 'name')) ?? scalarText(valueAt(network, 'name')) ?? name) === 'host';
}
