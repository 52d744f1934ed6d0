import { insertKeyBelow } from '../../../document/edit';
import { finding, type Report } from '../../../engine/rule';
import type { Entry } from '../../../document/view';
import { scalarText, valueAt, type ComposeFile, type ComposeService } from '../model';
import { isExternalNetwork, networksOf } from '../networks';
import { composeRule } from '../rule';
import { isStore } from '../segmentation';

interface Data {
  readonly entry: Entry;
  readonly stores: readonly ComposeService[];
}

export default composeRule({
  id: 'compose/non-internal-backend-network',
  severity: 'hint',
  preset: 'strict',
  category: 'network',
  since: '0.1.0',
  summary: 'Network of the data stores can reach the internet',
  why: 'A database needs no way out. Where it has none, an intruder cannot fetch tools from there nor carry data away.',
  knownProblems:
    'Only networks whose other members are on a second network, so that nobody loses his way out, and without members that publish ports: those cannot be reached over an internal network.',
  references: [
    'https://docs.docker.com/reference/compose-file/networks/#internal',
    'https://docs.docker.com/engine/network/drivers/bridge/',
  ],
  peers: ['owasp:5'],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:1.4\n    networks: [frontend, backend]\n  db:\n    image: postgres:17.6\n    networks: [backend]\n\nnetworks:\n  frontend: {}\n  backend:\n    driver: bridge\n',
    good: 'services:\n  api:\n    image: example/api:1.4\n    networks: [frontend, backend]\n  db:\n    image: postgres:17.6\n    networks: [backend]\n\nnetworks:\n  frontend: {}\n  backend:\n    driver: bridge\n    internal: true\n',
  },
  on: {
    file(file) {
      const networks = file.root.get('networks')?.value;
      if (networks?.kind !== 'map' || file.isPartial) return [];
      return networks.entries.map((entry) => judge(file, entry));
    },
  },
  message: ({ entry, stores }: Data) =>
    `Only ${stores.map(({ name }) => `"${name}"`).join(', ')} and their clients use the network "${entry.key.text}", and still it leads to the internet. Make it internal.`,
  fixes: [
    {
      kind: 'review',
      title: 'Make the network internal',
      edits: ({ entry }) => insertKeyBelow(entry, 'internal', true),
    },
  ],
});

function judge(file: ComposeFile, entry: Entry): Report<Data> | undefined {
  const name = entry.key.text;
  if (isExternalNetwork(file, name) || scalarText(valueAt(file.declared('networks', name), 'internal')) !== undefined)
    return undefined;
  const members = file.services.filter((service) => networksOf(service)?.some(({ key }) => key === name));
  const stores = members.filter(isStore);
  const isWithoutPorts = members.every((service) => !service.get('ports'));
  const keepTheirWayOut = members.every((one) => stores.includes(one) || (networksOf(one)?.length ?? 0) > 1);
  const isKnown = file.services.every((service) => !service.isPartial);
  if (stores.length === 0 || !isWithoutPorts || !keepTheirWayOut || !isKnown) return undefined;
  return finding(entry.key, { entry, stores });
}
