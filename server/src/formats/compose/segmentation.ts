/** Taking the data stores of a project out of the network that everything shares. */
import { insertAt, replaceScalar, type Edits } from '../../document/edit';
import { WrittenMap } from '../../document/view';
import type { ImageClass } from '../../images';
import { referencesIn } from './clientReferences';
import { dependenciesOf } from './dependencies';
import type { ComposeFile, ComposeService } from './model';
import { joinNetwork, networksOf } from './networks';
import { publishedPorts } from './ports';

const STORES: ReadonlySet<ImageClass> = new Set(['database', 'cache', 'queue', 'search', 'object-storage']);
const BACKEND = 'backend';

/** A job may use the image of a store for its tools. */
export function isStore({ knownImage, isLongRunning }: ComposeService): boolean {
  return isLongRunning && knownImage !== undefined && STORES.has(knownImage.class);
}

/** A service of an image that is made for backups. */
export function isBackup({ knownImage }: ComposeService): boolean {
  return knownImage?.class === 'backup';
}

/**
 * Moves the stores to a network of their own, which their clients join; everybody else stays where they are. Undefined where not
 * every service is written in this one file, or where they are on other networks than the one that all share.
 */
export function segmentNetworks(file: ComposeFile): Edits {
  const { root } = file;
  const networked = file.services.filter((service) => networksOf(service) !== undefined);
  const [shared, ...others] = new Set(
    networked.flatMap((service) => (networksOf(service) ?? []).map(({ key }) => key)),
  );
  const isOurs = file.services.every(({ own, layers }) => own.document === file.document && layers.length === 1);
  if (!(root instanceof WrittenMap) || shared === undefined || others.length > 0 || !isOurs) return undefined;
  if (file.declared('networks', BACKEND) || shared === BACKEND) return undefined;
  const stores = networked.filter(isStore);
  const clients = clientsOf(file, stores, networked);
  // Where everybody needs the stores, everybody would share their network again.
  if (stores.length + clients.length === networked.length) return undefined;
  // What is published cannot be reached on an internal network.
  const isInternal = stores.every((store) => publishedPorts(store).length === 0);
  const edits = [
    ...stores.map((store) => moveTo(store, BACKEND)),
    ...clients.map((client) => joinNetwork(client, BACKEND)),
    // Behind what the last service of the file gets.
    insertAt(root, ['networks', BACKEND], isInternal ? { internal: true } : {}),
  ];
  return edits.every((edit) => edit !== undefined) ? edits.flat() : undefined;
}

/** Who names a store as a host, or waits for it. Of a store that only backups name everybody may be a client but a proxy. */
function clientsOf(
  file: ComposeFile,
  stores: readonly ComposeService[],
  networked: readonly ComposeService[],
): ComposeService[] {
  const references = referencesIn(file);
  const isClient = (service: ComposeService, store: ComposeService): boolean =>
    references.some(({ from, to }) => from === service && to === store) ||
    dependenciesOf(service).some(({ name }) => name === store.name);
  const others = networked.filter((service) => !stores.includes(service));
  const needed = stores.map((store) => {
    const named = others.filter((service) => isClient(service, store));
    const isKnown = named.some((service) => !isBackup(service));
    return isKnown ? named : others.filter(({ knownImage }) => knownImage?.class !== 'proxy');
  });
  return others.filter((service) => needed.some((clients) => clients.includes(service)));
}

/** Leaves the one network that it is on for another one. */
function moveTo(service: ComposeService, network: string): Edits {
  const written = service.own.get('networks');
  if (!written) return service.insert(['networks'], [network]);
  const [only] = written.value?.kind === 'sequence' ? written.value.items : [];
  const isPlain = written.owner === service.own && !written.aliased && only?.kind === 'scalar';
  return isPlain ? replaceScalar(only, network) : undefined;
}
