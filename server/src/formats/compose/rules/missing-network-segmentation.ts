import { finding } from '../../../engine/rule';
import type { ComposeFile, ComposeService } from '../model';
import { networkIdentity, networksOf } from '../networks';
import { publishedPorts } from '../ports';
import { composeRule } from '../rule';
import { isBackup, isStore, segmentNetworks } from '../segmentation';

export default composeRule({
  id: 'compose/missing-network-segmentation',
  severity: 'info',
  preset: 'strict',
  category: 'network',
  since: '0.1.0',
  summary: 'All services share one network with the data stores',
  why: 'Whoever breaks into the service that faces the outside reaches every port of every other one, the databases first of all.',
  knownProblems:
    'Projects of fewer than three services, their backups aside, and those that are partly in files that cannot be read are left alone.',
  references: [
    'https://docs.docker.com/compose/how-tos/networking/#specify-custom-networks',
    'https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html',
  ],
  peers: ['docksec:compose-default-network', 'cis:5.30', 'owasp:5'],
  examples: {
    bad: 'services:\n  proxy:\n    image: nginx:1.29.1\n    ports:\n      - "443:443"\n  api:\n    image: example/api:1.4\n  db:\n    image: postgres:17.6\n',
    good: 'services:\n  proxy:\n    image: nginx:1.29.1\n    ports:\n      - "443:443"\n  api:\n    image: example/api:1.4\n    networks:\n      - default\n      - backend\n  db:\n    image: postgres:17.6\n    networks:\n      - backend\nnetworks:\n  backend:\n    internal: true\n',
  },
  on: {
    file(file) {
      const services = file.root.get('services');
      const isMain = file.project.sourceOf.get(file.document)?.path === file.project.paths[0];
      if (!services || !isMain || file.isPartial || file.services.length < 3) return undefined;
      const networked = file.services.filter((service) => networksOf(service) !== undefined);
      // What backs up a store has to reach it: beside it alone there is nothing to set apart.
      const isSmall = networked.filter((service) => !isBackup(service)).length < 3;
      if (isSmall || file.services.some((service) => service.isPartial)) return undefined;
      const stores = networked.filter((service) => isStore(service));
      const edges = networked.filter((service) => !isStore(service) && facesOutside(service));
      const [store] = stores;
      const [edge] = edges;
      if (!store || !edge || !shareOneNetwork(file, networked)) return undefined;
      return finding(services.key, { store, edge });
    },
  },
  message: ({ store, edge }) =>
    `All services share one network: from "${edge.name}", which faces the outside, every port of "${store.name}" can be reached. Give the data stores a network of their own.`,
  fixes: [
    {
      kind: 'manual',
      title: 'Give the data stores a network of their own',
      edits: ({ store }) => segmentNetworks(store.file),
    },
  ],
});

function facesOutside(service: ComposeService): boolean {
  return service.knownImage?.class === 'proxy' || publishedPorts(service).some(({ reach }) => reach !== 'address');
}

function shareOneNetwork(file: ComposeFile, services: readonly ComposeService[]): boolean {
  const sets = services.map(
    (service) => new Set((networksOf(service) ?? []).map(({ key }) => networkIdentity(file, key))),
  );
  const [first, ...others] = sets;
  return [...(first ?? [])].some((name) => others.every((set) => set.has(name)));
}
